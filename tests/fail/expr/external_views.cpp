// expect-error: external<function>\(name\) requires a function of views by value
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

void twice(float* to, index_t n) {
  for (index_t i = 0; i < n; ++i) to[i] *= 2;
}

inline constexpr auto doubling = external<twice>("twice");  // <-- here
