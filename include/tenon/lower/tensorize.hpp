// The loops of an intrinsic: emitted as they are, matched with its behaviour, and marked, so that a
// back end may run the instruction instead.
//
//   for (ji < 16) {                               tensorized for (ji < 16, by dot_u8s8) {
//     for (ri < 4) {                         →      for (ri < 4) {
//       W[ji] = (W[ji] + (…A[…] * …B[…]));            W[ji] = (W[ji] + (…A[…] * …B[…]));
#pragma once

#include <tenon/lower/match.hpp>
#include <tenon/lower/tails.hpp>

namespace tenon::inline TENON_ABI::lower {

/// The position in the nest of the outermost loop of a stage's intrinsic.
constexpr int intrinsic_position(const context& c, int st) {
  const stage& on = c.stage_at(st);
  return c.plan_of(st).nest.size() - (on.order.size() - on.position(on.tensor_loop));
}

/// Whether the loops of the stage's intrinsic begin at a position.
constexpr bool begins_intrinsic(const context& c, int st, int position, phase which) {
  return c.stage_at(st).tensor_loop >= 0 && which == phase::compute && !c.tensorizing &&
         position == intrinsic_position(c, st);
}

/// The axis of the behaviour that loop `position` stands for: reduced ones in their order, others
/// in theirs. The loop in lanes stands last in the nest, but has the place in the order of its own.
constexpr int behaviour_axis(const context& c, int st, int position) {
  const stage& on = c.stage_at(st);
  const int l = c.plan_of(st).nest[position];
  int axis = on.loops[l].reduced ? on.behaviour->rank : 0;
  for (int i = on.position(on.tensor_loop); on.order[i] != l; ++i)
    axis += on.loops[on.order[i]].reduced == on.loops[l].reduced ? 1 : 0;
  return axis;
}

/// The first loop that has another extent than its axis in this copy of the nest.
constexpr finding match_extents(const context& c, int st) {
  const plan& p = c.plan_of(st);
  for (int i = intrinsic_position(c, st); i < p.nest.size(); ++i) {
    const affine got = c.resolve(p.loop_extent[p.nest[i]]);
    const index_t wanted = c.stage_at(st).behaviour->axes[behaviour_axis(c, st, i)].range.constant;
    if (!(got == make_affine(wanted)))
      return matcher::broken(rule::tensorize_extent, got.is_constant() ? got.constant : -1, wanted);
  }
  return {};
}

/// The emitted loops against the behaviour.
constexpr finding match_loops(const context& c, int st, int body) {
  const expr::definition& d = *c.stage_at(st).behaviour;
  const ir::tensor_loops loops = ir::tensor_loops_of(c.p, body);
  const int from = intrinsic_position(c, st);
  if (!loops.plain || loops.count != d.axes.size()) {
    const bool whole =
        loops.count == d.axes.size() || c.p.statements[body].kind == ir::statement_kind::guard;
    return matcher::broken(rule::tensorize_nest, whole ? 0 : 1, 0);
  }
  matcher m{c.p, d, {}, c.p.statements[loops.store]};
  for (int i = 0; i < loops.count; ++i) m.axes[behaviour_axis(c, st, from + i)] = loops.vars[i];
  return m.match_all();
}

/// The loops of a stage's intrinsic, which `inside` emits; -1 where a partial tile has others.
template <class Inside>
constexpr int emit_intrinsic(context& c, int st, const Inside& inside) {
  const stage& on = c.stage_at(st);
  plan& p = c.plan_of(st);
  finding found = match_extents(c, st);
  int body = -1;
  if (found.ok()) {
    const bool in_lanes = p.vector;
    p.vector = false;
    c.tensorizing = true;
    body = inside();
    c.tensorizing = false;
    p.vector = in_lanes;
    found = match_loops(c, st, body);
  }
  if (found.ok()) {
    c.p.statements[body].loop = ir::loop_kind::tensorized;
    c.p.statements[body].does = on.does;
    index_t results = 1;
    for (int a = 0; a < on.behaviour->rank; ++a) results *= on.behaviour->axes[a].range.constant;
    if (!ir::has_instruction(c.p.machine, c.p, body))
      c.problem.record(rule::tensorize_target, static_cast<int>(on.does), results, on.tensor_line);
    return body;
  }
  const bool by_size = found.which == rule::tensorize_extent || found.which == rule::tensorize_nest;
  if (c.rests == 0 || !by_size)
    c.problem.record(found.which, found.numbers[0], found.numbers[1], on.tensor_line);
  return -1;
}

}  // namespace tenon::inline TENON_ABI::lower
