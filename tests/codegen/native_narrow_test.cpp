// Casts of half and bfloat16 in compiled kernels, in vectors of every number of registers.
#include "codegen/narrow.hpp"
#include "codegen/native_case.hpp"

namespace {

template <class T, int Lanes>
struct casts {
  constexpr void operator()(tenon::ir::program& p) const {
    narrow_casts::make_program(p, tenon::element_of<T>, Lanes, tenon::compiled_target());
  }
};

template <class T, int... Lanes>
void check() {
  const auto one = [](int lanes, auto make) {
    narrow_casts::data<T> d;
    native_case::run<decltype(make)>(d.arguments);
    CAPTURE(lanes);
    CHECK(d.wrong() == 0);
  };
  (one(Lanes, casts<T, Lanes>{}), ...);
}

}  // namespace

TEST_CASE("half") { check<tenon::half, 0, 2, 4, 8, 16, 32, 64>(); }
TEST_CASE("bfloat16") { check<tenon::bfloat16, 0, 2, 4, 8, 16, 32, 64>(); }
