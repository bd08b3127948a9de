// expect-error: a stage inside of a block's threads binds axes that they have: loop number \{0\} of stage number \{1\} is bound to another
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto bind_axis = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto s = schedule(compute("B", {i, j}, P(i, j) * 2));
  s.bind(i, hardware_axis::thread_x);
  s[P].compute_at(s, j).set_scope(memory_scope::shared);
  s[P].bind(i, hardware_axis::thread_y);  // <-- here
  return s;
};

TENON_REFUSED(bind_axis,
              "a stage inside of a block's threads binds axes that they have: loop number 0 of "
              "stage number 1 is bound to another",
              16)
