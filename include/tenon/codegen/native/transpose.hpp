// Transposed loops: a row of neighbours is loaded for each lane, registers are transposed by
// shuffles that are one instruction each, and the columns are stored like those of a vector loop.
#pragma once

#include <tenon/codegen/native/access.hpp>
#include <tenon/ir/transposition.hpp>

namespace tenon::inline TENON_ABI::native {

using ir::transposition;

/// What a transposed loop copies, and by which registers.
template <class K, int S> struct transposed {
  static constexpr compact::statement loop = K::code.statements[S];
  static constexpr int store = K::code.statements[loop.body].body;
  static constexpr compact::statement to = K::code.statements[store];
  static constexpr compact::expression from = K::code.expressions[to.value];
  using access = accessed<K, expression_access<K, to.value>>;
  using T = typename access::T;
  static constexpr int columns = static_cast<int>(K::code.forms[loop.a].constant);
  static constexpr int lanes = to.lanes;
  static constexpr int width = pack<T, lanes>::width;
  static constexpr transposition how = transposition::of(columns, width, sizeof(T));
  static constexpr bool is_guarded = from.when.shared + from.when.lanes > 0;
};

/// The registers of one transposition.
template <class T, int Width, int Count> struct block {
  typename vector_of<T, Width>::type r[Count];
};

// ---- rounds ------------------------------------------------------------------------------------

template <transposition How, bool Upper, class Register, int... L>
TENON_INLINE Register interleave(Register a, Register b, std::integer_sequence<int, L...>) {
  return __builtin_shufflevector(a, b, How.interleaved_lane(L, Upper)...);
}

template <int Rounds, transposition How, class Block, int... R>
TENON_INLINE Block interleave_blocks(const Block& x, std::integer_sequence<int, R...> all) {
  if constexpr (Rounds == 0) {
    return x;
  } else {
    const Block y{{interleave<How, How.interleaved(R).upper>(
        x.r[How.interleaved(R).first], x.r[How.interleaved(R).second], sequence<How.width>{})...}};
    return interleave_blocks<Rounds - 1, How>(y, all);
  }
}

// As elements of 8 bytes, which both compilers move by the block whatever the elements are.
template <transposition Words, bool Upper, class Register, int... L>
TENON_INLINE Register divide(Register a, Register b, std::integer_sequence<int, L...>) {
  using words = typename vector_of<double, Words.width>::type;
  return (Register)__builtin_shufflevector((words)a, (words)b, Words.divided_lane(L, Upper)...);
}

template <int Rounds, transposition How, class Block, int... R>
TENON_INLINE Block divide_blocks(const Block& x, std::integer_sequence<int, R...> all) {
  if constexpr (Rounds == 0) {
    return x;
  } else {
    constexpr transposition words{How.width / How.block * 2, 0, 2};
    const Block y{{divide<words, How.divided(R).upper>(
        x.r[How.divided(R).first], x.r[How.divided(R).second], sequence<words.width>{})...}};
    return divide_blocks<Rounds - 1, How>(y, all);
  }
}

// ---- rows --------------------------------------------------------------------------------------

/// What rows are read from where a condition fails.
template <class T> alignas(64) inline constexpr T no_row[64 / sizeof(T)] = {};

/// A row of the load, `Run` neighbours from the present column on; 0 where its lane isn't `in`.
template <class X, int Row, class K> TENON_INLINE auto load_row(state<K>& s, interval in) {
  using T = typename X::T;
  using place = typename in_memory<T, X::how.run>::type;
  using row = typename vector_of<T, X::how.run>::type;
  const T* from = X::access::pointer(s, Row);
  if constexpr (X::is_guarded) {
    if (Row < in.first || Row >= in.last) from = no_row<T>;
  }
  return static_cast<row>(*reinterpret_cast<const place*>(from));
}

/// Rows side by side: those in places Slot … Slot+Count-1 of register R; row 0 is row `First`.
template <class X, int First, int R, int Slot, int Count, class K>
TENON_INLINE auto load_rows(state<K>& s, interval in) {
  if constexpr (Count == 1) {
    return load_row<X, First + X::how.row(R, Slot)>(s, in);
  } else {
    constexpr int half = Count / 2;
    return join_registers(load_rows<X, First, R, Slot, half>(s, in),
                          load_rows<X, First, R, Slot + half, half>(s, in),
                          sequence<Count * X::how.run>{});
  }
}

/// `run` columns of the rows from `First` on.
template <class X, int First, class K, int... R>
TENON_INLINE auto load_block(state<K>& s, interval in, std::integer_sequence<int, R...> all) {
  using T = typename X::T;
  constexpr transposition how = X::how;
  const block<T, how.width, how.run> rows{
      {load_rows<X, First, R, 0, how.rows_of_register()>(s, in)...}};
  return divide_blocks<how.divisions(), how>(
      interleave_blocks<how.interleavings(), how>(rows, all), all);
}

// ---- columns -----------------------------------------------------------------------------------

/// Stores column C of blocks whose rows follow each other.
template <class X, int C, class K, class... Block>
TENON_INLINE void store_column(state<K>& s, index_t column, const Block&... blocks) {
  s.env[X::loop.var] = column + C;
  const pack<typename X::T, X::lanes> p{{blocks.r[C]...}};
  store_lanes<K, X::store, X::lanes>(s, p);
}
template <class X, class K, int... C, class... Block>
TENON_INLINE void store_columns(state<K>& s, index_t column, std::integer_sequence<int, C...>,
                                const Block&... blocks) {
  (store_column<X, C>(s, column, blocks...), ...);
}

/// `run` columns from `column` on; block Q has the rows from Q · width on.
template <class X, class K, int... Q>
TENON_INLINE void copy_columns(state<K>& s, interval in, index_t column,
                               std::integer_sequence<int, Q...>) {
  using all = sequence<X::how.run>;
  s.env[X::loop.var] = column;
  store_columns<X>(s, column, all{}, load_block<X, Q * X::width>(s, in, all{})...);
}

template <class X, class K, int... B>
TENON_INLINE void copy_all(state<K>& s, interval in, std::integer_sequence<int, B...>) {
  using registers = typename pack<typename X::T, X::lanes>::all;
  (copy_columns<X>(s, in, B * X::how.run, registers{}), ...);
}

/// Loop S, which is transposed. No condition depends on its variable.
template <class K, int S> TENON_INLINE void emit_transposed(state<K>& s) {
  using X = transposed<K, S>;
  constexpr compact::conditions stored = X::to.when;
  constexpr compact::conditions loaded = X::from.when;
  s.env[X::access::at.lane_var] = 0;
  s.env[X::loop.var] = 0;
  if (!hold<K, stored.first, stored.shared>(s)) return;
  interval in = holding_lanes<K, loaded.first + loaded.shared, loaded.lanes, X::lanes>(s);
  if (!hold<K, loaded.first, loaded.shared>(s)) in.last = 0;
  copy_all<X>(s, in, sequence<X::columns / X::how.run>{});
}

}  // namespace tenon::inline TENON_ABI::native
