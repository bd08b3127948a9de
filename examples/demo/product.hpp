// A matrix product whose tiles follow from its sizes and the target.
#pragma once

#include <tenon/hardware/tile_contraction.hpp>
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
  tile_contraction(s, s, contraction{i, j, r, A, 0, B, 1}, tile);
  return s;
};

}  // namespace demo
