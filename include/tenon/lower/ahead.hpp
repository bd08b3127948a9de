// What an iteration does for a later one: it computes the next one's part of stages in two halves, the
// first of which is computed before the loop, and prefetches.
//
//   for x < n:                     if n ≥ 1: P[0] = …
//     P = …                  →     for x < n:
//     C(… P …)                       if x + 2 ≤ n: let next = min(x + 1, n - 1): P[next] = …
//                                    C(… P[x] …)
//
// Two iterations have a place at once: P's storage is folded to 2 along x. The minimum is no more than
// x + 1 there, but keeps the bounds of x.
#pragma once

#include <tenon/lower/tails.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Whether stages in two halves are computed inside loop `position`.
constexpr bool has_doubled(const context& c, int st, int position) {
  for (int other = 0; other < c.schedule.count; ++other) {
    if (!c.stage_at(other).doubled) continue;
    const home place = place_of(c, other);
    if (place.stage == st && place.position == position) return true;
  }
  return false;
}

/// What is to be done ahead of an iteration of loop `position`, which exists where every condition
/// holds. Nothing that an iteration defines is known there, so its lets are opened anew, by `inside`.
template <class Inside>
constexpr int emit_ahead(context& c, int st, int position, const work_ahead& work, const affine& iteration,
                         const affine& exists, const Inside& inside) {
  const plan& p = c.plan_of(st);
  const work_ahead before = c.ahead;
  c.ahead = work;
  c.replaced.push(replacement{p.loop_var[p.nest[position]], iteration});
  c.facts.push(exists);
  const int body = inside();
  c.facts.pop();
  c.replaced.pop();
  c.ahead = before;
  return body;
}

/// What the first iteration of loop `position` reads of stages in two halves, or -1.
template <class Inside>
constexpr int emit_first(context& c, int st, int position, const Inside& inside) {
  if (!has_doubled(c, st, position)) return -1;
  const plan& p = c.plan_of(st);
  const affine exists = c.resolve(p.loop_extent[p.nest[position]]) - 1;
  const int body = emit_ahead(c, st, position, {{st, position}, -1}, affine{}, exists, inside);
  return proves(c, exists) ? body : c.build.guard({exists}, body);
}

/// Work for the iteration `distance` after that of loop `position`, or -1: also in a copy of the last
/// iteration, which is no loop.
template <class Inside>
constexpr int emit_later(context& c, int st, int position, int prefetch, index_t distance, const Inside& inside) {
  const plan& p = c.plan_of(st);
  const int l = p.nest[position];
  const affine now = c.resolve(make_variable(p.loop_var[l]));
  const affine count = c.resolve(p.loop_extent[l]);
  const bool is_loop = now.is_variable() && c.p.variables[now.terms[0].var].kind == ir::variable_kind::loop;
  if (!is_loop || (count.is_constant() && count.constant <= distance)) return -1;
  const name label = c.p.variables[p.loop_var[l]].label;
  ir::variable v = make_let(label, ir::let_operation::minimum, now + distance, count - 1);
  set_bounds(v, affine{}, count - 1);
  const var_id later = c.add_variable(v, {st, position});
  if (prefetch < 0) c.next_iterations.push(later);
  if (c.next_iterations.overflowed) c.problem.record(rule::program_too_large, 0, c.next_iterations.capacity(), 0);
  const affine exists = count - 1 - distance - now;
  const int body =
      emit_ahead(c, st, position, {{st, position}, prefetch}, make_variable(later), exists, inside);
  return c.build.guard({exists}, c.build.let(later, body));
}

/// All that an iteration of loop `position` does for later ones.
template <class Inside>
constexpr void emit_later_work(context& c, int st, int position, sequence& items, const Inside& inside) {
  const auto push = [&](int made) {
    if (made >= 0) items.push(made);
  };
  const auto& all = c.stage_at(st).prefetches;
  for (int i = 0; i < all.size(); ++i) {
    if (all[i].loop == c.plan_of(st).nest[position]) push(emit_later(c, st, position, i, all[i].distance, inside));
  }
  if (has_doubled(c, st, position)) push(emit_later(c, st, position, -1, 1, inside));
}

}  // namespace tenon::inline TENON_ABI::lower
