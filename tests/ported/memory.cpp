// Memory: what shares it, how long it lives, and what nobody wrote.
#include "ported/check.hpp"

using namespace ported;

TEST_CASE("tvm PR 10787: storage of several dimensions and types after one another") {
  const auto chain = [](extent m, extent n) {
    auto A = input<float>("A", m, n);
    axis i("i", m), j("j", n), k("k", 3), r("r", n);
    auto P = compute("P", {i, j}, A(i, j) * 2);
    auto total = compute("total", {i}, sum(P(i, r), r));
    auto Q = compute("Q", {i}, cast<std::int64_t>(total(i)));
    auto R = compute("R", {k, i, j}, cast<std::int8_t>(Q(i)) + cast<std::int8_t>(P(i, j)));
    auto S =
        compute("S", {j, i}, cast<float>(R(0, i, j)) - cast<float>(R(2, i, j)) + cast<float>(Q(i)));
    return schedule(compute("C", {i, j}, S(j, i) + A(i, j)));
  };
  check_sizes(chain, 7, 5);
}

TEST_CASE("tvm PR 1012: small storage in the place of a large one that is still read") {
  const auto chain = [](extent n) {
    auto A = input<std::int32_t>("A", 8 * n);
    axis x("x", 8 * n), i("i", n), r("r", 8);
    auto large = compute("large", {x}, A(x) * 3);
    auto small = compute("small", {i}, sum(large(8 * i + r), r));
    auto other = compute("other", {i}, small(i) - 1);
    auto third = compute("third", {i}, small(i) * other(i));
    return schedule(compute("C", {x}, large(x) + third(0) + other(n - 1)));
  };
  check_sizes(chain, 9);
}

TEST_CASE("tvm 16726: an output that other stages read, and inputs, are nobody's scratch memory") {
  const auto chain = [](extent n) {
    auto A = input<float>("A", n);
    axis i("i", n);
    auto first = compute("first", {i}, A(i) + 1);
    auto hidden = compute("hidden", {i}, first(i) * 2);
    auto second = compute("second", {i}, hidden(n - 1) - hidden(i));
    auto third = compute("third", {i}, second(i) + first(i) + A(i));
    return schedule(first, second, third);
  };
  check_sizes(chain, 11);
}

TEST_CASE("tvm 11895: one tensor joined to nothing gave what was in memory") {
  const auto all = check(
      [] {
        auto A = input<std::int64_t>("A", 2, 1);
        axis i("i", 2), j("j", 1);
        return schedule(compute("B", {i, j}, A(i, j)));
      },
      {.values = [](int, index_t at) { return 6.0 - double(at); }});
  CHECK(all == std::vector<double>{6, 5});
  check_sizes(
      [](extent m, extent n) {
        auto A = input<std::int64_t>("A", 2, m);
        auto B = input<std::int64_t>("B", 2, n);
        axis i("i", 2), j("j", m + n);
        return schedule(compute("C", {i, j}, select(j < m, A(i, j), B(i, j - m))));
      },
      3, 0);
}

TEST_CASE("tvm 11897: every other element joined to a part without its ends") {
  for (const int place : {0, 1, 2}) {
    check_sizes(
        [=](extent n) {
          auto A = input<float>("A", 2 * n);
          axis x("x", 2 * n), i("i", n + 2 * n - 3);
          auto P = compute("P", {x}, A(x) - 2);
          auto s = schedule(compute("C", {i}, select(i < n, P(2 * i + 1), P(i - n + 1))));
          auto [o, l] = s.split(i, 8);
          s.vectorize(l);
          if (place == 1) s[P].compute_inline();
          if (place == 2) s[P].compute_at(s, o);
          return s;
        },
        9);
  }
}

TEST_CASE("ORT 29788: what is computed from constants alone lives as long as its readers") {
  const auto reads_late = [](extent n) {
    auto A = input<float>("A", n);
    axis i("i", n), k("k", 4), r("r", 4);
    auto table = compute("table", {k}, cast<float>(3 * k + 1));
    auto first = compute("first", {i}, A(i) * table(1));
    auto weights = compute("weights", {i}, sum(table(r) * first(i), r));
    return schedule(compute("last", {i}, weights(i) + first(n - 1) * table(3)));
  };
  check_sizes(reads_late, 10);
}

TEST_CASE("ORT 26160: the first of several calls was wrong, where a border had not been written") {
  check_sizes(
      [](extent n) {
        auto A = input<std::int32_t>("A", n);
        axis x("x", n + 2), i("i", n), r("r", 3);
        auto wide = compute("wide", {x},
                            select(x >= 1 && x < n + 1, cast<float>(A(x - 1)), constant(0.0F)));
        auto s = schedule(compute("B", {i}, sum(wide(i + r), r)));
        s[wide].split(x, 4, tail::shift);
        return s;
      },
      13);
}

TEST_CASE(
    "tvm PR 19680: products and reductions over nothing are zeros and identities, not garbage") {
  const auto product_of = [](extent k) {
    auto A = input<float>("A", 4, k);
    auto B = input<float>("B", k, 4);
    axis i("i", 4), j("j", 4), r("r", k);
    auto s = schedule(compute("C", {i, j}, sum(A(i, r) * B(r, j), r)));
    s.reorder(i, r, j).vectorize(j).cache_write(i);
    return s;
  };
  CHECK(check_sizes(product_of, 0) == std::vector<double>(16, 0));
  const auto reduced = [](extent k) {
    auto A = input<std::int8_t>("A", 3, k);
    axis i("i", 3), r("r", k);
    auto most = compute("most", {i}, max(A(i, r), r));
    auto all_of = compute("all", {i}, all(A(i, r) > 0, r));
    auto times = compute("times", {i}, product(A(i, r), r));
    auto values = compute("values", {i},
                          cast<std::int32_t>(most(i)) * 100 + cast<std::int32_t>(all_of(i)) * 10 +
                              cast<std::int32_t>(times(i)));
    auto s = schedule(values);
    s[most].reorder(r, i);  // nothing runs inside the reduced loop
    return s;
  };
  CHECK(check_sizes(reduced, 0) == std::vector<double>(3, -12789));
}

TEST_CASE("ORT 4559: a linear layer of no rows") {
  const auto layer = [](extent rows) {
    auto X = input<float>("X", 1, rows, 10);
    auto W = input<float>("W", 10, 7);
    auto bias = input<float>("bias", 7);
    axis b("b", 1), i("i", rows), j("j", 7), r("r", 10);
    auto XW = compute("XW", {b, i, j}, sum(X(b, i, r) * W(r, j), r));
    auto s = schedule(compute("Y", {b, i, j}, XW(b, i, j) + bias(j)));
    auto [io, ii] = s.split(i, 4, tail::cut);
    s.parallel(io);
    s[XW].compute_at(s, ii);
    return s;
  };
  CHECK(check_sizes(layer, 0).empty());
  check_sizes(layer, 5);
}

TEST_CASE("ORT 11024, 3208, 7563: tensors without elements as operands, parts and results") {
  const auto joined = [](extent n) {
    auto A = input<std::int32_t>("A", n, 3);
    auto B = input<std::int32_t>("B", 2, 3);
    axis i("i", n), x("x", n + 2), j("j", 3), r("r", n);
    auto P = compute("P", {i, j}, A(i, j) * A(i, j));
    auto C = compute("C", {x, j}, select(x < n, P(x, j), B(x - n, j)));
    auto [most, where] = compute("best", {j}, argmax(P(r, j), r));
    auto D = compute("D", {j}, most(j) * 0 + cast<std::int32_t>(where(j)) + C(n, j));
    return schedule(C, D);
  };
  check_sizes(joined, 0);
  check_sizes(joined, 4);
}

TEST_CASE("tvm 17995: loops of no iterations under every primitive") {
  const auto every = [](extent n) {
    auto A = input<float>("A", n, 4);
    axis i("i", n), j("j", 4);
    auto P = compute("P", {i, j}, A(i, j) + 1);
    auto Q = compute("Q", {i, j}, P(i, j) * 2);
    auto R = compute("R", {i, j}, Q(i, j) - A(i, j));
    auto s = schedule(R);
    auto t = s.tile(i, j, 4, 2, tail::cut);
    s.parallel(t.outer_i).unroll(t.inner_i, 2).vectorize(t.inner_j);
    s[Q].compute_at(s, t.outer_j);
    s[P].split(s[P].fuse(s[P].dimension(0), s[P].dimension(1)), 8, tail::shift);
    s[P].pack(0, 4).pad(0);
    auto copy = s.cache_read(A, s[P]);
    copy.split_parts(copy.dimension(0), 3);
    return s;
  };
  CHECK(check_sizes(every, 0).empty());
  check_sizes(every, 7);
}
