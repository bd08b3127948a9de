<<<<<<< HEAD
// expect-error: an intrinsic is declared by a definition of constant extents, with one result and one read of each of its tensors, none of them an update: problem number \{0\} \(0 extents, 1 results, 2 reads, 3 kind, 4 more than \{1\} axes, 5 quotients in indices, or gathered ones\)
=======
// expect-error: an intrinsic is declared by a definition of constant extents, with one result and one read of each of its tensors, none of them an update: problem number \{0\} \(0 extents, 1 results, 2 reads, 3 kind, 4 more than \{1\} axes, 5 quotients of indices\)
>>>>>>> intrin
// expect-error: numbers<2, 6>
#include "../refused.hpp"

constexpr intrinsic pairs_of_tensorize_behaviour() {
  const auto a = input<float>("a", 8);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(2 * l) + a(2 * l + 1)));
}

inline constexpr auto tensorize_behaviour = [](extent n) {
  auto A = input<float>("A", 2 * n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(2 * i) + A(2 * i + 1)));
  const auto [io, ii] = s.split(i, 4);
  s.tensorize(ii, pairs_of_tensorize_behaviour());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_behaviour,
              "an intrinsic is declared by a definition of constant extents, with one result and "
              "one read of each of its tensors, none of them an update: problem number 2 (0 "
<<<<<<< HEAD
              "extents, 1 results, 2 reads, 3 kind, 4 more than 6 axes, 5 quotients in indices, or gathered ones)",
=======
              "extents, 1 results, 2 reads, 3 kind, 4 more than 6 axes, 5 quotients of indices)",
>>>>>>> intrin
              16)
