// expect-error: a window that slides along a parallel loop would share rows between threads: store_at must lie inside the parallel loop
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto store_at_parallel = [](extent n) {
  auto A = input<float>("A", n + 2, n);
  axis i("i", n), j("j", n), y("y", n + 2);
  auto P = compute("P", {y, j}, A(y, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) + P(i + 2, j));
  auto s = schedule(C);
  auto [io, ii] = s.split(i, 4);
  s.parallel(ii);
  s[P].compute_at(C, ii);
  s[P].store_at(C, io);  // <-- here
  return s;
};

TENON_REFUSED(store_at_parallel,
              "a window that slides along a parallel loop would share rows between threads: store_at "
              "must lie inside the parallel loop",
              16)
