// expect-error: what a block's threads share is for threads: bind a loop of the consumer, stage number \{1\}, to threads, or compute stage number \{0\} elsewhere
// expect-error: numbers<1, 2>
#include "../refused.hpp"

// A virtual thread is no thread of the block: every thread would do all of the consumer's work.
inline constexpr auto shared_readers_virtual = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto s = schedule(compute("B", {i, j}, P(i, j) * 2));
  const auto [jo, ji] = s.split(j, 2);
  s.reorder(i, ji, jo).bind(i, hardware_axis::block_x).bind(ji, hardware_axis::virtual_thread);
  s[P].bind(j, hardware_axis::thread_x).reorder(j, i);
  s[P].compute_at(s, i);  // <-- here
  return s;
};

TENON_REFUSED(shared_readers_virtual,
              "what a block's threads share is for threads: bind a loop of the consumer, stage number 2, to "
              "threads, or compute stage number 1 elsewhere",
              18)
