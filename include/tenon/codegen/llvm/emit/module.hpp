// A loop program as an LLVM module with one public function, `kernel`.
#pragma once

#include <cstddef>
#include <memory>

#include <llvm/IR/MDBuilder.h>

#include <tenon/codegen/llvm/emit/accept.hpp>
#include <tenon/codegen/llvm/emit/machine.hpp>
#include <tenon/codegen/llvm/emit/statement.hpp>
#include <tenon/runtime/call.hpp>

namespace tenon::inline TENON_ABI::emit {

// The emitter numbers the fields of kernel_call as words.
static_assert(offsetof(kernel_call, arguments) == 0 && offsetof(kernel_call, parameters) == 8 &&
                  offsetof(kernel_call, workspace) == 16 &&
                  offsetof(kernel_call, workspace_bytes) == 24 &&
                  offsetof(kernel_call, worker_bytes) == 32 &&
                  offsetof(kernel_call, executor) == 40 &&
                  offsetof(kernel_call, parallel_for) == 48 && sizeof(kernel_call) == 56,
              "tenon: the emitter requires the layout of kernel_call to be seven words");

/// For each workspace buffer, those around its allocation: they live at the same time, so lowering
/// gave them distinct memory. Buffers of disjoint lifetimes may share theirs.
struct lifetimes {
  const ir::program& p;
  std::array<std::array<bool, ir::limit::buffers>, ir::limit::buffers> together{};
  std::array<bool, ir::limit::buffers> allocated{};
  list<int, ir::limit::buffers> open{};

  explicit lifetimes(const ir::program& program) : p(program) { walk(p.root); }

  void walk(int at) {
    for (; at >= 0; at = p.statements[at].next) {
      const ir::statement& s = p.statements[at];
      if (s.kind == ir::statement_kind::store) continue;
      const bool opens = s.kind == ir::statement_kind::allocate;
      if (opens) {
        const auto mine = static_cast<std::size_t>(s.buffer);
        allocated[mine] = true;
        for (int other : open) {
          const auto at_other = static_cast<std::size_t>(other);
          together[mine][at_other] = together[at_other][mine] = true;
        }
        open.push(s.buffer);
      }
      walk(s.body);
      if (opens) open.pop();
    }
  }
  /// Whether two buffers never share memory while both hold values.
  bool are_distinct(int a, int b) const {
    const ir::buffer& x = p.buffers[a];
    const ir::buffer& y = p.buffers[b];
    if (x.where != ir::memory::workspace || y.where != ir::memory::workspace) {
      return x.where != ir::memory::argument || y.where != ir::memory::argument ||
             x.argument != y.argument;
    }
    const auto i = static_cast<std::size_t>(a);
    const auto j = static_cast<std::size_t>(b);
    return x.per_worker != y.per_worker || !allocated[i] || !allocated[j] || together[i][j];
  }
};

/// Gives each buffer an alias scope and the list of scopes that it never meets.
inline void make_scopes(unit& u) {
  const lifetimes lives(u.program);
  llvm::MDBuilder make(u.context());
  llvm::MDNode* domain = make.createAnonymousAliasScopeDomain("buffers");
  const int count = u.program.buffers.size();
  std::vector<llvm::MDNode*> scopes;
  for (int i = 0; i < count; ++i) {
    scopes.push_back(make.createAnonymousAliasScope(domain));
    u.scope.push_back(llvm::MDNode::get(u.context(), {scopes.back()}));
  }
  for (int i = 0; i < count; ++i) {
    llvm::SmallVector<llvm::Metadata*, 48> distinct;
    for (int j = 0; j < count; ++j) {
      if (i != j && lives.are_distinct(i, j))
        distinct.push_back(scopes[static_cast<std::size_t>(j)]);
    }
    u.others.push_back(llvm::MDNode::get(u.context(), distinct));
  }
}

/// Says for which processor each function is.
inline void set_attributes(llvm::Module& module, const machine& m) {
  for (llvm::Function& f : module) {
    if (f.isDeclaration()) continue;
    f.addFnAttr("target-cpu", m.processor());
    f.addFnAttr("tune-cpu", m.tune);
    if (!m.features.empty()) f.addFnAttr("target-features", m.features);
    const char* width = m.set == isa::avx512 ? "512" : "256";
    if (m.set >= isa::avx && m.set <= isa::avx512) f.addFnAttr("prefer-vector-width", width);
    f.addFnAttr("no-trapping-math", "true");
    f.setUWTableKind(llvm::UWTableKind::Default);
  }
}

/// The module of a program.
inline std::unique_ptr<llvm::Module> emit_module(llvm::LLVMContext& context, const ir::program& p,
                                                 const machine& m) {
  require_types(p);
  auto module = std::make_unique<llvm::Module>("tenon", context);
  unit u{p, *module, emit_statement, m.converts_half()};
  make_scopes(u);
  llvm::Type* pointer = llvm::PointerType::get(context, 0);
  llvm::Function* f = declare_function(u, "kernel", {pointer}, llvm::GlobalValue::ExternalLinkage);
  state s(u, f);
  s.call = f->getArg(0);
  s.worker = s.build.getInt64(0);
  bind_bases(s, nullptr);
  llvm::Value* values =
      s.build.CreateLoad(pointer, s.build.CreateConstGEP1_64(pointer, s.call, 1), "parameters");
  for (int v = 0; v < p.variables.size(); ++v) {
    if (p.variables[v].kind != ir::variable_kind::parameter) continue;
    const auto at = static_cast<unsigned>(p.variables[v].argument);
    llvm::Type* i64 = s.build.getInt64Ty();
    llvm::Value* value = s.build.CreateLoad(i64, s.build.CreateConstGEP1_64(i64, values, at));
    s.variable(v) = {binding::form::value, 0, value, 0};
  }
  emit_chain(s, p.root);
  s.build.CreateRetVoid();
  set_attributes(*module, m);
  return module;
}

}  // namespace tenon::inline TENON_ABI::emit
