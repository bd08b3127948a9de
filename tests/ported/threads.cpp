// Parallel loops, blocks and threads: what may run at once, and what is refused because it would
// race.
#include "ported/check.hpp"

using namespace ported;

TEST_CASE("Halide PR 6609: a reduction that keeps its order has no loop that threads share") {
  const auto last = ordered_reducer(std::int32_t{-1}, [](auto, auto right) { return right; });
  const auto fold = [&](auto change) {
    return [=] {
      auto A = input<std::int32_t>("A", 6, 40);
      axis i("i", 6), r("r", 40);
      auto s = schedule(compute("B", {i}, reduce(last, A(i, r), r)));
      change(s, i, r);
      return s;
    };
  };
  const auto outside = [](schedule& s, axis i, axis) { s.parallel(i); };
  const auto all = check(fold(outside), {.values = [](int, index_t at) { return double(at); }});
  CHECK(all == std::vector<double>{39, 79, 119, 159, 199, 239});
  CHECK(has(refusal(fold([](schedule& s, axis, axis r) { s.parallel(r); })),
            "parallel(axis) requires an axis of the definition, not a reduced one"));
  CHECK(has(refusal(fold([](schedule& s, axis, axis r) { s.bind(r, hardware_axis::block_x); })),
            "bind(axis, hardware_axis) requires an axis of the definition, not a reduced one"));
  CHECK(has(refusal(fold([](schedule& s, axis, axis r) { s.vectorize(s.split(r, 8).inner); })),
            "vectorize(axis) requires an axis of the definition, not a reduced one"));
}

TEST_CASE("Halide PR 6609: nor may its terms be brought into another order") {
  CHECK(
      has(refusal([] {
            const auto last = ordered_reducer(0, [](auto, auto right) { return right; });
            auto A = input<std::int32_t>("A", 6, 40);
            axis i("i", 6), r("r", 40);
            auto s = schedule(compute("B", {i}, reduce(last, A(i, r), r)));
            auto [ro, ri] = s.split(r, 8);
            s.reorder(ri, ro, i);
            return s;
          }),
          "reorder moves a reduction's loops against each other only if the reducer is associative "
          "and commutative"));
}

TEST_CASE("Halide PR 6609: nor do threads reduce parts of them") {
  CHECK(has(refusal([] {
              const auto last = ordered_reducer(0, [](auto, auto right) { return right; });
              auto A = input<std::int32_t>("A", 6, 40);
              axis i("i", 6), r("r", 40);
              auto s = schedule(compute("B", {i}, reduce(last, A(i, r), r)));
              s.rfactor(s.split(r, 8).inner);
              return s;
            }),
            "rfactor(axis) requires an associative and commutative reducer"));
}

TEST_CASE(
    "tvm PR 14343, 2600: the parts of one sum on several threads, and by the threads of a block") {
  for (const int variant : {0, 1, 2, 3}) {
    const bool block = variant % 2 == 1, most = variant > 1;  // of negative numbers, the greatest
    check_sizes(
        [=](extent n, extent k) {
          auto A = input<std::int32_t>("A", n, k);
          axis i("i", n), r("r", k);
          const auto value = A(i, r) - 100;
          auto s = most ? schedule(compute("B", {i}, max(value, r)))
                        : schedule(compute("B", {i}, sum(value, r)));
          auto [ro, ri] = s.split(r, 8);
          auto parts = s.rfactor(ri);
          if (block) {
            auto [io, ii] = s.split(i, 2);
            s.bind(io, hardware_axis::block_x).bind(ii, hardware_axis::thread_y);
            parts.compute_at(s, io);
            parts.bind(parts.dimension(1), hardware_axis::thread_y);
            parts.bind(parts.dimension(0), hardware_axis::thread_x);
          } else {
            parts.parallel(parts.dimension(0));
          }
          return s;
        },
        5, 21);
  }
}

TEST_CASE("Halide 6808: an update whose condition reads what other iterations write") {
  const auto update_where = [](bool elsewhere) {
    return [elsewhere] {
      auto f = inout<std::int32_t>("f", 10);
      axis i("i", 10);
      auto s = elsewhere ? schedule(update(f, {i}, select(f(0) == 1, constant(2), f(i))))
                         : schedule(update(f, {i}, select(f(i) == 1, constant(2), f(i))));
      s.parallel(i);
      return s;
    };
  };
  CHECK(has(
      refusal(update_where(true)),
      "an update may read its tensor only at the element it writes, and nothing else may read it"));
  const auto all =
      check(update_where(false), {.values = [](int, index_t at) { return double(at % 3); }});
  CHECK(all == std::vector<double>{0, 2, 2, 0, 2, 2, 0, 2, 2, 0});
}

TEST_CASE("tvm 12001: a stage with a parallel loop inside another's parallel loop") {
  const auto softmax = [](bool nested) {
    return [nested] {
      auto A = input<std::int32_t>("A", 9, 14);
      axis i("i", 9), j("j", 14), r("r", 14);
      auto most = compute("most", {i}, max(A(i, r), r));
      auto less = compute("less", {i, j}, A(i, j) - most(i));
      auto out = compute("out", {i, j}, less(i, j) * less(i, j));
      auto s = schedule(out);
      s.parallel(i);
      s[less].compute_at(s, i);
      s[most].compute_at(s, i);
      if (nested) s[less].parallel(j);
      return s;
    };
  };
  check(softmax(false));
  CHECK(has(refusal(softmax(true)), "one loop of a nest runs in parallel"));
}

TEST_CASE("tvm 12001: two parallel loops of one stage") {
  CHECK(has(refusal([] {
              auto A = input<std::int32_t>("A", 9, 14);
              axis i("i", 9), j("j", 14);
              auto s = schedule(compute("B", {i, j}, A(i, j) + 1));
              s.parallel(i).parallel(j);
              return s;
            }),
            "one loop of a nest runs in parallel"));
}

TEST_CASE("Halide 296: a sum that all threads of a block share, parts overlap") {
  check_sizes(
      [](extent n) {
        auto A = input<std::int32_t>("A", n + 3, 4);
        axis x("x", n + 3), i("i", n), r("r", 4);
        auto f = compute("f", {x}, sum(A(x, r), r));
        auto s = schedule(compute("g", {i}, f(i) + f(i + 3)));
        auto [block, thread] = s.split(i, 16);
        s.bind(block, hardware_axis::block_x).bind(thread, hardware_axis::thread_x);
        auto [o, w] = s[f].split(x, 6);
        s[f].compute_at(s, block).reorder(w, o, r).bind(w, hardware_axis::thread_x);
        return s;
      },
      45);
}

TEST_CASE("Halide 296: what a block's threads share is written again after all have read it") {
  check_sizes(
      [](extent n) {
        auto A = input<std::int32_t>("A", n + 11);
        axis x("x", n + 11), i("i", n), r("r", 12);
        auto P = compute("P", {x}, A(x) * 2);
        auto C = compute("C", {i}, sum(P(i + r), r));
        auto s = schedule(C);
        auto [block, thread] = s.split(i, 16);
        auto [ro, ri] = s.split(r, 4);
        s.reorder(block, thread, ro, ri).cache_write(thread);
        s.bind(block, hardware_axis::block_x).bind(thread, hardware_axis::thread_x);
        s[P].compute_at(s, ro).set_scope(memory_scope::shared);
        auto [o, t] = s[P].split(x, 8);
        s[P].reorder(t, o).bind(t, hardware_axis::thread_x);
        return s;
      },
      45);
}
