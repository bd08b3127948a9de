// expect-error: bound loops stand outermost, blocks around virtual threads around threads: loop at position \{0\} of \{1\} stands too far in; reorder
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto bind_order = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto s = schedule(compute("B", {i, j}, A(i, j) + 1));
  s.bind(i, hardware_axis::thread_x);
  s.bind(j, hardware_axis::block_x);  // <-- here
  return s;
};

TENON_REFUSED(bind_order,
              "bound loops stand outermost, blocks around virtual threads around threads: loop at "
              "position 1 of 2 stands too far in; reorder",
              16)
