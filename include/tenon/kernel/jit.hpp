// Kernels that the bundled LLVM compiles when the program runs.
//
//   auto compiled = tenon::jit(matmul, tenon::dynamic, 512, 512);
//   compiled(a, b, c);
#pragma once

#include <memory>

#include <tenon/codegen/llvm/library.hpp>
#include <tenon/ir/verify.hpp>
#include <tenon/kernel/call.hpp>
#include <tenon/kernel/describe.hpp>

namespace tenon::inline TENON_ABI {

/// A description lowered at run time: its loop program and signature.
struct lowered_kernel {
  box<ir::program> program;
  std::unique_ptr<signature> facts;
};

/// Lowers a description at run time. Throws the sentence of the rule that it breaks.
template <class Description, class... Sizes>
lowered_kernel lower_description(const target& machine, const Description& description,
                                 const Sizes&... sizes) {
  return with_memory("lowering", [&] {
    const size all[] = {size(sizes)..., size(0)};
    lowered_kernel made{box<ir::program>(), std::make_unique<signature>()};
    require(build_program<sizeof...(Sizes)>(description, all, machine, *made.program, *made.facts));
    return made;
  });
}

/// A kernel compiled by LLVM. Moves; a call is safe from any thread.
class jit_kernel {
 public:
  jit_kernel(lowered_kernel lowered, const codegen::compile_options& options = {})
      : lowered_(std::move(lowered)),
        code_(*lowered_.program, options),
        own_(std::make_unique<workspace>()) {}

  /// Runs the kernel on its tensors: inputs in the order in which the description reads them
  /// first, then outputs. Throws `error` when a tensor does not fit.
  template <class... Tensors>
  void operator()(Tensors&&... tensors) const {
    run({}, std::forward<Tensors>(tensors)...);
  }
  /// The same with the caller's threads and memory.
  template <class... Tensors>
  void run(const call_options& options, Tensors&&... tensors) const {
    const argument all[] = {kernel_argument(std::forward<Tensors>(tensors))..., argument{}};
    run_arguments(options, all, sizeof...(Tensors));
  }
  /// The same for arguments whose number is known at run time.
  void run_arguments(const call_options& options, const argument* arguments, int count) const {
    call_kernel(*lowered_.facts, arguments, count, options, *own_, code_);
  }
  /// Bytes of workspace that a call with these tensors needs.
  template <class... Tensors>
  index_t workspace_bytes(index_t workers, Tensors&&... tensors) const {
    const argument all[] = {kernel_argument(std::forward<Tensors>(tensors))..., argument{}};
    return required_workspace(*lowered_.facts, all, sizeof...(Tensors), workers);
  }

  const ir::program& program() const { return *lowered_.program; }
  const signature& facts() const { return *lowered_.facts; }
  const codegen::compiled_function& code() const { return code_; }

 private:
  lowered_kernel lowered_;
  codegen::compiled_function code_;
  std::unique_ptr<workspace> own_;
};

/// Compiles a description with LLVM for a target.
template <class Description, class... Sizes>
jit_kernel jit_for(const target& machine, const Description& description, const Sizes&... sizes) {
  return jit_kernel(lower_description(machine, description, sizes...));
}

/// Compiles a description with LLVM for the instruction set that this translation unit is compiled
/// for, so that the kernel gives the same bits as `kernel` of the same description and sizes.
template <class Description, class... Sizes>
jit_kernel jit(const Description& description, const Sizes&... sizes) {
  return jit_for(compiled_target(), description, sizes...);
}

}  // namespace tenon::inline TENON_ABI
