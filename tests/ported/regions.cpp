// What a stage computes for its consumer: as much as is read, wherever loops were split and fused,
// and no more memory than that.
#include "ported/check.hpp"

using namespace ported;

TEST_CASE("tvm 15911: a chain computed at the outer part of a split left elements out") {
  const auto chain = [](extent n) {
    auto A = input<float>("A", n);
    auto B = input<float>("B", n);
    axis i("i", n);
    auto C = compute("C", {i}, A(i) + B(i));
    auto D = compute("D", {i}, C(i) + C(i));
    auto E = compute("E", {i}, D(i) + A(i));
    auto s = schedule(E);
    auto [outer, inner] = s.split_parts(i, 32);
    s[D].compute_at(s, outer);
    s[C].compute_at(s, outer);
    return s;
  };
  check_sizes(chain, 1024);
  check_sizes(chain, 1000);  // parts of 32, and of 31 at the end
  check_sizes(chain, 33);    // parts without elements
}

TEST_CASE(
    "tvm 3679: fused and split by a factor that doesn't divide a line, computed at the outer "
    "part") {
  const auto chain = [](extent m, extent n) {
    auto A = input<std::int32_t>("A", m, n);
    axis i("i", m), j("j", n);
    auto twice = compute("twice", {i, j}, A(i, j) * 2);
    auto less = compute("less", {i, j}, twice(i, j) - 3);
    auto out = compute("out", {i, j}, less(i, j) * less(i, j));
    auto s = schedule(out);
    auto [o, in] = s.split(s.fuse(i, j), 16);
    for (stage_schedule stage : {s[less], s[twice]}) {
      stage.split(stage.fuse(stage.dimension(0), stage.dimension(1)), 16);
      stage.compute_at(s, o);
    }
    return s;
  };
  check_sizes(chain, 5, 37);  // blocks of 16 start and end within lines
  check_sizes(chain, 3, 7);   // and span several
}

TEST_CASE("tvm 3613: the region of a stage was one element short, 7 instead of 8") {
  const maker strided = [] {
    auto A = input<std::int32_t>("A", 32);
    axis i("i", 16), x("x", 32), r("r", 2);
    auto P = compute("P", {x}, A(x) + 1);
    auto C = compute("C", {i}, sum(P(2 * i + r), r));
    auto s = schedule(C);
    s[P].compute_at(s, s.split(i, 4).outer);
    return s;
  };
  check(strided);
  CHECK(has(text_of(strided), "P[8]"));  // 2 * 3 + 1 is the last of eight
}

TEST_CASE("tvm 3096: layers with borders grew the storage of those before them") {
  const maker layers = [] {
    auto A = input<std::int32_t>("A", 56);
    auto W = input<std::int32_t>("W", 3);
    axis x("x", 56), p("p", 58), r("r", 3);
    const auto inside = p >= 1 && p < 57;
    auto first = compute("first", {x}, A(x) * 3);
    auto wide = compute("wide", {p}, select(inside, first(p - 1), 0));
    auto second = compute("second", {x}, sum(wide(x + r) * W(r), r));
    auto wider = compute("wider", {p}, select(inside, second(p - 1), 0));
    return schedule(compute("third", {x}, sum(wider(x + r) * W(r), r)));
  };
  check(layers);
  const std::string text = text_of(layers);
  CHECK(has(text, "wide[58]"));
  CHECK(has(text, "wider[58]"));
  CHECK(has(text, "first[56]"));
}

TEST_CASE("Halide 5949: shifted tiles of a chain that slides read outside of what was computed") {
  const auto chain = [](extent h, extent w) {
    auto A = input<std::int32_t>("A", h + 4, w + 4);
    axis y0("y0", h + 4), x0("x0", w + 4), y1("y1", h + 2), x1("x1", w + 2), y("y", h), x("x", w);
    auto f1 = compute("f1", {y0, x0}, A(y0, x0) * 3);
    auto f2 = compute("f2", {y0, x0}, f1(y0, x0) - 1);
    const auto corners = [](auto f, auto a, auto b) { return f(a, b) + f(a + 2, b + 2); };
    auto g1 = compute("g1", {y1, x1}, corners(f2, y1, x1));
    auto g2 = compute("g2", {y1, x1}, corners(f2, y1, x1));
    auto out = compute("out", {y, x}, corners(g1, y, x) + corners(g2, y, x));
    auto s = schedule(out);
    auto [yo, yi] = s.split(y, 16, tail::shift);
    s.reorder(yo, x, yi);
    s[g1].compute_at(s, yi).store_at(s, x);
    s[g2].compute_inline();
    s[f2].compute_at(s, yi);
    return s;
  };
  check_sizes(chain, 20, 20);
  check_sizes(chain, 16, 3);
}

TEST_CASE("tvm PR 11201: a copy of a part that begins before the tensor was stored one place off") {
  const auto pooling = [](extent m, extent n) {
    auto X = input<float>("X", m, n);
    axis i("i", m), j("j", n), u("u", 3), v("v", 3);
    const auto y = i + u - 1;
    const auto x = j + v - 1;
    const auto inside = y >= 0 && y < m && x >= 0 && x < n;
    auto Y = compute("Y", {i, j}, max(select(inside, X(y, x), 0), u, v));
    auto s = schedule(Y);
    auto copy = s.cache_read(X);
    auto t = s.tile(i, j, 4, 8);
    s.reorder(t.outer_i, t.outer_j, t.inner_i, t.inner_j, u, v);
    copy.compute_at(s, t.outer_j);
    return s;
  };
  check_sizes(pooling, 22, 22);
  check_sizes(pooling, 4, 8);  // one tile, which reads before the first and after the last
  check_sizes(pooling, 1, 1);
}
