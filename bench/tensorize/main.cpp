// bench/tensorize: products of bytes by the machine's dot products, beside the same loops without
// them and beside oneDNN; products of bfloat16, where the processor has AVX-512 BF16.
// ONEDNN_MAX_CPU_ISA=AVX2 in the environment: as on a processor without VNNI. oneDNN saturates sums
// of two products there, so elements of A go up to 127 only.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

#include "../harness/harness.hpp"
#include "../harness/shared_object.hpp"
#include "../peers/matmul.h"
#include "bf16.hpp"
#include "tenon.hpp"

namespace {

const char* const peers[] = {"onednn26_bytes", "onednn_bytes"};
const char* const bf16_peers[] = {"onednn26_bf16", "onednn_bf16"};

template <class Operands>
bench::subject peer(const std::string& name, const bench::shared_object& library,
                    std::shared_ptr<Operands> o) {
  auto* prepare = library.symbol<void*(const bench_matmul*)>("bench_matmul_prepare");
  auto* run = library.symbol<void(void*)>("bench_matmul_run");
  return {name, bench::role::peer, [=]() -> bench::runner {
            if (prepare == nullptr) return {};
            const bench_matmul problem = {o->n, o->n,        o->n,        0,       0,          0,
                                          0,    o->a.data(), o->b.data(), nullptr, o->c.data()};
            void* prepared = prepare(&problem);
            if (prepared == nullptr) return {};
            return [=] { run(prepared); };
          }};
}

}  // namespace

int main(int argc, char** argv) {
  bench::pin(1);
  const char* const isa = std::getenv("ONEDNN_MAX_CPU_ISA");
  const bool for_avx2 = isa != nullptr && std::strcmp(isa, "AVX2") == 0;
  std::map<std::string, bench::shared_object> libraries;
  const auto load = [&](const char* name) {
    const auto& library =
        libraries.emplace(name, std::string(BENCH_PEERS) + "/matmul_" + name + ".so").first->second;
    auto* version = library.symbol<const char*()>("bench_matmul_version");
    if (version != nullptr) std::printf("%s: %s\n", name, version());
  };
  for (const char* name : peers) load(name);
  bench::suite suite("tensorize", argc, argv);
  for (const int n : bytes::sizes) {
    auto o = std::make_shared<bytes::operands>(n, for_avx2 ? 127 : 255);
    bench::work w;
    w.group = for_avx2 ? "u8 · s8, AVX2" : "u8 · s8";
    w.name = std::string(for_avx2 ? "avx2_" : "") + std::to_string(n);
    w.poison = [o] { o->poison(); };
    w.check = [o] { return o->check(); };
    w.subjects.push_back({"tenon_native", bench::role::ours,
                          [=] { return for_avx2 ? bytes::native_avx2(*o) : bytes::native(*o); }});
    w.subjects.push_back(
        {"tenon_llvm", bench::role::ours, [=] { return bytes::llvm(*o, for_avx2, true); }});
    w.subjects.push_back({"native_plain", bench::role::beside, [=] {
                            return for_avx2 ? bytes::native_avx2_plain(*o)
                                            : bytes::native_plain(*o);
                          }});
    w.subjects.push_back(
        {"llvm_plain", bench::role::beside, [=] { return bytes::llvm(*o, for_avx2, false); }});
    for (const char* name : peers) w.subjects.push_back(peer(name, libraries.at(name), o));
    suite.add(std::move(w));
  }
  if (!bf16::is_runnable())
    std::puts("bf16 · bf16: not measured, as the processor lacks AVX-512 BF16");
  else if (!for_avx2) {
    for (const char* name : bf16_peers) load(name);
    for (const int n : bytes::sizes) {
      auto o = std::make_shared<bf16::operands>(n);
      bench::work w;
      w.group = "bf16 · bf16";
      w.name = "bf16_" + std::to_string(n);
      w.poison = [o] { o->poison(); };
      w.check = [o] { return o->check(); };
      w.subjects.push_back({"tenon_native", bench::role::ours, [=] { return bf16::native(*o); }});
      w.subjects.push_back({"tenon_llvm", bench::role::ours, [=] { return bf16::llvm(*o); }});
      for (const char* name : bf16_peers) w.subjects.push_back(peer(name, libraries.at(name), o));
      suite.add(std::move(w));
    }
  }
  return suite.run();
}
