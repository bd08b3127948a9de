// Variants: one kernel may hold several programs, each for a range of its symbolic sizes. A
// description asks `context.at_most(m, 8)` and goes on either way; the kernel is made once for each
// way, and a call takes the one that fits its sizes.
//
//   at_most(m, 1)?  yes → program for m ≤ 1
//                   no  → at_most(m, 511)?  yes → program for 2 ≤ m ≤ 511
//                                           no  → program for 512 ≤ m
#pragma once

#include <tenon/expr/axis.hpp>

namespace tenon::inline TENON_ABI {

/// What a variant takes for granted of a symbol: it is at most `bound`, or (not `holds`) more.
struct assumption {
  std::int32_t symbol;
  bool holds;
  index_t bound;
  constexpr bool operator==(const assumption&) const = default;
};

/// All that a variant takes for granted, in the order in which its description asked. A structural
/// value: part of a native kernel's type.
struct assumptions {
  static constexpr int capacity = 8;

  int count = 0;
  assumption all[capacity] = {};

  constexpr bool operator==(const assumptions&) const = default;

  /// How the questions of the next variant begin to be answered: the last yes becomes a no. Without
  /// a yes left this was the last variant, and the result is empty.
  constexpr assumptions next() const {
    assumptions r = *this;
    while (r.count > 0 && !r.all[r.count - 1].holds) r.all[--r.count] = assumption{};
    if (r.count > 0) r.all[r.count - 1].holds = false;
    return r;
  }

  /// Whether sizes of a call, by symbol, are what this takes for granted.
  constexpr bool fits(const index_t* symbols) const {
    for (int i = 0; i < count; ++i) {
      if ((symbols[all[i].symbol] <= all[i].bound) != all[i].holds) return false;
    }
    return true;
  }
};

/// The answers to a description's questions while one variant is made: the first ones are given,
/// every further one is yes.
class questions {
 public:
  constexpr explicit questions(const assumptions& given) : made_(given), given_(given.count) {}

  /// The caller promised that symbol `k` is at most `bound`.
  constexpr void promise(int k, index_t bound) { promised_[k] = bound; }

  /// Whether symbol `k` is at most `bound` in this variant.
  constexpr bool at_most(int k, index_t bound) {
    if (promised_[k] > 0 && promised_[k] <= bound) return true;
    for (int i = 0; i < asked_; ++i) {
      const assumption& known = made_.all[i];
      if (known.symbol != k) continue;
      if (known.holds && known.bound <= bound) return true;
      if (!known.holds && known.bound >= bound) return false;
    }
    if (asked_ == assumptions::capacity) {
      full_ = true;
      return false;
    }
    if (asked_ == given_) {
      made_.all[given_++] = assumption{k, true, bound};
      made_.count = given_;
    }
    return made_.all[asked_++].holds;
  }

  constexpr const assumptions& answers() const { return made_; }
  /// More was asked than a kernel can tell apart.
  constexpr bool full() const { return full_; }

 private:
  index_t promised_[max_symbols] = {};
  assumptions made_;
  int given_;
  int asked_ = 0;
  bool full_ = false;
};

}  // namespace tenon::inline TENON_ABI
