// From a module to machine code: a short list of passes, since lowering has already decided which
// loops are vectors and which are unrolled; then LLVM's code generator.
#pragma once

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/SmallVectorMemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/GVN.h>
#include <llvm/Transforms/Scalar/LICM.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/LoopUnrollPass.h>
#include <llvm/Transforms/Scalar/SROA.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>

#include <tenon/codegen/llvm/emit/module.hpp>

namespace tenon::inline TENON_ABI::emit {

/// Whether a loop of the program is to be unrolled by LLVM.
inline bool asks_to_unroll(const ir::program& p) {
  bool asks = false;
  for (const ir::statement& s : p.statements) asks = asks || s.hint == ir::loop_hint::unroll;
  return asks;
}

/// The passes of a level, in order.
inline llvm::FunctionPassManager passes(unsigned level, bool unrolls) {
  using namespace llvm;
  FunctionPassManager all;
  if (level == 0) return all;
  all.addPass(SROAPass(SROAOptions::ModifyCFG));  // local buffers become registers
  all.addPass(EarlyCSEPass(true));                // address arithmetic is shared
  all.addPass(InstCombinePass());
  all.addPass(SimplifyCFGPass());
  if (level == 1) return all;
  // Hoists address arithmetic; turns C[i] += … into a register over the reduction.
  all.addPass(createFunctionToLoopPassAdaptor(LICMPass(LICMOptions()), true));
  all.addPass(GVNPass());  // loads shared across blocks
  if (unrolls) all.addPass(LoopUnrollPass(LoopUnrollOptions(2, true)));  // loops with the hint, no others
  all.addPass(InstCombinePass());
  all.addPass(SimplifyCFGPass());
  return all;
}

/// Runs the passes over a module.
inline void optimize(llvm::Module& module, llvm::TargetMachine& target, unsigned level, bool unrolls) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&target);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::FunctionPassManager all = passes(level, unrolls);
  for (llvm::Function& f : module) {
    if (!f.isDeclaration()) all.run(f, functions);
  }
}

/// Object code or assembly of an optimised module.
inline llvm::SmallVector<char, 0> generate(llvm::Module& module, llvm::TargetMachine& target,
                                           bool assembly) {
#if LLVM_VERSION_MAJOR >= 18
  using file_type = llvm::CodeGenFileType;
  const file_type kind = assembly ? file_type::AssemblyFile : file_type::ObjectFile;
#else
  const llvm::CodeGenFileType kind = assembly ? llvm::CGFT_AssemblyFile : llvm::CGFT_ObjectFile;
#endif
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream out(bytes);
  llvm::legacy::PassManager all;
  if (target.addPassesToEmitFile(all, out, nullptr, kind)) {
    fail(blame::internal, "LLVM's code generator cannot emit this kind of file");
  }
  all.run(module);
  return bytes;
}

/// A module of the program, emitted, checked by LLVM's verifier, and with the target's layout.
inline std::unique_ptr<llvm::Module> verified_module(llvm::LLVMContext& context,
                                                     const ir::program& p, const machine& m,
                                                     const llvm::TargetMachine& target) {
  std::unique_ptr<llvm::Module> module = emit_module(context, p, m);
  module->setDataLayout(target.createDataLayout());
  module->setTargetTriple(target.getTargetTriple().str());
  std::string problem;
  llvm::raw_string_ostream out(problem);
  if (llvm::verifyModule(*module, &out)) {
    fail(blame::internal, "LLVM's verifier refuses the kernel: " + out.str());
  }
  return module;
}

/// What a text shows.
enum class stage { emitted, optimized, assembly };

/// A text of the program at a stage.
inline std::string text_of(const ir::program& p, const machine& m, stage at) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::TargetMachine> target = m.create();
  const std::unique_ptr<llvm::Module> module = verified_module(context, p, m, *target);
  if (at != stage::emitted) optimize(*module, *target, m.level, asks_to_unroll(p));
  if (at == stage::assembly) {
    const llvm::SmallVector<char, 0> bytes = generate(*module, *target, true);
    return {bytes.data(), bytes.size()};
  }
  std::string text;
  llvm::raw_string_ostream out(text);
  module->print(out, nullptr);
  return out.str();
}

/// Object code of the program.
inline std::unique_ptr<llvm::MemoryBuffer> object_of(const ir::program& p, const machine& m) {
  llvm::LLVMContext context;
  const std::unique_ptr<llvm::TargetMachine> target = m.create();
  const std::unique_ptr<llvm::Module> module = verified_module(context, p, m, *target);
  optimize(*module, *target, m.level, asks_to_unroll(p));
  return std::make_unique<llvm::SmallVectorMemoryBuffer>(generate(*module, *target, false),
                                                         "kernel", false);
}

}  // namespace tenon::inline TENON_ABI::emit
