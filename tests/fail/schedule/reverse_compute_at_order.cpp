// expect-error: reverse_compute_at\(producer, axis\) requires tiles of the producer without gaps
// expect-error: numbers<2, 2>
#include "../refused.hpp"

inline constexpr auto reverse_compute_at_order = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(C);
  auto [io, ii] = s[P].split(i, 4);
  s[P].reorder(ii, io);
  s.reverse_compute_at(P, ii);  // <-- here
  return s;
};

TENON_REFUSED(reverse_compute_at_order,
              "reverse_compute_at(producer, axis) requires tiles of the producer without gaps at 'axis': its loop number 2, of "
              "those around loop number 2, has parts before it or fused with it that stand further in",
              16)
