// Every unary, binary and ternary operation of one element type, in vector loops and in scalar
// loops, against core/scalar.hpp element by element.
#pragma once

#include <doctest/doctest.h>

#include "codegen/native_case.hpp"

namespace native_case {

inline constexpr int n = 96;

inline constexpr operation float_unary[] = {operation::negate, operation::absolute,
                                            operation::sqrt,   operation::floor,
                                            operation::ceil,   operation::truncate,
                                            operation::round_even};
inline constexpr operation integer_unary[] = {operation::negate, operation::absolute,
                                              operation::bit_not};
inline constexpr operation bool_unary[] = {operation::logical_not};
inline constexpr operation float_binary[] = {operation::add,     operation::subtract,
                                             operation::multiply, operation::divide,
                                             operation::minimum, operation::maximum};
inline constexpr operation integer_binary[] = {
    operation::add,     operation::subtract, operation::multiply,   operation::divide,
    operation::remainder, operation::minimum, operation::maximum,    operation::bit_and,
    operation::bit_or,  operation::bit_xor,  operation::shift_left, operation::shift_right};
inline constexpr operation bool_binary[] = {operation::minimum, operation::maximum,
                                            operation::bit_and, operation::bit_or,
                                            operation::bit_xor};
inline constexpr operation truths[] = {operation::equal, operation::not_equal, operation::less,
                                       operation::less_equal};

template <class T> constexpr auto& unary_operations() {
  if constexpr (std::is_floating_point_v<T>) return float_unary;
  else if constexpr (std::is_same_v<T, bool>) return bool_unary;
  else return integer_unary;
}
template <class T> constexpr auto& binary_operations() {
  if constexpr (std::is_floating_point_v<T>) return float_binary;
  else if constexpr (std::is_same_v<T, bool>) return bool_binary;
  else return integer_binary;
}

/// U[k][i] = unary k of A[i]; B[k][i] = binary k; R[k][i] the same with the operand b[0] of all
/// lanes; T[k][i] = comparison k; S[i] = A < B ? A : C.
template <class T, int Lanes> struct all_operations {
  constexpr void operator()(program& p) const {
    constexpr element e = element_of<T>;
    const auto tensor = [&](const char* label, element type, int rows) {
      return programs::add_argument(p, label, type, ir::access::update,
                                    {make_affine(rows), make_affine(n)});
    };
    const int A = tensor("A", e, 1), B = tensor("B", e, 1), C = tensor("C", e, 1);
    const int U = tensor("U", e, 16), V = tensor("V", e, 16), R = tensor("R", e, 16);
    const int Q = tensor("Q", element::boolean, 16), S = tensor("S", e, 1);
    over(p, n, Lanes, [&](builder& b, const affine& i) {
      const affine zero = make_affine(0);
      list<int, 64> stores;
      int row = 0;
      for (const operation op : unary_operations<T>()) {
        stores.push(b.store(U, {make_affine(row++), i}, b.unary(op, b.load(A, {zero, i}))));
      }
      row = 0;
      for (const operation op : binary_operations<T>()) {
        const affine at = make_affine(row++);
        stores.push(
            b.store(V, {at, i}, b.binary(op, b.load(A, {zero, i}), b.load(B, {zero, i}))));
        stores.push(
            b.store(R, {at, i}, b.binary(op, b.load(A, {zero, i}), b.load(B, {zero, zero}))));
      }
      row = 0;
      for (const operation op : truths) {
        stores.push(b.store(Q, {make_affine(row++), i},
                            b.binary(op, b.load(A, {zero, i}), b.load(B, {zero, i}))));
      }
      const int less = b.binary(operation::less, b.load(A, {zero, i}), b.load(B, {zero, i}));
      stores.push(b.store(S, {zero, i},
                          b.select(less, b.load(A, {zero, i}), b.load(C, {zero, i}))));
      return b.block(stores);
    });
  }
};

template <class T> T apply_unary(operation op, T a) {
  using namespace tenon::arithmetic;
  if constexpr (std::is_same_v<T, bool>) {
    return !a;
  } else if constexpr (std::is_floating_point_v<T>) {
    switch (op) {
      case operation::negate: return negate(a);
      case operation::absolute: return absolute(a);
      case operation::sqrt: return arithmetic::sqrt(a);
      case operation::floor: return round_by_integers<rounding::floor>(a);
      case operation::ceil: return round_by_integers<rounding::ceil>(a);
      case operation::truncate: return round_by_integers<rounding::truncate>(a);
      default: return round_by_integers<rounding::even>(a);
    }
  } else {
    if (op == operation::negate) return negate(a);
    return op == operation::absolute ? absolute(a) : bit_not(a);
  }
}

template <class T> T apply_binary(operation op, T a, T b) {
  using namespace tenon::arithmetic;
  if (op == operation::minimum) return minimum(a, b);
  if (op == operation::maximum) return maximum(a, b);
  if constexpr (!std::is_same_v<T, bool>) {
    switch (op) {
      case operation::add: return add(a, b);
      case operation::subtract: return subtract(a, b);
      case operation::multiply: return multiply(a, b);
      case operation::divide: return divide(a, b);
      default: break;
    }
  }
  if constexpr (!std::is_floating_point_v<T>) {
    switch (op) {
      case operation::bit_and: return bit_and(a, b);
      case operation::bit_or: return bit_or(a, b);
      case operation::bit_xor: return bit_xor(a, b);
      default: break;
    }
  }
  if constexpr (integral<T>) {
    if (op == operation::remainder) return arithmetic::remainder(a, b);
    return op == operation::shift_left ? shift_left(a, b) : shift_right(a, b);
  }
  return a;
}

template <class T> bool apply_truth(operation op, T a, T b) {
  switch (op) {
    case operation::equal: return a == b;
    case operation::not_equal: return a != b;
    case operation::less: return a < b;
    default: return a <= b;
  }
}

template <class T, int Lanes> void check_operations() {
  const auto a = values<T>(n, 1), b = values<T>(n, 2), c = values<T>(n, 3);
  auto A = bytes_of(a), B = bytes_of(b), C = bytes_of(c);
  std::vector<unsigned char> U(16 * n * sizeof(T), 0xcd), V = U, R = U, S(n * sizeof(T), 0xcd);
  std::vector<unsigned char> Q(16 * n, 0xcd);
  run<all_operations<T, Lanes>>(
      {A.data(), B.data(), C.data(), U.data(), V.data(), R.data(), Q.data(), S.data()});
  int wrong = 0;
  const auto expect = [&](operation op, auto got, auto right, int i) {
    if (same(got, right)) return;
    if (++wrong < 5) {
      FAIL_CHECK(spelling(element_of<T>), " x ", Lanes, ", operation ", static_cast<int>(op),
                 " of ", +a[static_cast<std::size_t>(i)], " and ", +b[static_cast<std::size_t>(i)],
                 ": ", +got, " instead of ", +right);
    }
  };
  for (int i = 0; i < n; ++i) {
    const auto k = static_cast<std::size_t>(i);
    const T x = a[k], y = b[k], first = b[0];
    int row = 0;
    for (const operation op : unary_operations<T>()) {
      expect(op, element_at<T>(U, row++ * n + i), apply_unary<T>(op, x), i);
    }
    row = 0;
    for (const operation op : binary_operations<T>()) {
      expect(op, element_at<T>(V, row * n + i), apply_binary<T>(op, x, y), i);
      expect(op, element_at<T>(R, row++ * n + i), apply_binary<T>(op, x, first), i);
    }
    row = 0;
    for (const operation op : truths) {
      expect(op, element_at<std::uint8_t>(Q, row++ * n + i),
             static_cast<std::uint8_t>(apply_truth<T>(op, x, y)), i);
    }
    expect(operation::select, element_at<T>(S, i), x < y ? x : static_cast<T>(c[k]), i);
  }
  CHECK(wrong == 0);
}

/// The same for several numbers of lanes; 0 stands for a scalar loop.
template <class T, int... Lanes> void check_lanes() { (check_operations<T, Lanes>(), ...); }

}  // namespace native_case
