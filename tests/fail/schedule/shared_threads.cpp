// expect-error: a stage in shared memory is computed by the threads of its block: bind a loop of stage number \{0\} to threads
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto shared_threads = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto s = schedule(compute("B", {i, j}, P(i, j) * 2));
  s.bind(i, hardware_axis::block_x).bind(j, hardware_axis::thread_x);
  s[P].compute_at(s, i);  // <-- here
  return s;
};

TENON_REFUSED(shared_threads,
              "a stage in shared memory is computed by the threads of its block: bind a loop of "
              "stage number 1 to threads",
              16)
