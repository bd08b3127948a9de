// How registers are transposed by instructions that every machine has: which row is loaded where,
// and which elements of two registers make a third. Only arithmetic, for back ends.
//
// `width` rows come in at a time, `run` neighbours of each, in `run` registers of `width` lanes: each
// register holds width / run rows side by side. Then
//   1. log2(block) rounds interleave the halves of 16-byte blocks, within each `block` registers
//      (unpcklps, unpckhps and their like);
//   2. log2(run / block) rounds take every other 16-byte block (vperm2f128, vshuff32x4).
// What comes out are the columns, one register each, rows in order.
//
//   width 4, run 4:   r0 r1 r2 r3 → r0r2 low, r0r2 high, r1r3 low, r1r3 high → c0 c1 c2 c3
#pragma once

#include <tenon/core/element.hpp>

namespace tenon::inline TENON_ABI::ir {

/// One geometry of registers; all numbers are powers of two.
struct transposition {
  int width;  ///< lanes of a register
  int run;    ///< neighbours of a row that are loaded together, and columns that come out
  int block;  ///< elements in 16 bytes

  /// The geometry for `columns` and registers of `width` lanes of `bytes` bytes. As many registers
  /// as `run` are alive at once: 16 at most.
  static constexpr transposition of(int columns, int width, int bytes) {
    int run = columns & -columns;
    while (run > width || run > 16) run /= 2;
    return {width, run, 16 / bytes};
  }

  constexpr int rows_of_register() const { return width / run; }

  /// Rounds of each kind.
  constexpr int interleavings() const { return log2(block); }
  constexpr int divisions() const { return log2(run / block); }

  /// The row in place `slot` of register `r` before the first round.
  constexpr int row(int r, int slot) const {
    return (r / block * rows_of_register() + slot) * block + r % block;
  }

  /// Registers `first` and `second`, and what of them makes a register.
  struct pair {
    int first, second;
    bool upper;  ///< the upper halves, or the odd blocks
  };

  /// What register `r` is made of in a round of interleaving.
  constexpr pair interleaved(int r) const {
    const int at = r / block * block + r % block / 2;
    return {at, at + block / 2, r % 2 != 0};
  }
  /// The element of lane `l` there; from `width` on those of the second register.
  constexpr int interleaved_lane(int l, bool upper) const {
    const int within = l % block / 2 + (upper ? block / 2 : 0);
    return l / block * block + within + (l % 2 != 0 ? width : 0);
  }

  /// What register `r` is made of in a round that takes every other block.
  constexpr pair divided(int r) const {
    const int half = run / block / 2;
    const int at = r / block % half * 2 * block + r % block;
    return {at, at + block, r / block >= half};
  }
  /// The element of lane `l` there.
  constexpr int divided_lane(int l, bool upper) const {
    const int blocks = width / block;
    const int taken = l / block % (blocks / 2) * 2 + (upper ? 1 : 0);
    return taken * block + l % block + (l / block >= blocks / 2 ? width : 0);
  }

 private:
  static constexpr int log2(int n) { return n < 2 ? 0 : 1 + log2(n / 2); }
};

}  // namespace tenon::inline TENON_ABI::ir
