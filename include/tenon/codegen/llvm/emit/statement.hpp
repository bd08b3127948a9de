// Statements as control flow: one function a kind, and the choice among them.
#pragma once

#include <tenon/codegen/llvm/emit/call.hpp>
#include <tenon/codegen/llvm/emit/dot.hpp>
#include <tenon/codegen/llvm/emit/interleave.hpp>
#include <tenon/codegen/llvm/emit/outer.hpp>
#include <tenon/codegen/llvm/emit/parallel.hpp>
#include <tenon/codegen/llvm/emit/transpose.hpp>

namespace tenon::inline TENON_ABI::emit {

/// A tensorized loop, by its instruction where it has one.
inline void emit_tensorized(state& s, int at) {
  const ir::statement& t = s.program().statements[at];
  switch (t.does) {
    case ir::instruction::none:
      return emit_serial(s, t);
    case ir::instruction::dot_u8s8:
    case ir::instruction::dot_s16:
    case ir::instruction::dot_bf16:
      return emit_dot(s, at);
    case ir::instruction::interleave:
      return emit_interleave(s, at);
    case ir::instruction::fill:
      return emit_vector(s, t);
    case ir::instruction::outer_f32:
      return emit_outer(s, at);
  }
}

/// A local buffer lives in the function's frame, where LLVM turns it into registers.
inline void emit_allocate(state& s, const ir::statement& t) {
  const ir::buffer& b = s.program().buffers[t.buffer];
  if (b.where == ir::memory::workspace) {
    return with(s.base(t.buffer), workspace_base(s, b), [&] { emit_chain(s, t.body); });
  }
  const index_t most = unit::most_local_bytes;
  const index_t size = b.size.is_constant() ? b.size.constant : -1;
  if (b.where == ir::memory::local && size >= 0 && size <= most) {
    s.shared.local_bytes += size * size_of(b.type);
  }
  if (b.where != ir::memory::local || size < 0 || size > most || s.shared.local_bytes > most) {
    refuse(
        "the local buffers of a loop program need constant sizes, together at most 262144 bytes");
  }
  llvm::IRBuilder<> entry(&s.function->getEntryBlock(), s.function->getEntryBlock().begin());
  llvm::Type* type = memory_type(s.context(), b.type);
  llvm::AllocaInst* memory =
      entry.CreateAlloca(llvm::ArrayType::get(type, static_cast<std::uint64_t>(size)));
  memory->setAlignment(llvm::Align(64));
  llvm::ConstantInt* bytes = s.build.getInt64(static_cast<std::uint64_t>(size * size_of(b.type)));
  s.build.CreateLifetimeStart(memory, bytes);
  // The buffer holds nothing yet. Unless that is said, what the last iteration left in it lives in
  // registers through all loops around. No code comes of it.
  s.build.CreateMemSet(memory, llvm::PoisonValue::get(s.build.getInt8Ty()), bytes,
                       llvm::Align(64));
  with(s.base(t.buffer), static_cast<llvm::Value*>(memory), [&] { emit_chain(s, t.body); });
  s.build.CreateLifetimeEnd(memory, bytes);
}

/// Asks for the line of an element, to be kept in all caches.
inline void emit_prefetch(state& s, const ir::statement& t) {
  where(s, uniform_conditions(s, t.guard, t.guards), [&] {
    llvm::IRBuilder<>& b = s.build;
    llvm::Value* pointer = place_of(s, t.buffer, t.first).pointer;
    b.CreateIntrinsic(llvm::Intrinsic::prefetch, {b.getPtrTy()},
                      {pointer, b.getInt32(0), b.getInt32(3), b.getInt32(1)});
  });
}

/// Emits one statement.
inline void emit_statement(state& s, int at) {
  const ir::statement& t = s.program().statements[at];
  if (s.lanes != 0 && t.kind != ir::statement_kind::store && t.kind != ir::statement_kind::block) {
    refuse("a vector loop of the loop program contains more than stores");
  }
  switch (t.kind) {
    case ir::statement_kind::block:
      return emit_chain(s, t.body);
    case ir::statement_kind::let:
      return with(s.variable(t.var), binding{}, [&] {
        bind_let(s, t.var);
        emit_chain(s, t.body);
      });
    case ir::statement_kind::pick:
      return with(s.variable(t.var), binding{}, [&] {
        s.forget_values();
        s.variable(t.var) = {binding::form::value, 0, value_of(s, t.value), s.depth};
        emit_chain(s, t.body);
      });
    case ir::statement_kind::guard:
      return where(s, uniform_conditions(s, t.guard, t.guards), [&] { emit_chain(s, t.body); });
    case ir::statement_kind::allocate:
      return emit_allocate(s, t);
    case ir::statement_kind::store:
      return emit_store(s, at);
    case ir::statement_kind::prefetch:
      return emit_prefetch(s, t);
    case ir::statement_kind::call:
      return emit_call(s, at);
    case ir::statement_kind::push:
    case ir::statement_kind::pop:
      return;  // one processor keeps the order by itself
    case ir::statement_kind::barrier:
      refuse("a processor has no threads that meet at a barrier of the loop program");
    case ir::statement_kind::loop:
      break;
  }
  switch (t.loop) {
    case ir::loop_kind::serial:
      return emit_serial(s, t);
    case ir::loop_kind::parallel:
      return emit_parallel(s, t);
    case ir::loop_kind::unrolled:
      return emit_unrolled(s, t);
    case ir::loop_kind::vector:
      return emit_vector(s, t);
    case ir::loop_kind::tensorized:
      return emit_tensorized(s, at);
    case ir::loop_kind::transposed:
      return emit_transposed(s, t);
    default:
      refuse("a processor has no blocks and threads for the loops of the loop program");
  }
}

}  // namespace tenon::inline TENON_ABI::emit
