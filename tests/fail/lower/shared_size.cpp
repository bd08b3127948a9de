// expect-error: what a block keeps in shared memory has constant sizes and \{1\} bytes at most: got \{0\} \(-1: not constant\)
// expect-error: numbers<40000, 32768>
#include "../refused.hpp"

inline constexpr auto shared_size = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto s = schedule(compute("B", {i, j}, P(i, j) * 2));
  const auto [jo, ji] = s.split(j, 100);
  s.reorder(i, ji, jo).bind(i, hardware_axis::block_x).bind(ji, hardware_axis::thread_x);
  const auto [po, pi] = s[P].split(j, 100);
  s[P].reorder(pi, i, po).bind(pi, hardware_axis::thread_x);
  s[P].compute_at(s, i);  // <-- here
  return s;
};

TENON_REFUSED_ON_DEVICE(shared_size,
                        "what a block keeps in shared memory has constant sizes and 32768 bytes at most: "
                        "got 40000 (-1: not constant)",
                        10000)
