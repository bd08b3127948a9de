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

/// The axis of the behaviour for each loop of the nest from the intrinsic's first on: reduced ones
/// in their order, others in theirs. The loop in lanes stands last in the nest, but has the place
/// in the order of its own.
struct axes_of_loops {
  int of[ir::tensor_loops::most];
};
constexpr axes_of_loops behaviour_axes(const context& c, int st) {
  const stage& on = c.stage_at(st);
  const plan& p = c.plan_of(st);
  const int from = intrinsic_position(c, st);
  axes_of_loops axes{};
  for (int n = from; n < p.nest.size(); ++n) {
    const bool reduced = on.loops[p.nest[n]].reduced;
    int axis = reduced ? on.behaviour->rank : 0;
    for (int i = on.position(on.tensor_loop); on.order[i] != p.nest[n]; ++i)
      axis += on.loops[on.order[i]].reduced == reduced ? 1 : 0;
    axes.of[n - from] = axis;
  }
  return axes;
}

/// The first loop that has another extent than its axis in this copy of the nest.
constexpr finding match_extents(const context& c, int st, const axes_of_loops& axes) {
  const plan& p = c.plan_of(st);
  const int from = intrinsic_position(c, st);
  for (int i = from; i < p.nest.size(); ++i) {
    const affine got = c.resolve(p.loop_extent[p.nest[i]]);
    const index_t wanted = c.stage_at(st).behaviour->axes[axes.of[i - from]].range.constant;
    if (!(got == make_affine(wanted)))
      return matcher::broken(rule::tensorize_extent, got.is_constant() ? got.constant : -1, wanted);
  }
  return {};
}

/// The emitted loops against the behaviour.
constexpr finding match_loops(const context& c, int st, int body, const axes_of_loops& axes) {
  const expr::definition& d = *c.stage_at(st).behaviour;
  const ir::tensor_loops loops = ir::tensor_loops_of(c.p, body);
  if (!loops.plain || loops.count != d.axes.size()) {
    const bool whole =
        loops.count == d.axes.size() || c.p.statements[body].kind == ir::statement_kind::guard;
    return matcher::broken(rule::tensorize_nest, whole ? 0 : 1, 0);
  }
  matcher m{c.p, d, {}, loops, c.p.statements[loops.store]};
  for (int i = 0; i < loops.count; ++i) m.axes[axes.of[i]] = loops.vars[i];
  return m.match_all();
}

/// What is to be said of loops that don't match: that they would, were two of them exchanged.
/// `body`: -1 where their extents differ already.
constexpr finding exchanged(const context& c, int st, int body, const finding& found) {
  if (found.which != rule::tensorize_extent && found.which != rule::tensorize_step) return found;
  const plan& p = c.plan_of(st);
  const stage& on = c.stage_at(st);
  const int from = intrinsic_position(c, st);
  for (int i = from; i < p.nest.size(); ++i) {
    for (int j = i + 1; j < p.nest.size(); ++j) {
      if (on.loops[p.nest[i]].reduced != on.loops[p.nest[j]].reduced) continue;
      axes_of_loops axes = behaviour_axes(c, st);
      std::swap(axes.of[i - from], axes.of[j - from]);
      const bool fits =
          match_extents(c, st, axes).ok() && (body < 0 || match_loops(c, st, body, axes).ok());
      if (fits) return matcher::broken(rule::tensorize_exchanged, p.nest[i], p.nest[j]);
    }
  }
  return found;
}

/// Which body of an intrinsic loops are, as its rule numbers it.
enum class body_kind : std::uint8_t { compute, reset, update };

/// Marks loops that match the behaviour as run by a body's instruction.
constexpr void mark_intrinsic(context& c, int st, int body, ir::instruction does, body_kind which) {
  const stage& on = c.stage_at(st);
  c.p.statements[body].loop = ir::loop_kind::tensorized;
  c.p.statements[body].does = does;
  if (!ir::is_tensorized(c.p, body))
    return c.problem.record(rule::tensorize_body, static_cast<int>(does), static_cast<int>(which),
                            on.tensor_line);
  index_t results = 1;
  for (int a = 0; a < on.behaviour->rank; ++a) results *= on.behaviour->axes[a].range.constant;
  if (!ir::has_instruction(c.p.machine, c.p, body))
    c.problem.record(rule::tensorize_target, static_cast<int>(does), results, on.tensor_line);
}

/// The loops inside of an intrinsic as loops, nothing in lanes.
template <class Inside>
constexpr int emit_as_loops(context& c, int st, const Inside& inside) {
  plan& p = c.plan_of(st);
  const bool in_lanes = p.vector;
  p.vector = false;
  c.tensorizing = true;
  const int body = inside();
  c.tensorizing = false;
  p.vector = in_lanes;
  return body;
}

/// The loops of a stage's intrinsic, which `inside` emits, as one of its bodies; -1 where a partial
/// tile has others.
template <class Inside>
constexpr int emit_intrinsic(context& c, int st, body_kind which, const Inside& inside) {
  const stage& on = c.stage_at(st);
  const axes_of_loops axes = behaviour_axes(c, st);
  finding found = match_extents(c, st, axes);
  int body = -1;
  if (found.ok()) {
    c.begins = which == body_kind::compute && on.body->is_reduction;
    body = emit_as_loops(c, st, inside);
    c.begins = false;
    found = match_loops(c, st, body, axes);
  }
  if (found.ok()) {
    const bool computes = which == body_kind::compute;
    mark_intrinsic(c, st, body, computes ? on.bodies.compute : on.bodies.update, which);
    return body;
  }
  const bool by_size = found.which == rule::tensorize_extent || found.which == rule::tensorize_nest;
  if (c.rests == 0 || !by_size) {
    found = exchanged(c, st, body, found);
    c.problem.record(found.which, found.numbers[0], found.numbers[1], on.tensor_line);
  }
  return -1;
}

/// Whether an intrinsic inside of which all terms of sums stand does all by its body `compute`;
/// what is not loaded is zero, as the identity must be.
constexpr bool computes_sums(const context& c, int st) {
  const stage& on = c.stage_at(st);
  bool several = false;  // terms: the first one alone has no condition to tell it by
  for (int a = on.behaviour->rank; a < on.behaviour->axes.size(); ++a)
    several = several || on.behaviour->axes[a].range.constant > 1;
  return several && on.bodies.compute != ir::instruction::none && on.body->identity[0] == 0;
}

/// Whether a body of the stage's intrinsic stores the identity of sums from this loop inward.
constexpr bool begins_reset(const context& c, int st, int position, phase which) {
  const stage& on = c.stage_at(st);
  const bool resets = which == phase::init || which == phase::tile_init;
  return on.tensor_loop >= 0 && resets && !c.tensorizing && c.plan_of(st).vector &&
         on.bodies.reset != ir::instruction::none && position == c.plan_of(st).nest.size() - 1;
}

/// The identity of sums, which `inside` stores, by the intrinsic's body `reset`; -1 where a partial
/// tile is no whole one.
template <class Inside>
constexpr int emit_reset(context& c, int st, const Inside& inside) {
  if (!match_extents(c, st, behaviour_axes(c, st)).ok()) return -1;
  const int body = emit_as_loops(c, st, inside);
  if (!ir::tensor_loops_of(c.p, body).plain) return -1;
  mark_intrinsic(c, st, body, c.stage_at(st).bodies.reset, body_kind::reset);
  return body;
}

}  // namespace tenon::inline TENON_ABI::lower
