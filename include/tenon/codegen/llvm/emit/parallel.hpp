// Parallel loops as functions of their own, which the executor calls for parts of the iterations.
#pragma once

#include <tenon/codegen/llvm/emit/loop.hpp>

namespace tenon::inline TENON_ABI::emit {

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

}  // namespace tenon::inline TENON_ABI::emit
