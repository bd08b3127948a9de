// Calls of external functions, by their address in this process.
#pragma once

#include <cstddef>

#include <tenon/codegen/llvm/emit/address.hpp>
#include <tenon/runtime/argument.hpp>

namespace tenon::inline TENON_ABI::emit {

/// Fills in the view of statement `t`, which lies at `to`.
inline void emit_view(state& s, const ir::statement& t, bool is_written, llvm::Value* to) {
  llvm::IRBuilder<>& b = s.build;
  const auto set = [&](std::size_t byte, llvm::Value* value) {
    b.CreateStore(value, b.CreateConstGEP1_64(b.getInt8Ty(), to, byte));
  };
  const ir::buffer& from = s.program().buffers[t.buffer];
  set(offsetof(argument, data), place_of(s, t.buffer, t.first).pointer);
  set(offsetof(argument, type), b.getInt8(static_cast<std::uint8_t>(from.type)));
  set(offsetof(argument, rank), b.getInt8(static_cast<std::uint8_t>(t.times)));
  set(offsetof(argument, writable), b.getInt8(is_written ? 1 : 0));
  for (int d = 0; d < t.times; ++d) {
    const auto at = sizeof(index_t) * static_cast<std::size_t>(d);
    set(offsetof(argument, extents) + at, form_value(s, s.program().forms[t.extent + d]));
    set(offsetof(argument, strides) + at, form_value(s, from.strides[from.rank - t.times + d]));
  }
}

/// Runs the function of the call whose first view is statement `at`.
inline void emit_call(state& s, int at) {
  const ir::external_function& f = s.program().functions[s.program().statements[at].value];
  llvm::IRBuilder<>& b = s.build;
  llvm::IRBuilder<> entry(&s.function->getEntryBlock(), s.function->getEntryBlock().begin());
  const auto count = static_cast<std::uint64_t>(f.count);
  llvm::AllocaInst* views =
      entry.CreateAlloca(llvm::ArrayType::get(b.getInt8Ty(), count * sizeof(argument)));
  views->setAlignment(llvm::Align(alignof(argument)));
  for (int i = 0; at >= 0; at = s.program().statements[at].group, ++i) {
    if (i == f.count) refuse("a call of the loop program has more views than its function takes");
    emit_view(s, s.program().statements[at], f.is_written(i),
              b.CreateConstGEP1_64(b.getInt8Ty(), views, static_cast<std::uint64_t>(i) * sizeof(argument)));
  }
  const auto address = reinterpret_cast<std::uintptr_t>(f.entry);
  auto* type = llvm::FunctionType::get(b.getVoidTy(), {b.getPtrTy()}, false);
  llvm::Value* entry_point = b.CreateIntToPtr(b.getInt64(address), b.getPtrTy());
  b.CreateCall(type, entry_point, {views})->setDoesNotThrow();
  s.shared.count();
}

}  // namespace tenon::inline TENON_ABI::emit
