// bench/matmul: Tenon's matrix products against those of the libraries on this machine.
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "../harness/harness.hpp"
#include "../harness/shared_object.hpp"
#include "../peers/matmul.h"
#include "tenon.hpp"

namespace {

const char* const peers[] = {"openblas", "openblas_newest", "blis",  "eigen", "libxsmm", "onednn26",
                             "onednn32", "onednn32_matmul", "onednn"};

const char* group_name(matmul::group g) {
  switch (g) {
    case matmul::group::square_float:
      return "float";
    case matmul::group::square_double:
      return "double";
    case matmul::group::transposed:
      return "a transposed operand";
    case matmul::group::epilogue:
      return "bias and ReLU";
    case matmul::group::odd:
      return "odd sizes";
  }
  return "";
}

std::string case_name(const matmul::problem& p) {
  std::string name = p.is_double ? "double_" : "";
  if (p.a_transposed) name += "at_b_";
  if (p.b_transposed) name += "a_bt_";
  if (p.bias_relu) name += "bias_relu_";
  if (p.in == matmul::group::odd) name += "odd_";
  return name + std::to_string(p.m) + "x" + std::to_string(p.n) + "x" + std::to_string(p.k);
}

bench_matmul c_problem(const matmul::operands& o) {
  const matmul::problem& p = o.shape();
  return {p.m,         p.n,         p.k,         p.is_double,    p.a_transposed, p.b_transposed,
          p.bias_relu, o.a<void>(), o.b<void>(), o.bias<void>(), o.c<void>()};
}

bench::subject wrapped_peer(const std::string& name, const bench::shared_object& library,
                            std::shared_ptr<matmul::operands> o) {
  auto* prepare = library.symbol<void*(const bench_matmul*)>("bench_matmul_prepare");
  auto* run = library.symbol<void(void*)>("bench_matmul_run");
  return {name, bench::role::peer, [=]() -> bench::runner {
            if (prepare == nullptr) return {};
            const bench_matmul problem = c_problem(*o);
            void* prepared = prepare(&problem);
            if (prepared == nullptr) return {};
            return [=] { run(prepared); };
          }};
}

bench::subject ours(const std::string& name, matmul::prepare prepare,
                    std::shared_ptr<matmul::operands> o) {
  return {name, bench::role::ours,
          [=] { return prepare == nullptr ? bench::runner() : prepare(*o); }};
}

}  // namespace

int main(int argc, char** argv) {
  bench::pin(1);
  std::map<std::string, bench::shared_object> libraries;
  for (const char* peer : peers) {
    const auto& library =
        libraries.emplace(peer, std::string(BENCH_PEERS) + "/matmul_" + peer + ".so").first->second;
    auto* version = library.symbol<const char*()>("bench_matmul_version");
    if (version != nullptr) std::printf("%s: %s\n", peer, version());
  }
  bench::suite suite("matmul", argc, argv);
  for (int index = 0; index < matmul::case_count; ++index) {
    const matmul::problem& p = matmul::cases[index];
    auto o = std::make_shared<matmul::operands>(p);
    bench::work w;
    w.group = group_name(p.in);
    w.name = case_name(p);
    w.flops = 2.0 * p.m * p.n * p.k;
    w.float_bits = p.is_double ? 64 : 32;
    w.poison = [o] { o->poison(); };
    w.check = [o] { return o->check(); };
    w.subjects.push_back(ours("tenon_native", matmul::native_table()[index], o));
    w.subjects.push_back(ours("tenon_native_symbolic", matmul::prepare_native_symbolic, o));
    w.subjects.push_back(ours("tenon_llvm", matmul::prepare_llvm, o));
    w.subjects.push_back(ours("tenon_llvm_symbolic", matmul::prepare_llvm_symbolic, o));
    for (const char* peer : peers) {
      w.subjects.push_back(wrapped_peer(peer, libraries.at(peer), o));
    }
    suite.add(std::move(w));
  }
  return suite.run();
}
