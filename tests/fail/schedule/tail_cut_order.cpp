// expect-error: tail 'cut' requires the inner part of the split to stay inside the outer part: they stand at \{0\} and \{1\}
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto tail_cut_order = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  auto [io, ii] = s.split(i, 4, tail::cut);  // <-- here
  s.reorder(ii, io);
  return s;
};

TENON_REFUSED(tail_cut_order,
              "tail 'cut' requires the inner part of the split to stay inside the outer part: they "
              "stand at 0 and 1",
              13)
