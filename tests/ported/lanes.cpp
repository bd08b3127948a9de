// Vector lanes: what stands in them, and what an operation on them means.
#include "ported/check.hpp"

using namespace ported;

TEST_CASE("Halide 236: lanes across channels, one of which is a constant") {
  const auto planes = [](int place) {
    return [place] {
      auto A = input<std::int32_t>("A", 2, 3);
      axis y("y", 2), x("x", 3), c("c", 4), r("r", 2);
      auto total = compute("total", {y, x}, sum(A(y, x) + cast<std::int32_t>(r + 1), r));
      auto out = compute("out", {y, x, c}, select(c == 3, constant(255), total(y, x)));
      auto s = schedule(out);
      if (place == 1) s[total].compute_at(s, x);
      if (place == 2) s[total].compute_at(s, y);
      s.vectorize(c);
      return s;
    };
  };
  for (const int place : {0, 1, 2}) {
    const auto zeros = check(planes(place), {.values = [](int, index_t) { return 0.0; }});
    for (std::size_t k = 0; k < zeros.size(); ++k) CHECK(zeros[k] == (k % 4 == 3 ? 255 : 3));
    check(planes(place));
  }
}

TEST_CASE("Halide 1895: rfactor's parts in lanes: each term counts once") {
  for (const bool shared : {false, true}) {
    check_sizes(
        [=](extent h, extent w) {
          auto A = input<std::uint16_t>("A", h, w);
          axis one("one", 1), v("v", h), u("u", w);
          auto s = schedule(compute("total", {one}, sum(A(v, u) * std::uint16_t(9001), v, u)));
          auto [uo, ui] = s.split(u, 16);
          auto parts = s.rfactor(ui);
          parts.vectorize(parts.dimension(0));
          if (shared) parts.compute_at(s, s.dimension(0));
          return s;
        },
        5, 37);
  }
}

TEST_CASE("Halide 1895: parts that are written down, inside the loop that adds them up") {
  check_sizes(
      [](extent h, extent w) {
        auto A = input<std::uint16_t>("A", h, w);
        axis x("x", w), one("one", 1), v("v", h), u("u", w);
        auto partial = compute("partial", {x}, sum(A(v, x) * std::uint16_t(9001), v));
        auto s = schedule(compute("total", {one}, sum(partial(u), u)));
        auto [uo, ui] = s.split(u, 16);
        auto p = s[partial];
        p.compute_at(s, uo);
        auto [xo, xi] = p.split(x, 16);
        p.reorder(xo, v, xi).vectorize(xi);
        return s;
      },
      6, 37);
}

TEST_CASE("Halide 7890: rfactor, with the same axis split differently in both parts") {
  for (const int dimension : {0, 2}) {
    check_sizes(
        [=](extent h, extent w) {
          auto A = input<std::int32_t>("A", h + 4, w + 4);
          axis y("y", h), x("x", w), v("v", 5), u("u", 5);
          auto local = compute("local", {y, x}, sum(A(y + v, x + u), v, u));
          auto s = schedule(compute("out", {y, x}, local(y, x) / 25));
          s.split(y, 2);
          auto l = s[local];
          auto parts = l.rfactor(u, dimension);
          auto [xo, xi] = l.split(l.dimension(1), 4);
          parts.split(parts.dimension(dimension == 0 ? 2 : 1), 1);
          parts.compute_at(local, xo);
          return s;
        },
        5, 11);
  }
}

TEST_CASE("Halide 9100: the sum of two odd numbers in lanes is even") {
  const maker parity = [] {
    auto A = input<std::uint16_t>("A", 2, 21);
    axis i("i", 21), r("r", 2);
    const auto odd = select(A(r, i) <= 61020, std::uint16_t(12203), constant<std::uint16_t>(10637));
    auto B = compute("B", {i}, sum(odd, r));
    auto C = compute("C", {i}, cast<std::int8_t>(cast<bool>(B(i) & std::uint16_t(1))));
    auto s = schedule(C);
    for (stage_schedule stage : {s[B], stage_schedule(s)}) {
      auto [o, l] = stage.split(i, 16);
      if (stage.stage() == s[B].stage()) stage.reorder(o, r, l);
      stage.vectorize(l);
    }
    return s;
  };
  const auto all = check(parity, {.values = [](int, index_t k) { return 65535.0 - 2000.0 * k; }});
  CHECK(all == std::vector<double>(21, 0));
}

TEST_CASE("tvm PR 10172: 64-bit integers of one element spread over lanes") {
  for (const int place : {0, 1, 2}) {
    const maker spread = [=] {
      auto A = input<std::int64_t>("A", 1, 1, 1);
      axis a("a", 1), b("b", 2), c("c", 2);
      auto s = schedule(compute("B", {a, b, c}, -A(0, 0, 0)));
      if (place == 1) s.vectorize(c);
      if (place == 2) s.vectorize(s.fuse(b, c));
      return s;
    };
    const auto all = check(spread, {.values = [](int, index_t) { return 1099511627776.0; }});
    CHECK(all == std::vector<double>(4, -1099511627776.0));
  }
}

TEST_CASE("tvm PR 10172: an index as a number in lanes keeps 64 bits") {
  const maker ramp = [] {
    axis i("i", 21);
    auto s = schedule(compute("B", {i}, cast<std::int64_t>(1000000000 * i + 5)));
    auto [o, l] = s.split(i, 8);
    s.vectorize(l);
    return s;
  };
  CHECK(check(ramp).back() == 20000000005.0);
}

TEST_CASE(
    "Halide 5895: unsigned arithmetic wraps, so the greater one of two may be the smaller sum") {
  const maker wrap = [] {
    auto d = input<std::uint8_t>("d", 21);
    auto e = input<std::uint8_t>("e", 21);
    axis i("i", 21);
    const auto scaled = cast<std::uint32_t>(d(i)) * std::uint32_t(3844224344);
    auto s = schedule(
        compute("B", {i}, max(scaled, cast<std::uint32_t>(e(i))) + std::uint32_t(1607181356)));
    auto [o, l] = s.split(i, 8);
    s.vectorize(l);
    return s;
  };
  const auto all = check(wrap, {.values = [](int a, index_t) { return a == 0 ? 51 : 93; }});
  CHECK(all == std::vector<double>(21, 94127284));
}

TEST_CASE("Halide PR 8155: a difference of narrow numbers needs one bit more than they do") {
  const maker difference = [] {
    auto a = input<std::uint8_t>("a", 21);
    auto b = input<std::uint8_t>("b", 21);
    axis i("i", 21);
    const auto less = cast<std::int16_t>(a(i)) - cast<std::int16_t>(b(i));
    auto s = schedule(compute("B", {i}, cast<std::int64_t>(less) * 1));
    auto [o, l] = s.split(i, 8);
    s.vectorize(l);
    return s;
  };
  const auto all = check(difference, {.values = [](int a, index_t) { return a == 0 ? 12 : 187; }});
  CHECK(all == std::vector<double>(21, -175));  // 81 if the difference were taken in 8 bits
}
