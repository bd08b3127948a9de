// The product, compiled by the C++ compiler for each size.
#include "product.hpp"
#include "subjects.hpp"

void demo::product_native(const matrix& a, const matrix& b, matrix& c) {
  static_assert(std::size(product_sizes) == 2);
  constexpr int small = product_sizes[0], large = product_sizes[1];
  if (a.extent(0) == small) {
    tenon::run<matmul, small, small, small>(a, b, c);
  } else {
    tenon::run<matmul, large, large, large>(a, b, c);
  }
}
