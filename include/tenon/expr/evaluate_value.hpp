// How the oracle computes a definition at one point: each value once, what it needs first.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <tenon/expr/evaluate_operation.hpp>
#include <tenon/expr/sized_definitions.hpp>

namespace tenon::inline TENON_ABI::expr {

/// Values at points of definitions whose sources are known.
class value_evaluation : protected sized_definitions {
 public:
  using sized_definitions::sized_definitions;

 protected:
  /// One definition while it is computed: where, and the values known at this point.
  struct point {
    const definition& of;
    std::vector<const plain_tensor*> sources;
    std::vector<index_t> axes;
    std::vector<std::uint64_t> values;
    std::vector<bool> made;
    std::uint64_t left[max_results] = {};
    std::uint64_t right[max_results] = {};
  };

  using sized_definitions::value;  // of a form
  ~value_evaluation() = default;

  /// Computes an element of a tensor on demand, which is read now.
  virtual void demand(const definition& d, index_t position) = 0;

  /// Value number `v` at a point, from the values it needs; what it doesn't need isn't computed.
  std::uint64_t value(point& at, int v) {
    const std::size_t slot = static_cast<std::size_t>(v);
    if (at.made[slot]) return at.values[slot];
    const expr::value& x = at.of.values[v];
    std::uint64_t result = 0;
    switch (x.kind) {
      case value_kind::operation:
        result = operate(at, x);
        break;
      case value_kind::read:
        result = read(at, x);
        break;
      case value_kind::left:
        result = at.left[x.a];
        break;
      case value_kind::right:
        result = at.right[x.a];
        break;
      case value_kind::call:
        result = call(at, x);
        break;
    }
    at.made[slot] = true;
    return at.values[slot] = result;
  }

  /// The index that a value is: the nearest below its bound.
  index_t picked(point& at, const pick& p) {
    const index_t bound = value(at.of, p.bound, {});
    if (bound < 1) refuse(at.of, "gather(value, bound) has a bound of " + std::to_string(bound));
    return std::clamp(ir::from_bits<index_t>(value(at, p.value)), index_t{0}, bound - 1);
  }

  std::uint64_t read(point& at, const expr::value& x) {
    index_t indices[ir::max_rank] = {};
    for (int k = 0; k < x.count; ++k) {
      const ir::affine& form = at.of.forms[x.first + k];
      const int last = form.count - 1;  // a value is the whole index
      if (last >= 0 && form.terms[last].var >= pick_base) indices[k] = picked(at, at.of.picks[form.terms[last].var - pick_base]);
      else indices[k] = value(at.of, form, at.axes);
    }
    const plain_tensor& from = *at.sources[static_cast<std::size_t>(x.source)];
    const index_t position = from.position(indices);
    if (position < 0) {
      refuse(at.of,
             "operand number " + std::to_string(x.source) + " is read outside of its extents");
    }
    const expr::source& s = at.of.sources[x.source];
    if (from.on_demand) demand(*s.tensor, position);
    return convert_bits(x.type, s.tensor->types[s.result],
                        from.elements[static_cast<std::size_t>(position)]);
  }

  std::uint64_t call(point& at, const expr::value& x) {
    const std::uint64_t a = value(at, x.a);
    const std::uint64_t b = x.b < 0 ? 0 : value(at, x.b);
    if (x.type == element::f64) {
      return ir::bits_of(
          call_function(x.callee, ir::from_bits<double>(a), ir::from_bits<double>(b)));
    }
    const double wide =
        call_function(x.callee, double(ir::from_bits<float>(a)), double(ir::from_bits<float>(b)));
    return ir::bits_of(static_cast<float>(wide));
  }

  std::uint64_t operate(point& at, const expr::value& x) {
    const definition& d = at.of;
    switch (x.op) {
      case ir::operation::constant:
        return x.bits;
      case ir::operation::index:
        return convert_bits(x.type, element::i64, ir::bits_of(value(d, d.forms[x.first], at.axes)));
      case ir::operation::holds:
        for (int k = 0; k < x.count; ++k) {
          if (value(d, d.forms[x.first + k], at.axes) < 0) return 0;
        }
        return 1;
      case ir::operation::select:
        return value(at, value(at, x.a) != 0 ? x.b : x.c);
      case ir::operation::cast:
        return convert_bits(x.type, d.values[x.a].type, value(at, x.a));
      case ir::operation::bit_cast:
        return value(at, x.a);
      default:
        break;
    }
    const std::uint64_t a = value(at, x.a);
    const std::uint64_t b = x.b < 0 ? 0 : value(at, x.b);
    const std::uint64_t c = x.c < 0 ? 0 : value(at, x.c);
    bool known = true;
    const std::uint64_t result = ir::with_computing_type_of(d.values[x.a].type, [&]<class T>() {
      return apply_operation(x.op, ir::from_bits<T>(a), ir::from_bits<T>(b), ir::from_bits<T>(c),
                             known);
    });
    if (!known) refuse(d, "an operation isn't defined on its operands' type");
    return result;
  }
};

}  // namespace tenon::inline TENON_ABI::expr
