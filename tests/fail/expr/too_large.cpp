<<<<<<< HEAD
// expect-error: a definition must fit the compiler's tables: table number \{0\} \(0 axes, 1 operands, 2 operations, 3 indices, 4 quotients, 5 gathered indices\) has room for \{1\}; define a part of it as a tensor of its own
=======
// expect-error: a definition must fit the compiler's tables: table number \{0\} \(0 axes, 1 operands, 2 operations, 3 indices, 4 quotients\) has room for \{1\}; define a part of it as a tensor of its own
>>>>>>> intrin
// expect-error: numbers<1, 12>
#include "../refused.hpp"

inline constexpr auto too_large = [](extent n) {
  axis i("i", n);
  const auto element = [&](const char* label) { return input<float>(label, n)(i); };
  auto six = element("A") + element("B") + element("C") + element("D") + element("E") + element("F");
  auto more = element("G") + element("H") + element("I") + element("J") + element("K") + element("L");
  auto B = compute("sum", {i}, six + more + element("M"));  // <-- here
  return schedule(B);
};

TENON_REFUSED(too_large,
              "a definition must fit the compiler's tables: table number 1 (0 axes, 1 operands, 2 "
<<<<<<< HEAD
              "operations, 3 indices, 4 quotients, 5 gathered indices) has room for 12; define a part of it as a tensor of its own",
=======
              "operations, 3 indices, 4 quotients) has room for 12; define a part of it as a tensor of its own",
>>>>>>> intrin
              16)
