// Kernels that the bundled LLVM compiles when the program runs.
//
//   auto compiled = tenon::jit(matmul, tenon::dynamic, 512, 512);
//   compiled(a, b, c);
#pragma once

#include <vector>

#include <tenon/codegen/llvm/library.hpp>
#include <tenon/ir/verify.hpp>
#include <tenon/kernel/call.hpp>
#include <tenon/kernel/lowered.hpp>

namespace tenon::inline TENON_ABI {

/// One program of a kernel, compiled.
struct jit_variant {
  lowered_kernel lowered;
  codegen::compiled_function code;
};

/// A kernel compiled by LLVM. Moves; a call is safe from any thread.
class jit_kernel {
 public:
  jit_kernel(lowered_kernel lowered, const codegen::compile_options& options = {}) {
    add(std::move(lowered), options);
  }
  jit_kernel(std::vector<lowered_kernel> variants, const codegen::compile_options& options = {}) {
    for (lowered_kernel& v : variants) add(std::move(v), options);
  }

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
    const jit_variant& v = pick(arguments, count);
    call_kernel(*v.lowered.facts, arguments, count, options, *own_, v.code);
  }
  /// Bytes of workspace that a call with these tensors needs.
  template <class... Tensors>
  index_t workspace_bytes(index_t workers, Tensors&&... tensors) const {
    const argument all[] = {kernel_argument(std::forward<Tensors>(tensors))..., argument{}};
    const jit_variant& v = pick(all, sizeof...(Tensors));
    return required_workspace(*v.lowered.facts, all, sizeof...(Tensors), workers);
  }

  const std::vector<jit_variant>& variants() const { return variants_; }
  /// Of the first variant.
  const ir::program& program() const { return *variants_[0].lowered.program; }
  const signature& facts() const { return *variants_[0].lowered.facts; }
  const codegen::compiled_function& code() const { return variants_[0].code; }

 private:
  void add(lowered_kernel lowered, const codegen::compile_options& options) {
    codegen::compiled_function code(*lowered.program, options);
    variants_.push_back({std::move(lowered), std::move(code)});
  }
  /// The variant that fits the arguments.
  const jit_variant& pick(const argument* arguments, int count) const {
    for (const jit_variant& v : variants_) {
      if (fits(*v.lowered.facts, arguments, count)) return v;
    }
    return variants_.back();
  }

  std::vector<jit_variant> variants_;
  mutable box<workspace> own_;  // lends itself to one call at a time
};

/// Compiles a description with LLVM for a target.
template <class Description, class... Sizes>
jit_kernel jit_for(const target& machine, const Description& description, const Sizes&... sizes) {
  return jit_kernel(lower_variants(machine, description, sizes...));
}

/// Compiles a description with LLVM for the instruction set that this translation unit is compiled
/// for, so that the kernel gives the same bits as `kernel` of the same description and sizes.
template <class Description, class... Sizes>
jit_kernel jit(const Description& description, const Sizes&... sizes) {
  return jit_for(compiled_target(), description, sizes...);
}

}  // namespace tenon::inline TENON_ABI
