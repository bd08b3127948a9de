// The products as one Tenon description: every case is this, with its sizes and the tiles that
// follow from them and the target.
#pragma once

#include <tenon/hardware/contraction.hpp>
#include <tenon/kernel/describe.hpp>

#include "cases.hpp"

namespace matmul {

/// C = A · B, or max(0, A · B + bias); operands may be stored transposed.
template <class T, bool ATransposed, bool BTransposed, bool BiasRelu>
struct product {
  static constexpr tenon::index_t known(const tenon::extent& e) {
    return e.is_constant() ? e.form.constant : -1;
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
    const contraction_tiles t =
        choose_tiles(c.machine, element_of<T>, {known(m), known(n), known(k)});
    const auto fuse_product = [&](stage_schedule s) {
      const auto [jc, jb] = s.split(j, t.width);
      const auto [jo, ji] = s.split(jb, t.columns);
      const auto [io, ii] = s.split(i, t.rows, tail::cut);
      const auto [ro, ri] = s.split(r, t.depth, tail::cut);
      s.reorder(jc, ro, io, jo, ri, ii, ji).unroll(ii).vectorize(ji).cache_write(jo);
      return ro;
    };
    if constexpr (BiasRelu) {
      const auto bias = input<T>("bias", n);
      const auto D = compute("D", {i, j}, max(C(i, j) + bias(j), 0));
      auto s = schedule(D);
      pack_panels(s, B, s[C], fuse_product(s[C]), t);
      const auto [jv, jl] = s.split(j, c.machine.lanes(element_of<T>));
      s.vectorize(jl);
      return s;
    } else {
      auto s = schedule(C);
      pack_panels(s, B, s, fuse_product(s), t);
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

  /// Copies a block of B into panels as wide as the register tile.
  template <class Tensor>
  static constexpr void pack_panels(tenon::schedule& s, const Tensor& B, tenon::stage_schedule at,
                                    const tenon::axis& loop, const tenon::contraction_tiles& t) {
    if (!t.pack) return;
    auto panels = s.cache_read(B);
    const int column = BTransposed ? 0 : 1;
    panels.pack(column, t.columns).pad(column).compute_at(at, loop);
    const auto [po, pi] = panels.split(panels.dimension(column), t.columns);
    if (BTransposed) panels.reorder(po, panels.dimension(1), pi);
    panels.vectorize(pi);
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
