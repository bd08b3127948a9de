// expect-error: a reducer requires a type that is computed with: accumulate half and bfloat16 as
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<half>("A", n, n);
  axis i("i", n), r("r", n);
  auto most = commutative_reducer(half(0), [](auto a, auto b) { return max(a, b); });  // <-- here
  auto B = compute("B", {i}, reduce(most, A(i, r), r));
  return schedule(B);
};

kernel<description, 16> made;
