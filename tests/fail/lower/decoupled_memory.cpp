// expect-error: on a decoupled target a stage is computed in a scratchpad from what lies in scratchpads, or copies between one and other memory: stage number \{0\}, in scratchpad number \{1\} \(0: none\), does neither; cache_read into scratchpads what it reads, and copy its result out by another stage
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto decoupled_memory = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) * 2));  // <-- here
  return s;
};

TENON_REFUSED_ON_UNITS(decoupled_memory,
                       "on a decoupled target a stage is computed in a scratchpad from what "
                       "lies in scratchpads, or copies between one and other memory: stage "
                       "number 1, in scratchpad number 0 (0: none), does neither; cache_read"
                       " into scratchpads what it reads, and copy its result out by another "
                       "stage",
                       16)
