// cache_write's tile: what stands inside its loop, and which conditions an element of it must keep.
//
//   for io                       for io
//     for r, ii            →       W[ii] = identity, or what C holds already
//       C(io, ii) ⊕= …             for r, ii: W[ii] ⊕= …
//                                  for ii: C(io, ii) = W[ii]
#pragma once

#include <tenon/lower/tails.hpp>

namespace tenon::inline TENON_ABI::lower {

/// The axes that must stay inside the tensor so that everything that `on`, inlined in the nest of stage
/// `st`, reads exists. `within[a]` holds the nest's axes that axis a depends on.
constexpr axis_set needed_axes(context& c, int st, const stage& on, affine* axes, axis_set* within) {
  axis_set needed = 0;
  const auto depends_on = [&](const affine& form) {
    axis_set all = 0;
    for (const ir::term& t : form) all |= t.var >= axis_base ? within[t.var - axis_base] : 0;
    return all;
  };
  for (int k = 0; k < on.body->quotients.size(); ++k)
    within[expr::max_axes + k] = depends_on(on.body->quotients[k].dividend);
  bind_derived(*on.body, axes, [&](const affine& x, index_t f) { return planned_quotient(c, st, x, f); });
  for (const expr::value& v : on.body->values) {
    if (v.kind != expr::value_kind::read) continue;
    const stage& source = c.stage_at(on.source_stage[v.source]);
    affine indices[expr::max_variables] = {};
    axis_set depends[expr::max_variables] = {};
    for (int k = 0; k < v.count; ++k) {
      const affine& form = on.body->forms[v.first + k];
      indices[k] = bind(form, axes);
      depends[k] = depends_on(form);
    }
    if (source.where == placement::inlined) {
      needed |= needed_axes(c, st, source, indices, depends);
      continue;
    }
    for (int k = 0; k < v.count; ++k) {
      if (covers_outside(c, on.source_stage[v.source], k)) continue;
      if (!proves(c, indices[k]) || !proves(c, source.body->shape[k] - 1 - indices[k])) needed |= depends[k];
    }
  }
  return needed;
}

/// The axes whose conditions a tile's computation must check: those that what it reads depends on.
constexpr axis_set tile_axes_checked(context& c, int st) {
  const plan& p = c.plan_of(st);
  axis_set within[expr::max_variables] = {};
  affine axes[expr::max_variables] = {};
  for (int a = 0; a < c.stage_at(st).body->axes.size(); ++a) {
    within[a] = axis_set{1} << a;
    axes[a] = c.resolve(p.axis[a]);
  }
  return needed_axes(c, st, c.stage_at(st), axes, within);
}

/// Conditions without which no element of a tile inside loop `position` counts.
constexpr list<affine, 24> tile_conditions(context& c, int st, int position) {
  list<affine, 24> r;
  for (const condition& k : c.plan_of(st).conditions) {
    if (k.reduced || k.position <= position) continue;
    if (k.dimension >= 0 && c.stage_at(st).padded[k.dimension]) continue;
    affine form = c.resolve(k.form);
    if (c.varies(k.form)) continue;  // the block's threads may have common work inside
    if (!bound_in(c, form, true, {st, position})) continue;
    form = c.resolve(form);  // bounds name the variables of the plan, not those of this copy
    if (!is_certain(c, form)) r.push(form);
  }
  return r;
}

/// What cache_write makes of the loops inside its axis, which `loops(which, checked)` emits: fill the tile,
/// compute, write it back.
template <class Loops> constexpr int emit_tile(context& c, int st, int position, const Loops& loops) {
  const plan& p = c.plan_of(st);
  const stage& on = c.stage_at(st);
  affine outer{};  // 0 in the first iteration of the reduced loops around the tile
  for (int i = 0; i <= position; ++i) {
    if (on.loops[p.nest[i]].reduced) outer = outer + c.resolve(p.loop_value[p.nest[i]]);
  }
  sequence items;
  const bool continues = on.body->kind == expr::definition_kind::update;
  c.tiling.push(st);
  if (continues) {
    items.push(loops(phase::tile_load, all_axes));
  } else if (outer.is_zero()) {
    items.push(loops(phase::tile_init, all_axes));
  } else {
    items.push(c.build.guard({-1 * outer}, loops(phase::tile_init, all_axes)));
    items.push(c.build.guard({outer - 1}, loops(phase::tile_load, all_axes)));
  }
  items.push(loops(phase::compute, tile_axes_checked(c, st)));
  items.push(loops(phase::tile_store, all_axes));
  c.tiling.pop();
  const int body = c.build.allocate(p.tile_buffer, as_block(c, items));
  return c.build.guard(tile_conditions(c, st, position), body);
}

}  // namespace tenon::inline TENON_ABI::lower
