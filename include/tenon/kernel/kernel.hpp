// Kernels that the C++ compiler makes: the description is lowered in constant evaluation and
// expanded by templates into loops.
//
//   tenon::kernel<matmul, 512, 512, 512> fixed;
//   fixed(a, b, c);
#pragma once

// These first and in their own order: compilers then name few headers before a sentence.
#include <tenon/core/rule.hpp>
#include <tenon/expr/functions.hpp>
#include <tenon/expr/operators.hpp>
#include <tenon/expr/reduce.hpp>
#include <tenon/expr/tensor.hpp>
#include <tenon/expr/call.hpp>
#include <tenon/expr/scan.hpp>

#include <tenon/codegen/native/run.hpp>
#include <tenon/ir/frozen.hpp>
#include <tenon/kernel/call.hpp>
#include <tenon/kernel/describe.hpp>

namespace tenon::inline TENON_ABI {

/// What constant evaluation makes of a description: code, signature, or the rule that it breaks.
struct native_outcome {
  finding problem;
  signature facts;
  ir::compact::pools<ir::largest_pools> pools;
};

/// One evaluation of a description, for one variant of its kernel.
template <class Description, target Machine, assumptions Variant, size... Sizes>
struct native_lowering {
  static constexpr native_outcome lowered() {
    native_outcome made{};
    const size sizes[] = {Sizes..., size(0)};
    box<ir::program> p;
    made.problem =
        build_program<sizeof...(Sizes)>(Description{}, sizes, Machine, *p, made.facts, Variant);
    if (!made.problem.ok()) return made;
    ir::freezer<ir::compact::pools<ir::largest_pools>> f(*p, made.pools);
    f.run();
    if (f.full)
      made.problem.record(rule::program_too_large, 7, ir::limit::forms, made.problem.line);
    return made;
  }
  // Compilers print the next line, and so its remark, when they give up counting steps.
  static constexpr native_outcome outcome = lowered();  // limit hit? -fconstexpr-steps=10000000
};

/// The lowered description as a constant; a tag type for the templates that expand it.
template <class Description, target Machine, assumptions Variant, size... Sizes>
struct native_code {
 private:
  using from = native_lowering<Description, Machine, Variant, Sizes...>;

 public:
  static constexpr signature facts = from::outcome.facts;
  static constexpr auto code = ir::freezing::trim<from::outcome.pools.size>(from::outcome.pools);
};

/// One variant of a native kernel, and through `next` those that follow.
template <class Description, target Machine, assumptions Variant, size... Sizes>
class native_variant {
  using lowering = native_lowering<Description, Machine, Variant, Sizes...>;
  using checked =
      broken<lowering::outcome.problem.which,
             numbers<lowering::outcome.problem.numbers[0], lowering::outcome.problem.numbers[1]>,
             line<lowering::outcome.problem.line>>;
  static_assert(sizeof(checked) > 0);  // makes the compiler say the sentence of a broken rule
  static_assert(!checked::holds || !Machine.has_blocks(),
                "kernel_for<target, description, sizes…> requires a processor as its target: a device takes "
                "printed source (opencl_kernel)");

  using code = native_code<Description, Machine, Variant, Sizes...>;
  static constexpr assumptions following = code::facts.granted.next();

 public:
  static constexpr bool is_last = !checked::holds || following.count == 0;
  using next = native_variant<Description, Machine, following, Sizes...>;

  static const signature& facts() { return code::facts; }
  /// The variant's code on arguments that are known to fit.
  static void execute(const kernel_call& call) {
    if constexpr (checked::holds) native::run<code>(call);
  }
};

/// Lowers a variant and those that follow: a rule that one of them breaks is said where the kernel
/// is named, not where it is called.
template <class Variant>
constexpr bool is_lowered() {
  if constexpr (Variant::is_last)
    return true;
  else
    return is_lowered<typename Variant::next>();
}

/// A kernel compiled by the C++ compiler for a target. Copies share nothing; a call is safe from
/// any thread.
template <target Machine, auto Description, size... Sizes>
class kernel_for {
 public:
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
    pick<first>(arguments, count, [&](auto variant) {
      call_kernel(variant.facts(), arguments, count, options, own_,
                  [](const kernel_call& call) { decltype(variant)::execute(call); });
    });
  }
  /// Bytes of workspace that a call with these tensors needs.
  template <class... Tensors>
  index_t workspace_bytes(index_t workers, Tensors&&... tensors) const {
    const argument all[] = {kernel_argument(std::forward<Tensors>(tensors))..., argument{}};
    index_t bytes = 0;
    pick<first>(all, sizeof...(Tensors), [&](auto variant) {
      bytes = required_workspace(variant.facts(), all, sizeof...(Tensors), workers);
    });
    return bytes;
  }

  /// The code of the first variant (most kernels have only one) on arguments that are known to fit.
  static void execute(const kernel_call& call) { first::execute(call); }
  static constexpr target machine() { return Machine; }

 private:
  static_assert(
      takes_extents<std::remove_cvref_t<decltype(Description)>, sizeof...(Sizes)>,
      "a description is a callable from extents (after a tenon::context, if it wants one) "
      "to a tenon::schedule; give the kernel one size for each of its extents");
  using first =
      native_variant<std::remove_cvref_t<decltype(Description)>, Machine, assumptions{}, Sizes...>;

  // The first variant without a step between, so that compilers name the kernel's line early.
  using outcome_of_first =
      native_lowering<std::remove_cvref_t<decltype(Description)>, Machine, assumptions{}, Sizes...>;
  static_assert(sizeof(broken<outcome_of_first::outcome.problem.which,
                              numbers<outcome_of_first::outcome.problem.numbers[0],
                                      outcome_of_first::outcome.problem.numbers[1]>,
                              line<outcome_of_first::outcome.problem.line>>) > 0);
  static_assert(is_lowered<first>());

  /// Calls `visit` with the variant that fits the arguments.
  template <class Variant, class Visit>
  static void pick(const argument* arguments, int count, const Visit& visit) {
    if constexpr (Variant::is_last) {
      visit(Variant());
    } else if (fits(Variant::facts(), arguments, count)) {
      visit(Variant());
    } else {
      pick<typename Variant::next>(arguments, count, visit);
    }
  }

  mutable workspace own_;
};

/// A kernel for the instruction set that this translation unit is compiled for.
template <auto Description, size... Sizes>
using kernel = kernel_for<compiled_target(), Description, Sizes...>;

}  // namespace tenon::inline TENON_ABI
