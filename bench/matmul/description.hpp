// The products as one Tenon description: every case is this, with its sizes and the tiles that
// follow from them and the target.
#pragma once

#include <tenon/hardware/tile_contraction.hpp>
#include <tenon/kernel/describe.hpp>

#include "cases.hpp"

namespace matmul {

/// C = A · B, or max(0, A · B + bias); operands may be stored transposed.
template <class T, bool ATransposed, bool BTransposed, bool BiasRelu>
struct product {
  /// The sizes, or what is typical of the range of a symbolic m that a variant of the kernel is
  /// for: a single row and few rows are multiplied without packing B, more rows panel by panel.
  template <class Left, class Right>
  static constexpr tenon::contraction_sizes sizes(const tenon::context& c, const tenon::extent& m,
                                                  const tenon::contraction<Left, Right>& of) {
    tenon::contraction_sizes s = tenon::sizes_of(of);
    s.has_consumer = BiasRelu;
    if (!m.is_constant())
      s.m = c.at_most(m, 1) ? 1 : c.at_most(m, 32) ? 32 : c.at_most(m, 256) ? 128 : -1;
    return s;
  }

  constexpr tenon::schedule operator()(const tenon::context& c, tenon::extent m, tenon::extent n,
                                       tenon::extent k) const {
    using namespace tenon;
    const auto A = stored<ATransposed>("A", m, k);
    const auto B = stored<BTransposed>("B", k, n);
    const axis i("i", m), j("j", n), r("r", k);
    const auto a = element<ATransposed>(A, i, r);
    const auto b = element<BTransposed>(B, r, j);
    const auto C = compute("C", {i, j}, sum(a * b, r));
    const contraction of{i, j, r, A, ATransposed ? 1 : 0, B, BTransposed ? 0 : 1};
    const contraction_tiles t = choose_tiles(c.machine, element_of<T>, sizes(c, m, of));
    if constexpr (BiasRelu) {
      const auto bias = input<T>("bias", n);
      const auto D = compute("D", {i, j}, max(C(i, j) + bias(j), 0));
      auto s = schedule(D);
      const auto [jc, jb] = s.split(j, t.width, tail::cut);
      const auto [jv, jl] = s.split(jb, t.lanes, tail::cut);
      s.reorder(jc, i, jv, jl).vectorize(jl);
      s[C].compute_at(s, jc);
      tile_contraction(s, s[C], of, t);
      return s;
    } else {
      auto s = schedule(C);
      tile_contraction(s, s, of, t);
      return s;
    }
  }

  // Two functions instead of `Transposed ? … : …`: GCC 12 destroys the operand that a conditional
  // operator chose once too often in constant evaluation; simplify when GCC 13 is the oldest.
  template <bool Transposed>
  static constexpr auto stored(const char* label, tenon::extent rows, tenon::extent columns) {
    if constexpr (Transposed)
      return tenon::input<T>(label, columns, rows);
    else
      return tenon::input<T>(label, rows, columns);
  }
  template <bool Transposed, class Tensor>
  static constexpr auto element(const Tensor& t, const tenon::axis& row,
                                const tenon::axis& column) {
    if constexpr (Transposed)
      return t(column, row);
    else
      return t(row, column);
  }
};

/// Calls `make` with the description of a case.
template <class Make>
auto with_description(const problem& p, const Make& make) {
  if (p.bias_relu) return make(product<float, false, false, true>{});
  if (p.a_transposed) return make(product<float, true, false, false>{});
  if (p.b_transposed) return make(product<float, false, true, false>{});
  if (p.is_double) return make(product<double, false, false, false>{});
  return make(product<float, false, false, false>{});
}

}  // namespace matmul
