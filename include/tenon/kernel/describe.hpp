// From a description and sizes to a loop program: what `kernel` does in the compiler and `jit` at
// run time, with the same functions.
#pragma once

#include <utility>

#include <tenon/kernel/signature.hpp>
#include <tenon/kernel/size.hpp>
#include <tenon/kernel/variant.hpp>
#include <tenon/lower/lower.hpp>
#include <tenon/schedule/schedule.hpp>

namespace tenon::inline TENON_ABI {

/// What a description may ask for before its extents: the machine it is lowered for, and in which
/// range its symbolic extents lie.
struct context {
  target machine;
  questions* asked = nullptr;  ///< null: every question about a symbol is answered with no

  /// Whether an extent is at most `bound`. Of a symbol (or a positive multiple of one plus a
  /// constant) the answer is yes in one variant of the kernel and no in another, see
  /// kernel/variant.hpp; of a sum of several symbols it is no.
  constexpr bool at_most(const extent& e, index_t bound) const {
    if (e.is_constant()) return e.form.constant <= bound;
    if (asked == nullptr || e.form.count != 1 || e.form.terms[0].factor < 1) return false;
    return asked->at_most(e.form.terms[0].var,
                          floor_div(bound - e.form.constant, e.form.terms[0].factor));
  }
};

/// The index-th type is `extent`, whatever the index.
template <std::size_t>
using extent_at = extent;

/// A description of `Count` extents: a callable that returns a schedule.
template <class D, std::size_t... I>
constexpr bool is_description(std::index_sequence<I...>) {
  return requires(const D& d, extent_at<I>... e) {
    { d(e...) } -> std::same_as<schedule>;
  };
}
template <class D, std::size_t... I>
constexpr bool wants_context(std::index_sequence<I...>) {
  return requires(const D& d, const context& c, extent_at<I>... e) {
    { d(c, e...) } -> std::same_as<schedule>;
  };
}

/// Whether a description takes `Count` extents.
template <class D, std::size_t Count>
inline constexpr bool takes_extents = is_description<D>(std::make_index_sequence<Count>()) ||
                                      wants_context<D>(std::make_index_sequence<Count>());

/// Calls a description with constants and symbols.
template <class D, std::size_t... I>
constexpr schedule describe(const D& d, const context& c, const extent* e,
                            std::index_sequence<I...> all) {
  static_assert(
      takes_extents<D, sizeof...(I)>,
      "a description is a callable from extents (after a tenon::context, if it wants one) "
      "to a tenon::schedule; give the kernel one size for each of its extents");
  if constexpr (wants_context<D>(all)) {
    return d(c, e[I]...);
  } else {
    (void)c;
    return d(e[I]...);
  }
}

/// Adds what a variant takes for granted to what is known of the symbols.
constexpr void assume(const assumptions& granted, lower::symbol_facts* facts) {
  for (int i = 0; i < granted.count; ++i) {
    const assumption& a = granted.all[i];
    lower::symbol_facts& f = facts[a.symbol];
    if (a.holds && (f.bound == 0 || a.bound < f.bound)) f.bound = a.bound;
    if (!a.holds && a.bound + 1 > f.least) f.least = a.bound + 1;
  }
}

/// Lowers a description for the given sizes into `p`, with its signature in `facts`; the broken
/// rule, if any, at the line of the last output where no other is known. `variant` is how the
/// description's first questions are answered; all answers are in the signature.
template <std::size_t Count, class D>
constexpr finding build_program(const D& d, const size* sizes, const target& machine,
                                ir::program& p, signature& facts_of_calls,
                                const assumptions& variant = {}) {
  extent extents[Count + 1];
  lower::symbol_facts facts[max_symbols] = {};
  questions asked(variant);
  int symbols = 0;
  for (std::size_t k = 0; k < Count; ++k) {
    if (!sizes[k].is_dynamic()) {
      extents[k] = extent(sizes[k].value);
      continue;
    }
    const int symbol = symbols++;
    if (symbol >= max_symbols) continue;
    facts[symbol] = {sizes[k].bound, sizes[k].multiple, 0};
    facts_of_calls.bound[symbol] = sizes[k].bound;
    asked.promise(symbol, sizes[k].bound);
    facts_of_calls.multiple[symbol] = sizes[k].multiple;
    extents[k] = extent::symbol(symbol);
  }
  schedule s = describe(d, context{machine, &asked}, extents, std::make_index_sequence<Count>());
  facts_of_calls.granted = asked.answers();
  finding problem{};
  if (symbols > max_symbols) {
    problem.record(rule::too_many_symbols, symbols, max_symbols, 0);
  } else if (asked.full()) {
    problem.record(rule::too_many_questions, assumptions::capacity, 0, 0);
  } else {
    assume(asked.answers(), facts);
    problem = lower::lower(s.state(), symbols, facts, machine, p);
  }
  if (problem.ok() && !make_signature(p, facts_of_calls)) {
    problem.record(rule::program_too_large, 6, ir::limit::arguments, 0);
  }
  facts_of_calls.symbols = symbols;
  if (problem.line == 0) problem.line = s.state().stages[s.stage()]->body->line;
  return problem;
}

}  // namespace tenon::inline TENON_ABI
