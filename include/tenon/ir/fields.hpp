// The fields of each struct of the grammar, in order, for whoever reads or writes all of them.
// A field added to the grammar doesn't compile until it is listed here.
#pragma once

#include <type_traits>

#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir::flat {

template <class T, class U>
concept either = std::is_same_v<std::remove_const_t<T>, U>;

template <class A, either<target> T>
constexpr void describe(A& a, T& x) {
  auto& [set, fma, masks, dot, dot_bf16, vector, registers, l1, l2, l3, cores, threads, shared, tokens,
         scratchpads] = x;
  a.choice(set, isa::cuda);
  a.flag(fma);
  a.flag(masks);
  a.flag(dot);
  a.flag(dot_bf16);
  a.number(vector);
  a.number(registers);
  a.number(l1);
  a.number(l2);
  a.number(l3);
  a.number(cores);
  a.number(threads);
  a.number(shared);
  a.number(tokens);
  for (auto& [label, bytes, filled_by] : scratchpads) {
    a.text(label);
    a.number(bytes);
    a.choice(filled_by, unit::store);
  }
}

template <class A, either<variable> T>
constexpr void describe(A& a, T& x) {
  auto& [label, kind, op, argument, subject, fa, fb, has_lower, has_upper, lower, upper, multiple] =
      x;
  a.text(label);
  a.choice(kind, variable_kind::picked);
  a.choice(op, let_operation::first);
  a.number(argument);
  a.number(subject);
  a.form(fa);
  a.form(fb);
  a.flag(has_lower);
  a.flag(has_upper);
  a.form(lower);
  a.form(upper);
  a.number(multiple);
}

template <class A, either<buffer> T>
constexpr void describe(A& a, T& x) {
  auto& [label, type, where, use, rank, per_worker, argument, extents, strides, folds, size, offset,
         alignment, scratchpad] = x;
  a.text(label);
  a.choice(type, element::bf16);
  a.choice(where, memory::shared);
  a.choice(use, access::update);
  a.number(rank, 0, max_rank);
  a.flag(per_worker);
  a.number(argument);
  for (auto& f : extents) a.form(f);
  for (auto& f : strides) a.form(f);
  for (auto& f : folds) a.number(f);
  a.form(size);
  a.form(offset);
  a.number(alignment);
  a.number(scratchpad, 0, max_scratchpads);
}

template <class A, either<expression> T>
constexpr void describe(A& a, T& x) {
  auto& [op, type, varies, oa, ob, oc, bits, buffer, first, guard, guards] = x;
  a.choice(op, operation::fma);
  a.choice(type, element::bf16);
  a.flag(varies);
  a.number(oa);
  a.number(ob);
  a.number(oc);
  a.number(bits);
  a.number(buffer);
  a.number(first);
  a.number(guard);
  a.number(guards);
}

template <class A, either<affine> T>
constexpr void describe(A& a, T& x) {
  a.form(x);
}

template <class A, either<statement> T>
constexpr void describe(A& a, T& x) {
  auto& [kind, loop, does, var, extent, times, hint, body, next, buffer, first, guard, guards, value, group,
         from, to] = x;
  a.choice(kind, statement_kind::pick);
  a.choice(loop, loop_kind::interleaved);
  a.choice(does, last_instruction);
  a.number(var);
  a.number(extent);
  a.number(times);
  a.choice(hint, loop_hint::no_vectorize);
  a.number(body);
  a.number(next);
  a.number(buffer);
  a.number(first);
  a.number(guard);
  a.number(guards);
  a.number(value);
  a.number(group);
  a.choice(from, unit::store);
  a.choice(to, unit::store);
}

template <class A, either<requirement> T>
constexpr void describe(A& a, T& x) {
  auto& [form, rule, detail] = x;
  a.number(form);
  a.number(rule);
  a.number(detail[0]);
  a.number(detail[1]);
}

template <class A, either<external_function> T>
constexpr void describe(A& a, T& x) {
  auto& [label, entry, count, writes] = x;
  a.text(label);
  a.address(entry);
  a.number(count);
  a.number(writes);
}

template <class A, either<program> T>
constexpr void describe_header(A& a, T& p) {
  a.text(p.label);
  describe(a, p.machine);
  a.number(p.parameters, 0, limit::variables);
  a.number(p.arguments, 0, limit::arguments);
  a.number(p.root);
  a.form(p.workspace_bytes);
  a.form(p.worker_bytes);
}

/// Calls `visit` with each pool, in the order of the format.
template <either<program> T, class Visit>
constexpr void each_pool(T& p, Visit&& visit) {
  visit(p.variables);
  visit(p.buffers);
  visit(p.expressions);
  visit(p.forms);
  visit(p.statements);
  visit(p.requirements);
  visit(p.functions);
}

}  // namespace tenon::inline TENON_ABI::ir::flat
