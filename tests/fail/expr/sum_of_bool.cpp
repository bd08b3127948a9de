// expect-error: sum\(value, axes…\) requires numbers: cast<int>\(…\) a bool first
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<bool>("A", n, n);
  axis i("i", n), r("r", n);
  auto B = compute("B", {i}, sum(A(i, r), r));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
