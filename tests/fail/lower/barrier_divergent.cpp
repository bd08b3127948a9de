// expect-error: all threads of a block come to its barriers: stage number \{0\} is shared, but computed where some threads don't go
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto barrier_divergent = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n), q("q", n), r("r", n);
  auto P = compute("P", {r, j}, A(r, j) + 1);
  auto Q = compute("Q", {r, j}, P(r, j) * 2);
  auto s = schedule(compute("B", {i, j}, sum(Q(q, j), q)));
  s.bind(i, hardware_axis::thread_y).bind(j, hardware_axis::thread_x);
  s[Q].compute_at(s, q).set_scope(memory_scope::shared);
  s[Q].reorder(j, r).bind(j, hardware_axis::thread_x);  // by the threads of one row
  s[P].set_scope(memory_scope::shared).reorder(j, r).bind(j, hardware_axis::thread_x);
  s[P].compute_at(s[Q], r);  // <-- here
  return s;
};

TENON_REFUSED(barrier_divergent,
              "all threads of a block come to its barriers: stage number 1 is shared, but "
              "computed where some threads don't go",
              8)
