// expect-error: the loop program must fit the tables of the compiler: table number \{0\} \(0 variables, 1 buffers, 2 expressions, 3 forms, 4 statements, 5 requirements, 6 arguments or functions, 7 frozen\) has room for \{1\}; cut, inline or unroll less
// expect-error: numbers<6, 24>
#include "../refused.hpp"

inline constexpr auto program_too_large = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  const auto best = [&](const char* label) {
    return compute(label, {i}, argmax(A(i, r), r)).first;  // <-- here
  };
  return schedule(best("a"), best("b"), best("c"), best("d"), best("e"), best("f"), best("g"),
                  best("h"), best("i"), best("j"), best("k"), best("l"), best("m"));
};

TENON_REFUSED(program_too_large,
              "the loop program must fit the tables of the compiler: table number 6 (0 variables, 1 "
              "buffers, 2 expressions, 3 forms, 4 statements, 5 requirements, 6 arguments or functions, 7 frozen) "
              "has room for 24; cut, inline or unroll less",
              16)
