// expect-error: the stage's value is computed by the operations of the intrinsic's behaviour, up to the order of what is added or multiplied: value number \{0\} of the \{1\} in the behaviour is computed otherwise
// expect-error: numbers<0, 3>
#include "../refused.hpp"

constexpr intrinsic doubling_of_tensorize_operation() {
  const auto a = input<float>("a", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(l) * 2));
}

inline constexpr auto tensorize_operation = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) * 3));
  const auto [io, ii] = s.split(i, 4);
  s.tensorize(ii, doubling_of_tensorize_operation());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_operation,
              "the stage's value is computed by the operations of the intrinsic's behaviour, up "
              "to the order of what is added or multiplied: value number 0 of the 3 in the "
              "behaviour is computed otherwise",
              16)
