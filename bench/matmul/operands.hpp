// The operands of one case, and the check of a result against a naive product.
#pragma once

#include <memory>
#include <string>

#include "cases.hpp"

namespace matmul {

/// Matrices of one case. The elements are small integers, so that every sum is exact, in any
/// order, and a right result is right to the last bit.
class operands {
 public:
  explicit operands(const problem& p);
  ~operands();

  const problem& shape() const;
  template <class T>
  const T* a() const {
    return static_cast<const T*>(a_);
  }
  template <class T>
  const T* b() const {
    return static_cast<const T*>(b_);
  }
  template <class T>
  const T* bias() const {
    return static_cast<const T*>(bias_);
  }
  template <class T>
  T* c() const {
    return static_cast<T*>(c_);
  }

  /// Fills C with NaN.
  void poison() const;

  /// Compares C with the naive product, bit for bit; empty when they are equal.
  std::string check() const;

 private:
  struct memory;
  std::unique_ptr<memory> memory_;
  void *a_, *b_, *bias_, *c_;
};

}  // namespace matmul
