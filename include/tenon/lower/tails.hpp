// Loops whose last tile is partial, in copies that need no conditions inside: a cut loop runs what
// remains after its whole tiles; a shifted loop around vectors moves only as many registers back as
// what remains fills. `inside` emits all that stands inside the loop, for the copy at hand.
//
//   split(i, 32, tail::cut) of 0 … n, i.i in 16 lanes, a sum inside   →   n / 32 tiles of two vectors;
//     then a tile of one vector if at most 16 elements remain, or of two if more do
//   split(i, 8, tail::shift) of 0 … 20, i.i in lanes   →   tiles at 0 and 8, then one at 13
#pragma once

#include <tenon/lower/transpose.hpp>

namespace tenon::inline TENON_ABI::lower {

using sequence = list<std::int32_t, 40>;

constexpr int as_block(context& c, const sequence& items) {
  return items.size() == 1 ? items[0] : c.build.block(items);
}

/// Whether a copy of the nest has put something in the place of a variable.
constexpr bool is_replaced(const context& c, var_id v) {
  for (const replacement& r : c.replaced) {
    if (r.var == v) return true;
  }
  return false;
}

/// The kind of loop `position`, which is neither unrolled nor in lanes.
constexpr ir::loop_kind kind_of(const context& c, int st, int position) {
  if (runs_parallel(c, st, position)) return ir::loop_kind::parallel;
  const loop_mark mark = c.stage_at(st).loops[c.plan_of(st).nest[position]].mark;
  if (mark == loop_mark::virtual_thread) return ir::loop_kind::interleaved;
  const bool bound = schedule_room::is_thread(mark) || (schedule_room::is_block(mark) && c.p.machine.has_blocks());
  if (!bound) return ir::loop_kind::serial;
  return static_cast<ir::loop_kind>(static_cast<int>(ir::loop_kind::block_x) + static_cast<int>(mark) -
                                    static_cast<int>(loop_mark::block_x));
}

/// Loop `position` around what is inside it, as its mark says.
constexpr int emit_marked(context& c, int st, int position, var_id v, const affine& extent, int body) {
  const plan& p = c.plan_of(st);
  const loop& x = c.stage_at(st).loops[p.nest[position]];
  if (x.mark == loop_mark::unrolled && extent.is_constant()) {
    const affine count = make_affine(extent.constant < 0 ? 0 : extent.constant);  // a region may be empty
    const bool around_lanes = p.vector && position + 2 == p.nest.size();
    if (around_lanes) return emit_unrolled(c, v, count, body);
    return c.build.loop(v, count, ir::loop_kind::unrolled, body);
  }
  const int made = c.build.loop(v, extent, kind_of(c, st, position), body, x.times);
  c.p.statements[made].hint = x.hint;
  return made;
}

/// The variable of loop `position` in this copy of the nest, with `upper` as its greatest value: a
/// copy where the bounds of the plan name variables that this copy of the nest replaced.
constexpr var_id open_loop(context& c, int st, int position, const affine& upper) {
  const var_id v = c.plan_of(st).loop_var[c.plan_of(st).nest[position]];
  ir::variable copy = c.p.variables[v];
  copy.upper = c.resolve(upper);
  if (copy.upper == c.p.variables[v].upper) return v;
  const var_id made = c.add_variable(copy, {st, position});
  c.replaced.push(replacement{v, make_variable(made)});
  return made;
}

/// Emits what is inside with the inner loop of a split `extent` long.
template <class Inside>
constexpr int emit_with_extent(context& c, int st, int inner, const affine& extent, const Inside& inside) {
  plan& p = c.plan_of(st);
  const var_id v = p.loop_var[inner];
  const affine before = p.loop_extent[inner];
  const affine upper = c.p.variables[v].upper;
  p.loop_extent[inner] = extent;
  c.p.variables[v].upper = extent - 1;
  const int body = inside();
  p.loop_extent[inner] = before;
  c.p.variables[v].upper = upper;
  return body;
}

/// Whether terms of a sum are added inside loop `position`.
constexpr bool reduces_inside(const context& c, int st, int position) {
  const plan& p = c.plan_of(st);
  for (int i = position + 1; i < p.nest.size(); ++i) {
    if (c.stage_at(st).loops[p.nest[i]].reduced) return true;
  }
  return false;
}

/// Most vectors of a tile for which each number that may remain has a copy of its own.
inline constexpr index_t most_widths = 4;

/// A partial tile of some of its vectors, those that `rest` elements need: a copy for each number.
template <class Inside>
constexpr int emit_widths(context& c, int st, int inner, index_t lanes, const affine& rest, const Inside& inside) {
  const index_t factor = c.plan_of(st).loop_extent[inner].constant;
  sequence items;
  for (index_t end = lanes; end <= factor; end += lanes) {
    const int body = emit_with_extent(c, st, inner, make_affine(end), inside);
    items.push(c.build.guard({rest - (end - lanes + 1), -1 * rest + end}, body));
  }
  return as_block(c, items);
}

/// The last, partial tile of a cut loop: its number is `whole`, its inner loop has what remains. An
/// inner loop in lanes around a sum keeps whole vectors; where their number isn't known it has a copy
/// for each, if it is the only partial tile of its copy.
template <class Inside>
constexpr int emit_cut_rest(context& c, int st, int position, phase which, const affine& whole,
                            const Inside& inside) {
  const plan& p = c.plan_of(st);
  const int l = p.nest[position];
  const loop& x = c.stage_at(st).loops[l];
  const affine rest = c.resolve(p.loop_extent[x.parent]) - whole * x.factor;
  const bool leaf = p.nest.contains(x.partner);
  const loop_mark mark = c.stage_at(st).loops[x.partner].mark;
  const index_t lanes = lanes_of(c, st);
  const bool few = x.factor % lanes == 0 && x.factor <= most_widths * lanes;
  const bool in_lanes = leaf && p.vector && mark == loop_mark::vectorized && few && reduces_inside(c, st, position);
  // Rows of cache_write's tile stay spelled out, as registers have no addresses; elsewhere a loop is shorter.
  const int tile = c.stage_at(st).tile_loop;
  const bool in_tile = tile >= 0 && p.nest.find(x.partner) > p.nest.find(tile);
  const auto with_extent = [&](const affine& extent) {
    return c.build.guard({rest - 1}, emit_with_extent(c, st, x.partner, extent, inside));
  };
  const index_t known = known_rest(c, st, x.parent, x.factor);
  const bool around_whole_tiles = c.rests == 0;
  c.replaced.push(replacement{p.loop_var[l], whole});
  const int facts = c.facts.size();
  c.facts.push(rest - 1);
  ++c.rests;
  int body = -1;
  if (in_lanes && known >= 0) {
    body = with_extent(make_affine(ceil_div(known, lanes) * lanes));
  } else if (in_lanes && which == phase::compute && around_whole_tiles) {
    body = emit_widths(c, st, x.partner, lanes, rest, inside);
  } else if (leaf && (rest.is_constant() || (mark != loop_mark::vectorized && (mark != loop_mark::unrolled || !in_tile)))) {
    body = with_extent(rest);
  } else {
    body = c.build.guard({rest - 1}, inside());
  }
  --c.rests;
  while (c.facts.size() > facts) c.facts.pop();
  c.replaced.pop();
  return body;
}

/// A loop whose last tile is cut off: whole tiles without conditions, then the rest.
template <class Inside>
constexpr int emit_cut(context& c, int st, int position, phase which, const Inside& inside) {
  plan& p = c.plan_of(st);
  const int l = p.nest[position];
  const loop& x = c.stage_at(st).loops[l];
  affine parent = c.resolve(p.loop_extent[x.parent]);
  affine whole{};
  var_id count = -1;
  if (parent.is_constant()) {
    whole = make_affine(parent.constant < 0 ? 0 : floor_div(parent.constant, x.factor));
  } else if (!proves(c, make_affine(x.factor - 1) - parent)) {  // else no tile is whole
    const bool global = c.is_global(parent);
    if (global) parent = not_negative(c, everywhere, parent, x.label);
    count = global ? known_let(c, ir::let_operation::floor_div, parent, make_affine(x.factor)) : -1;
    if (count < 0) {
      ir::variable v = make_let(x.label, ir::let_operation::floor_div, parent, make_affine(x.factor));
      if (global || proves(c, parent)) set_bounds(v, affine{}, parent);
      count = c.add_variable(v, global ? home{everywhere, at_entry} : home{st, position - 1});
      if (global) c.prologue.push(count);
    }
    whole = make_variable(count);
    if (global) count = -1;
  }
  sequence items;
  const int before = c.replaced.size();
  const var_id v = open_loop(c, st, position, whole - 1);
  const int main = whole.is_zero() ? -1 : inside();
  while (c.replaced.size() > before) c.replaced.pop();
  if (main >= 0) items.push(emit_marked(c, st, position, v, whole, main));
  if (!(whole * x.factor == parent)) {
    // without whole tiles the rest's own condition says that there is one
    const bool may_be_negative = !whole.is_constant() && !c.is_global(parent) && !proves(c, parent);
    const int rest = emit_cut_rest(c, st, position, which, whole, inside);
    items.push(may_be_negative ? c.build.guard({parent - 1}, rest) : rest);
  }
  const int body = as_block(c, items);
  return count >= 0 ? c.build.let(count, body) : body;
}

/// The let that holds the first index of a shifted loop's tiles, where all of these tiles are whole
/// vectors of a constant number of elements and nothing else depends on it; -1 else.
constexpr var_id shifted_let(const context& c, int st, int position) {
  const plan& p = c.plan_of(st);
  const stage& on = c.stage_at(st);
  const loop& x = on.loops[p.nest[position]];
  if (x.origin != loop_origin::outer || x.at_end != tail::shift || x.by_parts || x.reduced) return -1;
  if (!p.vector || position + 2 != p.nest.size() || p.nest.back() != x.partner || on.tile_loop >= 0) return -1;
  if (on.tensor_loop >= 0) return -1;  // an intrinsic runs whole tiles only
  const affine& extent = p.loop_extent[x.parent];
  if (!extent.is_constant() || extent.constant < x.factor || extent.constant % x.factor == 0) return -1;
  for (int other = 0; other < c.schedule.count; ++other) {
    const home place = place_of(c, other);
    if (place.stage == st && place.position == position) return -1;
  }
  for (const placed_let& let : p.lets) {
    const ir::variable& v = c.p.variables[let.var];
    if (v.operation == ir::let_operation::minimum &&
        v.a == make_variable(p.loop_var[p.nest[position]], x.factor) && v.b == extent - x.factor) {
      return let.var;
    }
  }
  return -1;
}

/// A shifted loop around a vector: whole tiles at multiples of the factor, then as many registers as
/// the rest fills, up to the end of the extent. No tile has to compute where it begins.
template <class Inside>
constexpr int emit_shifted(context& c, int st, int position, var_id base, const Inside& inside) {
  plan& p = c.plan_of(st);
  const int l = p.nest[position];
  const loop& x = c.stage_at(st).loops[l];
  const index_t extent = p.loop_extent[x.parent].constant;
  const index_t whole = extent / x.factor;
  sequence items;
  const int before = c.replaced.size();
  const var_id v = open_loop(c, st, position, make_affine(whole - 1));
  c.replaced.push(replacement{base, make_variable(v, x.factor)});
  const int main = inside();
  while (c.replaced.size() > before) c.replaced.pop();
  items.push(emit_marked(c, st, position, v, make_affine(whole), main));
  const index_t lanes = lanes_of(c, st);
  index_t rest = (extent % x.factor + lanes - 1) / lanes * lanes;
  if (rest > x.factor) rest = x.factor;
  c.replaced.push(replacement{p.loop_var[l], make_affine(whole)});
  c.replaced.push(replacement{base, make_affine(extent - rest)});
  items.push(emit_with_extent(c, st, x.partner, make_affine(rest), inside));
  while (c.replaced.size() > before) c.replaced.pop();
  return as_block(c, items);
}

}  // namespace tenon::inline TENON_ABI::lower
