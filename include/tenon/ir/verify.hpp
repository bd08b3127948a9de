// Checks a loop program against every rule of the grammar; run after each pass in tests, and by
// back ends that must not trust. Works in constant evaluation.
//
//   const verdict v = verify(p);
//   if (!v.ok()) fail(blame::internal, sentence(v.broken));
#pragma once

#include <tenon/ir/tensorized.hpp>
#include <tenon/ir/tokens.hpp>
#include <tenon/ir/transposed.hpp>
#include <tenon/ir/verify_value.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Walks the statements.
struct verifier : value_verifier {
  bool reached[limit::statements] = {};
  bool member[limit::statements] = {};         // of a store group, and not its first
  int threads = 0;  // thread loops around the present statement

  constexpr explicit verifier(const program& where) : value_verifier{{{where}}} {}

  constexpr bool all() {
    if (!tables()) return false;
    for (int v = 0; v < p.variables.count; ++v) {
      if (p.variables[v].kind == variable_kind::parameter) defined[v] = top[v] = true;
    }
    for (int v = 0; v < p.variables.count; ++v) {
      if (defined[v] && !bounds(v)) return false;
    }
    for (int s = 0; s < p.statements.count; ++s) {
      const int group = p.statements[s].group;
      const statement_kind kind = p.statements[s].kind;
      if ((kind != statement_kind::store && kind != statement_kind::call) || group == -1) continue;
      if (group < 0 || group >= p.statements.count || member[group] ||
          p.statements[group].kind != kind) {
        return refuse(flaw::group_member, s, group);
      }
      member[group] = true;
    }
    if (!prologue()) return false;
    for (int b = 0; b < p.buffers.count; ++b) {
      if (!top_level(b)) return false;
    }
    for (int r = 0; r < p.requirements.count; ++r) {
      if (!uses(p.forms[p.requirements[r].form], top, flaw::requirement_variable, r)) return false;
    }
    if (!uses(p.workspace_bytes, top, flaw::buffer_variable, -1) ||
        !uses(p.worker_bytes, top, flaw::buffer_variable, -1)) {
      return false;
    }
    return p.root == -1 || child(p.root, false);
  }

  // ---- statements ------------------------------------------------------------------------------

  /// A statement on its own, or in a block, where others may follow.
  constexpr bool child(int s, bool in_block) {
    if (s < 0 || s >= p.statements.count) return refuse(flaw::statement_unknown, s);
    if (reached[s]) return refuse(flaw::statement_twice, s);
    reached[s] = true;
    if (!in_block && p.statements[s].next != -1) return refuse(flaw::statement_next, s);
    const statement& x = p.statements[s];
    switch (x.kind) {
      case statement_kind::block:
        return children(x.body);
      case statement_kind::loop:
        return loop(s);
      case statement_kind::let:
        return let(s);
      case statement_kind::pick:
        return pick(s);
      case statement_kind::guard:
        return range(x.guard, x.guards, s) && defined_forms(x.guard, x.guards, s) &&
               child(x.body, false);
      case statement_kind::allocate:
        return allocate(s);
      case statement_kind::prefetch:
        return prefetch(s);
      case statement_kind::barrier:
        return threads > 0 || refuse(flaw::barrier_alone, s);
      case statement_kind::call:
        return call(s);
      case statement_kind::push:
      case statement_kind::pop:
        return true;
      case statement_kind::store:
        break;
    }
    return store(s);
  }

  constexpr bool call(int first_view) {
    const int function = p.statements[first_view].value;
    if (function < 0 || function >= p.functions.count) return refuse(flaw::call_function, first_view, function);
    if (member[first_view]) return refuse(flaw::group_member, first_view, first_view);
    if (lane >= 0 || p.machine.has_blocks() || p.machine.is_decoupled()) return refuse(flaw::call_place, first_view);
    const external_function& f = p.functions[function];
    int count = 0;
    for (int s = first_view; s != -1; s = p.statements[s].group, ++count) {
      const statement& x = p.statements[s];
      if (s != first_view && (reached[s] || x.next != -1)) return refuse(flaw::group_member, first_view, s);
      reached[s] = true;
      if (x.value != function || count >= f.count) return refuse(flaw::call_function, s, x.value);
      if (x.buffer < 0 || x.buffer >= p.buffers.count) return refuse(flaw::buffer_unknown, s, x.buffer);
      const ir::buffer& b = p.buffers[x.buffer];
      if (f.is_written(count) && b.where == memory::argument && b.use == access::read)
        return refuse(flaw::store_read_only, s, x.buffer);
      if (x.times < 0 || x.times > b.rank) return refuse(flaw::call_view, s, x.buffer);
      for (int d = b.rank - x.times; d < b.rank; ++d) {
        if (b.folds[d] != 0) return refuse(flaw::call_view, s, x.buffer);
      }
      if (!element_of(x, s) || !range(x.extent, x.times, s) || !defined_forms(x.extent, x.times, s)) return false;
    }
    return count == f.count || refuse(flaw::call_function, first_view, function);
  }

  constexpr bool children(int s) {
    for (; s != -1; s = p.statements[s].next) {
      if (!child(s, true)) return false;
    }
    return true;
  }

  constexpr bool define(int s, variable_kind kind) {
    const var_id v = p.statements[s].var;
    if (v < 0 || v >= p.variables.count || p.variables[v].kind != kind) {
      return refuse(flaw::variable_kind, s, v);
    }
    if (defined[v]) return refuse(flaw::variable_redefined, s, v);
    return bounds(v);
  }

  constexpr bool loop(int s) {
    const statement& x = p.statements[s];
    if (!define(s, variable_kind::loop) || !range(x.extent, 1, s) || !defined_forms(x.extent, 1, s)) return false;
    const affine& extent = p.forms[x.extent];
    const bool bound = is_block(x.loop) || is_thread(x.loop);
    if (x.loop == loop_kind::interleaved || (bound && !p.machine.has_blocks())) return refuse(flaw::loop_bound, s);
    const bool spread = x.loop != loop_kind::serial && x.loop != loop_kind::parallel && !is_block(x.loop);
    if (spread && (!extent.is_constant() || extent.constant < 0)) return refuse(flaw::loop_extent, s);
    if (x.times < 0 || x.times > 64 || (x.times > 1 && x.loop != loop_kind::serial)) {
      return refuse(flaw::loop_times, s, x.times);
    }
    if (x.hint != loop_hint::none && (x.loop != loop_kind::serial || x.times > 1)) return refuse(flaw::loop_hint, s);
    if (x.loop == loop_kind::parallel && parallel) return refuse(flaw::parallel_nested, s, x.var);
    if (x.loop == loop_kind::vector) {
      if (extent.constant < 2 || extent.constant > 64) return refuse(flaw::vector_lanes, s);
      if (!only_stores(x.body)) return refuse(flaw::vector_body, s, x.body);
      lane = x.var;
    }
    const bool outer = parallel;
    parallel = parallel || x.loop == loop_kind::parallel;
    threads += is_thread(x.loop) ? 1 : 0;
    defined[x.var] = true;
    const bool good = child(x.body, false);
    defined[x.var] = false;
    parallel = outer;
    threads -= is_thread(x.loop) ? 1 : 0;
    lane = -1;
    if (good && x.loop == loop_kind::transposed && !is_transposition(p, x.var, extent, x.body)) {
      return refuse(flaw::transposed_body, s, x.body);
    }
    const bool is_one = x.loop == loop_kind::tensorized;
    if (good && (is_one ? !is_tensorized(p, s) : x.does != instruction::none)) {
      return refuse(flaw::tensorized_body, s, x.body);
    }
    return good;
  }

  constexpr bool let(int s) {
    const statement& x = p.statements[s];
    if (!define(s, variable_kind::let)) return false;
    const ir::variable& v = p.variables[x.var];
    if (!uses(v.a, defined, flaw::variable_undefined, s) ||
        !uses(v.b, defined, flaw::variable_undefined, s)) {
      return false;
    }
    if (v.operation == let_operation::first && !defined[v.subject]) {
      return refuse(flaw::variable_undefined, s, v.subject);
    }
    defined[x.var] = true;
    const bool good = child(x.body, false);
    defined[x.var] = false;
    return good;
  }

  constexpr bool pick(int s) {
    const statement& x = p.statements[s];
    if (!define(s, variable_kind::picked)) return false;
    const bool known = x.value >= 0 && x.value < p.expressions.count;
    if (!known || p.expressions[x.value].type != element::i64) return refuse(flaw::pick_value, s, x.value);
    if (!value(x.value, s)) return false;
    defined[x.var] = true;
    const bool good = child(x.body, false);
    defined[x.var] = false;
    return good;
  }

  constexpr bool allocate(int s) {
    const statement& x = p.statements[s];
    if (x.buffer < 0 || x.buffer >= p.buffers.count)
      return refuse(flaw::buffer_unknown, s, x.buffer);
    if (p.buffers[x.buffer].where == memory::argument) {
      return refuse(flaw::allocate_argument, s, x.buffer);
    }
    if (allocated[x.buffer] != 0) return refuse(flaw::allocate_twice, s, x.buffer);
    allocated[x.buffer] = parallel ? 2 : 1;
    const bool good = child(x.body, false);
    allocated[x.buffer] = 0;
    return good;
  }

  constexpr bool prefetch(int s) {
    const statement& x = p.statements[s];
    if (x.buffer < 0 || x.buffer >= p.buffers.count) return refuse(flaw::buffer_unknown, s, x.buffer);
    return element_of(x, s);
  }

  constexpr bool store(int first_store) {
    if (member[first_store]) return refuse(flaw::group_member, first_store, first_store);
    for (int s = first_store; s != -1; s = p.statements[s].group) {
      const statement& x = p.statements[s];
      if (s != first_store && (reached[s] || x.next != -1)) {
        return refuse(flaw::group_member, first_store, s);
      }
      reached[s] = true;
      if (x.buffer < 0 || x.buffer >= p.buffers.count) {
        return refuse(flaw::buffer_unknown, s, x.buffer);
      }
      const ir::buffer& to = p.buffers[x.buffer];
      if (to.where == memory::argument && to.use == access::read) {
        return refuse(flaw::store_read_only, s, x.buffer);
      }
      if (x.value < 0 || x.value >= p.expressions.count) {
        return refuse(flaw::operand_order, s, x.value);
      }
      if (p.expressions[x.value].type != to.type) return refuse(flaw::store_type, s, x.buffer);
      if (!element_of(x, s) || !value(x.value, s)) return false;
    }
    return true;
  }
};

/// The first flaw of a program, or none.
constexpr verdict verify(const program& p) {
  verifier v(p);
  if (!v.all()) return v.first;
  token_counter t(p);
  t.all();
  return t.first;
}

}  // namespace tenon::inline TENON_ABI::ir
