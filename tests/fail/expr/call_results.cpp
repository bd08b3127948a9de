// expect-error: call\(name, loops, tile, function, parts…\) requires a function that writes one or two results
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

void look(view<const float>) {}

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n, 8);
  axis i("i", n), j("j", 8);
  return schedule(call("S", {i}, {j}, external<look>("look"), rows(A, i)));  // <-- here
};

kernel<description, 16> made;
