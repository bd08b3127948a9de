// Lesson 11: a product of bytes by dot products of the machine (the paper's §4.3).
//
// An intrinsic is declared by what it does, as a definition like any other. `tensorize` hands the
// loops from an axis inward to it; the compiler holds them against the declaration and says which
// part doesn't match. Processors with VNNI add four products of bytes to each of 16 sums at once.
//
// Three bodies run an intrinsic: `reset` where sums begin and `update` where terms are added to
// them; `compute` does both where all terms are inside. Each is loops, in every back end, unless it
// is declared to be an instruction, which must do just what the behaviour says.
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

/// An intrinsic of one's own that the machine has: four products for each of four sums, which begin
/// by a store of four zeros. Rows of b follow one another, as the instruction reads them at once.
constexpr intrinsic dot_of_four() {
  const auto a = input<std::uint8_t>("a", 4);
  const auto b = input<std::int8_t>("b", 4, 4).dense();
  const axis l("l", 4), k("k", 4);
  const auto c = compute("c", {l}, sum(cast<std::int32_t>(a(k)) * cast<std::int32_t>(b(l, k)), k));
  return {c,
          {.compute = ir::instruction::dot_u8s8,
           .reset = ir::instruction::fill,
           .update = ir::instruction::dot_u8s8}};
}

/// C(i, j) = Σ A(i, w, t) · B(w, j, t) by that: operands in words of four bytes. `columns`: of a
/// tile, four for the intrinsic; with others, the compiler says what doesn't match.
template <index_t columns>
inline constexpr auto by_words = [](extent m, extent n, extent words) {
  const auto A = input<std::uint8_t>("A", m, words, 4);
  const auto B = input<std::int8_t>("B", words, n, 4).dense();
  const axis i("i", m), j("j", n), w("w", words), t("t", 4);
  const auto term = cast<std::int32_t>(A(i, w, t)) * cast<std::int32_t>(B(w, j, t));
  auto s = schedule(compute("C", {i, j}, sum(term, w, t)));
  const auto [jo, ji] = s.split(j, columns, tail::cut);
  s.reorder(i, jo, w, ji, t).tensorize(ji, dot_of_four());
  return s;
};

/// What the compiler says of a description that it refuses.
template <class Description>
std::string refusal(const Description& description) {
  try {
    return explain(description, 4, 8, 4);
  } catch (const error& e) {
    return e.what();
  }
}

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
  std::puts(explain(by_words<4>, 4, 8, 4).c_str());
  std::puts(refusal(by_words<8>).c_str());  // eight columns where the intrinsic has four

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
