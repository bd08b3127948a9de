// expect-error: compute_at\(consumer, axis\) requires 'axis' outside or inside of all loops bound to threads: loop number \{0\} of the consumer stands between them
// expect-error: numbers<0, 2>
#include "../refused.hpp"

inline constexpr auto compute_at_threads = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto s = schedule(compute("B", {i, j}, P(i, j) * 2));
  s.bind(i, hardware_axis::thread_y).bind(j, hardware_axis::thread_x);
  s[P].compute_at(s, i);  // <-- here
  return s;
};

TENON_REFUSED(compute_at_threads,
              "compute_at(consumer, axis) requires 'axis' outside or inside of all loops bound to "
              "threads: loop number 0 of the consumer stands between them",
              16)
