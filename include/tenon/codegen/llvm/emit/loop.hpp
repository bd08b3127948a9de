// Loops in the form that LLVM's loop passes expect (entered through a preheader, tested at the bottom),
// unrolled and vector loops spelled out.
#pragma once

#include <tenon/codegen/llvm/emit/store.hpp>

namespace tenon::inline TENON_ABI::emit {

/// Emits a statement and those linked after it.
inline void emit_chain(state& s, int at) {
  for (; at >= 0; at = s.program().statements[at].next) s.shared.emit_statement(s, at);
}

/// Tells LLVM's unroller to take a loop, if its hint says so; nothing else would unroll or vectorize it.
inline void hint_at(state& s, llvm::Instruction* latch, ir::loop_hint hint) {
  if (hint != ir::loop_hint::unroll) return;
  llvm::LLVMContext& in = s.context();
  llvm::MDNode* said = llvm::MDNode::get(in, {llvm::MDString::get(in, "llvm.loop.unroll.enable")});
  llvm::MDNode* loop = llvm::MDNode::getDistinct(in, {nullptr, said});  // its first operand is itself
  loop->replaceOperandWith(0, loop);
  latch->setMetadata(llvm::LLVMContext::MD_loop, loop);
}

/// body(i) for i = `begin`, `begin` + `step`, … while i < `end`, as instructions.
template <class Body>
void count_up(state& s, llvm::Value* begin, llvm::Value* end, index_t step, Body&& body,
              ir::loop_hint hint = ir::loop_hint::none) {
  llvm::IRBuilder<>& b = s.build;
  where(s, b.CreateICmpSLT(begin, end), [&] {
    llvm::BasicBlock* before = b.GetInsertBlock();
    llvm::BasicBlock* loop = s.block("loop");
    b.CreateBr(loop);
    b.SetInsertPoint(loop);
    llvm::PHINode* i = b.CreatePHI(b.getInt64Ty(), 2);
    i->addIncoming(begin, before);
    ++s.depth;
    body(i);
    --s.depth;
    llvm::Value* next = b.CreateAdd(i, s.number(step), "", false, true);
    i->addIncoming(next, b.GetInsertBlock());
    llvm::BasicBlock* after = s.block("done");
    hint_at(s, b.CreateCondBr(b.CreateICmpSLT(next, end), loop, after), hint);
    b.SetInsertPoint(after);
  });
}

/// The loop's body with its variable bound to `b`.
inline void emit_body(state& s, const ir::statement& t, const binding& b) {
  with(s.variable(t.var), b, [&] { emit_chain(s, t.body); });
}

inline index_t constant_extent(state& s, const ir::statement& t, index_t most) {
  const ir::affine& extent = s.program().forms[t.extent];
  const index_t n = is_number(s, extent) ? constant_part(s, extent) : -1;
  if (n < 0 || n > most) {
    refuse("an unrolled or vector loop of the loop program has no constant extent in its limits");
  }
  return n;
}

inline void emit_unrolled(state& s, const ir::statement& t) {
  const index_t n = constant_extent(s, t, unit::most_operations);
  for (index_t i = 0; i < n; ++i) {
    emit_body(s, t, {binding::form::number, i, nullptr, 0});
  }
}

inline void emit_vector(state& s, const ir::statement& t) {
  const index_t n = constant_extent(s, t, 64);
  if (s.lanes != 0) refuse("a vector loop of the loop program contains another");
  if (n < 2) return emit_unrolled(s, t);
  with(s.lane, t.var, [&] {
    with(s.lanes, static_cast<int>(n), [&] {
      emit_body(s, t, {binding::form::lane, 0, nullptr, 0});
    });
  });
}

inline void emit_serial(state& s, const ir::statement& t) {
  llvm::Value* extent = form_value(s, s.program().forms[t.extent]);
  llvm::Value* begin = s.number(0);
  const auto iteration = [&](llvm::Value* i) {
    emit_body(s, t, {binding::form::value, 0, i, s.depth});
  };
  if (t.times > 1) {  // whole groups of iterations, then what remains
    llvm::Value* rest = s.build.CreateSRem(extent, s.number(t.times));
    llvm::Value* whole = s.build.CreateSub(extent, rest, "", false, true);
    count_up(s, begin, whole, t.times, [&](llvm::Value* i) {
      for (index_t k = 0; k < t.times; ++k) iteration(plus(s, i, s.number(k)));
    });
    begin = whole;
  }
  count_up(s, begin, extent, 1, iteration, t.hint);
}

}  // namespace tenon::inline TENON_ABI::emit
