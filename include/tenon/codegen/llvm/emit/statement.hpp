// Statements as control flow: loops in the form that LLVM's loop passes expect (entered through a
// preheader, tested at the bottom), unrolled and vector loops spelled out, parallel loops as
// functions of their own.
#pragma once

#include <tenon/codegen/llvm/emit/dot.hpp>
#include <tenon/codegen/llvm/emit/interleave.hpp>
#include <tenon/codegen/llvm/emit/transpose.hpp>

namespace tenon::inline TENON_ABI::emit {

inline void emit_statement(state& s, int at);

/// Emits a statement and those linked after it.
inline void emit_chain(state& s, int at) {
  for (; at >= 0; at = s.program().statements[at].next) emit_statement(s, at);
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

/// A tensorized loop, by its instruction where it has one.
inline void emit_tensorized(state& s, int at) {
  const ir::statement& t = s.program().statements[at];
  switch (t.does) {
    case ir::instruction::none:
      return emit_serial(s, t);
    case ir::instruction::dot_u8s8:
    case ir::instruction::dot_s16:
      return emit_dot(s, at);
    case ir::instruction::interleave:
      return emit_interleave(s, at);
  }
}

/// The context of a parallel loop's function: the call, then what surrounding code computed.
struct captured {
  llvm::SmallVector<ir::var_id, 16> variables;
  llvm::SmallVector<int, 4> locals;
};

inline captured capture(state& s) {
  captured all;
  for (int v = 0; v < s.program().variables.size(); ++v) {
    if (s.variable(v).what == binding::form::value) all.variables.push_back(v);
  }
  for (int b = 0; b < s.program().buffers.size(); ++b) {
    if (s.program().buffers[b].where == ir::memory::local && s.base(b) != nullptr) {
      all.locals.push_back(b);
    }
  }
  return all;
}

inline llvm::Function* declare_function(unit& u, const char* name,
                                        llvm::ArrayRef<llvm::Type*> types,
                                        llvm::GlobalValue::LinkageTypes linkage) {
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(u.context()), types, false);
  return llvm::Function::Create(type, linkage, name, u.module);
}

/// Loads the starts of all tensor arguments and of the workspace buffers that exist here.
inline void bind_bases(state& s, const state* parent) {
  llvm::IRBuilder<>& b = s.build;
  llvm::Type* pointer = b.getPtrTy();
  llvm::Value* arguments = b.CreateLoad(pointer, s.call, "arguments");
  for (int i = 0; i < s.program().buffers.size(); ++i) {
    const ir::buffer& buffer = s.program().buffers[i];
    if (buffer.where == ir::memory::argument) {
      const auto at = static_cast<unsigned>(buffer.argument);
      s.base(i) = b.CreateLoad(pointer, b.CreateConstGEP1_64(pointer, arguments, at));
    } else if (buffer.where == ir::memory::workspace && parent != nullptr &&
               parent->bases[static_cast<std::size_t>(i)] != nullptr) {
      s.base(i) = workspace_base(s, buffer);
    }
  }
}

/// The body of a parallel loop: void (context, begin, end, worker).
inline llvm::Function* emit_parallel_body(state& outer, const ir::statement& t,
                                          const captured& all) {
  unit& u = outer.shared;
  llvm::Type* i64 = outer.build.getInt64Ty();
  llvm::Type* pointer = outer.build.getPtrTy();
  llvm::Function* f =
      declare_function(u, "parallel", {pointer, i64, i64, i64}, llvm::Function::InternalLinkage);
  state s(u, f);
  llvm::Value* context = f->getArg(0);
  std::uint64_t at = 0;
  const auto next = [&](llvm::Type* type) {
    return s.build.CreateLoad(type, s.build.CreateConstGEP1_64(i64, context, at++));
  };
  s.call = next(pointer);
  s.worker = f->getArg(3);
  s.parallel = true;
  s.variables = outer.variables;
  for (ir::var_id v : all.variables) {
    s.variable(v).value = next(i64);
    s.variable(v).depth = 0;
  }
  bind_bases(s, &outer);
  for (int local : all.locals) s.base(local) = next(pointer);
  count_up(s, f->getArg(1), f->getArg(2), 1, [&](llvm::Value* i) {
    emit_body(s, t, {binding::form::value, 0, i, s.depth});
  });
  s.build.CreateRetVoid();
  return f;
}

/// Hands the loop to the executor; a loop inside a parallel loop runs on its worker alone.
inline void emit_parallel(state& s, const ir::statement& t) {
  if (s.parallel) return emit_serial(s, t);
  const captured all = capture(s);
  llvm::Function* body = emit_parallel_body(s, t, all);
  llvm::IRBuilder<>& b = s.build;
  llvm::Type* i64 = b.getInt64Ty();
  llvm::Type* pointer = b.getPtrTy();
  const auto words = 1 + all.variables.size() + all.locals.size();
  llvm::IRBuilder<> entry(&s.function->getEntryBlock(), s.function->getEntryBlock().begin());
  llvm::Value* context = entry.CreateAlloca(llvm::ArrayType::get(i64, words));
  std::uint64_t at = 0;
  const auto put = [&](llvm::Value* v) {
    b.CreateStore(v, b.CreateConstGEP1_64(i64, context, at++));
  };
  put(s.call);
  for (ir::var_id v : all.variables) put(s.variable(v).value);
  for (int local : all.locals) put(s.base(local));
  llvm::Value* extent = form_value(s, s.program().forms[t.extent]);
  where(s, b.CreateICmpSGT(extent, s.number(0)), [&] {
    const auto field = [&](unsigned i) {
      return b.CreateLoad(pointer, b.CreateConstGEP1_64(pointer, s.call, i));
    };
    auto* type = llvm::FunctionType::get(b.getVoidTy(), {pointer, i64, pointer, pointer}, false);
    b.CreateCall(type, field(6), {field(5), extent, body, context});
  });
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
    case ir::statement_kind::guard:
      return where(s, uniform_conditions(s, t.guard, t.guards), [&] { emit_chain(s, t.body); });
    case ir::statement_kind::allocate:
      return emit_allocate(s, t);
    case ir::statement_kind::store:
      return emit_store(s, at);
    case ir::statement_kind::prefetch:
      return emit_prefetch(s, t);
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
