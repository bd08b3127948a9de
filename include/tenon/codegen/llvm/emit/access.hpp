// Loads and stores: scalar, contiguous, strided, masked, or lane by lane; each tagged with its
// buffer's alias scope.
#pragma once

#include <algorithm>

#include <tenon/codegen/llvm/emit/address.hpp>

namespace tenon::inline TENON_ABI::emit {

/// Tells LLVM that accesses to distinct buffers never meet.
inline void tag(state& s, llvm::Instruction* access, int buffer) {
  const auto at = static_cast<std::size_t>(buffer);
  if (s.shared.scope[at] == nullptr) return;
  access->setMetadata(llvm::LLVMContext::MD_alias_scope, s.shared.scope[at]);
  access->setMetadata(llvm::LLVMContext::MD_noalias, s.shared.others[at]);
  const ir::buffer& b = s.program().buffers[buffer];
  if (b.where == ir::memory::argument && b.use == ir::access::read && access->mayReadFromMemory() &&
      llvm::isa<llvm::LoadInst>(access)) {
    access->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(s.context(), {}));
  }
}

/// Memory bytes as a value: bool shrinks to a bit.
inline llvm::Value* from_memory(state& s, element e, llvm::Value* v) {
  if (e != element::boolean) return v;
  return s.build.CreateICmpNE(v, llvm::Constant::getNullValue(v->getType()));
}

/// A value as memory bytes: bool grows to a byte.
inline llvm::Value* to_memory(state& s, element e, llvm::Value* v) {
  if (e != element::boolean) return v;
  return s.build.CreateZExt(v, v->getType()->getWithNewType(s.build.getInt8Ty()));
}

/// `lanes` elements (0: a scalar) side by side from `pointer` on, as they are in memory.
inline llvm::Value* load_run(state& s, int buffer, llvm::Value* pointer, llvm::Align alignment,
                             int lanes) {
  llvm::Type* type = memory_type(s.context(), s.program().buffers[buffer].type);
  llvm::LoadInst* l = s.build.CreateAlignedLoad(widened(type, lanes), pointer, alignment);
  tag(s, l, buffer);
  s.shared.count();
  return l;
}

/// Every `step`-th element of a run that is gathered by wide loads; none of them reads an element
/// before the first lane's or after the last lane's.
inline llvm::Value* load_strided(state& s, int buffer, const place& where) {
  llvm::IRBuilder<>& b = s.build;
  llvm::Type* type = memory_type(s.context(), s.program().buffers[buffer].type);
  const llvm::Align element(static_cast<std::uint64_t>(size_of(s.program().buffers[buffer].type)));
  const auto at = [&](index_t elements) {
    return b.CreateGEP(type, where.pointer, s.number(elements));
  };
  const index_t lanes = s.lanes;
  if (where.lane == -1) {
    return b.CreateVectorReverse(load_run(s, buffer, at(1 - lanes), element, s.lanes));
  }
  const index_t last = where.lane * (lanes - 1);  // of the last lane
  llvm::Value* result = nullptr;
  for (index_t part = 0; part < where.lane; ++part) {
    const index_t first = std::min(part * lanes, last + 1 - lanes);
    llvm::Value* run = load_run(s, buffer, at(first), element, s.lanes);
    llvm::SmallVector<int, 64> choice;
    for (index_t l = 0; l < lanes; ++l) {
      const index_t wanted = l * where.lane;
      const bool mine = wanted >= part * lanes && wanted < (part + 1) * lanes;
      choice.push_back(static_cast<int>(mine ? lanes + wanted - first : l));
    }
    result = b.CreateShuffleVector(result == nullptr ? run : result, run, choice);
  }
  return result;
}

/// Whether a run of lanes at a constant place lies wholly in a local buffer, whose other elements
/// may then be touched freely: they are private and nobody can tell.
inline bool is_whole_local(state& s, int buffer, const offset& o) {
  const ir::buffer& b = s.program().buffers[buffer];
  return b.where == ir::memory::local && o.regular && o.lane == 1 && o.terms.empty() &&
         b.size.is_constant() && o.constant >= 0 && o.constant + s.lanes <= b.size.constant;
}

/// Whether `load_strided` serves.
inline bool is_short_stride(const place& where) {
  return where.regular && (where.lane == -1 || (where.lane >= 2 && where.lane <= 4));
}

/// The bits in which masks of an element's conditions are compared.
inline unsigned mask_bits(element e) { return static_cast<unsigned>(size_of(e) * 8); }

/// Calls `visit(lane)` for each lane, the lane variable bound to its number.
template <class Visit>
void each_lane(state& s, Visit&& visit) {
  const int lanes = s.lanes;
  const binding whole = s.variable(s.lane);
  s.lanes = 0;
  for (int l = 0; l < lanes; ++l) {
    s.variable(s.lane) = {binding::form::number, l, nullptr, 0};
    visit(l);
  }
  s.variable(s.lane) = whole;
  s.lanes = lanes;
}

/// buffer[indices] where the conditions hold, else zero, for one point.
inline llvm::Value* load_point(state& s, int buffer, int first, int guard, int guards) {
  const element e = s.program().buffers[buffer].type;
  llvm::Value* zero = llvm::Constant::getNullValue(value_type(s.context(), e));
  return where_or(s, uniform_conditions(s, guard, guards), zero, [&] {
    const place at = place_of(s, buffer, first);
    return from_memory(s, e, load_run(s, buffer, at.pointer, at.alignment, 0));
  });
}

/// A load lane by lane.
inline llvm::Value* load_lanes(state& s, int buffer, int first, int guard, int guards) {
  const element e = s.program().buffers[buffer].type;
  llvm::Value* all = llvm::PoisonValue::get(widened(value_type(s.context(), e), s.lanes));
  each_lane(s, [&](int l) {
    all = s.build.CreateInsertElement(all, load_point(s, buffer, first, guard, guards),
                                      static_cast<std::uint64_t>(l));
  });
  return all;
}

/// A load in a vector loop, under the lane-dependent conditions only.
inline llvm::Value* load_vector(state& s, int buffer, int first, int guard, int guards) {
  const element e = s.program().buffers[buffer].type;
  const bool masked = !s.all_hold && varies(s, guard, guards);
  const offset o = offset_of(s, s.program().buffers[buffer], first);
  if (o.regular && o.lane == 0 && !masked) {
    const place at = place_at(s, buffer, o);
    return from_memory(s, e, load_run(s, buffer, at.pointer, at.alignment, 0));
  }
  const bool whole = masked && is_whole_local(s, buffer, o);
  if (o.regular && o.lane == 1 && (!masked || whole)) {
    const place at = place_at(s, buffer, o);
    llvm::Value* v = from_memory(s, e, load_run(s, buffer, at.pointer, at.alignment, s.lanes));
    if (!masked) return v;
    return s.build.CreateSelect(mask_of(s, guard, guards, mask_bits(e)), v,
                                llvm::Constant::getNullValue(v->getType()));
  }
  if (o.regular && o.lane == 1) {
    const place at = place_at(s, buffer, o);
    llvm::Type* type = widened(memory_type(s.context(), e), s.lanes);
    llvm::CallInst* v = s.build.CreateMaskedLoad(type, at.pointer, at.alignment,
                                                 mask_of(s, guard, guards, mask_bits(e)),
                                                 llvm::Constant::getNullValue(type));
    tag(s, v, buffer);
    return from_memory(s, e, v);
  }
  if (!masked) {
    const place at = place_at(s, buffer, o);
    if (is_short_stride(at)) return from_memory(s, e, load_strided(s, buffer, at));
  }
  return load_lanes(s, buffer, first, masked ? guard : 0, masked ? guards : 0);
}

/// buffer[indices], or zero where a condition fails.
inline llvm::Value* load_value(state& s, const ir::expression& e) {
  if (s.lanes == 0) return load_point(s, e.buffer, e.first, e.guard, e.guards);
  llvm::Value* uniform = uniform_conditions(s, e.guard, e.guards);
  if (uniform == nullptr) return load_vector(s, e.buffer, e.first, e.guard, e.guards);
  llvm::Type* type = widened(value_type(s.context(), e.type), s.lanes);
  return where_or(s, uniform, llvm::Constant::getNullValue(type),
                  [&] { return widen(s, load_vector(s, e.buffer, e.first, e.guard, e.guards)); });
}

/// Stores one point.
inline void store_point(state& s, const ir::statement& t, llvm::Value* value) {
  const element e = s.program().buffers[t.buffer].type;
  const place at = place_of(s, t.buffer, t.first);
  tag(s, s.build.CreateAlignedStore(to_memory(s, e, value), at.pointer, at.alignment), t.buffer);
  s.shared.count();
}

/// Stores lane by lane, in the lanes' order.
inline void store_lanes(state& s, const ir::statement& t, llvm::Value* value, bool masked) {
  each_lane(s, [&](int l) {
    llvm::Value* one = s.build.CreateExtractElement(value, static_cast<std::uint64_t>(l));
    llvm::Value* condition = masked ? uniform_conditions(s, t.guard, t.guards) : nullptr;
    where(s, condition, [&] { store_point(s, t, one); });
  });
}

/// Stores a vector under the lane-dependent conditions only.
inline void store_vector(state& s, const ir::statement& t, llvm::Value* value) {
  const element e = s.program().buffers[t.buffer].type;
  const bool masked = !s.all_hold && varies(s, t.guard, t.guards);
  value = widen(s, value);
  const offset o = offset_of(s, s.program().buffers[t.buffer], t.first);
  if (!o.regular || o.lane != 1) return store_lanes(s, t, value, masked);
  const place at = place_at(s, t.buffer, o);
  llvm::Value* bytes = to_memory(s, e, value);
  llvm::Value* mask = masked ? mask_of(s, t.guard, t.guards, mask_bits(e)) : nullptr;
  if (masked && is_whole_local(s, t.buffer, o)) {
    llvm::Value* old = load_run(s, t.buffer, at.pointer, at.alignment, s.lanes);
    bytes = s.build.CreateSelect(mask, bytes, old);
    mask = nullptr;
  }
  llvm::Instruction* access =
      mask == nullptr ? static_cast<llvm::Instruction*>(
                            s.build.CreateAlignedStore(bytes, at.pointer, at.alignment))
                      : s.build.CreateMaskedStore(bytes, at.pointer, at.alignment, mask);
  tag(s, access, t.buffer);
  s.shared.count();
}

}  // namespace tenon::inline TENON_ABI::emit
