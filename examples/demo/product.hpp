// A matrix product whose tiles follow from its sizes and the target.
#pragma once

#include <tenon/hardware/contraction.hpp>
#include <tenon/tenon.hpp>

namespace demo {

/// C(i, j) = Σ A(i, r) · B(r, j): a tile of C stays in registers, a block of B in the cache, packed
/// into panels as wide as the tile. Lesson 2 builds this schedule step by step.
inline constexpr auto matmul = [](const tenon::context& on, tenon::extent m, tenon::extent n, tenon::extent k) {
  using namespace tenon;
  const auto A = input<float>("A", m, k);
  const auto B = input<float>("B", k, n);
  const axis i("i", m), j("j", n), r("r", k);
  const auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));

  const auto known = [](const extent& e) { return e.is_constant() ? e.form.constant : -1; };
  const contraction_tiles tile = choose_tiles(on.machine, element_of<float>, {known(m), known(n), known(k)});
  auto s = schedule(C);
  const auto [jc, jb] = s.split(j, tile.width);
  const auto [jo, ji] = s.split(jb, tile.columns);
  const auto [io, ii] = s.split(i, tile.rows, tail::cut);
  const auto [ro, ri] = s.split(r, tile.depth, tail::cut);
  s.reorder(jc, ro, io, jo, ri, ii, ji).unroll(ii).vectorize(ji).cache_write(jo);
  auto panels = s.cache_read(B);
  panels.pack(1, tile.columns).pad(1).compute_at(s, ro);
  const auto [po, pi] = panels.split(panels.dimension(1), tile.columns);
  panels.vectorize(pi);
  return s;
};

}  // namespace demo
