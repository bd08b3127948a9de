// Constant folding of one operation: used while a program is built. Folds only what is certain
// bit for bit in constant evaluation and at run time alike.
#pragma once

#include <tenon/core/scalar.hpp>
#include <tenon/ir/node.hpp>

namespace tenon::inline TENON_ABI::ir {

/// The result of folding: bits of the value when `known`.
struct folded {
  bool known;
  std::uint64_t bits;
};

/// The object representation of a value, in the low bytes.
template <element_type T>
constexpr std::uint64_t bits_of(T value) {
  if constexpr (std::is_same_v<T, float>)
    return __builtin_bit_cast(std::uint32_t, value);
  else if constexpr (std::is_same_v<T, double>)
    return __builtin_bit_cast(std::uint64_t, value);
  else if constexpr (std::is_same_v<T, bool>)
    return value ? 1 : 0;
  else if constexpr (narrow_float<T>)
    return value.bits();
  else
    return static_cast<std::uint64_t>(static_cast<std::make_unsigned_t<T>>(value));
}

/// The value with the given object representation.
template <element_type T>
constexpr T from_bits(std::uint64_t bits) {
  if constexpr (std::is_same_v<T, float>) {
    return __builtin_bit_cast(float, static_cast<std::uint32_t>(bits));
  } else if constexpr (std::is_same_v<T, double>) {
    return __builtin_bit_cast(double, bits);
  } else if constexpr (std::is_same_v<T, bool>) {
    return bits != 0;
  } else if constexpr (narrow_float<T>) {
    return T::from_bits(static_cast<std::uint16_t>(bits));
  } else {
    return static_cast<T>(bits);
  }
}

/// Calls `f.template operator()<T>()` with the C++ type in which an element is computed with.
template <class F>
constexpr auto with_computing_type_of(element e, const F& f) {
  switch (computed_in(e)) {
    case element::f32:
      return f.template operator()<float>();
    case element::f64:
      return f.template operator()<double>();
    case element::i8:
      return f.template operator()<std::int8_t>();
    case element::i16:
      return f.template operator()<std::int16_t>();
    case element::i32:
      return f.template operator()<std::int32_t>();
    case element::i64:
      return f.template operator()<std::int64_t>();
    case element::u8:
      return f.template operator()<std::uint8_t>();
    case element::u16:
      return f.template operator()<std::uint16_t>();
    case element::u32:
      return f.template operator()<std::uint32_t>();
    case element::u64:
      return f.template operator()<std::uint64_t>();
    default:
      return f.template operator()<bool>();
  }
}

/// Calls `f.template operator()<T>()` with the C++ type of an element.
template <class F>
constexpr auto with_type_of(element e, const F& f) {
  if (e == element::f16) return f.template operator()<half>();
  if (e == element::bf16) return f.template operator()<bfloat16>();
  return with_computing_type_of(e, f);
}

/// Whether +, -, · and / of a and b stay far from infinity, NaN and division by zero, which
/// constant evaluation refuses.
template <arithmetic::floating T>
constexpr bool is_tame(operation op, T a, T b) {
  constexpr T large = T(1ull << 60);
  const bool small = -large < a && a < large && -large < b && b < large;
  return small && (op != operation::divide || b <= T(-1) / large || b >= T(1) / large);
}

template <element_type T>
constexpr folded fold_unary(operation op, T a) {
  namespace ar = arithmetic;
  using enum operation;
  if constexpr (arithmetic::numeric<T>) {
    if (op == negate) return {true, bits_of(ar::negate(a))};
    if (op == absolute) return {true, bits_of(ar::absolute(a))};
  }
  if constexpr (arithmetic::floating<T>) {
    if (op == floor) return {true, bits_of(ar::round_by_integers<ar::rounding::floor>(a))};
    if (op == ceil) return {true, bits_of(ar::round_by_integers<ar::rounding::ceil>(a))};
    if (op == truncate) return {true, bits_of(ar::round_by_integers<ar::rounding::truncate>(a))};
    if (op == round_even) return {true, bits_of(ar::round_by_integers<ar::rounding::even>(a))};
  } else {
    if (op == bit_not) return {true, bits_of(ar::bit_not(a))};
    if (op == logical_not) return {true, bits_of(a == T(0))};
  }
  return {false, 0};
}

template <element_type T>
constexpr folded fold_numbers(operation op, T a, T b) {
  namespace ar = arithmetic;
  using enum operation;
  if constexpr (arithmetic::floating<T>) {
    if (!is_tame(op, a, b)) return {false, 0};
  }
  if constexpr (arithmetic::numeric<T>) {
    switch (op) {
      case add:
        return {true, bits_of(ar::add(a, b))};
      case subtract:
        return {true, bits_of(ar::subtract(a, b))};
      case multiply:
        return {true, bits_of(ar::multiply(a, b))};
      case divide:
        return {true, bits_of(ar::divide(a, b))};
      default:
        break;
    }
  }
  if constexpr (arithmetic::integral<T>) {
    switch (op) {
      case remainder:
        return {true, bits_of(ar::remainder(a, b))};
      case shift_left:
        return {true, bits_of(ar::shift_left(a, b))};
      case shift_right:
        return {true, bits_of(ar::shift_right(a, b))};
      default:
        break;
    }
  }
  return {false, 0};
}

template <element_type T>
constexpr folded fold_binary(operation op, T a, T b) {
  namespace ar = arithmetic;
  using enum operation;
  switch (op) {
    case minimum:
      return {true, bits_of(ar::minimum(a, b))};
    case maximum:
      return {true, bits_of(ar::maximum(a, b))};
    case equal:
      return {true, bits_of(a == b)};
    case not_equal:
      return {true, bits_of(a != b)};
    case less:
      return {true, bits_of(a < b)};
    case less_equal:
      return {true, bits_of(a <= b)};
    default:
      break;
  }
  if constexpr (!arithmetic::floating<T>) {
    switch (op) {
      case bit_and:
        return {true, bits_of(ar::bit_and(a, b))};
      case bit_or:
        return {true, bits_of(ar::bit_or(a, b))};
      case bit_xor:
        return {true, bits_of(ar::bit_xor(a, b))};
      case logical_and:
        return {true, bits_of(a != T(0) && b != T(0))};
      case logical_or:
        return {true, bits_of(a != T(0) || b != T(0))};
      default:
        break;
    }
  }
  return fold_numbers(op, a, b);
}

/// A unary operation (not a cast) on a constant of type `e`.
constexpr folded fold(operation op, element e, std::uint64_t a) {
  return with_computing_type_of(e, [&]<class T>() { return fold_unary<T>(op, from_bits<T>(a)); });
}

/// A binary operation on two constants of type `e`.
constexpr folded fold(operation op, element e, std::uint64_t a, std::uint64_t b) {
  return with_computing_type_of(
      e, [&]<class T>() { return fold_binary<T>(op, from_bits<T>(a), from_bits<T>(b)); });
}

template <element_type To, element_type From>
constexpr folded fold_cast_of(From x) {
  if constexpr (arithmetic::floating<To> && arithmetic::floating<From>) {
    if (!is_tame(operation::add, x, From(0))) return {false, 0};
  }
  return {true, bits_of(arithmetic::cast<To>(x))};
}

/// A cast between float and a type that only holds numbers.
constexpr std::uint64_t cast_narrow(element to, element from, std::uint64_t bits) {
  if (to == element::f16) return half(from_bits<float>(bits)).bits();
  if (to == element::bf16) return bfloat16(from_bits<float>(bits)).bits();
  return bits_of<float>(from == element::f16 ? from_bits<half>(bits) : from_bits<bfloat16>(bits));
}

/// A cast of a constant; not known when a double may be too large for a float.
constexpr folded fold_cast(element to, element from, std::uint64_t bits) {
  if (is_narrow_float(to) || is_narrow_float(from)) return {true, cast_narrow(to, from, bits)};
  return with_computing_type_of(from, [&]<class From>() {
    return with_computing_type_of(
        to, [&]<class To>() { return fold_cast_of<To>(from_bits<From>(bits)); });
  });
}

}  // namespace tenon::inline TENON_ABI::ir
