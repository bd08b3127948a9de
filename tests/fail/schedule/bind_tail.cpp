// expect-error: a bound loop is split with tail::guard or tail::pad: of loop number \{0\}, the split that made loop number \{1\} has another tail
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto bind_tail = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) + 1));
  const auto [io, ii] = s.split(i, 8, tail::cut);
  s.bind(io, hardware_axis::block_x);  // <-- here
  return s;
};

TENON_REFUSED(bind_tail,
              "a bound loop is split with tail::guard or tail::pad: of loop number 1, the split that made "
              "loop number 1 has another tail",
              20)
