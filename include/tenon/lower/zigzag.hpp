// Loops that run backwards in every other iteration of the loop around them: inside, another variable
// takes the place of the loop's.
//
//   for i < n: for j < m: S(i, j)   →   for i < n: for j < m:
//                                         let half = i div 2, last = (m - 1)·(i - 2·half)
//                                         let turned = max(j - last, last - j): S(i, turned)
#pragma once

#include <tenon/lower/tails.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Emits what is inside loop `position`, whose variable is `v` in this copy of the nest, with the turned
/// variable in its place.
template <class Inside>
constexpr int emit_turned(context& c, int st, int position, var_id v, const Inside& inside) {
  const plan& p = c.plan_of(st);
  const int l = p.nest[position];
  const stage& on = c.stage_at(st);
  const name& label = on.loops[l].label;
  const var_id outer = position > 0 ? p.loop_var[p.nest[position - 1]] : c.plan_of(on.at_stage).loop_var[on.at_loop];
  const affine around = c.resolve(make_variable(outer));
  const affine last = c.resolve(p.loop_extent[l]) - 1;
  list<var_id, 3> lets;
  const auto let = [&](ir::let_operation op, const affine& a, const affine& b, const affine& most) {
    ir::variable made = make_let(label, op, a, b);
    set_bounds(made, affine{}, most);
    lets.push(c.add_variable(made, {st, position}));
    return make_variable(lets.back());
  };
  const affine half = let(ir::let_operation::floor_div, around, make_affine(2), around);
  const affine odd = around - half * 2;
  const affine end = last.is_constant() ? odd * last.constant : let(ir::let_operation::product, last, odd, last);
  const affine now = make_variable(v);
  const affine turned = let(ir::let_operation::maximum, now - end, end - now, last);
  c.replaced.push(replacement{p.loop_var[l], turned});
  int body = inside();
  c.replaced.pop();
  for (int i = lets.size() - 1; i >= 0; --i) body = c.build.let(lets[i], body);
  return body;
}

}  // namespace tenon::inline TENON_ABI::lower
