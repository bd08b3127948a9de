// Where Tenon's side of the benchmark plugs in. Each file tenon_*.cpp gives, for a case, something
// to run, or an empty runner while it can't do the case.
#pragma once

#include <array>
#include <utility>

#include "../harness/harness.hpp"
#include "operands.hpp"

namespace matmul {

/// Makes a runner that computes C from A and B; what it allocates or packs, it does when it runs.
using prepare = bench::runner (*)(const operands&);

/// The kernels with constant sizes, one for each case; tenon_native.cpp fills it, in shards.
inline std::array<prepare, case_count>& native_table() {
  static std::array<prepare, case_count> table{};
  return table;
}

/// Enters `Prepare::run<Index>` into the table for each case of one shard: the same file is
/// compiled `shards` times, so that no compiler run has to hold all kernels.
template <class Prepare, int Shard, int Shards>
struct enter_shard {
  enter_shard() { enter(std::make_integer_sequence<int, case_count>()); }

 private:
  template <int... Index>
  static void enter(std::integer_sequence<int, Index...>) {
    (enter_one<Index>(), ...);
  }
  template <int Index>
  static void enter_one() {
    if constexpr (Index % Shards == Shard) native_table()[Index] = &Prepare::template run<Index>;
  }
};

/// The one native kernel with symbolic sizes (tenon_symbolic.cpp).
bench::runner prepare_native_symbolic(const operands& o);

/// Compiled by LLVM for the case's sizes (tenon_llvm.cpp).
bench::runner prepare_llvm(const operands& o);

/// The one function of LLVM's for all sizes (tenon_llvm.cpp).
bench::runner prepare_llvm_symbolic(const operands& o);

}  // namespace matmul
