// A matrix product whose tiles follow from its sizes and the target.
#pragma once

#include <tenon/hardware/tile_contraction.hpp>
#include <tenon/tenon.hpp>

namespace demo {

/// C(i, j) = Σ A(i, r) · B(r, j): a tile of C stays in registers, a block of B in the cache, where it
/// pays packed into panels as wide as the tile. Lesson 2 builds such a schedule step by step.
inline constexpr auto matmul = [](const tenon::context& on, tenon::extent m, tenon::extent n, tenon::extent k) {
  using namespace tenon;
  const auto A = input<float>("A", m, k);
  const auto B = input<float>("B", k, n);
  const axis i("i", m), j("j", n), r("r", k);
  const auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));

  const contraction of{i, j, r, A, 0, B, 1};
  auto s = schedule(C);
  tile_contraction(s, s, of, choose_tiles(on.machine, element_of<float>, sizes_of(of)));
  return s;
};

}  // namespace demo
