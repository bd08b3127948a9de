// What an iteration does for a later one: it computes a later one's part of stages that run ahead, the
// first of which are computed before the loop, and prefetches.
//
//   for x < n:                     if n ≥ 1: P[0] = …
//     P = …                  →     for x < n:
//     C(… P …)                       if x + 2 ≤ n: let next = min(x + 1, n - 1): P[next] = …
//                                    C(… P[x] …)
//
// Two iterations have a place at once: P's storage is folded to 2 along x; to more where P runs further
// ahead. The minimum is no more than x + 1 there, but keeps the bounds of x. Who runs furthest ahead comes
// first: what others read of it was computed then by an earlier iteration.
#pragma once

#include <tenon/lower/tails.hpp>

namespace tenon::inline TENON_ABI::lower {

/// How many iterations ahead the stages computed inside loop `position` are, at most; 0 where none is.
constexpr int longest_lead(const context& c, int st, int position) {
  int longest = 0;
  for (int other = 0; other < c.schedule.count; ++other) {
    const int lead = c.stage_at(other).lead;
    if (lead <= longest) continue;
    const home place = place_of(c, other);
    if (place.stage == st && place.position == position) longest = lead;
  }
  return longest;
}

/// Whether stages computed inside loop `position` are `lead` iterations ahead.
constexpr bool has_lead(const context& c, int st, int position, int lead) {
  for (int other = 0; other < c.schedule.count; ++other) {
    if (c.stage_at(other).lead != lead) continue;
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

/// Work for the iteration `distance` after iteration `now` of loop `position`, where it exists.
template <class Inside>
constexpr int emit_distant(context& c, int st, int position, const work_ahead& work, const affine& now, index_t distance,
                           const Inside& inside) {
  const plan& p = c.plan_of(st);
  const int l = p.nest[position];
  const affine count = c.resolve(p.loop_extent[l]);
  const name label = c.p.variables[p.loop_var[l]].label;
  ir::variable v = make_let(label, ir::let_operation::minimum, now + distance, count - 1);
  set_bounds(v, affine{}, count - 1);
  const var_id later = c.add_variable(v, {st, position});
  if (work.prefetch < 0) c.later_iterations.push({later, static_cast<std::int32_t>(distance)});
  if (c.later_iterations.overflowed) c.problem.record(rule::program_too_large, 0, c.later_iterations.capacity(), 0);
  const affine exists = count - 1 - distance - now;
  const int body = emit_ahead(c, st, position, work, make_variable(later), exists, inside);
  return c.build.guard({exists}, c.build.let(later, body));
}

/// What the first iterations of loop `position` read of stages that run ahead, or -1: as if iterations
/// before the first one had done their work ahead, so that no more parts are alive than in the loop.
template <class Inside>
constexpr int emit_first(context& c, int st, int position, const Inside& inside) {
  const plan& p = c.plan_of(st);
  const affine count = c.resolve(p.loop_extent[p.nest[position]]);
  const affine exists = count - 1;
  sequence items;
  const int longest = longest_lead(c, st, position);
  for (int before = longest; before > 0; --before) {
    for (int lead = longest; lead >= before; --lead) {
      const int distance = lead - before;
      if (!has_lead(c, st, position, lead) || (count.is_constant() && count.constant <= distance)) continue;
      const work_ahead work{{st, position}, -1, lead};
      if (distance > 0) {
        items.push(emit_distant(c, st, position, work, affine{}, distance, inside));
        continue;
      }
      const int body = emit_ahead(c, st, position, work, affine{}, exists, inside);
      items.push(proves(c, exists) ? body : c.build.guard({exists}, body));
    }
  }
  return items.empty() ? -1 : as_block(c, items);
}

/// Work for the iteration `distance` after that of loop `position`, or -1: also in a copy of the last
/// iteration, which is no loop.
template <class Inside>
constexpr int emit_later(context& c, int st, int position, const work_ahead& work, index_t distance, const Inside& inside) {
  const plan& p = c.plan_of(st);
  const affine now = c.resolve(make_variable(p.loop_var[p.nest[position]]));
  const affine count = c.resolve(p.loop_extent[p.nest[position]]);
  const bool is_loop = now.is_variable() && c.p.variables[now.terms[0].var].kind == ir::variable_kind::loop;
  if (!is_loop || (count.is_constant() && count.constant <= distance)) return -1;
  return emit_distant(c, st, position, work, now, distance, inside);
}

/// All that an iteration of loop `position` does for later ones.
template <class Inside>
constexpr void emit_later_work(context& c, int st, int position, sequence& items, const Inside& inside) {
  const auto push = [&](int made) {
    if (made >= 0) items.push(made);
  };
  const auto& all = c.stage_at(st).prefetches;
  for (int i = 0; i < all.size(); ++i) {
    if (all[i].loop == c.plan_of(st).nest[position]) push(emit_later(c, st, position, {{st, position}, i, 0}, all[i].distance, inside));
  }
  for (int lead = longest_lead(c, st, position); lead > 0; --lead) {
    if (has_lead(c, st, position, lead)) push(emit_later(c, st, position, {{st, position}, -1, lead}, lead, inside));
  }
}

}  // namespace tenon::inline TENON_ABI::lower
