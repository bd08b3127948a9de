// expect-error: what reads an output outside of the loop where it is computed comes after all of that loop's nest
// expect-error: numbers<1, 3>
#include "../refused.hpp"

inline constexpr auto output_order_nest = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto Q = compute("Q", {i}, P(i) - 3);
  auto C = compute("C", {i}, P(i) * Q(i));
  auto s = schedule(P, C);
  auto [io, ii] = s.split(i, 4);
  s[Q].compute_at(C, io);
  s[P].compute_at(C, ii);  // <-- here
  return s;
};

TENON_REFUSED(output_order_nest,
              "what reads an output outside of the loop where it is computed comes after all of that loop's nest: "
              "stage number 1 at a loop of stage number 3, which needs such a reader",
              16)
