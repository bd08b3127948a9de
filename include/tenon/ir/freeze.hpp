// Program -> compact pools: renumbers the variables that are used, copies each statement's
// expressions next to each other, merges the indices of an element into one address, tells what
// varies with the lane, which values are used twice, and which products must be rounded.
#pragma once

#include <tenon/ir/freeze_value.hpp>

namespace tenon::inline TENON_ABI::ir {

/// One freezing of a whole program.
template <class Pools> struct freezer : value_freezer<Pools> {
  using base = value_freezer<Pools>;
  using base::full;
  using base::out;
  using base::p;

  constexpr freezer(const program& from, Pools& to) : base(from, to) {}

  constexpr void run() {
    out.size = {};
    out.size.buffers = p.buffers.count;
    for (int i = 0; i < p.buffers.count; ++i) out.buffers[i] = this->copy_buffer(i);
    out.size.functions = p.functions.count;
    for (int i = 0; i < p.functions.count; ++i) out.functions[i] = p.functions[i];
    out.root = p.root < 0 ? -1 : copy_statement(p.root);
  }

 private:
  using base::bases_from_;
  using base::claim;
  using base::copy_conditions;
  using base::copy_form;
  using base::copy_operand;
  using base::copy_place;
  using base::epoch_;
  using base::inside_;
  using base::lane_;
  using base::lane_factor;
  using base::unrolled_;
  using base::uses_;
  using base::variable;

  int lanes_ = 0;
  bool in_parallel_ = false;
  bool in_instruction_ = false;  // of a tensorized loop, where all loop variables stay 0

  // ---- statements ------------------------------------------------------------------------------

  constexpr int copy_list(int first) {
    int head = -1;
    int last = -1;
    for (int s = first; s >= 0; s = p.statements[s].next) {
      const bool is_token = p.statements[s].kind == statement_kind::push || p.statements[s].kind == statement_kind::pop;
      if (is_token) continue;  // one processor keeps the order by itself
      const int at = copy_statement(s);
      if (last >= 0) out.statements[last].next = at;
      else head = at;
      last = at;
    }
    return head;
  }

  constexpr int copy_statement(int id) {
    const ir::statement& s = p.statements[id];
    if (s.kind == statement_kind::store) return copy_group(id);
    if (s.kind == statement_kind::call) return copy_call(id);
    compact::statement c{};
    c.kind = s.kind;
    c.loop = s.loop;
    c.does = s.does;
    c.buffer = s.buffer;
    c.next = c.group = -1;
    const bool outer_parallel = in_parallel_;
    const int outer_bases = bases_from_;
    const bool outer_instruction = in_instruction_;
    if (s.kind == statement_kind::loop) copy_loop(s, c);
    if (s.kind == statement_kind::let) copy_let(s, c);
    if (s.kind == statement_kind::pick) copy_pick(s, c);
    if (s.kind == statement_kind::guard || s.kind == statement_kind::prefetch)
      c.when = copy_conditions(s.guard, s.guards);
    if (s.kind == statement_kind::prefetch) c.at = copy_place(s.buffer, s.first);
    c.body = copy_list(s.body);
    if (s.kind == statement_kind::loop && c.loop == loop_kind::vector) {
      lane_ = -1;
      lanes_ = 0;
    }
    in_parallel_ = outer_parallel;
    in_instruction_ = outer_instruction;
    if (bases_from_ >= 0 && outer_bases < 0) {
      c.first_base = bases_from_;
      c.bases = out.size.bases - bases_from_;
    }
    bases_from_ = outer_bases;
    const int at = claim(out.size.statements, Pools::capacity.statements);
    out.statements[at] = c;
    return at;
  }

  constexpr void copy_loop(const ir::statement& s, compact::statement& c) {
    c.var = variable(s.var);
    c.a = copy_form(p.forms[s.extent]);
    c.times = s.times;
    c.hint = s.hint;
    if (s.does == instruction::fill) {  // what lanes do anyway
      c.loop = loop_kind::vector;
      c.does = instruction::none;
    }
    in_instruction_ = in_instruction_ || c.does != instruction::none;
    unrolled_[c.var] = in_instruction_ || (c.loop != loop_kind::serial && c.loop != loop_kind::parallel);
    if (!unrolled_[c.var])
      bases_from_ = -1;
    else if (bases_from_ < 0)
      bases_from_ = out.size.bases;
    if (c.loop == loop_kind::vector) {
      lane_ = s.var;
      lanes_ = static_cast<int>(p.forms[s.extent].constant);
    }
    if (s.loop == loop_kind::parallel) {
      if (in_parallel_) c.loop = loop_kind::serial;  // workers are shared out once
      in_parallel_ = true;
    }
  }

  constexpr void copy_let(const ir::statement& s, compact::statement& c) {
    const ir::variable& v = p.variables[s.var];
    c.var = variable(s.var);
    inside_[c.var] = bases_from_ >= 0;
    c.operation = v.operation;
    c.a = copy_form(v.a);
    c.b = copy_form(v.b);
    if (v.operation == let_operation::first) c.subject = variable(v.subject);
  }

  constexpr void copy_pick(const ir::statement& s, compact::statement& c) {
    ++epoch_;
    const int begin = out.size.expressions;
    c.var = variable(s.var);
    inside_[c.var] = bases_from_ >= 0;
    c.value = copy_operand(s.value, operation::load);
    keep_shared(begin, c);
  }

  // Values from number `begin` on that a statement uses more than once are kept.
  constexpr void keep_shared(int begin, compact::statement& c) {
    c.first_kept = out.size.kept;
    for (int i = begin; i < out.size.expressions; ++i) {
      compact::expression& e = out.expressions[i];
      if (uses_[i] < 2 || e.op == operation::constant) continue;
      e.slot = c.kept++;
      out.kept[claim(out.size.kept, Pools::capacity.kept)] = i;
    }
  }

  constexpr int copy_call(int first) {
    int head = -1;
    int last = -1;
    for (int id = first; id >= 0; id = p.statements[id].group) {
      const ir::statement& s = p.statements[id];
      compact::statement c{};
      c.kind = s.kind;
      c.body = c.next = c.group = -1;
      c.buffer = s.buffer;
      c.value = s.value;
      c.at = copy_place(s.buffer, s.first);
      c.times = s.times;
      c.a = out.size.forms;
      const ir::buffer& b = p.buffers[s.buffer];
      for (int d = 0; d < s.times; ++d) {
        copy_form(p.forms[s.extent + d]);
        copy_form(b.strides[b.rank - s.times + d]);
      }
      const int at = claim(out.size.statements, Pools::capacity.statements);
      out.statements[at] = c;
      if (last >= 0) out.statements[last].group = at;
      else head = at;
      last = at;
    }
    return head;
  }

  constexpr int copy_group(int first) {
    ++epoch_;
    const int begin = out.size.expressions;
    const bool several = p.statements[first].group >= 0;
    int head = -1;
    int last = -1;
    for (int id = first; id >= 0; id = p.statements[id].group) {
      const int at = copy_store(p.statements[id], several);
      if (last >= 0) out.statements[last].group = at;
      else head = at;
      last = at;
    }
    keep_shared(begin, out.statements[head]);
    return head;
  }

  constexpr int copy_store(const ir::statement& s, bool keeps_value) {
    compact::statement c{};
    c.kind = s.kind;
    c.body = c.next = c.group = -1;
    c.buffer = s.buffer;
    c.lanes = lanes_;
    c.value = copy_operand(s.value, operation::load);
    if (keeps_value) ++uses_[c.value];
    c.at = copy_place(s.buffer, s.first);
    c.when = copy_conditions(s.guard, s.guards);
    const int at = claim(out.size.statements, Pools::capacity.statements);
    out.statements[at] = c;
    return at;
  }
};

}  // namespace tenon::inline TENON_ABI::ir
