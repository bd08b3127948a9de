// expect-error: the units of a decoupled target take no indices from memory: stage number \{0\} gathers; compute it on a processor
// expect-error: numbers<2, 0>
#include "../refused.hpp"

inline constexpr auto gather_decoupled = [](extent n) {
  auto A = input<float>("A", n);
  auto I = input<std::int32_t>("I", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(gather(I(i), n))));  // <-- here
  return s;
};

TENON_REFUSED_ON_UNITS(gather_decoupled,
                       "the units of a decoupled target take no indices from memory: stage number "
                       "2 gathers; compute it on a processor",
                       16)
