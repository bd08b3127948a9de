// Transposing registers: whatever their geometry, the rounds turn rows into columns.
#include <doctest/doctest.h>

#include <array>

#include <tenon/ir/transposition.hpp>

namespace {

using tenon::ir::transposition;

/// An element of the rows.
struct element_at {
  int row, column;
  constexpr bool operator==(const element_at&) const = default;
};
using register_of = std::array<element_at, 64>;
using registers = std::array<register_of, 16>;

constexpr registers rows_of(const transposition& how) {
  registers all{};
  for (int r = 0; r < how.run; ++r) {
    for (int l = 0; l < how.width; ++l) {
      all[r][l] = {how.row(r, l / how.run), l % how.run};
    }
  }
  return all;
}

template <class Pair, class Lane>
constexpr registers round_of(const transposition& how, const registers& from, Pair pair, Lane lane) {
  registers to{};
  for (int r = 0; r < how.run; ++r) {
    const transposition::pair of = pair(r);
    for (int l = 0; l < how.width; ++l) {
      const int at = lane(l, of.upper);
      to[r][l] = at < how.width ? from[of.first][at] : from[of.second][at - how.width];
    }
  }
  return to;
}

/// Whether register c holds column c, rows in order.
constexpr bool transposes(int columns, int width, int bytes) {
  const transposition how = transposition::of(columns, width, bytes);
  if (columns % how.run != 0 || how.run % how.block != 0) return false;
  registers all = rows_of(how);
  for (int i = 0; i < how.interleavings(); ++i) {
    all = round_of(
        how, all, [&](int r) { return how.interleaved(r); },
        [&](int l, bool upper) { return how.interleaved_lane(l, upper); });
  }
  for (int i = 0; i < how.divisions(); ++i) {
    all = round_of(
        how, all, [&](int r) { return how.divided(r); },
        [&](int l, bool upper) { return how.divided_lane(l, upper); });
  }
  for (int c = 0; c < how.run; ++c) {
    for (int l = 0; l < how.width; ++l) {
      if (!(all[c][l] == element_at{l, c})) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("rows become columns in registers of 16, 32 and 64 bytes, of every size of elements") {
  for (const int bytes : {1, 2, 4, 8}) {
    for (int width = 16 / bytes; width <= 64 / bytes; width *= 2) {
      for (int columns = 16 / bytes; columns <= 96; columns += 16 / bytes) {
        CAPTURE(bytes);
        CAPTURE(width);
        CAPTURE(columns);
        CHECK(transposes(columns, width, bytes));
      }
    }
  }
  static_assert(transposes(16, 16, 4));
}

TEST_CASE("as many columns at a time as a register has lanes, where they divide and 16 suffice") {
  CHECK(transposition::of(16, 16, 4).run == 16);
  CHECK(transposition::of(8, 16, 4).run == 8);
  CHECK(transposition::of(12, 16, 4).run == 4);
  CHECK(transposition::of(16, 4, 8).run == 4);
  CHECK(transposition::of(64, 64, 1).run == 16);
}
