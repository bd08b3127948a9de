// A definition as plain values: what an expression template flattens into, and what the oracle
// and schedules read. Counted by reference, so that handles can be copied and returned from
// functions freely, in constant evaluation too.
#pragma once

#include <tenon/core/function.hpp>
#include <tenon/core/list.hpp>
#include <tenon/core/rule.hpp>
#include <tenon/expr/axis.hpp>
#include <tenon/ir/node.hpp>

namespace tenon::inline TENON_ABI::expr {

inline constexpr int max_results = 2;
inline constexpr int max_axes = 14;
inline constexpr int max_sources = 12;
inline constexpr int max_values = 160;
inline constexpr int max_forms = 192;
inline constexpr int max_quotients = 8;
inline constexpr int max_picks = 4;
/// Quotients of indices follow the axes among the variables of a definition's forms.
inline constexpr ir::var_id quotient_base = axis_base + max_axes;
/// Values that are indices follow the quotients.
inline constexpr ir::var_id pick_base = quotient_base + max_quotients;
/// How many variables of a definition's forms change from point to point.
inline constexpr int max_variables = max_axes + max_quotients + max_picks;

enum class value_kind : std::uint8_t {
  operation,  ///< an ir::operation over earlier values
  call,       ///< a math function over earlier values
  read,       ///< element of a source
  left,       ///< in a reducer's combination: what was accumulated, result number `a`
  right,      ///< in a reducer's combination: what comes in, result number `a`
};

/// One node of a definition's value; operands come earlier in the pool.
struct value {
  value_kind kind;
  ir::operation op;
  function callee;
  element type;  ///< in which it is computed: a read of half gives float
  std::int32_t a, b, c;
  std::uint64_t bits;   ///< constant
  std::int32_t source;  ///< read: position among the sources
  std::int32_t first;   ///< read, index, holds: first form
  std::int32_t count;   ///< number of forms

  constexpr bool operator==(const value&) const = default;
};

/// A value without forms, of operands that come earlier.
constexpr value make_value(value_kind kind, ir::operation op, element type, int a = -1, int b = -1,
                           int c = -1) {
  value v{};
  v.kind = kind;
  v.op = op;
  v.type = type;
  v.a = a;
  v.b = b;
  v.c = c;
  v.source = -1;
  v.first = -1;
  return v;
}

enum class definition_kind : std::uint8_t {
  input,    ///< a tensor or scalar of the caller
  compute,  ///< a tensor defined by its value at each point
  update,   ///< the same, written over the tensor of source 0
  state,    ///< rows of a recurrence, which a scan gives: no tensor of its own
};

struct definition;

/// A tensor that a definition reads.
struct source {
  definition* tensor;
  std::int32_t result;
};

/// An axis of a definition, under its affine variable `axis_base + position`. Its extent is
/// ⌈range / divisor⌉; only schedules make axes whose divisor isn't 1, and only reduced ones.
struct bound_axis {
  name label;
  ir::affine range;
  index_t divisor;

  bound_axis() = default;
  constexpr bound_axis(const name& by, const ir::affine& over, index_t part = 1) : label(by), range(over), divisor(part) {}
};

/// ⌊dividend / divisor⌋, under the affine variable `quotient_base + position`; the dividend is over symbols,
/// axes and quotients before it.
struct quotient {
  ir::affine dividend;
  index_t divisor;
  constexpr bool operator==(const quotient&) const = default;
};

/// A value as an index, under the affine variable `pick_base + position`: an int64, moved to the nearest of
/// 0 … bound - 1. The bound is over symbols.
struct pick {
  std::int32_t value;
  ir::affine bound;
  constexpr bool operator==(const pick&) const = default;
};

/// One tensor (or several results that are computed together): its axes and its value.
struct definition {
  std::int32_t references;
  name label;
  definition_kind kind;
  std::uint32_t line;
  std::int32_t rank;     ///< the first `rank` axes span the tensor
  std::int32_t reduced;  ///< the next `reduced` axes are reduced over
  std::int32_t results;
  element types[max_results];
  bool updatable;                            ///< input that an update may write
  std::int32_t storage_order[ir::max_rank];  ///< input: axes from outermost to innermost
  bool dense;         ///< input: no gaps between rows; strides follow the extents
  index_t alignment;  ///< input: of the first element, in bytes
  list<bound_axis, max_axes> axes;
  ir::affine shape[ir::max_rank];
  list<source, max_sources> sources;
  list<value, max_values> values;
  list<ir::affine, max_forms> forms;
  list<quotient, max_quotients> quotients;
  list<pick, max_picks> picks;
  std::int32_t value_of[max_results];  ///< the value (of each incoming term) per result, in the
                                       ///< type that the result's type is computed in
  bool is_reduction;
  std::int32_t combination[max_results];  ///< the reducer: from left and right to left
  std::uint64_t identity[max_results];    ///< what an empty reduction gives
  bool reorderable;                       ///< the reducer is associative and commutative
  ir::external_function function;  ///< call: computes the elements, a tile at a time
  std::int32_t looped;             ///< call: the first axes, for each point of which it runs once
  list<std::int32_t, ir::max_views> views;  ///< call: of each view the value that it reads, or -1 - result
  std::int32_t closes[max_results];       ///< scan: the source, a state, whose rows are each result's
  bool closed;                            ///< state: a scan gives its rows
  finding problem;

  constexpr definition()
      : references(0),
        label{},
        kind(definition_kind::compute),
        line(0),
        rank(0),
        reduced(0),
        results(1),
        types{},
        updatable(false),
        storage_order{0, 1, 2, 3, 4, 5, 6, 7},
        dense(false),
        alignment(0),
        shape{},
        value_of{-1, -1},
        is_reduction(false),
        combination{-1, -1},
        identity{},
        reorderable(true),
        function{},
        looped(0),
        closes{-1, -1},
        closed(false),
        problem{} {}

  /// Whether it gives the rows of states, one after another.
  constexpr bool is_scan() const { return closes[0] >= 0; }

  /// Whether a function computes it. The axes that the function goes along are those of its tile and,
  /// as reduced ones, those of what it reads.
  constexpr bool is_call() const { return function.count > 0; }

  /// In how many of its last dimensions a read of a call goes along an axis of its own.
  constexpr int free_dimensions(const value& read) const {
    int k = read.count;
    while (k > 0) {
      const ir::affine& index = forms[read.first + k - 1];
      const ir::var_id v = index.is_variable() ? index.terms[0].var : axis_base;
      if (v < axis_base + rank || v >= quotient_base) break;
      --k;
    }
    return read.count - k;
  }

  constexpr bool overflowed() const {
    return axes.overflowed || sources.overflowed || values.overflowed || forms.overflowed || quotients.overflowed ||
           picks.overflowed;
  }

  /// Position of the axis with this name, or -1.
  constexpr int find_axis(const name& n) const {
    for (int i = 0; i < axes.size(); ++i) {
      if (axes[i].label == n) return i;
    }
    return -1;
  }

  /// The quotient of a form as a form, appended if it isn't there yet.
  constexpr ir::affine divide(const ir::affine& dividend, index_t divisor) {
    if (dividend.is_constant()) return ir::make_affine(floor_div(dividend.constant, divisor));
    const quotient q{dividend, divisor};
    const int known = quotients.find(q);
    return ir::make_variable(quotient_base + (known < 0 ? quotients.push(q) : known));
  }

  /// A value below a bound as a form, appended if it isn't there yet.
  constexpr ir::affine pick_index(int value, const ir::affine& bound) {
    const pick p{value, bound};
    const int known = picks.find(p);
    return ir::make_variable(pick_base + (known < 0 ? picks.push(p) : known));
  }

  /// Appends a value, or finds an equal one: what is written twice is computed once.
  constexpr int add(const value& v) {
    constexpr int near = 40;  // how far back it looks: more costs long definitions time in the compiler
    for (int i = values.size() - 1; i >= 0 && i >= values.size() - near; --i) {
      if (values[i] == v) return i;
    }
    return values.push(v);
  }
};

/// A form of a definition with other forms in place of its axes and quotients.
constexpr ir::affine bind(const ir::affine& form, const ir::affine* axes) {
  ir::affine r = ir::make_affine(form.constant);
  r.broken = form.broken;
  for (const ir::term& t : form) {
    r = ir::add_scaled(r, t.var < axis_base ? ir::make_variable(t.var) : axes[t.var - axis_base], t.factor);
  }
  return r;
}

/// A counted reference to a definition.
class reference {
 public:
  constexpr reference() : to_(nullptr) {}
  constexpr explicit reference(definition* to) : to_(to) { retain(); }
  constexpr reference(const reference& other) : to_(other.to_) { retain(); }
  constexpr reference(reference&& other) noexcept : to_(other.to_) { other.to_ = nullptr; }
  constexpr reference& operator=(reference other) noexcept {
    definition* mine = to_;
    to_ = other.to_;
    other.to_ = mine;
    return *this;
  }
  constexpr ~reference() { release(to_); }

  constexpr definition& operator*() const { return *to_; }
  constexpr definition* operator->() const { return to_; }
  constexpr definition* get() const { return to_; }

  /// Gives up one reference; a definition that nobody holds any more goes, and so do its sources.
  static constexpr void release(definition* d) {
    if (d == nullptr || --d->references > 0) return;
    for (const source& s : d->sources) release(s.tensor);
    delete d;
  }

 private:
  constexpr void retain() {
    if (to_ != nullptr) ++to_->references;
  }
  definition* to_;
};

/// Position of a source among those of `d`, appended if it isn't there yet.
constexpr int add_source(definition& d, const reference& to, int result) {
  for (int i = 0; i < d.sources.size(); ++i) {
    if (d.sources[i].tensor == to.get() && d.sources[i].result == result) return i;
  }
  const int before = d.sources.size();
  const int at = d.sources.push(source{to.get(), result});
  if (d.sources.size() != before) ++to->references;
  return at;
}

}  // namespace tenon::inline TENON_ABI::expr
