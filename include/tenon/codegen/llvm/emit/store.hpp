// Store statements: one point, or all lanes of a vector loop; alone, or as a group whose values
// are computed before the first is written.
#pragma once

#include <tenon/codegen/llvm/emit/expression.hpp>

namespace tenon::inline TENON_ABI::emit {

/// Calls `visit` with each store of a group.
template <class Visit>
void each_store(state& s, int at, Visit&& visit) {
  for (; at >= 0; at = s.program().statements[at].group) visit(s.program().statements[at]);
}

/// Calls `visit` with each load below an expression, once.
template <class Visit>
void each_load(state& s, int at, std::vector<bool>& seen, Visit&& visit) {
  if (seen[static_cast<std::size_t>(at)]) return;
  seen[static_cast<std::size_t>(at)] = true;
  const ir::expression& e = s.program().expressions[at];
  if (e.op == ir::operation::load) return visit(e);
  if (e.op <= ir::operation::holds) return;
  each_load(s, e.a, seen, visit);
  if (e.op >= ir::operation::add) each_load(s, e.b, seen, visit);
  if (e.op >= ir::operation::select) each_load(s, e.c, seen, visit);
}

/// Whether masked loads of an element cost about as much as others: AVX has them for 4 and 8 bytes.
inline bool loads_by_mask(const target& machine, element e) {
  return machine.has_masks || (machine.set >= isa::avx && machine.set <= isa::avx512 &&
                               e != element::boolean && size_of(e) >= 4);
}

/// Whether an access under lane-dependent conditions is slow enough that it pays to ask first
/// whether all lanes hold: always lane by lane, and masked where the machine has no such masks.
inline bool is_costly(state& s, int buffer, int first, int guard, int guards, bool is_load) {
  if (!varies(s, guard, guards)) return false;
  const ir::buffer& b = s.program().buffers[buffer];
  const offset o = offset_of(s, b, first);
  if (is_whole_local(s, buffer, o)) return false;
  const target& machine = s.program().machine;
  const bool has_masks = is_load ? loads_by_mask(machine, b.type) : machine.has_masks;
  return !has_masks || !o.regular || o.lane != 1;
}

/// The question whether all lanes satisfy all conditions of a group; null where it doesn't pay.
inline llvm::Value* worth_asking(state& s, int at) {
  bool costly = false;
  llvm::Value* all = nullptr;
  std::vector<bool> seen(s.values.size());
  const auto look = [&](int buffer, int first, int guard, int guards, bool is_load) {
    costly = costly || is_costly(s, buffer, first, guard, guards, is_load);
    all = both(s, all, all_lanes_hold(s, guard, guards));
  };
  each_store(s, at, [&](const ir::statement& t) {
    look(t.buffer, t.first, t.guard, t.guards, false);
    each_load(s, t.value, seen,
              [&](const ir::expression& e) { look(e.buffer, e.first, e.guard, e.guards, true); });
  });
  return costly ? all : nullptr;
}

inline void write(state& s, const ir::statement& t, llvm::Value* value) {
  s.lanes == 0 ? store_point(s, t, value) : store_vector(s, t, value);
}

/// A group, or a single store, whose loads and stores mask themselves where they have to.
inline void emit_group(state& s, int at) {
  s.forget_values();
  const ir::statement& only = s.program().statements[at];
  if (only.group < 0) {
    return where(s, uniform_conditions(s, only.guard, only.guards),
                 [&] { write(s, only, value_of(s, only.value)); });
  }
  llvm::SmallVector<llvm::Value*, 4> values;
  each_store(s, at, [&](const ir::statement& t) { values.push_back(value_of(s, t.value)); });
  const auto* value = values.begin();
  each_store(s, at, [&](const ir::statement& t) {
    where(s, uniform_conditions(s, t.guard, t.guards), [&] { write(s, t, *value); });
    ++value;
  });
}

inline void emit_store(state& s, int at) {
  llvm::Value* all = s.lanes == 0 ? nullptr : worth_asking(s, at);
  if (all == nullptr) return emit_group(s, at);
  llvm::BasicBlock* whole = s.block("all");
  llvm::BasicBlock* partial = s.block("some");
  llvm::BasicBlock* after = s.block("after");
  s.build.CreateCondBr(all, whole, partial);
  s.build.SetInsertPoint(whole);
  with(s.all_hold, true, [&] { emit_group(s, at); });
  s.build.CreateBr(after);
  s.build.SetInsertPoint(partial);
  emit_group(s, at);
  s.build.CreateBr(after);
  s.build.SetInsertPoint(after);
}

}  // namespace tenon::inline TENON_ABI::emit
