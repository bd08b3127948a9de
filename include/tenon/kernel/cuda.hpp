// Kernels as CUDA C++: the source, and what nvcc says that it takes of a device. Nothing here runs
// it, so no GPU is needed.
//
//   const tenon::cuda_source product(matmul, 1024, 1024, 1024);
//   product.text();                    // for nvcc
//   product.resources("sm_90");        // registers, shared memory and spills of each kernel
//   tenon::explain(product);           // all of it as text
#pragma once

#include <tenon/codegen/cuda/nvcc.hpp>
#include <tenon/codegen/source/device.hpp>
#include <tenon/kernel/explain.hpp>

namespace tenon::inline TENON_ABI {

/// A description as CUDA C++, a file for each of its variants.
class cuda_source {
 public:
  /// Throws the sentence of a rule that the description breaks, such as too many threads a block.
  template <class Description, class... Sizes>
  explicit cuda_source(const Description& description, const Sizes&... sizes)
      : variants_(lower_variants(preset(isa::cuda), description, sizes...)) {
    for (const lowered_kernel& k : variants_)
      texts_.push_back(source::device_printer(*k.program, source::cuda_cpp).file());
  }

  std::size_t variants() const { return variants_.size(); }
  /// CUDA C++ of a variant.
  const std::string& text(std::size_t variant = 0) const { return texts_.at(variant); }
  /// The loop program and signature of a variant.
  const lowered_kernel& lowered(std::size_t variant = 0) const { return variants_.at(variant); }

  /// What each kernel of a variant takes of a device of this architecture ("sm_80"). Throws where
  /// nvcc is missing or refuses the source.
  std::vector<cuda::resources> resources(const std::string& architecture, std::size_t variant = 0,
                                         const std::string& nvcc = cuda::chosen_nvcc()) const {
    return cuda::compile(text(variant), architecture, nvcc);
  }

 private:
  std::vector<lowered_kernel> variants_;
  std::vector<std::string> texts_;
};

/// A kernel's loop program, its CUDA C++, and what it takes of each architecture by nvcc's account;
/// where there is no nvcc, a sentence that says so. Throws where nvcc refuses the source.
inline std::string explain(const cuda_source& k,
                           const std::vector<std::string>& architectures = {"sm_80", "sm_90"},
                           const std::string& nvcc = cuda::chosen_nvcc()) {
  std::string said =
      "path: printed as CUDA C++, because it was made by cuda_source(…); it wasn't run\n";
  const std::string problem = cuda::problem_of_nvcc(nvcc);
  for (std::size_t v = 0; v < k.variants(); ++v) {
    const assumptions& granted = k.lowered(v).facts->granted;
    if (granted.count > 0) said += "\n" + text_of(granted) + "\n";
    said += "\nloop program\n" + ir::print(*k.lowered(v).program) + "\nCUDA C++\n" + k.text(v) +
            "\nresources by " + nvcc + "\n";
    if (!problem.empty()) {
      said += "  none: " + problem + "\n";
      continue;
    }
    for (const std::string& architecture : architectures) {
      for (const cuda::resources& r : k.resources(architecture, v, nvcc))
        said += "  " + text_of(r) + "\n";
    }
  }
  return said;
}

}  // namespace tenon::inline TENON_ABI
