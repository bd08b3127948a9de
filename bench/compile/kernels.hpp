// The kernels that this folder compiles, each by the C++ compiler and by LLVM: the scheduled
// product and pipeline of the other benchmarks, and ten small ones that differ in expression and
// schedule.
#pragma once

#include "../matmul/description.hpp"
#include "../stencil/description.hpp"

namespace compile_cost {

inline constexpr auto product = matmul::product<float, false, false, false>{};
inline constexpr auto pipeline = stencil::edges_of<stencil::form::fused, 1>{};

/// Kernel `Which` of ten: a different reduction, stencil or chain each, tiled and vectorized.
template <int Which>
struct small {
  constexpr tenon::schedule operator()(const tenon::context& c, tenon::extent m,
                                       tenon::extent n) const {
    using namespace tenon;
    const auto A = input<float>("A", m, n);
    const auto B = input<float>("B", m, n);
    const axis i("i", m), j("j", n), r("r", n), x("x", n - 2);
    const index_t lanes = c.machine.lanes(element::f32);
    const auto rows = [&](const auto& C, const axis& along) {
      schedule s(C);
      const auto [jo, ji] = s.split(along, lanes, tail::cut);
      const auto [io, ii] = s.split(i, 4 + Which, tail::cut);
      s.reorder(io, jo, ii, ji).vectorize(ji);
      return s;
    };
    const auto sums = [&](const auto& C) {
      schedule s(C);
      s.split(i, 4 + Which, tail::cut);
      return s;
    };
    if constexpr (Which == 0) return rows(compute("C", {i, j}, A(i, j) + B(i, j)), j);
    if constexpr (Which == 1) return rows(compute("C", {i, j}, max(A(i, j) * B(i, j), 0)), j);
    if constexpr (Which == 2)
      return rows(compute("C", {i, x}, A(i, x) + A(i, x + 1) + A(i, x + 2)), x);
    if constexpr (Which == 3) return rows(compute("C", {i, j}, sqrt(abs(A(i, j))) - B(i, j)), j);
    if constexpr (Which == 4)
      return rows(compute("C", {i, j}, select(A(i, j) < B(i, j), A(i, j), B(i, j) * 2)), j);
    if constexpr (Which == 5) return sums(compute("C", {i}, sum(A(i, r) * B(i, r), r)));
    if constexpr (Which == 6) return sums(compute("C", {i}, max(A(i, r), r)));
    if constexpr (Which == 7)
      return rows(compute("C", {i, j}, A(i, j) / (B(i, j) * B(i, j) + 1)), j);
    if constexpr (Which == 8)
      return rows(compute("C", {i, j}, floor(A(i, j)) + B(i, j) * A(i, j)), j);
    if constexpr (Which == 9)
      return rows(compute("C", {i, x}, A(i, x + 2) * B(i, x) - A(i, x) * B(i, x + 2)), x);
  }
};

}  // namespace compile_cost
