// expect-error: set_scope is used once on a stage that is stored: registers inside a thread, shared inside a block, global at the root; stage number \{0\}, scope number \{1\} \(1 registers, 2 shared, 3 global\)
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto scope_place = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto s = schedule(compute("B", {i}, P(i) * 2));
  s[P].set_scope(memory_scope::shared);  // <-- here
  return s;
};

TENON_REFUSED(scope_place,
              "set_scope is used once on a stage that is stored: registers inside a thread, "
              "shared inside a block, global at the root; stage number 1, scope number 2 (1 "
              "registers, 2 shared, 3 global)",
              16)
