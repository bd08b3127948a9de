// Conversions between all element types in compiled kernels, against core/scalar.hpp.
#include <doctest/doctest.h>

#include "codegen/native_case.hpp"

namespace {

using namespace native_case;

constexpr int n = 48;

/// How many types there are casts to: half and bfloat16, the last, are cast from float alone.
template <class From>
constexpr int casts = std::is_same_v<From, float> ? element_count : element_count - 2;

/// T_e[i] = element type e of A[i], for every e.
template <class From, int Lanes> struct all_casts {
  constexpr void operator()(program& p) const {
    const auto tensor = [&](element e) {
      return programs::add_argument(p, "T", e, ir::access::update, {make_affine(n)});
    };
    const int A = tensor(element_of<From>);
    for (int e = 0; e < casts<From>; ++e) tensor(static_cast<element>(e));
    over(p, n, Lanes, [&](builder& b, const affine& i) {
      list<int, 64> stores;
      for (int e = 0; e < casts<From>; ++e) {
        const int value = b.cast(static_cast<element>(e), b.load(A, {i}));
        stores.push(b.store(A + 1 + e, {i}, value));
      }
      return b.block(stores);
    });
  }
};

template <class From, class To>
int wrong_casts(const std::vector<From>& a, const std::vector<unsigned char>& got) {
  int wrong = 0;
  for (int i = 0; i < n; ++i) {
    const To right = arithmetic::cast<To>(static_cast<From>(a[static_cast<std::size_t>(i)]));
    if (!same(element_at<To>(got, i), right)) {
      ++wrong;
      CAPTURE(+element_at<To>(got, i));
      CAPTURE(+right);
      CHECK_MESSAGE(false, spelling(element_of<From>), " to ", spelling(element_of<To>), ", lane ",
                    i);
    }
  }
  return wrong;
}

template <class From, int Lanes> void check_casts() {
  const auto a = values<From>(n, 5);
  auto A = bytes_of(a);
  std::vector<std::vector<unsigned char>> out(element_count, std::vector<unsigned char>(n * 8));
  std::vector<void*> arguments{A.data()};
  for (int e = 0; e < casts<From>; ++e)
    arguments.push_back(out[static_cast<std::size_t>(e)].data());
  run<all_casts<From, Lanes>>(arguments);
  const int wrong = wrong_casts<From, float>(a, out[0]) + wrong_casts<From, double>(a, out[1]) +
                    wrong_casts<From, std::int8_t>(a, out[2]) +
                    wrong_casts<From, std::int16_t>(a, out[3]) +
                    wrong_casts<From, std::int32_t>(a, out[4]) +
                    wrong_casts<From, std::int64_t>(a, out[5]) +
                    wrong_casts<From, std::uint8_t>(a, out[6]) +
                    wrong_casts<From, std::uint16_t>(a, out[7]) +
                    wrong_casts<From, std::uint32_t>(a, out[8]) +
                    wrong_casts<From, std::uint64_t>(a, out[9]) +
                    wrong_casts<From, bool>(a, out[10]);
  CHECK(wrong == 0);
  if constexpr (std::is_same_v<From, float>) {
    CHECK(wrong_casts<From, half>(a, out[11]) + wrong_casts<From, bfloat16>(a, out[12]) == 0);
  }
}

}  // namespace

TEST_CASE("from floats") {
  check_casts<float, 16>();
  check_casts<double, 8>();
  check_casts<float, 0>();
}
TEST_CASE("from signed integers") {
  check_casts<std::int8_t, 16>();
  check_casts<std::int16_t, 16>();
  check_casts<std::int32_t, 6>();
  check_casts<std::int64_t, 8>();
}
TEST_CASE("from unsigned integers and truth values") {
  check_casts<std::uint8_t, 16>();
  check_casts<std::uint16_t, 4>();
  check_casts<std::uint32_t, 16>();
  check_casts<std::uint64_t, 8>();
  check_casts<bool, 16>();
}
