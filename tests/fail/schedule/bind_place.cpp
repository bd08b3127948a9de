// expect-error: a stage inside another's loops binds threads if it is kept in shared memory, and no blocks: loop number \{0\} of stage number \{1\}
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto bind_place = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto s = schedule(compute("B", {i, j}, P(i, j) * 2));
  s[P].compute_at(s, i);
  s[P].bind(i, hardware_axis::block_x);  // <-- here
  return s;
};

TENON_REFUSED(bind_place,
              "a stage inside another's loops binds threads if it is kept in shared memory, and "
              "no blocks: loop number 0 of stage number 1",
              16)
