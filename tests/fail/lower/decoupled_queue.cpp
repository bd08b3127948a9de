// expect-error: a queue between two units of the target holds \{1\} tokens: \{0\} would be in it at once; use fewer virtual threads
// expect-error: numbers<3, 2>
#include "../refused.hpp"

inline constexpr auto decoupled_queue = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i));
  auto s = schedule(compute("B", {i}, P(i)));  // <-- here
  auto [io, ii] = s.split(i, 6);
  auto [v, it] = s.split(ii, 2);
  s.reorder(v, io, it).bind(v, hardware_axis::virtual_thread);
  s[P].compute_at(s, io).set_scope("acc");
  return s;
};

TENON_REFUSED_ON_UNITS(decoupled_queue,
                       "a queue between two units of the target holds 2 tokens: 3 would be "
                       "in it at once; use fewer virtual threads",
                       18)
