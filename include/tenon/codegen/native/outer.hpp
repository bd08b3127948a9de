// Tensorized loops by sums of outer products: results stay in registers while terms are added.
#pragma once

#include <tenon/codegen/native/access.hpp>

namespace tenon::inline TENON_ABI::native {

/// The three loops of outer products, told apart by what moves with them.
template <class K, int S>
struct outer_loops {
  static constexpr compact::statement loops[3] = {
      K::code.statements[S], K::code.statements[K::code.statements[S].body],
      K::code.statements[K::code.statements[K::code.statements[S].body].body]};
  static constexpr int store = loops[2].body;
  static constexpr compact::statement to = K::code.statements[store];

  static constexpr bool moves(const compact::place& at, int variable) {
    const compact::form f = K::code.forms[at.form];
    for (int i = f.first; i < f.first + f.count; ++i) {
      if (K::code.terms[i].var == variable) return true;
    }
    return false;
  }
  static constexpr int extent(int loop) {
    return static_cast<int>(K::code.forms[loops[loop].a].constant);
  }

  /// The loop along which results are neighbours; it moves the load of b and not that of a.
  static constexpr compact::expression value = K::code.expressions[to.value];
  static constexpr bool fused = value.op == ir::operation::fma;
  static constexpr bool is_result(int e) {
    return K::code.expressions[e].op == ir::operation::load &&
           K::code.expressions[e].buffer == to.buffer;
  }
  static constexpr int held = fused ? value.c : is_result(value.a) ? value.a : value.b;
  static constexpr int product = held == value.a ? value.b : value.a;
  static constexpr int factors[2] = {fused ? value.a : K::code.expressions[product].a,
                                    fused ? value.b : K::code.expressions[product].b};
  static constexpr bool begins = K::code.expressions[held].when.shared > 0;

  /// Whether loop `l` moves the results, and factor `f` of two.
  static constexpr bool is_along(int l, int f) {
    return moves(to.at, loops[l].var) && moves(K::code.expressions[factors[f]].at, loops[l].var);
  }
  static constexpr int term = !moves(to.at, loops[0].var) ? 0 : !moves(to.at, loops[1].var) ? 1 : 2;
  static constexpr int last = term == 2 ? 1 : 2;  // the inner one of the others
  static constexpr int first = term == 0 ? 1 : 0;
  /// Neighbours are one element apart: places of results say along which loop.
  static constexpr bool is_column(int variable) {
    const compact::form f = K::code.forms[to.at.form];
    for (int i = f.first; i < f.first + f.count; ++i) {
      const compact::term t = K::code.terms[i];
      if (t.var == variable) return t.factor == 1 && t.stride < 0;
    }
    return false;
  }
  static constexpr bool last_is_column = is_column(loops[last].var);
  static constexpr int column = last_is_column ? last : first, row = last_is_column ? first : last;
  static constexpr int b = is_along(column, 1) ? factors[1] : factors[0];
  static constexpr int a = b == factors[1] ? factors[0] : factors[1];
};

template <bool Fused, class Pack>
TENON_INLINE Pack added_product(const Pack& c, const Pack& a, const Pack& b) {
  using all = typename Pack::all;
  if constexpr (Fused)
    return fma(a, b, c, all{});
  else
    return binary<ir::operation::add>(
        c, rounded(binary<ir::operation::multiply>(a, b, all{}), all{}), all{});
}

template <class K, int S, int... R>
TENON_INLINE void emit_outer_rows(state<K>& s, std::integer_sequence<int, R...>) {
  using X = outer_loops<K, S>;
  using row = pack<float, X::extent(X::column)>;
  using to = accessed<K, store_access<K, X::store>>;
  using left = accessed<K, expression_access<K, X::a>>;
  using right = accessed<K, expression_access<K, X::b>>;
  constexpr int lanes = X::extent(X::column), term = X::loops[X::term].var;
  s.env[X::loops[X::column].var] = s.env[term] = 0;
  const auto at_row = [&](int r) { s.env[X::loops[X::row].var] = r; };
  row sums[] = {
      (at_row(R), X::begins ? splat<float, lanes>(0) : load<float, lanes>(to::pointer(s)))...};
#if defined(__clang__)
#pragma clang loop vectorize(disable) unroll(disable)
#endif
  for (index_t k = 0; k < X::extent(X::term); ++k) {
    s.env[term] = k;
    const row b = load<float, lanes>(right::pointer(s));
    ((at_row(R),
      sums[R] = added_product<X::fused>(sums[R], splat<float, lanes>(*left::pointer(s)), b)),
     ...);
  }
  s.env[term] = 0;
  ((at_row(R), store<float, lanes>(to::pointer(s), sums[R])), ...);
  at_row(0);
}

template <class K, int S>
TENON_INLINE void emit_outer(state<K>& s) {
  using X = outer_loops<K, S>;
  emit_outer_rows<K, S>(s, sequence<X::extent(X::row)>{});
}

}  // namespace tenon::inline TENON_ABI::native
