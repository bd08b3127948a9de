// A loop program prepared for walking: parameters put in, affine forms in one array of terms, each
// store with a tape of the values it needs.
#pragma once

#include <string>
#include <vector>

#include <tenon/codegen/interpret/operations.hpp>
#include <tenon/core/error.hpp>
#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::interpreter {

/// An affine form; its terms are a piece of `compact::terms`.
struct form {
  index_t constant;
  std::int32_t first, count;
};

/// Forms side by side: indices or conditions.
struct range {
  std::int32_t first, count;
};

/// One value of a tape; its result goes to `slots[result]`.
struct step {
  operation op;
  element type;
  std::int32_t result, a, b, c;  // slots
  std::int32_t buffer;           // load
  range indices, conditions;     // load, holds; index: one form
  value_function function;       // operations; index: the cast from int64
};

/// One store, or picked value, with its tape.
struct write {
  std::int32_t statement;  // in the program
  std::int32_t buffer;
  range indices, conditions;
  std::int32_t begin, end;  // steps
  std::int32_t value;       // slot
  std::int32_t group;       // the next of its group, or -1
};

/// One statement; `body` and `next` are positions in the program.
struct action {
  ir::statement_kind kind;
  ir::loop_kind loop;
  std::int32_t var, body, next, buffer, extent;
  range conditions;
  std::int32_t write;  // store: the first of its group; pick
  range indices;       // prefetch
  unit from, to;       // push, pop
};

/// The whole program, for one setting of the parameters.
struct compact {
  std::vector<ir::term> terms;
  std::vector<form> forms;  // those of the program at the same positions, then more
  std::vector<step> steps;
  std::vector<write> writes;
  std::vector<action> actions;       // those of the program at the same positions
  std::vector<std::uint64_t> slots;  // constants are in place
};

/// Prepares programs: `compactor(p, parameters).result`.
class compactor {
 public:
  compact result;

  compactor(const ir::program& p, const index_t* parameters)
      : p_(p), parameters_(parameters), slot_(static_cast<std::size_t>(p.expressions.count), -1) {
    for (const ir::affine& a : p.forms) add(a);
    for (int s = 0; s < p.statements.count; ++s) add_statement(p.statements[s]);
    for (int s = 0; s < p.statements.count; ++s) {
      const ir::statement_kind kind = p.statements[s].kind;
      if (kind == ir::statement_kind::store || kind == ir::statement_kind::pick) add_write(s);
    }
    for (int s = 0; s < p.statements.count; ++s) {
      const int group = p.statements[s].group;
      if (result.actions[s].write >= 0 && group >= 0) {
        result.writes[result.actions[s].write].group = result.actions[group].write;
      }
    }
  }

  /// Appends a form with the parameters put in; its position.
  int add(const ir::affine& a) {
    form f{a.constant, static_cast<std::int32_t>(result.terms.size()), 0};
    bool overflow = a.broken;
    for (const ir::term& t : a) {
      const ir::variable& v = p_.variables[t.var];
      if (v.kind == ir::variable_kind::parameter) {
        const index_t part = checked_mul(t.factor, parameters_[v.argument], overflow);
        f.constant = checked_add(f.constant, part, overflow);
      } else {
        result.terms.push_back(t);
        ++f.count;
      }
    }
    if (overflow) fail(blame::user, "interpret: index arithmetic leaves 64 bits");
    result.forms.push_back(f);
    return static_cast<int>(result.forms.size()) - 1;
  }

 private:
  const ir::program& p_;
  const index_t* parameters_;
  std::vector<int> slot_;  // of each expression in the tape being made
  std::vector<int> used_;  // expressions that have one

  void add_statement(const ir::statement& s) {
    result.actions.push_back(
        {s.kind, s.loop, s.var, s.body, s.next, s.buffer, s.extent, {s.guard, s.guards}, -1, {-1, 0}, s.from, s.to});
    if (s.kind == ir::statement_kind::prefetch) result.actions.back().indices = {s.first, p_.buffers[s.buffer].rank};
  }

  void add_write(int s) {
    const ir::statement& x = p_.statements[s];
    write w{};
    w.statement = s;
    if (x.kind == ir::statement_kind::store) {
      w.buffer = x.buffer;
      w.indices = {x.first, p_.buffers[x.buffer].rank};
      w.conditions = {x.guard, x.guards};
    }
    w.begin = static_cast<std::int32_t>(result.steps.size());
    w.value = add_value(x.value);
    w.end = static_cast<std::int32_t>(result.steps.size());
    w.group = -1;
    for (const int e : used_) slot_[e] = -1;
    used_.clear();
    result.actions[s].write = static_cast<std::int32_t>(result.writes.size());
    result.writes.push_back(w);
  }

  /// The slot of an expression, whose steps are appended once for each tape.
  int add_value(int e) {
    if (slot_[e] >= 0) return slot_[e];
    const ir::expression& x = p_.expressions[e];
    step s{};
    s.op = x.op;
    s.type = x.type;
    if (x.op >= operation::negate) add_operands(x, s);
    if (x.op == operation::load) {
      s.buffer = x.buffer;
      s.indices = {x.first, p_.buffers[x.buffer].rank};
      s.conditions = {x.guard, x.guards};
    }
    if (x.op == operation::holds) s.conditions = {x.guard, x.guards};
    if (x.op == operation::index) {
      s.indices = {x.first, 1};
      s.function = cast_function(x.type, element::i64);
    }
    s.result = static_cast<std::int32_t>(result.slots.size());
    result.slots.push_back(x.op == operation::constant ? x.bits : 0);
    if (x.op != operation::constant) result.steps.push_back(s);
    slot_[e] = s.result;
    used_.push_back(e);
    return s.result;
  }

  void add_operands(const ir::expression& x, step& s) {
    s.a = add_value(x.a);
    if (x.op >= operation::add) s.b = add_value(x.b);
    if (x.op >= operation::select) s.c = add_value(x.c);
    s.function = function_of_node(x.op, x.type, p_.expressions[x.a].type);
    if (s.function == nullptr) {
      fail(blame::internal,
           {"interpret: an operation is not defined on ", spelling(p_.expressions[x.a].type)});
    }
  }
};

}  // namespace tenon::inline TENON_ABI::interpreter
