// run: one call that takes a description and tensors, picks the kernel, and keeps it for the next
// call.
//
//   tenon::run<matmul>(a, b, c);                    // sizes from the tensors: LLVM, cached
//   tenon::run<matmul, 512, 512, 512>(a, b, c);     // sizes in the type: the C++ compiler's kernel
#pragma once

#include <tenon/kernel/kernel.hpp>  // first: compilers name few headers before a sentence

#include <tenon/kernel/cache.hpp>

namespace tenon::inline TENON_ABI {

/// Where a run takes its threads, memory and compiled kernels from.
struct run_options {
  call_options call = {};
  kernel_cache* cache = nullptr;  ///< null: the default cache
};

/// A constant whose address stands for a description: for its value, which its type may not tell.
template <auto Description>
inline constexpr char description_identity = 0;

/// How many extents a description takes, at most 16; -1 where it isn't one.
template <class D, std::size_t... Counts>
constexpr int extents_of(std::index_sequence<Counts...>) {
  int found = -1;
  ((found = found < 0 && takes_extents<D, Counts> ? static_cast<int>(Counts) : found), ...);
  return found;
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
    constexpr int found_count = extents_of<description>(std::make_index_sequence<17>());
    static_assert(
        found_count >= 0,
        "run<description>(tensors…) requires a callable from extents to a tenon::schedule");
    constexpr std::size_t count = found_count < 0 ? 0 : static_cast<std::size_t>(found_count);
    kernel_cache& cache = options.cache != nullptr ? *options.cache : default_cache();
    const kernel_key key = with_memory("run", [&] {
      return kernel_key{&description_identity<Description>, compiled_target(),
                        std::vector<index_t>(count, -1)};
    });
    const auto found = cache.find(key, [&] {
      return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return jit(Description, (static_cast<void>(I), dynamic)...);
      }
      (std::make_index_sequence<count>());
    });
    found->run(options.call, std::forward<Tensors>(tensors)...);
  }
}

/// `run_with` on default threads, memory and cache.
template <auto Description, size... Sizes, class... Tensors>
void run(Tensors&&... tensors) {
  run_with<Description, Sizes...>(run_options{}, std::forward<Tensors>(tensors)...);
}

}  // namespace tenon::inline TENON_ABI
