// expect-error: a schedule has at most \{1\} stages: got \{0\}
// expect-error: numbers<25, 24>
#include "../refused.hpp"

inline constexpr auto limit_stages = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i));
  char label[] = "a";
  for (int k = 0; k < 24; ++k) {
    label[0] = static_cast<char>('a' + k);
    B = compute(label, {i}, B(i) + 1);  // <-- here
  }
  return schedule(B);
};

TENON_REFUSED(limit_stages,
              "a schedule has at most 24 stages: got 25",
              16)
