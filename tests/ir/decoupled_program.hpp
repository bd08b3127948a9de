// A loop program of a decoupled target, built by hand.
#pragma once

#include "programs.hpp"

namespace programs {

/// C[i] = A[i] * 2 for i < n: element by element into a scratchpad, doubled there, and out.
constexpr void moved(program& p) {
  p.label = make_name("moved");
  p.machine = decoupled(2, {{make_name("inp"), 64, unit::load}, {make_name("acc"), 64, unit::compute}});
  builder b(p);
  const var_id n = add_variable(p, "n", variable_kind::parameter);
  const int A = add_argument(p, "A", element::f32, ir::access::read, {make_variable(n)});
  const int C = add_argument(p, "C", element::f32, ir::access::write, {make_variable(n)});
  const int in = add_local(p, "in", element::f32, {make_affine(1)});
  const int out = add_local(p, "out", element::f32, {make_affine(1)});
  p.buffers[in].scratchpad = 1;
  p.buffers[out].scratchpad = 2;
  const var_id v = add_loop(p, "i");
  const affine i = make_variable(v), first{};
  const auto push = [&](unit from, unit to) { return b.token(statement_kind::push, from, to); };
  const auto pop = [&](unit from, unit to) { return b.token(statement_kind::pop, from, to); };
  const int load = b.store(in, {first}, b.load(A, {i}));
  const int two = b.constant(2.0f);
  const int compute = b.store(out, {first}, b.binary(operation::multiply, b.load(in, {first}), two));
  const int store = b.store(C, {i}, b.load(out, {first}));
  const int items[] = {pop(unit::compute, unit::load),  load,    push(unit::load, unit::compute),
                       pop(unit::load, unit::compute),  pop(unit::store, unit::compute),
                       compute,                         push(unit::compute, unit::load),
                       push(unit::compute, unit::store), pop(unit::compute, unit::store), store,
                       push(unit::store, unit::compute)};
  const int loop = b.loop(v, make_variable(n), loop_kind::serial, b.block(items, 11));
  const int all[] = {push(unit::compute, unit::load), push(unit::store, unit::compute), loop,
                     pop(unit::compute, unit::load), pop(unit::store, unit::compute)};
  p.root = b.allocate(in, b.allocate(out, b.block(all, 5)));
}

}  // namespace programs
