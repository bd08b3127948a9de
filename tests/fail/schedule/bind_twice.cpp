// expect-error: a stage binds one loop to each axis of blocks and threads: loop number \{0\} is bound to this one
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto bind_twice = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto s = schedule(compute("B", {i, j}, A(i, j) + 1));
  s.bind(i, hardware_axis::thread_x);
  s.bind(j, hardware_axis::thread_x);  // <-- here
  return s;
};

TENON_REFUSED(bind_twice,
              "a stage binds one loop to each axis of blocks and threads: loop number 0 is bound "
              "to this one",
              16)
