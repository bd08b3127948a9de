#include "suite.hpp"

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "../harness/shared_object.hpp"
#include "../peers/conv2d.h"

namespace {

const char* const peers[] = {"onednn26", "onednn32", "onednn"};

// Sums of up to 4,608 products in float, in whatever order.
constexpr double tolerance = 1e-5;

bench_conv2d c_problem(const conv2d::operands& o, bool plain) {
  const conv2d::layer& l = o.of;
  return {.n = 1,
          .ic = l.ic,
          .ih = l.size,
          .iw = l.size,
          .oc = l.oc,
          .kh = l.k,
          .kw = l.k,
          .stride_h = l.stride,
          .stride_w = l.stride,
          .pad_top = l.pad_before(),
          .pad_left = l.pad_before(),
          .pad_bottom = l.pad_after(),
          .pad_right = l.pad_after(),
          .groups = l.groups,
          .x = o.x.data(),
          .w = o.w.data(),
          .bias = nullptr,
          .y = o.y.data(),
          .relu = 0,
          .plain = plain};
}

bench::subject peer(const std::string& name, const bench::shared_object& library,
                    std::shared_ptr<conv2d::operands> o, bool plain) {
  auto* prepare = library.symbol<void*(const bench_conv2d*)>("bench_conv2d_prepare");
  auto* run = library.symbol<void(void*)>("bench_conv2d_run");
  auto* finish = library.symbol<void(void*)>("bench_conv2d_finish");
  return {name, bench::role::peer, [=]() -> bench::runner {
            if (prepare == nullptr) return {};
            const bench_conv2d problem = c_problem(*o, plain);
            void* prepared = prepare(&problem);
            if (prepared == nullptr) return {};
            o->finish = [=] { finish(prepared); };
            return [=] { run(prepared); };
          }};
}

}  // namespace

int conv2d::measure(const char* benchmark, std::span<const layer> layers,
                    const std::vector<contender>& own, int argc, char** argv) {
  bench::pin(1);
  std::map<std::string, bench::shared_object> libraries;
  for (const char* name : peers) {
    const auto& library =
        libraries.emplace(name, std::string(BENCH_PEERS) + "/conv2d_" + name + ".so").first->second;
    auto* version = library.symbol<const char*()>("bench_conv2d_version");
    if (version != nullptr) std::printf("%s: %s\n", name, version());
  }
  bench::suite suite(benchmark, argc, argv);
  for (const layer& l : layers) {
    auto o = std::make_shared<operands>(l);
    for (const bool plain : {false, true}) {
      bench::work w;
      w.group = plain ? "plain NCHW in and out" : "own layouts";
      w.name = (plain ? "plain_" : "") + std::string(l.name);
      w.flops = l.flops();
      w.poison = [o] { o->poison(); };
      w.check = [o] { return o->check(tolerance); };
      for (const contender& c : own) {
        w.subjects.push_back(
            {c.name, c.who, [o, plain, prepare = c.prepare] { return prepare(*o, plain); }});
      }
      for (const char* name : peers) w.subjects.push_back(peer(name, libraries.at(name), o, plain));
      suite.add(std::move(w));
    }
  }
  return suite.run();
}
