// Descriptions that both units of the test use: a product with a vectorized, unrolled and a
// parallel loop, and two stages, one computed inside the other.
#pragma once

#include <tenon/tenon.hpp>

inline constexpr auto product = [](tenon::extent m, tenon::extent n, tenon::extent k) {
  using namespace tenon;
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  auto s = schedule(C);
  auto [jo, ji] = s.split(j, 8);
  s.reorder(i, jo, r, ji).vectorize(ji).parallel(i);
  return s;
};

inline constexpr auto blur = [](tenon::extent n) {
  using namespace tenon;
  auto A = input<float>("A", n + 2);
  axis x("x", n + 1), y("y", n);
  auto B = compute("B", {x}, A(x) + A(x + 1));
  auto C = compute("C", {y}, B(y) + B(y + 1));
  auto s = schedule(C);
  auto [yo, yi] = s.split(y, 4);
  s[B].compute_at(C, yo);
  return s;
};
