// expect-error: limit hit\? -fconstexpr-steps=
// flags.clang: -fconstexpr-steps=4000
// only: clang
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

// Legal, but more work than the compiler was told to do. (GCC names its own flag.)
inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  return schedule(compute("B", {i}, A(i)));
};

kernel<description, 16> made;  // <-- here
