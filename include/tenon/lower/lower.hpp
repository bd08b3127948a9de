// Lowering: a schedule becomes a loop program. The ordered list of passes is `lower` below; all of
// it is ordinary code over values, so that it runs in the compiler and at run time alike.
#pragma once


#include <tenon/lower/accesses.hpp>
#include <tenon/lower/nest.hpp>
#include <tenon/lower/outputs.hpp>
#include <tenon/lower/rows.hpp>
#include <tenon/lower/units.hpp>
#include <tenon/schedule/legality.hpp>

namespace tenon::inline TENON_ABI::lower {

/// What is known of a symbolic extent: at most `bound` (0: nothing), a multiple of `multiple`, at
/// least `least`.
struct symbol_facts {
  index_t bound;
  index_t multiple;
  index_t least;
};

/// Parameters for the symbols, buffers for the arguments: inputs first, then outputs.
constexpr void declare_arguments(context& c, const symbol_facts* facts) {
  for (int k = 0; k < c.symbols; ++k) {
    ir::variable v{};
    v.label = make_name("n0");
    v.label.words[0] += static_cast<std::uint64_t>(k) << 8;
    v.kind = ir::variable_kind::parameter;
    v.argument = c.p.parameters++;
    v.subject = -1;
    v.has_lower = true;
    v.lower = make_affine(facts[k].least);
    v.multiple = facts[k].multiple;
    v.has_upper = facts[k].bound > 0;
    v.upper = make_affine(facts[k].bound);
    c.add_variable(v, {everywhere, at_entry});
  }
  for (int st = 0; st < c.schedule.count; ++st) {
    const expr::definition& d = *c.stage_at(st).body;
    if (d.kind != expr::definition_kind::input) continue;
    c.plan_of(st).buffer[0] = add_argument(c, d, 0, d.updatable ? ir::access::update : ir::access::read);
  }
  for (const std::int32_t st : c.schedule.outputs) {
    const stage& on = c.stage_at(st);
    if (on.body->kind == expr::definition_kind::update) continue;
    for (int r = 0; r < on.body->results; ++r) {
      c.plan_of(st).buffer[r] = add_argument(c, *on.body, r, ir::access::write);
    }
  }
}

/// Loops and storage of each stage, consumers first: what they read decides what is computed.
constexpr void plan_stages(context& c) {
  for (int t = c.schedule.count - 1; t >= 0; --t) {
    const int st = c.schedule.topological[t];
    const stage& on = c.stage_at(st);
    if (on.is_input() || on.where == placement::inlined) continue;
    plan_region(c, st);
    check_tiles(c, st);
    plan_window(c, st);
    plan_nest(c, st);
    plan_extents(c, st);
    plan_axes(c, st);
    collect_reads(c, st);
    check_rows(c, st);
    if (on.body->kind == expr::definition_kind::update) {
      c.plan_of(st).buffer[0] = c.plan_of(on.source_stage[0]).buffer[0];
    } else if (!on.is_output) {
      plan_storage(c, st);
    }
    plan_tile(c, st);
    if (!c.problem.ok() && c.problem.line == 0) c.problem.line = on.body->line;
  }
}

/// The nests of all stages at the root, in order of dependence, inside their storage and the
/// prologue's lets.
constexpr void emit_program(context& c) {
  sequence items;
  for (int t = 0; t < c.schedule.count; ++t) {
    const int st = c.schedule.topological[t];
    const stage& on = c.stage_at(st);
    if (on.is_input() || on.where != placement::root) continue;
    items.push(emit_stage(c, st));
  }
  int body = emit_allocations(c, {everywhere, at_entry}, as_block(c, items));
  // What a full pool handed out may hang together in a circle: nothing walks it.
  const bool whole = c.problem.ok() && !c.p.overflowed();
  if (c.p.machine.is_decoupled() && whole) body = arrange_units(c, body);
  else if (c.schedule.binds && whole) body = arrange_threads(c, body);
  for (int i = c.prologue.size() - 1; i >= 0; --i) body = c.build.let(c.prologue[i], body);
  c.p.root = body;
  c.p.workspace_bytes = c.workspace_end;
  c.p.worker_bytes = c.worker_end;
}

/// The program holds everything that was said, and keeps its own grammar.
constexpr void check_program(context& c) {
  const bool full[] = {c.p.variables.overflowed,   c.p.buffers.overflowed, c.p.expressions.overflowed,
                       c.p.forms.overflowed,       c.p.statements.overflowed,
                       c.p.requirements.overflowed || c.prologue.overflowed, c.p.functions.overflowed};
  const index_t room[] = {ir::limit::variables, ir::limit::buffers,    ir::limit::expressions,
                          ir::limit::forms,     ir::limit::statements, ir::limit::requirements,
                          ir::limit::functions};
  for (int i = 0; i < 7; ++i) {
    if (full[i]) c.problem.record(rule::program_too_large, i, room[i], 0);
  }
  bool broken = c.p.workspace_bytes.broken || c.p.worker_bytes.broken;
  for (const affine& form : c.p.forms) broken = broken || form.broken;
  for (const ir::variable& v : c.p.variables) {
    broken = broken || v.a.broken || v.b.broken || v.lower.broken || v.upper.broken;
  }
  if (broken) c.problem.record(rule::index_overflow, 0, 0, 0);
}

/// Lowers a schedule into `p` for `machine`; the broken rule, if any.
///
///   check              rules that need the whole schedule            (schedule/legality.hpp)
///   declare_arguments  parameters and argument buffers, which everything below refers to
///   check_accesses     every read stays inside its tensor            (lower/accesses.hpp)
///   plan_stages        consumers first: region → window → loops → rows → storage
///   emit_program       producers first: loops, conditions, values, vector lanes; then, where loops
///                      are bound, arrange_threads                     (lower/threads.hpp); for a
///                      decoupled target, arrange_units                (lower/units.hpp)
///   check_program      limits and overflow, once everything is there
constexpr finding lower(schedule_room::state& s, int symbols, const symbol_facts* facts, const target& machine,
                        ir::program& p) {
  p.machine = machine;
  if (!s.outputs.empty()) p.label = s.stages[s.outputs[0]]->body->label;
  schedule_room::check(s);
  if (!s.problem.ok()) return s.problem;
  box<context> c(s, p, symbols);
  declare_arguments(*c, facts);
  check_accesses(*c);
  check_calls(*c);
  if (machine.has_blocks()) check_device(*c);
  check_scratchpads(*c);
  if (c->problem.ok()) plan_stages(*c);
  if (c->problem.ok()) emit_program(*c);
  if (c->problem.ok()) check_program(*c);
  return c->problem;
}

}  // namespace tenon::inline TENON_ABI::lower
