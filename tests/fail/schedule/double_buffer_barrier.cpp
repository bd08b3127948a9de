// expect-error: what is computed ahead waits for no other threads
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto double_buffer_barrier = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto Q = compute("Q", {i, j}, P(i, j) - 1);
  auto C = compute("C", {i, j}, Q(i, j) * 2);
  auto s = schedule(C);
  s.reorder(j, i).bind(j, hardware_axis::thread_x);
  s[Q].compute_at(C, i).set_scope(memory_scope::registers).double_buffer();  // <-- here
  s[P].compute_at(Q, i).set_scope(memory_scope::shared).reorder(j, i).bind(j, hardware_axis::thread_x);
  return s;
};

TENON_REFUSED(double_buffer_barrier,
              "what is computed ahead waits for no other threads: stage number 1, which stage number 2 needs at its "
              "loop as far ahead, is shared by a block's threads; compute it further ahead, further out or in registers",
              16)
