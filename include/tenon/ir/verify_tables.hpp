// The part of the verifier that looks at forms, variables, buffers and expressions by themselves,
// without the statements that use them.
#pragma once

#include <tenon/ir/flaw.hpp>
#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Checks tables; `first` is the first flaw found.
struct table_verifier {
  const program& p;
  verdict first{flaw::none, -1, -1};

  static constexpr bool is_power_of_two(index_t n) { return n > 0 && (n & (n - 1)) == 0; }

  /// Number of operands of an operation.
  static constexpr int operand_count(operation op) {
    if (op >= operation::select) return 3;
    if (op >= operation::add) return 2;
    return op >= operation::negate ? 1 : 0;
  }

  /// Whether an operation is defined on operands of a type (casts, bit_cast and select aside).
  static constexpr bool takes(operation op, element e) {
    using enum operation;
    const bool truth = e == element::boolean;
    // clang-format off
    switch (op) {
      case sqrt: case floor: case ceil: case truncate: case round_even: case fma:
        return is_float(e);
      case negate: case absolute: case add: case subtract: case multiply: case divide:
        return !truth;
      case remainder: case shift_left: case shift_right: return is_integer(e);
      case bit_not: case bit_and: case bit_or: case bit_xor: return !is_float(e);
      case logical_not: case logical_and: case logical_or: return truth;
      default: return true;
    }
    // clang-format on
  }

  /// Notes a flaw; false, so that a check can end with it.
  constexpr bool refuse(flaw f, int at, int detail = -1) {
    first = {f, at, detail};
    return false;
  }

  constexpr bool tables() {
    if (p.overflowed()) return refuse(flaw::pool_overflow, -1);
    for (int i = 0; i < p.forms.count; ++i) {
      if (!form(p.forms[i], i)) return false;
    }
    if (!form(p.workspace_bytes, -1) || !form(p.worker_bytes, -1)) return false;
    for (int v = 0; v < p.variables.count; ++v) {
      if (!variable(v)) return false;
    }
    for (int b = 0; b < p.buffers.count; ++b) {
      if (!buffer(b)) return false;
    }
    for (int e = 0; e < p.expressions.count; ++e) {
      if (!expression(e)) return false;
    }
    for (int r = 0; r < p.requirements.count; ++r) {
      if (!range(p.requirements[r].form, 1, r)) return false;
    }
    return arguments();
  }

  constexpr bool form(const affine& a, int at) {
    if (a.broken) return refuse(flaw::form_broken, at);
    if (a.count < 0 || a.count > affine::capacity) return refuse(flaw::form_unsorted, at);
    for (int i = 0; i < a.count; ++i) {
      const term& t = a.terms[i];
      const bool known = t.var >= 0 && t.var < p.variables.count && t.factor != 0;
      if (!known || (i > 0 && a.terms[i - 1].var >= t.var)) {
        return refuse(flaw::form_unsorted, at, t.var);
      }
    }
    return true;
  }

  /// Whether `count` forms from `begin` on are in the pool.
  constexpr bool range(int begin, int count, int at) {
    if (count == 0) return true;
    if (count < 0 || begin < 0 || begin + count > p.forms.count) {
      return refuse(flaw::form_range, at, begin);
    }
    return true;
  }

  constexpr bool variable(int v) {
    const ir::variable& x = p.variables[v];
    if (x.kind == variable_kind::let) {
      if (!form(x.a, v) || !form(x.b, v)) return false;
      const bool divides =
          x.operation == let_operation::floor_div || x.operation == let_operation::floor_mod;
      if (divides && x.b.is_constant() && x.b.constant <= 0) return refuse(flaw::let_divisor, v);
      if (x.operation == let_operation::first &&
          (x.subject < 0 || x.subject >= p.variables.count)) {
        return refuse(flaw::variable_undefined, v, x.subject);
      }
    }
    return (!x.has_lower || form(x.lower, v)) && (!x.has_upper || form(x.upper, v));
  }

  /// Parameters and tensor arguments: each position taken once.
  constexpr bool arguments() {
    std::uint64_t taken = 0;
    for (int v = 0; v < p.variables.count; ++v) {
      const ir::variable& x = p.variables[v];
      if (x.kind != variable_kind::parameter) continue;
      if (x.argument < 0 || x.argument >= p.parameters || x.argument > 63 ||
          (taken >> x.argument & 1) != 0) {
        return refuse(flaw::parameter_position, v, x.argument);
      }
      taken |= std::uint64_t{1} << x.argument;
    }
    taken = 0;
    for (int b = 0; b < p.buffers.count; ++b) {
      const ir::buffer& x = p.buffers[b];
      if (x.where != memory::argument) continue;
      if (x.argument < 0 || x.argument >= p.arguments || x.argument > 63 ||
          (taken >> x.argument & 1) != 0) {
        return refuse(flaw::buffer_argument, b, x.argument);
      }
      taken |= std::uint64_t{1} << x.argument;
    }
    return true;
  }

  constexpr bool buffer(int b) {
    const ir::buffer& x = p.buffers[b];
    if (x.rank > max_rank) return refuse(flaw::buffer_rank, b, x.rank);
    for (int d = 0; d < x.rank; ++d) {
      if (!form(x.extents[d], b) || !form(x.strides[d], b)) return false;
      if (!x.strides[d].is_constant() && !x.strides[d].is_variable()) {
        return refuse(flaw::buffer_stride, b, d);
      }
      if (x.folds[d] != 0 && (!is_power_of_two(x.folds[d]) || x.where == memory::argument)) {
        return refuse(flaw::buffer_fold, b, d);
      }
    }
    if (!form(x.size, b) || !form(x.offset, b)) return false;
    if (x.alignment != 0 && (!is_power_of_two(x.alignment) || x.alignment < size_of(x.type))) {
      return refuse(flaw::buffer_alignment, b);
    }
    const bool fixed = x.where == memory::local || x.where == memory::shared;
    if (fixed && (!x.size.is_constant() || x.size.constant < 0)) {
      return refuse(flaw::local_size, b);
    }
    const int pad = x.scratchpad;
    const bool placed = pad > 0 && pad <= max_scratchpads && x.where == memory::local;
    if (pad != 0 && (!placed || p.machine.scratchpads[pad - 1].label.empty())) return refuse(flaw::buffer_scratchpad, b);
    return true;
  }

  /// Whether a vector loop may have the body `s`.
  constexpr bool only_stores(int s) {
    if (s < 0 || s >= p.statements.count) return true;  // refused where it is walked
    if (p.statements[s].kind != statement_kind::block) {
      return p.statements[s].kind == statement_kind::store;
    }
    int n = 0;
    for (int i = p.statements[s].body; i >= 0 && i < p.statements.count; i = p.statements[i].next) {
      if (p.statements[i].kind != statement_kind::store) return false;
      if (++n > p.statements.count) return true;  // a circle, refused where it is walked
    }
    return true;
  }

  constexpr bool expression(int e) {
    const ir::expression& x = p.expressions[e];
    const int all[] = {x.a, x.b, x.c};
    for (int i = 0; i < operand_count(x.op); ++i) {
      if (all[i] < 0 || all[i] >= e) return refuse(flaw::operand_order, e, all[i]);
    }
    switch (x.op) {
      case operation::load:
        if (x.buffer < 0 || x.buffer >= p.buffers.count) {
          return refuse(flaw::buffer_unknown, e, x.buffer);
        }
        if (p.buffers[x.buffer].type != x.type) return refuse(flaw::operand_type, e, x.buffer);
        return range(x.first, p.buffers[x.buffer].rank, e) && range(x.guard, x.guards, e);
      case operation::holds:
        if (x.type != element::boolean) return refuse(flaw::operand_type, e);
        return range(x.guard, x.guards, e);
      case operation::index:
        if (is_narrow_float(x.type)) return refuse(flaw::operand_type, e);
        return range(x.first, 1, e);
      case operation::constant:
        return true;
      default:
        return types(x) || refuse(flaw::operand_type, e);
    }
  }

  constexpr bool types(const ir::expression& x) const {
    using enum operation;
    const element a = p.expressions[x.a].type;
    if (x.op == cast) return has_cast(x.type, a);
    if (is_narrow_float(a) || is_narrow_float(x.type)) return false;
    if (x.op == bit_cast) {
      return size_of(a) == size_of(x.type) && a != element::boolean && x.type != element::boolean;
    }
    if (operand_count(x.op) == 1) return takes(x.op, a) && x.type == a;
    const element b = p.expressions[x.b].type;
    if (operand_count(x.op) == 2) {
      const bool truth = x.op >= equal && x.op <= logical_or;
      return takes(x.op, a) && a == b && x.type == (truth ? element::boolean : a);
    }
    const element c = p.expressions[x.c].type;
    if (x.op == select) return a == element::boolean && b == c && x.type == b;
    return takes(x.op, a) && a == b && b == c && x.type == a;
  }
};

}  // namespace tenon::inline TENON_ABI::ir
