// Ranks, broadcasts, borders and windows: operators as people write them.
#include "ported/check.hpp"

using namespace ported;

TEST_CASE("tvm PR 10106: all three operands of a choice are broadcast") {
  const auto where = [](extent m, extent n) {
    auto condition = input<std::uint8_t>("condition", m, 1);
    auto X = input<float>("X", n);
    auto Y = input<float>("Y", 1, n);
    auto Z = scalar<float>("Z");
    axis i("i", m), j("j", n);
    auto s = schedule(compute("C", {i, j}, select(condition(i, 0) % 2 == 1, X(j), Y(0, j) + Z())));
    s.vectorize(s.split(j, 8).inner);
    return s;
  };
  check_sizes(where, 5, 11);
  check_sizes(where, 1, 1);
}

TEST_CASE("tvm PR 11174: a vector times a matrix") {
  const auto product = [](extent n, extent k) {
    auto v = input<float>("v", k);
    auto B = input<float>("B", k, n);
    axis j("j", n), r("r", k);
    auto s = schedule(compute("C", {j}, sum(v(r) * B(r, j), r)));
    auto [o, l] = s.split(j, 8);
    s.reorder(o, r, l).vectorize(l).cache_write(o);
    return s;
  };
  check_sizes(product, 13, 6);
  check_sizes(product, 1, 1);
  check_sizes(product, 8, 0);
}

TEST_CASE("tvm PR 10780: a number without dimensions is reduced over") {
  const maker all = [] {
    auto A = scalar<float>("A");
    axis one("one", 1), r("r", 1), none("none", 0);
    auto total = compute("total", {one}, sum(A(), r));
    auto squares = compute("squares", {one}, sum(A() * A(), r));
    auto most = compute("most", {one}, max(abs(A()), r));
    auto nothing = compute("nothing", {one}, sum(A(), none));
    return schedule(compute("C", {one}, total(0) * 1000 + squares(0) * 10 + most(0) + nothing(0)));
  };
  CHECK(check(all, {.values = [](int, index_t) { return -3.0; }}) ==
        std::vector<double>{-3000 + 90 + 3});
}

TEST_CASE("ORT PR 25663: a batch of nothing times one matrix is nothing") {
  const auto product = [](extent batch) {
    auto A = input<float>("A", batch, 2, 3);
    auto B = input<float>("B", 1, 3, 4);
    axis b("b", batch), i("i", 2), j("j", 4), r("r", 3);
    auto s = schedule(compute("C", {b, i, j}, sum(A(b, i, r) * B(0, r, j), r)));
    s.parallel(b);
    return s;
  };
  CHECK(check_sizes(product, 0).empty());
  CHECK(check_sizes(product, 3).size() == 24);
}

TEST_CASE("ORT 11870: two tensors that give one dimension two extents") {
  const auto added = [](extent m, extent n) {
    auto A = input<float>("A", m);
    auto B = input<float>("B", n);
    axis i("i", m);
    return schedule(compute("C", {i}, A(i) + B(i)));
  };
  check_sizes(added, 4, 4);
  CHECK(has(refusal([&] { return added(5, 4); }), "an access must stay inside its tensor"));
  const maker symbolic = [&] { return added(extent::symbol(0), extent::symbol(1)); };
  CHECK(has(refusal_of_call(symbolic, {5, 4}), "an access must stay inside its tensor"));
  CHECK(refusal_of_call(symbolic, {4, 5}) == "ran");
  CHECK(has(refusal([] {
              auto A = input<float>("A", 4, 4);
              axis i("i", 4), same("i", 3), j("j", 4);
              return schedule(compute("C", {i, j}, A(i, j) + A(same, j)));
            }),
            "one axis name stands for one extent in a definition"));
}

TEST_CASE("ORT 11828: cut off at the front and reflected at the end") {
  const auto pad = [](extent n) {
    auto A = input<std::int32_t>("A", n);
    axis i("i", n);
    const auto at = i + n - 1;  // n - 1 elements cut off at the front, as many reflected at the end
    auto s = schedule(compute("B", {i}, select(at >= 0 && at < n, A(at), A(n - 1 - i))));
    s.vectorize(s.split(i, 4).inner);
    return s;
  };
  for (const int n : {1, 2, 9, 100}) {
    CHECK(check_sizes(pad, n).size() == static_cast<std::size_t>(n));
  }
}

TEST_CASE("onnxscript PR 3037: the border of a convolution with gaps between its taps") {
  const auto convolution = [](int border) {
    return [border] {
      auto X = input<std::int32_t>("X", 22);
      auto W = input<std::int32_t>("W", 3);
      const index_t out = 22 + 2 * border - 4;  // three taps, two apart, reach over five elements
      axis i("i", out), r("r", 3);
      const auto x = i + 2 * r - border;
      return schedule(compute("Y", {i}, sum(select(x >= 0 && x < 22, X(x) * W(r), 0), r)));
    };
  };
  const auto ones = [](int, index_t) { return 1.0; };
  const auto same = check(convolution(2), {.values = ones});
  CHECK(same.size() == 22);
  CHECK(same[0] == 2);
  CHECK(same[21] == 2);
  CHECK(same[2] == 3);
  CHECK(check(convolution(1), {.values = ones}).size() == 20);
  check(convolution(2));
}

TEST_CASE("tvm PR 18641: a window that would start in the border at the end is none") {
  // 17 elements, windows of two every two, a border of one: nine windows, not ten.
  const auto pool = [](int windows, bool guarded) {
    return [=] {
      auto X = input<float>("X", 17);
      axis i("i", windows), r("r", 2);
      const auto x = 2 * i + r - 1;
      if (!guarded) return schedule(compute("Y", {i}, sum(X(2 * i + r), r)));
      return schedule(compute("Y", {i}, sum(select(x >= 0 && x < 17, X(x), 0), r)));
    };
  };
  const auto nine =
      check(pool(9, true), {.values = [](int, index_t at) { return double(at + 1); }});
  CHECK(nine == std::vector<double>{1, 5, 9, 13, 17, 21, 25, 29, 33});
  CHECK(check(pool(10, true), {.values = [](int, index_t) { return 1.0; }})[9] == 0);
  CHECK(has(refusal(pool(9, false)), "an access must stay inside its tensor"));
}

TEST_CASE("tvm PR 19450, 19842: borders that differ on each side, strides and gaps together") {
  const auto pool = [](extent h, extent w) {
    auto X = input<float>("X", h, w);
    // top 2, bottom 0, left 0, right 3; two taps three lines apart; every second line
    axis i("i", h), j("j", w), u("u", 2), v("v", 3);
    const auto y = 2 * i + 3 * u - 2;
    const auto x = j + v;
    const auto inside = y >= 0 && y < h && x >= 0 && x < w;
    auto s = schedule(compute("Y", {i, j}, max(select(inside, X(y, x), -100), u, v)));
    auto [jo, ji] = s.split(j, 8, tail::cut);
    s.reorder(i, jo, u, v, ji).vectorize(ji);
    return s;
  };
  check_sizes(pool, 7, 11);
  check_sizes(pool, 1, 1);
}

TEST_CASE("ORT 11927: a transposed convolution whose border is larger at the end") {
  // Strides of two, four taps, six results of three elements: a border of one and of two.
  const auto spread = [](extent n) {
    auto X = input<std::int32_t>("X", n);
    auto W = input<std::int32_t>("W", 4);
    axis o("o", 2 * n), i("i", n), k("k", 4);
    auto s = schedule(compute("Y", {o}, sum(select(2 * i + k - 1 == o, X(i) * W(k), 0), i, k)));
    s.split(o, 4);
    return s;
  };
  check_sizes(spread, 3);
  CHECK(check([&] { return spread(3); }, {.values = [](int, index_t) { return 1.0; }}) ==
        std::vector<double>{1, 2, 2, 2, 2, 1});
}
