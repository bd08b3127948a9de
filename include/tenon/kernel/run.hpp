// run: one call that takes a description and tensors, picks the kernel, and keeps it for the next
// call.
//
//   tenon::run<matmul>(a, b, c);                    // sizes from the tensors: LLVM, cached
//   tenon::run<matmul, 512, 512, 512>(a, b, c);     // sizes in the type: the C++ compiler's kernel
#pragma once

#include <tenon/core/rule.hpp>  // first, so that compilers name few headers before a sentence
#include <tenon/kernel/cache.hpp>
#include <tenon/kernel/kernel.hpp>

namespace tenon::inline TENON_ABI {

/// Where a run takes its threads, memory and compiled kernels from.
struct run_options {
  call_options call = {};
  kernel_cache* cache = nullptr;  ///< null: the default cache
};

/// A constant whose address stands for a description.
template <class Description> inline constexpr char description_identity = 0;

/// How many extents a description takes.
template <class D, std::size_t Count = 0> constexpr std::size_t extents_of() {
  static_assert(Count <= 16, "run<description>(tensors…) requires a callable from extents to a tenon::schedule");
  constexpr auto indices = std::make_index_sequence<Count>();
  if constexpr (is_description<D>(indices) || wants_context<D>(indices)) {
    return Count;
  } else {
    return extents_of<D, Count + 1>();
  }
}

/// Runs a description with sizes in its type by the kernel that the C++ compiler made; with none,
/// by LLVM's, whose extents are all symbolic, so that one compilation serves all sizes.
template <auto Description, size... Sizes, class... Tensors>
void run_with(const run_options& options, Tensors&&... tensors) {
  using description = std::remove_cvref_t<decltype(Description)>;
  if constexpr (sizeof...(Sizes) > 0) {
    static const kernel<Description, Sizes...> fixed;
    fixed.run(options.call, std::forward<Tensors>(tensors)...);
  } else {
    constexpr std::size_t count = extents_of<description>();
    kernel_cache& cache = options.cache != nullptr ? *options.cache : default_cache();
    const kernel_key key{&description_identity<description>, compiled_target(), std::vector<index_t>(count, -1)};
    const auto found = cache.find(key, [&] {
      return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return jit(Description, (static_cast<void>(I), dynamic)...);
      }(std::make_index_sequence<count>());
    });
    found->run(options.call, std::forward<Tensors>(tensors)...);
  }
}

/// `run_with` on default threads, memory and cache.
template <auto Description, size... Sizes, class... Tensors> void run(Tensors&&... tensors) {
  run_with<Description, Sizes...>(run_options{}, std::forward<Tensors>(tensors)...);
}

}  // namespace tenon::inline TENON_ABI
