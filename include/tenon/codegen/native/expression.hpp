// Expressions of the frozen program as C++ values: numbers outside vector loops and where a value
// is the same in all lanes, packs and masks else. Recursion follows the operands; a value that a
// statement uses more than once is kept in the statement's tuple.
#pragma once

#include <boost/hana/basic_tuple.hpp>

#include <tenon/codegen/native/access.hpp>
#include <tenon/ir/fold.hpp>

namespace tenon::inline TENON_ABI::native {

template <class T, int MaskBytes, int Lanes, bool Varies> struct value_type {
  using type = T;
};
template <class T, int MaskBytes, int Lanes> struct value_type<T, MaskBytes, Lanes, true> {
  using type = pack<T, Lanes>;
};
template <int MaskBytes, int Lanes> struct value_type<bool, MaskBytes, Lanes, true> {
  using type = mask<MaskBytes, Lanes>;
};

/// The C++ type of expression N.
template <class K, int N, int Lanes>
using value_of = typename value_type<held<K::code.expressions[N].type>,
                                     K::code.expressions[N].mask_bytes, Lanes,
                                     K::code.expressions[N].varies>::type;

// ---- operands as packs -------------------------------------------------------------------------

template <class T, int Lanes> TENON_INLINE pack<T, Lanes> to_pack(const pack<T, Lanes>& x) {
  return x;
}
template <class T, int Lanes> TENON_INLINE pack<T, Lanes> to_pack(T x) {
  return splat<T, Lanes>(x);
}
template <int Bytes, int Lanes, int From>
TENON_INLINE mask<Bytes, Lanes> to_mask(const mask<From, Lanes>& x) {
  return convert_mask<Bytes>(x);
}
template <int Bytes, int Lanes> TENON_INLINE mask<Bytes, Lanes> to_mask(bool x) {
  return splat_mask<Bytes, Lanes>(x);
}

constexpr bool is_comparison(operation op) {
  return op >= operation::equal && op <= operation::less_equal;
}

template <class K, int N, int Lanes, class Kept>
TENON_INLINE value_of<K, N, Lanes> evaluate(state<K>& s, const Kept& kept);

// ---- scalars -----------------------------------------------------------------------------------

template <operation Op, class T> TENON_INLINE bool scalar_compare(T a, T b) {
  if constexpr (Op == operation::equal) return a == b;
  else if constexpr (Op == operation::not_equal) return a != b;
  else if constexpr (Op == operation::less) return a < b;
  else return a <= b;
}

template <operation Op, class T> TENON_INLINE T scalar_unary(T a) {
  if constexpr (Op == operation::negate) return arithmetic::negate<T>(a);
  else if constexpr (Op == operation::absolute) return arithmetic::absolute<T>(a);
  else if constexpr (Op == operation::logical_not) return !a;
  else if constexpr (Op == operation::bit_not) return arithmetic::bit_not<T>(a);
  else if constexpr (Op == operation::sqrt) return arithmetic::sqrt<T>(a);
  else if constexpr (Op == operation::floor) return arithmetic::floor<T>(a);
  else if constexpr (Op == operation::ceil) return arithmetic::ceil<T>(a);
  else if constexpr (Op == operation::truncate) return arithmetic::truncate<T>(a);
  else return arithmetic::round_even<T>(a);
}

template <class K, int N, class Kept> TENON_INLINE auto compute_scalar(state<K>& s, const Kept& k) {
  constexpr compact::expression e = K::code.expressions[N];
  using T = held<e.type>;
  if constexpr (e.op == operation::constant) {
    return ir::from_bits<T>(e.bits);
  } else if constexpr (e.op == operation::load) {
    using A = accessed<K, expression_access<K, N>>;
    if constexpr (e.when.shared > 0) {
      if (!hold<K, e.when.first, e.when.shared>(s)) return T{};
    }
    return static_cast<T>(*A::pointer(s));
  } else if constexpr (e.op == operation::index) {
    return arithmetic::cast<T>(form<K, e.at.form>(s));
  } else if constexpr (e.op == operation::holds) {
    return hold<K, e.when.first, e.when.shared>(s);
  } else {
    const auto a = evaluate<K, e.a, 0>(s, k);
    constexpr element from = K::code.expressions[e.a].type;
    if constexpr (is_narrow_float(e.type)) {
      return narrowed<e.type>(a);
    } else if constexpr (is_narrow_float(from)) {
      return widened<from>(a);
    } else if constexpr (e.op == operation::cast) {
      return arithmetic::cast<T>(a);
    } else if constexpr (e.op == operation::bit_cast) {
      return __builtin_bit_cast(T, a);
    } else if constexpr (e.op < operation::add) {
      return scalar_unary<e.op>(a);
    } else {
      const auto b = evaluate<K, e.b, 0>(s, k);
      if constexpr (e.op == operation::select) return a ? b : evaluate<K, e.c, 0>(s, k);
      else if constexpr (e.op == operation::fma)
        return arithmetic::fused_multiply_add<T>(a, b, evaluate<K, e.c, 0>(s, k));
      else if constexpr (e.op == operation::logical_and) return a && b;
      else if constexpr (e.op == operation::logical_or) return a || b;
      else if constexpr (is_comparison(e.op)) return scalar_compare<e.op>(a, b);
      else if constexpr (e.rounds) return rounded(scalar_binary<e.op>(a, b));
      else return scalar_binary<e.op>(a, b);
    }
  }
}

// ---- packs -------------------------------------------------------------------------------------

/// first + lane · Step in every lane, converted to T as an int64 would be.
template <class T, index_t Step, int Lanes> TENON_INLINE auto index_lanes(index_t first) {
  using number = std::conditional_t<is_floating<T>, index_t, T>;
  const auto steps = progression<number, Lanes>(number{0}, static_cast<number>(Step),
                                                sequence<Lanes>{});
  const auto start = splat<number, Lanes>(static_cast<number>(first));
  return cast<T>(binary<operation::add>(start, steps, typename pack<number, Lanes>::all{}));
}

template <class K, int N, int Lanes> TENON_INLINE auto compute_leaf(state<K>& s) {
  constexpr compact::expression e = K::code.expressions[N];
  using T = type_of<e.type>;
  if constexpr (e.op == operation::load && e.type == element::boolean) {
    const auto bytes = load_lanes<K, N, Lanes>(s);
    using all = typename pack<std::uint8_t, Lanes>::all;
    return compare<operation::not_equal>(bytes, splat<std::uint8_t, Lanes>(0), all{});
  } else if constexpr (e.op == operation::load) {
    return load_lanes<K, N, Lanes>(s);
  } else if constexpr (e.op == operation::holds) {
    constexpr compact::conditions when = e.when;
    const interval in = holding_lanes<K, when.first + when.shared, when.lanes, Lanes>(s);
    const bool others = hold<K, when.first, when.shared>(s);
    return mask_between<4, Lanes>(in.first, others ? in.last : 0);
  } else if constexpr (e.type == element::boolean) {
    const auto i = index_lanes<index_t, e.at.lane_factor, Lanes>(form<K, e.at.form>(s));
    using all = typename pack<index_t, Lanes>::all;
    return convert_mask<4>(compare<operation::not_equal>(i, splat<index_t, Lanes>(0), all{}));
  } else {
    return index_lanes<T, e.at.lane_factor, Lanes>(form<K, e.at.form>(s));
  }
}

template <class K, int N, int Lanes, class A> TENON_INLINE auto compute_unary(const A& a) {
  constexpr compact::expression e = K::code.expressions[N];
  using T = type_of<e.type>;
  constexpr element from = K::code.expressions[e.a].type;
  using From = type_of<from>;
  constexpr bool from_mask = std::is_same_v<From, bool>;
  if constexpr (is_narrow_float(e.type)) {
    return narrowed<e.type>(a);
  } else if constexpr (is_narrow_float(from)) {
    return widened<from>(a);
  } else if constexpr (e.op == operation::logical_not ||
                       (from_mask && e.op == operation::bit_not)) {
    return mask_not(a);
  } else if constexpr (from_mask) {  // a cast, or the bits of a bool
    if constexpr (std::is_same_v<T, bool>) return a;
    else return cast_mask<T>(a);
  } else if constexpr (e.op == operation::bit_cast) {
    return bit_cast<T>(a, typename pack<From, Lanes>::all{});
  } else if constexpr (e.op == operation::cast && std::is_same_v<T, bool>) {
    using all = typename pack<From, Lanes>::all;
    return compare<operation::not_equal>(a, splat<From, Lanes>(From(0)), all{});
  } else if constexpr (e.op == operation::cast) {
    return cast<T>(a);
  } else {
    return unary<e.op>(a, typename pack<T, Lanes>::all{});
  }
}

template <class K, int N, int Lanes, class A, class B>
TENON_INLINE auto compute_binary(const A& x, const B& y) {
  constexpr compact::expression e = K::code.expressions[N];
  using T = type_of<K::code.expressions[e.a].type>;
  if constexpr (std::is_same_v<T, bool>) {
    return mask_binary<e.op>(to_mask<e.mask_bytes, Lanes>(x), to_mask<e.mask_bytes, Lanes>(y));
  } else {
    using all = typename pack<T, Lanes>::all;
    const auto a = to_pack<T, Lanes>(x);
    const auto b = to_pack<T, Lanes>(y);
    if constexpr (is_comparison(e.op)) return compare<e.op>(a, b, all{});
    else if constexpr (e.rounds) return rounded(binary<e.op>(a, b, all{}), all{});
    else return binary<e.op>(a, b, all{});
  }
}

template <class K, int N, int Lanes, class A, class B, class C>
TENON_INLINE auto compute_ternary(const A& a, const B& b, const C& c) {
  constexpr compact::expression e = K::code.expressions[N];
  using T = type_of<e.type>;
  if constexpr (e.op == operation::fma) {
    return fma(to_pack<T, Lanes>(a), to_pack<T, Lanes>(b), to_pack<T, Lanes>(c),
               typename pack<T, Lanes>::all{});
  } else if constexpr (std::is_same_v<T, bool>) {
    constexpr int bytes = e.mask_bytes;
    const auto m = to_mask<bytes, Lanes>(a);
    const auto yes = to_mask<bytes, Lanes>(b);
    const auto no = to_mask<bytes, Lanes>(c);
    return mask_binary<operation::logical_or>(
        mask_binary<operation::logical_and>(m, yes),
        mask_binary<operation::logical_and>(mask_not(m), no));
  } else {
    const auto yes = to_pack<T, Lanes>(b);
    const auto no = to_pack<T, Lanes>(c);
    if constexpr (std::is_same_v<A, bool>) return a ? yes : no;
    else return select(a, yes, no);
  }
}

/// Expression N, which is not kept, or not yet.
template <class K, int N, int Lanes, class Kept>
TENON_INLINE value_of<K, N, Lanes> compute(state<K>& s, const Kept& k) {
  constexpr compact::expression e = K::code.expressions[N];
  if constexpr (!e.varies) {
    return compute_scalar<K, N>(s, k);
  } else if constexpr (e.op <= operation::holds) {
    return compute_leaf<K, N, Lanes>(s);
  } else if constexpr (e.op < operation::add) {
    return compute_unary<K, N, Lanes>(evaluate<K, e.a, Lanes>(s, k));
  } else if constexpr (e.op < operation::select) {
    return compute_binary<K, N, Lanes>(evaluate<K, e.a, Lanes>(s, k),
                                       evaluate<K, e.b, Lanes>(s, k));
  } else {
    return compute_ternary<K, N, Lanes>(evaluate<K, e.a, Lanes>(s, k),
                                        evaluate<K, e.b, Lanes>(s, k),
                                        evaluate<K, e.c, Lanes>(s, k));
  }
}

template <class K, int N, int Lanes, class Kept>
TENON_INLINE value_of<K, N, Lanes> evaluate(state<K>& s, const Kept& kept) {
  constexpr int slot = K::code.expressions[N].slot;
  if constexpr (slot >= 0) return boost::hana::at_c<slot>(kept);
  else return compute<K, N, Lanes>(s, kept);
}

}  // namespace tenon::inline TENON_ABI::native
