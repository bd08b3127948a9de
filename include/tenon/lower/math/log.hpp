// log, log2, log10 and log1p as loop-program arithmetic, for lower/math.hpp.
//
// x = 2^e·(1 + f) with 1 + f in [√½, √2). With s = f / (2 + f) and z = s²,
// log(1 + f) = 2·atanh(s) = f - s·(f + z·N(z)), which rounds only small terms twice.
#pragma once

#include <tenon/lower/math/arithmetic.hpp>

namespace tenon::inline TENON_ABI::lower::math {

template <class Real>
struct log_terms;

template <>
struct log_terms<float> {
  // N(z) = -2·(atanh(√z)/√z - 1)/z on [0, 0.02946], degree 2, error 2^-22.2 (in log: 2^-28)
  static constexpr float series[] = {-0x1.55555cp-1f, -0x1.997b8cp-2f, -0x1.2ef96ap-2f};
  static constexpr float ln2 = 0x1.62e43p-1f;
  static constexpr float ln2_parts[] = {0x1.62e4p-1f, 0x1.7f7d1cp-20f};  // first · e exact
  // a factor, its rounding error, its upper half, and the rest
  static constexpr float log2e[] = {0x1.715476p+0f, 0x1.4ae0cp-26f, 0x1.714p+0f, 0x1.47652cp-12f};
  static constexpr float log10e[] = {0x1.bcb7b2p-2f, -0x1.5b235ep-27f, 0x1.bcap-2f,
                                     0x1.7b1526p-14f};
  static constexpr float log10_2[] = {0x1.344p-2f, 0x1.3509f8p-18f};
};

template <>
struct log_terms<double> {
  // the same, degree 6, error 2^-51.5 (in log: 2^-57)
  static constexpr double series[] = {
      -0x1.5555555555558p-1, -0x1.999999999529fp-2, -0x1.2492492dff073p-2, -0x1.c71c62d1a5004p-3,
      -0x1.7462ba833844bp-3, -0x1.39fd9d8782f1dp-3, -0x1.2b619d685014ap-3};
  static constexpr double ln2 = 0x1.62e42fefa39efp-1;
  static constexpr double ln2_parts[] = {0x1.62e42fefa3p-1, 0x1.3de6af278ece6p-42};
  static constexpr double log2e[] = {0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56, 0x1.715476p+0,
                                     0x1.4ae0bf85ddf44p-26};
  static constexpr double log10e[] = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57, 0x1.bcb7b1p-2,
                                      0x1.49b9438ca9aaep-28};
  static constexpr double log10_2[] = {0x1.34413509f7p-2, 0x1.3fde623e2566bp-43};
};

/// How bits are split: bits(x) - start has e + offset in its exponent field, and below it what
/// gives the bits of 1 + f when root_half is added. The offset keeps a 64-bit exponent positive,
/// because vectors have no 64-bit signed shift nor conversion.
template <class Real>
struct log_split {
  using form = format<Real>;
  using word = typename form::word;
  static constexpr bool biased = form::width == 64;
  static constexpr word root_half = biased ? word(0x3fe6a09e667f3bcdull) : word(0x3f3504f3);
  static constexpr word one = word{1} << form::fraction;
  static constexpr word offset = biased ? word{2048} : word{0};
  static constexpr word start = root_half - offset * one;
  static constexpr word fraction_mask = one - 1;
};

/// e from bits(x) - start, as a number.
template <class O, class W>
constexpr auto log_exponent(const O& o, W k) {
  using split = log_split<real_of<O>>;
  using form = format_of<O>;
  if constexpr (!split::biased) {
    return o.signed_quotient(k, form::fraction);
  } else {
    const auto integer = o.integer(__builtin_bit_cast(typename form::word, form::integers));
    const auto e = o.value(o.bit_or(o.shift_right(k, form::fraction), integer));
    return o.subtract(e, o.number(form::integers + real_of<O>(split::offset)));
  }
}

template <class V>
struct log_pieces {
  V exponent, fraction;  // e, f
};

/// e and f of a positive finite x, subnormals too.
template <class O, class V>
constexpr log_pieces<V> reduce_log(const O& o, V x) {
  using split = log_split<real_of<O>>;
  using form = format_of<O>;
  constexpr int up = form::fraction + 2;
  constexpr auto scale = real_of<O>(std::uint64_t{1} << up);
  const auto tiny = o.less(x, o.number(std::numeric_limits<real_of<O>>::min()));
  const V u = o.select(tiny, o.multiply(x, o.number(scale)), x);
  const auto start_of_tiny = o.integer(split::start + up * split::one);
  const auto start = o.select(tiny, start_of_tiny, o.integer(split::start));
  const auto k = o.subtract(o.bits(u), start);
  const auto fraction = o.bit_and(k, o.integer(split::fraction_mask));
  const V m = o.value(o.add(fraction, o.integer(split::root_half)));
  const V exponent = log_exponent(o, k);
  return {exponent, o.add(m, o.number(-1))};
}

/// log(1 + f) - f.
template <class O, class V>
constexpr V log_excess(const O& o, V f) {
  const V s = o.divide(f, o.subtract(o.number(-2), f));
  const V z = o.multiply(s, s);
  return o.multiply(s, multiply_add(o, z, polynomial(o, z, log_terms<real_of<O>>::series), f));
}

/// e·ln 2 + log(1 + f).
template <class O, class V>
constexpr V log_sum(const O& o, const log_pieces<V>& x) {
  using terms = log_terms<real_of<O>>;
  const V t = log_excess(o, x.fraction);
  if (o.fused) {
    const V ln2 = o.number(terms::ln2);
    return o.fma(x.exponent, ln2, o.add(x.fraction, t));
  }
  const V low = multiply_add(o, x.exponent, o.number(terms::ln2_parts[1]), t);
  const V ln2 = o.number(terms::ln2_parts[0]);
  return multiply_add(o, x.exponent, ln2, o.add(x.fraction, low));
}

/// log(1 + f)·factor. Without fma the upper halves of f and of the factor are multiplied exactly.
template <class O, class V>
constexpr V scaled_log(const O& o, V f, const real_of<O> (&factor)[4]) {
  const V high = o.number(factor[0]);
  const V rest = o.multiply(log_excess(o, f), high);
  if (o.fused) return o.fma(f, high, o.fma(f, o.number(factor[1]), rest));
  const V half = o.number(factor[2]);
  const V upper = upper_half(o, f);
  V low = o.add(o.multiply(f, o.number(factor[3])), rest);
  low = o.add(o.multiply(o.subtract(f, upper), half), low);
  return o.add(o.multiply(upper, half), low);
}

/// y where the logarithm is that of a positive finite number; else -∞, NaN or ∞.
template <class O, class V>
constexpr V log_of_special(const O& o, V x, V y) {
  const V zero = o.number(0);
  const V finite = o.select(o.less(x, o.number(infinity<O>)), y, x);
  const auto is_zero = o.equal(x, zero);
  const V lowest = o.number(-infinity<O>);
  const V outside = o.select(is_zero, lowest, o.number(not_a_number<O>));
  return o.select(o.less(zero, x), finite, outside);
}

template <class O, class V>
constexpr V log(const O& o, V x) {
  return log_of_special(o, x, log_sum(o, reduce_log(o, x)));
}

/// Exact for powers of two.
template <class O, class V>
constexpr V log2(const O& o, V x) {
  const auto [e, f] = reduce_log(o, x);
  return log_of_special(o, x, o.add(e, scaled_log(o, f, log_terms<real_of<O>>::log2e)));
}

template <class O, class V>
constexpr V log10(const O& o, V x) {
  using terms = log_terms<real_of<O>>;
  const auto [e, f] = reduce_log(o, x);
  const V log10_2 = o.number(terms::log10_2[1]);
  const V low = multiply_add(o, e, log10_2, scaled_log(o, f, terms::log10e));
  return log_of_special(o, x, multiply_add(o, e, o.number(terms::log10_2[0]), low));
}

/// f = x·2^-e + (2^-e - 1) keeps what the sum 1 + x loses; -0 gives -0.
template <class O, class V>
constexpr V log1p(const O& o, V x) {
  using split = log_split<real_of<O>>;
  using form = format_of<O>;
  using word = typename form::word;
  const V u = o.add(x, o.number(1));
  const auto all = o.bits(u);
  const auto k = o.subtract(all, o.integer(split::start));
  const auto exponent_field = o.bit_and(k, o.integer(~split::fraction_mask));
  // 4·2^-e, because 2^-e itself may be subnormal
  const word four = (word{form::bias + 2} + split::offset) * split::one;
  const V s = o.value(o.subtract(o.integer(four), exponent_field));
  const V quarter = o.number(0.25);
  const V scaled = o.multiply(x, quarter);
  const V f = multiply_add(o, scaled, s, multiply_add(o, s, quarter, o.number(-1)));
  const V y = log_of_special(o, u, log_sum(o, log_pieces<V>{log_exponent(o, k), f}));
  const V size = o.absolute(x);
  const auto tiny = o.less(size, o.number(std::numeric_limits<real_of<O>>::epsilon() / 4));
  return o.select(tiny, x, y);
}

}  // namespace tenon::inline TENON_ABI::lower::math
