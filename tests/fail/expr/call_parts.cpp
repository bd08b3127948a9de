// expect-error: call\(name, loops, tile, function, parts…\) requires a part for each view of const elements that the function takes
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

void add(view<const float> a, view<const float> b, view<float> to) { to(0) = a(0) + b(0); }

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n, 8);
  axis i("i", n), j("j", 8);
  return schedule(call("S", {i}, {j}, external<add>("add"), rows(A, i)));  // <-- here
};

kernel<description, 16> made;
