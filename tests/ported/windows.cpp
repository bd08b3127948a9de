// Sliding windows: what an earlier iteration has computed is still there, in storage that folds.
#include "ported/check.hpp"

using namespace ported;

namespace {

/// A sum of 5×5 neighbours over numbers made of indices, divided by 25: what a search over random
/// schedules of another compiler was run on.
struct blur {
  tensor_of<std::int32_t, 2> in, local, out;
  axis y, x;
};
blur make_blur(extent h, extent w) {
  axis y0("y0", h + 4), x0("x0", w + 4), y("y", h), x("x", w), v("v", 5), u("u", 5);
  auto in = compute("in", {y0, x0}, cast<std::int32_t>(2 * x0 + 5 * y0));
  auto local = compute("local", {y, x}, sum(in(y + v, x + u), v, u));
  return {in, local, compute("out", {y, x}, local(y, x) / 25), y, x};
}

}  // namespace

TEST_CASE("Halide 7909: the window of a stage that slides itself was folded too small") {
  const auto chain = [](extent h, extent w) {
    auto [in, local, out, y, x] = make_blur(h, w);
    auto s = schedule(out);
    s[local].compute_at(s, s.split(y, 1).outer).store_root();
    s[in].compute_at(local, x).store_root();
    return s;
  };
  check_sizes(chain, 9, 7);
  check_sizes(chain, 1, 5);
}

TEST_CASE("Halide 7872: a window inside of a split loop with a guard") {
  check_sizes(
      [](extent h, extent w) {
        auto [in, local, out, y, x] = make_blur(h, w);
        auto s = schedule(out);
        auto [xo, xi] = s.split(x, 2);
        s[local].compute_at(s, xi).store_at(s, y);
        return s;
      },
      6, 9);
}

TEST_CASE("Halide 7891: a window's start named a loop that lies further in") {
  const auto chain = [](extent h, extent w) {
    auto [in, local, out, y, x] = make_blur(h, w);
    auto s = schedule(out);
    s.split(y, 4);
    auto [xo, xi] = s.split(x, 1);
    auto [xio, xii] = s.split(xi, 4);
    auto [xiio, xiii] = s.split(xii, 1);
    s[local].compute_at(s, xiio);
    s[in].compute_at(s, xiio).store_root();
    return s;
  };
  check_sizes(chain, 7, 6);
}

TEST_CASE("Halide 8140: windows whose loops have one iteration, one inside another") {
  const auto chain = [](extent h, extent w) {
    auto A = input<std::uint8_t>("A", h, w);
    const extent h1 = h + 2, w1 = w + 2, h2 = h + 4, w2 = w + 4;
    axis y0("y0", h2), x0("x0", w2), y1("y1", h1), x1("x1", w1), y("y", h), x("x", w);
    const auto inside = y0 >= 2 && y0 < h + 2 && x0 >= 2 && x0 < w + 2;
    auto f0 = compute("f0", {y0, x0}, select(inside, A(y0 - 2, x0 - 2), std::uint8_t(7)));
    auto f1 = compute("f1", {y1, x1}, (f0(y1 + 2, x1 + 2) + f0(y1, x1)) * std::uint8_t(2));
    auto f2 =
        compute("f2", {y, x}, f0(y + 3, x + 3) + f0(y + 1, x + 1) + f1(y + 2, x + 2) + f1(y, x));
    auto s = schedule(f2);
    auto [yo, yi] = s.split(y, 1);
    s[f1].compute_at(s, x).store_root();
    s[f0].compute_at(s, x).store_at(s, yo);
    return s;
  };
  check_sizes(chain, 1, 1);
  check_sizes(chain, 3, 4);
}

TEST_CASE(
    "Halide 8140: five stages, some read at twice the place, each slides along the output's "
    "lines") {
  const auto chain = [](extent h, extent w) {
    auto A = input<std::uint8_t>("A", 4 * h + 10, 4 * w + 10);
    axis y0("y0", 4 * h + 10), x0("x0", 4 * w + 10), y1("y1", 2 * h + 4), x1("x1", 2 * w + 4);
    axis y3("y3", 2 * h + 2), x3("x3", 2 * w + 2), y("y", h), x("x", w);
    auto f0 = compute("f0", {y0, x0}, A(y0, x0) + std::uint8_t(1));
    auto f1 =
        compute("f1", {y1, x1}, f0(2 * y1, 2 * x1) + f0(2 * y1 + 1, 2 * x1) + f0(y1 + 1, x1 + 2));
    auto f2 = compute("f2", {y, x}, f0(y + 1, x + 2) + f1(y + 2, x) + f1(y, x + 1));
    auto f3 = compute("f3", {y3, x3}, f1(y3, x3 + 2) + f1(y3 + 2, x3));
    auto f4 = compute("f4", {y, x}, f3(2 * y + 1, 2 * x) + f3(2 * y, 2 * x + 1) + f2(y, x));
    auto s = schedule(f4);
    s[f3].compute_at(s, y).store_root();
    s[f2].compute_at(s, y).store_root();
    s[f1].compute_at(s, y).store_root();
    s[f0].compute_at(s, y).store_root();
    return s;
  };
  check_sizes(chain, 5, 3);
  check_sizes(chain, 1, 2);
}

TEST_CASE(
    "Halide 208: storage folded along a loop whose iterations read further back than one window") {
  const auto chain = [](extent n) {
    auto A = input<std::int32_t>("A", n + 9);
    axis x("x", n + 9), i("i", n);
    auto P = compute("P", {x}, A(x) * 2);
    auto s =
        schedule(compute("C", {i}, P(i) + 10 * P(i + 4) + 100 * P(i + 9)));  // ten elements live
    s[P].compute_at(s, i).store_root();
    return s;
  };
  check_sizes(chain, 40);
  check_sizes(chain, 3);
}

TEST_CASE("Halide 296: stored outside of a parallel loop and computed inside, parts overlap") {
  const auto tiled = [](bool outside) {
    return [outside] {
      auto A = input<std::int32_t>("A", 52, 52);
      axis y0("y0", 52), x0("x0", 52), y("y", 32), x("x", 32), r("r", 2);
      auto f = compute("f", {y0, x0}, sum(A(y0, x0) + 0 * A(y0, r), r));
      auto s = schedule(compute("g", {y, x}, f(y, x) + f(y + 20, x + 20)));
      auto t = s.tile(y, x, 16, 16);
      s.parallel(t.outer_i);
      s[f].compute_at(s, t.outer_j);
      if (outside) s[f].store_root();
      return s;
    };
  };
  check(tiled(false));
  CHECK(has(refusal(tiled(true)),
            "a window that slides along a parallel loop would share rows between threads"));
}
