// Lesson 11: a product of bytes by dot products of the machine (the paper's §4.3).
//
// An intrinsic is declared by what it does, as a definition like any other. `tensorize` hands the
// loops from an axis inward to it; the compiler holds them against the declaration and says which
// part doesn't match. Processors with VNNI add four products of bytes to each of 16 sums at once.
//
//   lesson_11_intrinsics [n]     n × n bytes; 512 if none is given
#include <cstdio>
#include <cstdlib>

#include <tenon/hardware/tile_dot.hpp>
#include <tenon/tenon.hpp>

#include "lesson.hpp"

using namespace tenon;

/// A unit that no processor has: eight sums, each of eight products. Its loops are what it does.
constexpr intrinsic unit_of_eight() {
  const auto a = input<std::uint8_t>("a", 8);
  const auto b = input<std::int8_t>("b", 8, 8);
  const axis l("l", 8), k("k", 8);
  return intrinsic(
      compute("c", {l}, sum(cast<std::int32_t>(a(k)) * cast<std::int32_t>(b(l, k)), k)));
}

/// C = A · Bᵀ by that unit.
inline constexpr auto by_a_unit = [](extent m, extent n, extent k) {
  const auto A = input<std::uint8_t>("A", m, k);
  const auto B = input<std::int8_t>("B", n, k);
  const axis i("i", m), j("j", n), r("r", k);
  auto s = schedule(
      compute("C", {i, j}, sum(cast<std::int32_t>(A(i, r)) * cast<std::int32_t>(B(j, r)), r)));
  const auto [jo, ji] = s.split(j, 8, tail::cut);
  const auto [ro, ri] = s.split(r, 8, tail::cut);
  s.reorder(i, jo, ro, ji, ri).tensorize(ji, unit_of_eight());
  return s;
};

/// C = A · B by the dot products of the machine, in tiles that follow from sizes and target.
inline constexpr auto by_dot_products = [](const context& c, extent m, extent n, extent k) {
  const axis i("i", m), j("j", n), r("r", k);
  return dot_product(input<std::uint8_t>("A", m, k), input<std::int8_t>("B", k, n), i, j, r,
                     c.machine);
};

/// The loops of the definition, as they come.
inline constexpr auto by_loops = [](extent m, extent n, extent k) {
  const auto A = input<std::uint8_t>("A", m, k);
  const auto B = input<std::int8_t>("B", k, n);
  const axis i("i", m), j("j", n), r("r", k);
  auto s = schedule(
      compute("C", {i, j}, sum(cast<std::int32_t>(A(i, r)) * cast<std::int32_t>(B(r, j)), r)));
  const auto [jo, ji] = s.split(j, 64, tail::cut);
  s.reorder(i, jo, r, ji).vectorize(ji);
  return s;
};

int main(int argc, char** argv) {
  const index_t n = argc > 1 ? std::atoi(argv[1]) : 512;
  if (n < 1) return 1;
  std::puts(explain(by_a_unit, 4, 8, 16).c_str());

  tensor<std::uint8_t> a(n, n);
  tensor<std::int8_t> b(n, n);
  a.generate([](index_t x) { return static_cast<std::uint8_t>(x * 37 + x / 11); });
  b.generate([](index_t x) { return static_cast<std::int8_t>(x * 29 + x / 7); });
  tensor<std::int32_t> dots(n, n), loops(n, n);
  const kernel<by_dot_products, dynamic, dynamic, dynamic> fast;
  const kernel<by_loops, dynamic, dynamic, dynamic> slow;
  const double with = lesson::seconds([&] { fast(a, b, dots); });
  const double without = lesson::seconds([&] { slow(a, b, loops); });
  for (index_t i = 0; i < n; ++i) {
    for (index_t j = 0; j < n; ++j) lesson::check(dots(i, j) == loops(i, j), "the two products");
  }
  std::printf("%lld x %lld bytes: %.3f ms by dot products, %.3f ms by loops\n",
              static_cast<long long>(n), static_cast<long long>(n), with * 1e3, without * 1e3);
}
