// Tensorized loops by interleave: rows of 16 bytes, 4 of bytes or 2 of 16-bit numbers, whose
// columns become neighbours. Rounds of shuffles that are one instruction each.
#pragma once

#include <tenon/codegen/native/access.hpp>

namespace tenon::inline TENON_ABI::native {

/// The lower or upper halves of two registers, element by element in turn.
template <bool Upper, class Register, int... L>
TENON_INLINE Register in_turn(Register a, Register b, std::integer_sequence<int, L...>) {
  constexpr int lanes = sizeof...(L);
  return __builtin_shufflevector(a, b, (L / 2 + (L % 2) * lanes + (Upper ? lanes / 2 : 0))...);
}

/// Row R: neighbours from where the load is when the variable of rows is R.
template <class From, class Row, int R, class K>
TENON_INLINE Row load_neighbours(state<K>& s, int row_var) {
  using place = typename in_memory<typename From::T, sizeof(Row) / sizeof(typename From::T)>::type;
  s.env[row_var] = R;
  return (Row) * reinterpret_cast<const place*>(From::pointer(s));
}

template <class K, int S>
TENON_INLINE void emit_interleave(state<K>& s) {
  constexpr compact::statement outer = K::code.statements[S];
  constexpr compact::statement inner = K::code.statements[outer.body];
  using to = accessed<K, store_access<K, inner.body>>;
  using from = accessed<K, expression_access<K, K::code.statements[inner.body].value>>;
  constexpr int bytes = sizeof(typename to::T);
  constexpr bool is_inner = K::code.forms[inner.a].constant == 4 / bytes;
  constexpr int row_var = is_inner ? inner.var : outer.var;
  using lane = signed_of<bytes>;
  using pair = signed_of<2>;
  using all = sequence<16 / bytes>;
  using place = typename in_memory<lane, 16 / bytes>::type;
  using row = typename vector_of<lane, 16 / bytes>::type;
  s.env[outer.var] = 0;
  s.env[inner.var] = 0;
  auto* const start = reinterpret_cast<place*>(to::pointer(s));
  if constexpr (bytes == 2) {
    const row a = load_neighbours<from, row, 0>(s, row_var);
    const row b = load_neighbours<from, row, 1>(s, row_var);
    start[0] = in_turn<false>(a, b, all{});
    start[1] = in_turn<true>(a, b, all{});
  } else {
    using pairs = typename vector_of<pair, 8>::type;
    using halves = sequence<8>;
    const row a = load_neighbours<from, row, 0>(s, row_var);
    const row b = load_neighbours<from, row, 1>(s, row_var);
    const row c = load_neighbours<from, row, 2>(s, row_var);
    const row d = load_neighbours<from, row, 3>(s, row_var);
    const auto ab = (pairs)in_turn<false>(a, b, all{}), AB = (pairs)in_turn<true>(a, b, all{});
    const auto cd = (pairs)in_turn<false>(c, d, all{}), CD = (pairs)in_turn<true>(c, d, all{});
    start[0] = (row)in_turn<false>(ab, cd, halves{});
    start[1] = (row)in_turn<true>(ab, cd, halves{});
    start[2] = (row)in_turn<false>(AB, CD, halves{});
    start[3] = (row)in_turn<true>(AB, CD, halves{});
  }
  s.env[row_var] = 0;
}

}  // namespace tenon::inline TENON_ABI::native
