// bench/scan: an LSTM cell and a layer of 64 steps, batch 1: one description with a scan, beside
// the same description stage by stage, beside a kernel for each operator, beside oneDNN, and beside
// reading the weights alone, which bounds what fusion can save.
#include <cstdio>
#include <map>

#include "../harness/harness.hpp"
#include "../harness/shared_object.hpp"
#include "../peers/lstm.h"
#include "tenon.hpp"

namespace {

const char* const peers[] = {"onednn26", "onednn"};

bench::subject peer(const std::string& name, const bench::shared_object& library,
                    std::shared_ptr<lstm::operands> o) {
  auto* prepare = library.symbol<void*(const bench_lstm*)>("bench_lstm_prepare");
  auto* run = library.symbol<void(void*)>("bench_lstm_run");
  return {name, bench::role::peer, [=]() -> bench::runner {
            if (prepare == nullptr) return {};
            const std::size_t row = o->n, rows = o->t;
            const bench_lstm problem = {o->t,
                                        o->n,
                                        o->x.data(),
                                        o->w.data(),
                                        o->u.data(),
                                        o->bias.data(),
                                        o->h0.data(),
                                        o->c0.data(),
                                        o->h.data() + row,
                                        o->c.data() + rows * row};
            void* prepared = prepare(&problem);
            if (prepared == nullptr) return {};
            return [=] { run(prepared); };
          }};
}

}  // namespace

int main(int argc, char** argv) {
  bench::pin(1);
  std::map<std::string, bench::shared_object> libraries;
  for (const char* name : peers) {
    const auto& library =
        libraries.emplace(name, std::string(BENCH_PEERS) + "/lstm_" + name + ".so").first->second;
    auto* version = library.symbol<const char*()>("bench_lstm_version");
    if (version != nullptr) std::printf("%s: %s\n", name, version());
  }
  bench::suite suite("scan", argc, argv);
  for (const int t : lstm::steps) {
    for (const int n : lstm::sizes) {
      auto o = std::make_shared<lstm::operands>(t, n);
      bench::work w;
      w.group = t == 1 ? "LSTM cell, float" : "LSTM layer of 64 steps, float";
      w.name = (t == 1 ? "cell_" : "layer_") + std::to_string(n);
      w.poison = [o] { o->poison(); };
      w.check = [o] { return o->check(); };
      w.subjects.push_back({"tenon_native", bench::role::ours, [=] { return lstm::native(*o); }});
      w.subjects.push_back({"tenon_llvm", bench::role::ours, [=] { return lstm::llvm(*o); }});
      const auto beside = [&](const char* name, bench::runner (*prepare)(const lstm::operands&),
                              const char* fused) {
        w.subjects.push_back({name, bench::role::beside, [=] { return prepare(*o); }, fused});
      };
      beside("native_stages", lstm::native_stages, "tenon_native");
      beside("llvm_stages", lstm::llvm_stages, "tenon_llvm");
      beside("native_operators", lstm::native_operators, "tenon_native");
      beside("llvm_operators", lstm::llvm_operators, "tenon_llvm");
      w.subjects.push_back({"read_weights", bench::role::machine,
                            [=]() -> bench::runner { return [o, run = lstm::read_weights(*o)] { run(); }; },
                            "tenon_native"});
      for (const char* name : peers) w.subjects.push_back(peer(name, libraries.at(name), o));
      suite.add(std::move(w));
    }
  }
  return suite.run();
}
