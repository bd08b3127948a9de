// Who computes what in the demo: each does the same work, in its own translation unit.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <tenon/runtime/executor.hpp>
#include <tenon/runtime/tensor.hpp>

namespace demo {

using picture = tenon::tensor<std::uint8_t>;
using matrix = tenon::tensor<float>;

/// Lines and columns that the pipeline's stencils eat.
inline constexpr int border = 6;

/// One way to the edges of a picture.
struct edge_subject {
  std::string name;
  std::function<void(tenon::executor& threads, const picture& rgb, picture& edges)> run;
};

/// By the C++ compiler's kernels; they take every size.
void edges_native_fused(tenon::executor& threads, const picture& rgb, picture& edges);
void edges_native_unfused(tenon::executor& threads, const picture& rgb, picture& edges);

/// By kernels that LLVM compiles now. Throws `tenon::error` where the bundled LLVM is missing.
std::vector<edge_subject> edges_llvm();
/// How much each point is an edge, as grey values; by LLVM too.
void strength_llvm(const picture& rgb, picture& result);
/// Thin edges; two lines and two columns fewer.
void outlines_llvm(const picture& rgb, picture& result);

/// The sizes of square matrices that are multiplied.
inline constexpr int product_sizes[] = {512, 1024};

/// C = A · B on one thread.
using product = std::function<void(const matrix& a, const matrix& b, matrix& c)>;

/// Tenon's kernels for the sizes above by the C++ compiler.
void product_native(const matrix& a, const matrix& b, matrix& c);
/// A kernel that LLVM compiles now for one size.
product make_product_llvm(int size);

/// Another library's product, or why there is none.
struct peer {
  std::string name;
  product run;          ///< empty: it is missing
  std::string missing;  ///< what to install
};
std::vector<peer> find_peers();

}  // namespace demo
