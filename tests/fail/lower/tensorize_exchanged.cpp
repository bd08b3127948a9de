// expect-error: the loops from tensorize's axis inward stand in the order of the intrinsic's axes, reduced ones apart from the others: loops number \{0\} and \{1\} of the stage are exchanged; reorder
// expect-error: numbers<2, 1>
#include "../refused.hpp"

constexpr intrinsic sums_of_tensorize_exchanged() {
  const auto a = input<float>("a", 4, 4).dense();
  const axis l("l", 1), p("p", 4), q("q", 4);
  return intrinsic(compute("c", {l}, sum(a(p, q), p, q)));
}

inline constexpr auto tensorize_exchanged = [](extent n) {
  auto A = input<float>("A", n, 4, 4).dense();
  axis i("i", n), p("p", 4), q("q", 4);
  auto s = schedule(compute("B", {i}, sum(A(i, p, q), p, q)));
  const auto [io, ii] = s.split(i, 1);
  s.reorder(io, ii, q, p);
  s.tensorize(ii, sums_of_tensorize_exchanged());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_exchanged,
              "the loops from tensorize's axis inward stand in the order of the intrinsic's axes, "
              "reduced ones apart from the others: loops number 2 and 1 of the stage are "
              "exchanged; reorder",
              17)
