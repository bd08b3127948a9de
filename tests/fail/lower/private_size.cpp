// expect-error: what a thread keeps has a constant size of \{1\} bytes at most: got \{0\} \(-1: not constant\)
// expect-error: numbers<39616, 2048>
#include "../refused.hpp"

inline constexpr auto private_size = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto s = schedule(compute("B", {i, j}, P(i, j) * 2));
  s.bind(i, hardware_axis::block_x);
  const auto [jo, ji] = s.split(j, 100);
  s.reorder(i, ji, jo).bind(ji, hardware_axis::thread_x);
  s[P].compute_at(s, ji);  // <-- here
  return s;
};

TENON_REFUSED_ON_DEVICE(private_size,
                        "what a thread keeps has a constant size of 2048 bytes at most: got 39616 (-1: not "
                        "constant)",
                        10000)
