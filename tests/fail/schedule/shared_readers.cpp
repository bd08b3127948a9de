// expect-error: what a block's threads share is for threads: bind a loop of the consumer, stage number \{1\}, to threads, or compute stage number \{0\} elsewhere
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto shared_readers = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto s = schedule(compute("B", {i, j}, P(i, j) * 2));
  s.bind(i, hardware_axis::block_x);
  s[P].bind(j, hardware_axis::thread_x).reorder(j, i);
  s[P].compute_at(s, j);  // <-- here
  return s;
};

TENON_REFUSED(shared_readers,
              "what a block's threads share is for threads: bind a loop of the consumer, stage number 2, to "
              "threads, or compute stage number 1 elsewhere",
              16)
