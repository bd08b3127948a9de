// Sizes: products of extents, offsets and quotients beyond 32 bits, and beyond 64.
#include <limits>

#include "ported/check.hpp"

using namespace ported;

namespace {

/// The sum of all m × n elements of a stage at the root.
template <element_type T>
maker table(index_t m, index_t n) {
  return [=] {
    auto A = input<T>("A", 4);
    axis y("y", m), x("x", n), one("one", 1), v("v", m), u("u", n);
    auto P = compute("P", {y, x}, A(0) + T(1));
    return schedule(compute("C", {one}, sum(P(v, u), v, u)));
  };
}

}  // namespace

TEST_CASE("TF 111637: 65537 · 65536 bytes are not 65536") {
  const index_t bytes = workspace_of(table<std::int8_t>(65537, 65536));
  CHECK(bytes >= index_t{65537} * 65536);
  CHECK(bytes < index_t{65537} * 65536 * 2);
}

TEST_CASE("TF 127164: a count that fits 32 bits until it is multiplied by the element's size") {
  CHECK(workspace_of(table<double>(1 << 15, 1 << 15)) >= index_t{8} << 30);
  CHECK(has(refusal(table<double>(index_t{1} << 31, index_t{1} << 30)),
            "index arithmetic must fit 64 bits"));
}

TEST_CASE("TF 127164: memory of a loop's own, of as many bytes as leave 64 bits") {
  const auto lines = [](bool shared) {
    return [=] {
      const index_t n = index_t{1} << 61;  // of 8 bytes: 2^64, which is 0 in 64 bits
      auto A = input<double>("A", 4);
      axis i("i", 4), x("x", n), r("r", n);
      auto P = compute("P", {i, x}, A(i) + 1);
      auto s = schedule(compute("C", {i}, sum(P(i, r), r)));
      s[P].compute_at(s, i);
      if (!shared) return s;
      s.bind(i, hardware_axis::block_x);
      s[P].set_scope(memory_scope::shared).bind(s[P].split(x, 32).inner, hardware_axis::thread_x);
      return s;
    };
  };
  CHECK(has(refusal(lines(false)), "index arithmetic must fit 64 bits"));
  CHECK(refusal(lines(true), isa::cuda) != "lowered");
}

TEST_CASE("tvm 8415: strides of more than 32 bits") {
  const maker wide = [] {
    auto A = input<float>("A", 3, 1 << 17, 1 << 16).dense();
    axis i("i", 3), j("j", 2);
    return schedule(compute("C", {i, j}, A(i, j + 100000, 65535 - j)));
  };
  CHECK(has(text_of(wide), "A[3, 131072, 65536]"));
  CHECK(refusal(wide) == "lowered");
}

TEST_CASE("tvm 3751: one loop of more than 32 bits of iterations") {
  const maker fused = [] {
    auto A = input<std::int32_t>("A", 4);
    axis i("i", index_t{1} << 20), j("j", index_t{1} << 20);
    auto s = schedule(compute("C", {i, j}, A(0) + 1));
    s.split(s.fuse(i, j), 7);
    return s;
  };
  const std::string text = text_of(fused);
  CHECK(has(text, "< 157073089683)"));  // ⌈2^40 / 7⌉
  CHECK(has(text, "<= 1099511627775"));
}

TEST_CASE(
    "tvm 3870: indices whose products with factors leave 32 bits before they are subtracted "
    "again") {
  check_sizes(
      [](extent n) {
        auto A = input<std::int32_t>("A", n);
        axis i("i", n), j("j", 3);
        const index_t far = 3000000000;
        auto P = compute("P", {i}, A(i) + 1);
        auto Q = compute("Q", {i, j}, P(i) + cast<std::int32_t>(j));
        auto s = schedule(
            compute("C", {i, j},
                    Q(i + far * j - far * j, j) + cast<std::int32_t>(far * i - (far - 2) * i)));
        s[Q].compute_at(s, j);
        return s;
      },
      7);
}

TEST_CASE("tvm PR 18694: quotient and remainder of an index that may be negative") {
  for (const int group : {3, 4}) {
    check_sizes(
        [=](extent n) {
          auto A = input<std::int32_t>("A", n);
          axis x("x", n), i("i", n), r("r", 7);
          auto P = compute("P", {x}, A(x) * 2);
          const auto at = i + r - 3;
          auto s = schedule(compute("C", {i}, sum(select(at >= 0 && at < n, P(at), 100), r)));
          s[P].pack(0, group);
          s.split(i, 5);
          return s;
        },
        13);
  }
}

TEST_CASE("tvm PR 18699: quotients of numbers so large that their ends leave 64 bits") {
  const auto packed = [](index_t n) {
    return [n] {
      auto A = input<std::int8_t>("A", 4);
      axis x("x", n), one("one", 1), r("r", n);
      auto P = compute("P", {x}, A(0));
      auto s = schedule(compute("C", {one}, sum(P(r), r)));
      s[P].pack(0, 64);
      s[P].split(s[P].dimension(0), index_t{1} << 40);
      return s;
    };
  };
  CHECK(workspace_of(packed(index_t{1} << 42)) >= index_t{1} << 42);
  CHECK(has(refusal(packed(std::numeric_limits<index_t>::max() - 3)),
            "index arithmetic must fit 64 bits"));
}
