// The rules of arguments, under the name that a kernel's description gave them; and overlap,
// against the definition: two indices, one byte.
#include <doctest/doctest.h>

#include <tenon/runtime/view.hpp>

#include "sentence.hpp"

using tenon::argument;
using tenon::index_t;
using tenon::view;

namespace {

alignas(64) float pool[4096];

argument floats(index_t start, std::initializer_list<index_t> extents,
                std::initializer_list<index_t> strides) {
  return view<float>(pool + start, extents, strides).erased();
}

// Calls visit(byte offset from `pool`) for every element.
template <class Visit> void each_element(const argument& a, Visit visit) {
  const index_t start = static_cast<char*>(a.data) - reinterpret_cast<char*>(pool);
  index_t i[argument::max_rank] = {};
  for (int d = 0; d < a.rank; ++d) {
    if (a.extents[d] == 0) return;
  }
  for (;;) {
    index_t at = start;
    for (int d = 0; d < a.rank; ++d) at += i[d] * a.strides[d] * size_of(a.type);
    visit(at);
    int d = a.rank - 1;
    while (d >= 0 && ++i[d] == a.extents[d]) i[d--] = 0;
    if (d < 0) return;
  }
}

// How often each byte of a window around `pool` is touched.
struct touched {
  static constexpr index_t before = 8192;
  unsigned char counts[3 * before] = {};
  explicit touched(const argument& a) {
    each_element(a, [&](index_t at) {
      for (index_t b = 0; b < size_of(a.type); ++b) ++counts[before + at + b];
    });
  }
  bool twice() const {
    for (unsigned char c : counts) {
      if (c > 1) return true;
    }
    return false;
  }
  bool meets(const touched& other) const {
    for (index_t i = 0; i < 3 * before; ++i) {
      if (counts[i] != 0 && other.counts[i] != 0) return true;
    }
    return false;
  }
};

// Numbers from 0 to n - 1 that look arbitrary and repeat on every run.
struct sequence {
  std::uint64_t state;
  index_t operator()(index_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<index_t>((state >> 33) % static_cast<std::uint64_t>(n));
  }
};

argument arbitrary(sequence& next) {
  argument a{};
  a.rank = static_cast<std::uint8_t>(next(8) == 0 ? 0 : 1 + next(3));
  a.writable = true;
  const tenon::element types[] = {tenon::element::u8, tenon::element::i16, tenon::element::f32};
  a.type = types[next(3)];
  a.data = reinterpret_cast<char*>(pool) + next(24) * size_of(a.type);
  for (int d = 0; d < a.rank; ++d) {
    a.extents[d] = next(8) == 0 ? 0 : 1 + next(4);
    a.strides[d] = next(25) - 12;
  }
  return a;
}

}  // namespace

TEST_CASE("overlap agrees with its definition") {
  sequence next{20240601};
  int twice = 0;
  int meet = 0;
  for (int n = 0; n < 4000; ++n) {
    const argument a = arbitrary(next);
    const argument b = arbitrary(next);
    const touched ta(a);
    const touched tb(b);
    const bool itself = ta.twice();
    const bool each_other = ta.meets(tb);
    REQUIRE_MESSAGE(tenon::overlaps_itself(a) == itself, "case ", n);
    REQUIRE_MESSAGE(tenon::overlap(a, b) == each_other, "case ", n);
    REQUIRE_MESSAGE(tenon::overlap(b, a) == each_other, "case ", n);
    twice += itself;
    meet += each_other;
  }
  CHECK(twice > 500);
  CHECK(twice < 3500);
  CHECK(meet > 500);
  CHECK(meet < 3500);
}

TEST_CASE("parts of one matrix that interleave are told apart") {
  const argument left = floats(0, {32, 16}, {32, 1});
  const argument right = floats(16, {32, 16}, {32, 1});
  CHECK_FALSE(tenon::overlap(left, right));
  const argument shifted = floats(15, {32, 16}, {32, 1});
  CHECK(tenon::overlap(left, shifted));
  const argument real = floats(0, {500}, {2});
  const argument imaginary = floats(1, {500}, {2});
  CHECK_FALSE(tenon::overlap(real, imaginary));
  const argument even_rows = floats(0, {16, 32}, {64, 1});
  const argument odd_rows = floats(32 + 31, {16, 32}, {64, -1});
  CHECK_FALSE(tenon::overlap(even_rows, odd_rows));
}

TEST_CASE("large layouts are settled at once") {
  view<std::int8_t> huge(reinterpret_cast<std::int8_t*>(pool),
                         {1 << 20, 1 << 20, 1 << 20}, {index_t(1) << 40, 1 << 20, 1});
  CHECK_FALSE(tenon::overlaps_itself(huge.erased()));
  CHECK(tenon::overlap(huge.erased(), floats(0, {4}, {1})));
}

TEST_CASE("an argument is named in the sentence") {
  argument a = floats(0, {2, 3}, {3, 1});
  CHECK(sentence([&] { tenon::check_argument(a, "A"); }) == "nothing was thrown");
  a.data = nullptr;
  CHECK(sentence([&] { tenon::check_argument(a, "A"); }) ==
        "user: argument 'A': the pointer is null, but extents (2, 3) hold 6 elements; pass memory "
        "that holds them");
  a.extents[0] = -1;
  CHECK(sentence([&] { tenon::check_argument(a, "A"); }) ==
        "user: argument 'A': extent 0 is -1; an extent must be 0 or more");
  a.rank = 9;
  CHECK(sentence([&] { tenon::check_argument(a, "A"); }) ==
        "user: argument 'A': has rank 9; a tensor has at most 8 axes");
}

TEST_CASE("type, rank and extents that the kernel doesn't expect") {
  const argument a = floats(0, {2, 3}, {3, 1});
  CHECK(sentence([&] {
          tenon::check_element(a, "A", tenon::element::f32);
          tenon::check_rank(a, "A", 2);
          tenon::check_extent(a, "A", 1, 3);
        }) == "nothing was thrown");
  CHECK(sentence([&] { tenon::check_element(a, "A", tenon::element::i8); }) ==
        "user: argument 'A': holds float; the kernel expects int8");
  CHECK(sentence([&] { tenon::check_rank(a, "A", 3); }) ==
        "user: argument 'A': has rank 2 with extents (2, 3); the kernel expects rank 3");
  CHECK(sentence([&] { tenon::check_extent(a, "A", 1, 5); }) ==
        "user: argument 'A': extent 1 is 3; the kernel expects 5");
}

TEST_CASE("what can't be written") {
  const argument good = floats(0, {4, 5}, {5, 1});
  CHECK(sentence([&] { tenon::check_written(good, "C"); }) == "nothing was thrown");
  const argument constant = view<const float>(pool, {4}).erased();
  CHECK(sentence([&] { tenon::check_written(constant, "C"); }) ==
        "user: argument 'C': is written by the kernel, but refers to const float; pass a view of "
        "memory that may change");
  CHECK(sentence([&] { tenon::check_written(floats(0, {4, 5}, {0, 1}), "C"); }) ==
        "user: argument 'C': is written by the kernel, but strides (0, 1) with extents (4, 5) "
        "place several elements in one place; each needs its own, as with strides (5, 1)");
  CHECK(sentence([&] { tenon::check_disjoint(good, "C", floats(19, {3}, {1}), "A"); }) ==
        "user: argument 'C': is written by the kernel, but shares memory with argument 'A'; pass "
        "memory of its own, or declare an update in place");
  CHECK(sentence([&] { tenon::check_disjoint(good, "C", floats(20, {3}, {1}), "A"); }) ==
        "nothing was thrown");
}
