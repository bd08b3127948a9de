// Random numbers that follow from one 64-bit seed, the same with every compiler and library.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace fuzz {

class random_source {
 public:
  explicit random_source(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    std::uint64_t x = state_ += 0x9e37'79b9'7f4a'7c15ull;
    x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11ebull;
    return x ^ (x >> 31);
  }
  /// 0 … count-1.
  int below(int count) { return static_cast<int>(bits() % static_cast<std::uint64_t>(count)); }
  int between(int low, int high) { return low + below(high - low + 1); }
  /// True in `percent` of 100 cases.
  bool chance(int percent) { return below(100) < percent; }
  template <class T>
  T pick(std::initializer_list<T> all) {
    return all.begin()[below(static_cast<int>(all.size()))];
  }
  /// Position of a weight, as often as it weighs.
  int weighted(std::initializer_list<int> weights) {
    int sum = 0;
    for (const int w : weights) sum += w;
    int left = below(sum);
    int at = 0;
    for (const int w : weights) {
      if (left < w) break;
      left -= w;
      ++at;
    }
    return at;
  }
  /// -1 … 1.
  double real() { return static_cast<double>(static_cast<std::int64_t>(bits())) * 0x1p-63; }

 private:
  std::uint64_t state_;
};

/// The seed of case number `n` of a campaign: any case can be made without those before it.
inline std::uint64_t seed_of_case(std::uint64_t campaign, std::uint64_t n) {
  random_source mixed(campaign ^ (n * 0xd134'2543'de82'ef95ull));
  return mixed.bits();
}

}  // namespace fuzz
