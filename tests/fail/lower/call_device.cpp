// expect-error: a call's function runs on a processor, not on a device
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto call_device_copy = external<[](view<const float> from, view<float> to) {
  for (index_t i = 0; i < to.extent(0); ++i) to(i) = from(i);
}>("copy");

inline constexpr auto call_device = [](extent n) {
  auto A = input<float>("A", n, 8);
  axis i("i", n), j("j", 8);
  return schedule(call("S", {i}, {j}, call_device_copy, rows(A, i)));  // <-- here
};

TENON_REFUSED_ON_DEVICE(call_device, "a call's function runs on a processor, not on a device: stage number 1", 16)
