// The smallest program that uses Tenon.
#include <tenon/tenon.hpp>

inline constexpr auto twice = [](tenon::extent n) {
  using namespace tenon;
  auto A = input<int>("A", n);
  axis i("i", n);
  return schedule(compute("B", {i}, A(i) + A(i)));
};

int main() {
  auto a = tenon::tensor<int>::values({1, 2, 3});
  tenon::tensor<int> b(3);
  tenon::kernel<twice, 3>()(a, b);
  return b.data()[0] == 2 && b.data()[1] == 4 && b.data()[2] == 6 ? 0 : 1;
}
