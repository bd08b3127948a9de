// cache_write's tile: what stands inside its loop, and which conditions an element of it must keep.
//
//   for io                       for io
//     for r, ii            →       W[ii] = identity, or what C holds already
//       C(io, ii) ⊕= …             for r, ii: W[ii] ⊕= …
//                                  for ii: C(io, ii) = W[ii]
#pragma once

#include <tenon/lower/tails.hpp>

namespace tenon::inline TENON_ABI::lower {

/// The axes that must stay inside the tensor so that everything a stage reads exists. `within[a]`
/// holds the nest's axes that axis a depends on.
constexpr axis_set needed_axes(context& c, const stage& on, const affine* axes, const axis_set* within) {
  axis_set needed = 0;
  for (const expr::value& v : on.body->values) {
    if (v.kind != expr::value_kind::read) continue;
    const stage& source = c.stage_at(on.source_stage[v.source]);
    affine indices[ir::max_rank + 1] = {};
    axis_set depends[ir::max_rank + 1] = {};
    for (int k = 0; k < v.count; ++k) {
      const affine& form = on.body->forms[v.first + k];
      indices[k] = bind(form, axes);
      for (const ir::term& t : form) {
        if (t.var >= axis_base) depends[k] |= within[t.var - axis_base];
      }
    }
    if (source.where == placement::inlined) {
      needed |= needed_axes(c, source, indices, depends);
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
  axis_set within[expr::max_axes] = {};
  affine axes[expr::max_axes] = {};
  for (int a = 0; a < c.stage_at(st).body->axes.size(); ++a) {
    within[a] = axis_set{1} << a;
    axes[a] = c.resolve(p.axis[a]);
  }
  return needed_axes(c, c.stage_at(st), axes, within);
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
