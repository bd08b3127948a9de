// Operations on packs and masks, with the meaning that core/scalar.hpp gives them lane by lane.
#pragma once

#include <tenon/codegen/native/pack.hpp>
#include <tenon/ir/node.hpp>

namespace tenon::inline TENON_ABI::native {

using ir::operation;

// ---- one register ------------------------------------------------------------------------------

/// The sum, difference or quotient of floats, or the product, never contracted.
template <operation Op, class Register>
TENON_INLINE Register float_binary(Register a, Register b) {
#if defined(__clang__)
#pragma clang fp contract(off)
#endif
  if constexpr (Op == operation::add) return a + b;
  else if constexpr (Op == operation::subtract) return a - b;
  else if constexpr (Op == operation::multiply) return a * b;
  else return a / b;
}

template <operation Op, class T, int Width, class Register>
TENON_INLINE Register integer_binary(Register a, Register b) {
  using bits = typename vector_of<unsigned_of<sizeof(T)>, Width>::type;
  constexpr auto mask = static_cast<T>(sizeof(T) * 8 - 1);
  if constexpr (Op == operation::add) return (Register)((bits)a + (bits)b);
  else if constexpr (Op == operation::subtract) return (Register)((bits)a - (bits)b);
  else if constexpr (Op == operation::multiply) return (Register)((bits)a * (bits)b);
  else if constexpr (Op == operation::bit_and) return a & b;
  else if constexpr (Op == operation::bit_or) return a | b;
  else if constexpr (Op == operation::bit_xor) return a ^ b;
  else if constexpr (Op == operation::shift_left) return (Register)((bits)a << (bits)(b & mask));
  else return a >> (b & mask);
}

template <class T>
inline constexpr bool is_floating = std::is_floating_point_v<T>;

constexpr bool is_field_operation(operation op) {
  return op >= operation::add && op <= operation::divide;
}

template <operation Op, class T> TENON_INLINE T scalar_binary(T a, T b) {
  if constexpr (is_floating<T> && is_field_operation(Op)) return float_binary<Op>(a, b);
  else if constexpr (Op == operation::add) return arithmetic::add<T>(a, b);
  else if constexpr (Op == operation::subtract) return arithmetic::subtract<T>(a, b);
  else if constexpr (Op == operation::multiply) return arithmetic::multiply<T>(a, b);
  else if constexpr (Op == operation::divide) return arithmetic::divide<T>(a, b);
  else if constexpr (Op == operation::remainder) return arithmetic::remainder<T>(a, b);
  else if constexpr (Op == operation::minimum) return arithmetic::minimum<T>(a, b);
  else if constexpr (Op == operation::maximum) return arithmetic::maximum<T>(a, b);
  else if constexpr (Op == operation::bit_and) return arithmetic::bit_and<T>(a, b);
  else if constexpr (Op == operation::bit_or) return arithmetic::bit_or<T>(a, b);
  else if constexpr (Op == operation::bit_xor) return arithmetic::bit_xor<T>(a, b);
  else if constexpr (Op == operation::shift_left) return arithmetic::shift_left<T>(a, b);
  else return arithmetic::shift_right<T>(a, b);
}

template <operation Op, class T, int Width, class Register>
TENON_INLINE Register register_binary(Register a, Register b) {
  if constexpr (Width == 1) {
    return scalar_binary<Op, T>(a, b);
  } else if constexpr (Op == operation::minimum) {
    return (b < a) ? b : a;
  } else if constexpr (Op == operation::maximum) {
    return (a < b) ? b : a;
  } else if constexpr (is_floating<T>) {
    return float_binary<Op>(a, b);
  } else if constexpr (Op == operation::divide || Op == operation::remainder) {
    Register result{};
    for (int i = 0; i < Width; ++i) result[i] = scalar_binary<Op, T>(a[i], b[i]);
    return result;
  } else {
    return integer_binary<Op, T, Width>(a, b);
  }
}

template <operation Op, class T, int Width, class Register>
TENON_INLINE auto register_compare(Register a, Register b) {
  using truth = typename vector_of<signed_of<sizeof(T)>, Width>::type;
  if constexpr (Width == 1) {
    bool result = false;
    if constexpr (Op == operation::equal) result = a == b;
    else if constexpr (Op == operation::not_equal) result = a != b;
    else if constexpr (Op == operation::less) result = a < b;
    else result = a <= b;
    return static_cast<truth>(-static_cast<int>(result));
  } else if constexpr (Op == operation::equal) {
    return (truth)(a == b);
  } else if constexpr (Op == operation::not_equal) {
    return (truth)(a != b);
  } else if constexpr (Op == operation::less) {
    return (truth)(a < b);
  } else {
    return (truth)(a <= b);
  }
}

template <operation Op, class T, int Width, class Register>
TENON_INLINE Register register_unary(Register a) {
  using bits = typename vector_of<unsigned_of<sizeof(T)>, Width>::type;
  if constexpr (Op == operation::sqrt) {
    return apply<register_operation::sqrt, T, Width>(a);
  } else if constexpr (Op == operation::floor) {
    return apply<register_operation::floor, T, Width>(a);
  } else if constexpr (Op == operation::ceil) {
    return apply<register_operation::ceil, T, Width>(a);
  } else if constexpr (Op == operation::truncate) {
    return apply<register_operation::truncate, T, Width>(a);
  } else if constexpr (Op == operation::round_even) {
    return apply<register_operation::round_even, T, Width>(a);
  } else if constexpr (Op == operation::bit_not) {
    return static_cast<Register>(~a);
  } else if constexpr (Width == 1) {
    return Op == operation::negate ? arithmetic::negate<T>(a) : arithmetic::absolute<T>(a);
  } else if constexpr (is_floating<T>) {
    using word = unsigned_of<sizeof(T)>;
    constexpr word sign = static_cast<word>(word{1} << (sizeof(T) * 8 - 1));
    if constexpr (Op == operation::negate) return (Register)((bits)a ^ sign);
    else return (Register)((bits)a & static_cast<word>(~sign));
  } else {
    const Register negative = (Register)(bits{} - (bits)a);
    if constexpr (Op == operation::negate) return negative;
    else if constexpr (std::is_unsigned_v<T>) return a;
    else return (a < Register{}) ? negative : a;
  }
}

template <class T, int Width, class Mask, class Register>
TENON_INLINE Register register_select(Mask m, Register a, Register b) {
  return m ? a : b;
}

// ---- packs -------------------------------------------------------------------------------------

template <operation Op, class T, int Lanes, int... I>
TENON_INLINE pack<T, Lanes> binary(const pack<T, Lanes>& a, const pack<T, Lanes>& b,
                                   std::integer_sequence<int, I...>) {
  return {{register_binary<Op, T, pack<T, Lanes>::width>(a.r[I], b.r[I])...}};
}
template <operation Op, class T, int Lanes, int... I>
TENON_INLINE mask<sizeof(T), Lanes> compare(const pack<T, Lanes>& a, const pack<T, Lanes>& b,
                                            std::integer_sequence<int, I...>) {
  return {{{register_compare<Op, T, pack<T, Lanes>::width>(a.r[I], b.r[I])...}}};
}
template <operation Op, class T, int Lanes, int... I>
TENON_INLINE pack<T, Lanes> unary(const pack<T, Lanes>& a, std::integer_sequence<int, I...>) {
  return {{register_unary<Op, T, pack<T, Lanes>::width>(a.r[I])...}};
}
template <class T, int Lanes, int... I>
TENON_INLINE pack<T, Lanes> fma(const pack<T, Lanes>& a, const pack<T, Lanes>& b,
                                const pack<T, Lanes>& c, std::integer_sequence<int, I...>) {
  return {{fused_multiply_add<T, pack<T, Lanes>::width>(a.r[I], b.r[I], c.r[I])...}};
}
template <class T, int Lanes, int... I>
TENON_INLINE pack<T, Lanes> rounded(const pack<T, Lanes>& a, std::integer_sequence<int, I...>) {
  return {{rounded(a.r[I])...}};
}
template <class To, class From, int Lanes, int... I>
TENON_INLINE pack<To, Lanes> bit_cast(const pack<From, Lanes>& a,
                                      std::integer_sequence<int, I...>) {
  return {{__builtin_bit_cast(typename pack<To, Lanes>::reg, a.r[I])...}};
}

template <class T, int Lanes, int... I>
TENON_INLINE pack<T, Lanes> select(const mask<sizeof(T), Lanes>& m, const pack<T, Lanes>& a,
                                   const pack<T, Lanes>& b, std::integer_sequence<int, I...>) {
  return {{register_select<T, pack<T, Lanes>::width>(m.bits.r[I], a.r[I], b.r[I])...}};
}
template <int From, class T, int Lanes>
TENON_INLINE pack<T, Lanes> select(const mask<From, Lanes>& m, const pack<T, Lanes>& a,
                                   const pack<T, Lanes>& b) {
  return select(convert_mask<sizeof(T)>(m), a, b, typename pack<T, Lanes>::all{});
}

// ---- masks -------------------------------------------------------------------------------------

/// Op of two masks of one width: the bits decide, as true is all ones.
template <operation Op, int Bytes, int Lanes>
TENON_INLINE mask<Bytes, Lanes> mask_binary(const mask<Bytes, Lanes>& a,
                                            const mask<Bytes, Lanes>& b) {
  using all = typename pack<signed_of<Bytes>, Lanes>::all;
  constexpr auto both = operation::bit_and;
  constexpr auto either = operation::bit_or;
  if constexpr (Op == operation::logical_and || Op == operation::bit_and ||
                Op == operation::minimum || Op == operation::multiply) {
    return {binary<both>(a.bits, b.bits, all{})};
  } else if constexpr (Op == operation::logical_or || Op == operation::bit_or ||
                       Op == operation::maximum) {
    return {binary<either>(a.bits, b.bits, all{})};
  } else if constexpr (Op == operation::equal) {
    return {unary<operation::bit_not>(binary<operation::bit_xor>(a.bits, b.bits, all{}), all{})};
  } else if constexpr (Op == operation::less) {
    return {binary<both>(unary<operation::bit_not>(a.bits, all{}), b.bits, all{})};
  } else if constexpr (Op == operation::less_equal) {
    return {binary<either>(unary<operation::bit_not>(a.bits, all{}), b.bits, all{})};
  } else {
    return {binary<operation::bit_xor>(a.bits, b.bits, all{})};
  }
}

template <int Bytes, int Lanes>
TENON_INLINE mask<Bytes, Lanes> mask_not(const mask<Bytes, Lanes>& a) {
  using all = typename pack<signed_of<Bytes>, Lanes>::all;
  return {unary<operation::bit_not>(a.bits, all{})};
}

/// True in lanes first … last-1.
template <int Bytes, int Lanes> TENON_INLINE mask<Bytes, Lanes> mask_between(int first, int last) {
  using lane = signed_of<Bytes>;
  using all = typename pack<lane, Lanes>::all;
  const auto i = progression<lane, Lanes>(lane{0}, lane{1}, sequence<Lanes>{});
  const auto from = splat<lane, Lanes>(static_cast<lane>(first));
  const auto to = splat<lane, Lanes>(static_cast<lane>(last));
  return mask_binary<operation::logical_and>(compare<operation::less_equal>(from, i, all{}),
                                             compare<operation::less>(i, to, all{}));
}

// ---- casts -------------------------------------------------------------------------------------

/// 1 where true, else 0.
template <class To, int Bytes, int Lanes>
TENON_INLINE pack<To, Lanes> cast_mask(const mask<Bytes, Lanes>& m) {
  return select(m, splat<To, Lanes>(To(1)), splat<To, Lanes>(To(0)));
}

/// Truncates and saturates; NaN becomes 0.
template <class To, class From, int Lanes>
TENON_INLINE pack<To, Lanes> saturate(const pack<From, Lanes>& x) {
  using bounds = std::numeric_limits<To>;
  // Through 32 bits where they hold every result, else directly.
  using step = std::conditional_t<(sizeof(To) < 4), std::int32_t, To>;
  using all = typename pack<From, Lanes>::all;
  constexpr From above = From(2) * From(std::uint64_t{1} << (bounds::digits - 1));
  const auto low = splat<From, Lanes>(From(bounds::min()));
  const auto high = splat<From, Lanes>(above);
  const auto fits = mask_binary<operation::logical_and>(
      compare<operation::less_equal>(low, x, all{}), compare<operation::less>(x, high, all{}));
  const auto inside = select(fits, x, splat<From, Lanes>(From(0)));
  auto result = convert<step>(inside);
  const auto most = splat<step, Lanes>(static_cast<step>(bounds::max()));
  result = select(compare<operation::less_equal>(high, x, all{}), most, result);
  if constexpr (std::is_signed_v<To>) {
    const auto least = splat<step, Lanes>(static_cast<step>(bounds::min()));
    result = select(compare<operation::less>(x, low, all{}), least, result);
  }
  return convert<To>(result);
}

template <class To, class From, int Lanes>
TENON_INLINE pack<To, Lanes> cast(const pack<From, Lanes>& x) {
  if constexpr (is_floating<From> && std::is_integral_v<To>) {
    return saturate<To>(x);
  } else if constexpr (is_floating<To> && std::is_integral_v<From> &&
                       sizeof(From) < 4) {
    return convert<To>(convert<std::int32_t>(x));
  } else {
    return convert<To>(x);
  }
}

}  // namespace tenon::inline TENON_ABI::native
