// Winograd's matrices hold exactly, in rational numbers.
#include <doctest/doctest.h>

#include <tenon/op/winograd_matrices.hpp>

namespace {

using namespace tenon::op;

rational plus(const rational& a, const rational& b) { return a - rational{-b.above, b.below}; }

/// Outputs of a filter by products, and as they are defined.
template <int Outputs>
void check() {
  using A = winograd_output<Outputs>;
  using B = winograd_input<Outputs>;
  using G = winograd_filter<Outputs>;
  for (int k = 0; k < 3; ++k) {              // filters and inputs that are 1 at one place
    for (int i = 0; i < Outputs + 2; ++i) {  // are all that a bilinear form has to be asked
      for (int y = 0; y < Outputs; ++y) {
        rational sum{0, 1};
        for (int p = 0; p < Outputs + 2; ++p)
          sum = plus(sum, A::at(y, p) * (G::at(p, k) * B::at(p, i)));
        CHECK(sum.above == (y + k == i ? 1 : 0));
        CHECK(sum.below == 1);
      }
    }
  }
}

}  // namespace

TEST_CASE("F(2, 3), F(4, 3) and F(6, 3) are filters") {
  check<2>();
  check<4>();
  check<6>();
}

TEST_CASE("the transforms of inputs and outputs have no thirds, so that they round seldom") {
  using B = winograd_input<4>;
  for (int i = 0; i < B::rows; ++i) {
    for (int j = 0; j < B::columns; ++j) CHECK((B::at(i, j).below & (B::at(i, j).below - 1)) == 0);
  }
}
