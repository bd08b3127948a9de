// The products of other libraries. BLAS libraries export the same functions as each other, so each
// is loaded by itself, from the path that CMake found.
#include <dlfcn.h>

#include <cstdlib>

#if __has_include(<Eigen/Core>)
#include <Eigen/Core>
#define DEMO_EIGEN 1
#endif

#include "subjects.hpp"

#ifndef TENON_DEMO_OPENBLAS
#define TENON_DEMO_OPENBLAS ""
#endif
#ifndef TENON_DEMO_BLIS
#define TENON_DEMO_BLIS ""
#endif
#ifndef TENON_DEMO_DNNL
#define TENON_DEMO_DNNL ""
#endif

namespace demo {
namespace {

/// `function` of the library at `path`, or null.
template <class Function> Function* load(const char* path, const char* function) {
  void* library = *path == '\0' ? nullptr : dlopen(path, RTLD_NOW | RTLD_LOCAL);
  return library == nullptr ? nullptr : reinterpret_cast<Function*>(dlsym(library, function));
}

constexpr int row_major = 101, as_it_is = 111;  // CBLAS's numbers
using sgemm = void(int, int, int, int, int, int, float, const float*, int, const float*, int, float, float*, int);

peer blas(const char* name, const char* path, const char* package) {
  const auto call = load<sgemm>(path, "cblas_sgemm");
  if (call == nullptr) return {name, {}, package};
  return {name, [call](const matrix& a, const matrix& b, matrix& c) {
            const int n = static_cast<int>(a.extent(0));
            call(row_major, as_it_is, as_it_is, n, n, n, 1, a.data(), n, b.data(), n, 0, c.data(), n);
          }, ""};
}

peer onednn(const char* path) {
  using dnnl_sgemm = int(char, char, long, long, long, float, const float*, long, const float*, long, float,
                         float*, long);
  const auto call = load<dnnl_sgemm>(path, "dnnl_sgemm");
  if (call == nullptr) return {"oneDNN", {}, "libdnnl-dev"};
  return {"oneDNN", [call](const matrix& a, const matrix& b, matrix& c) {
            const long n = a.extent(0);
            call('N', 'N', n, n, n, 1, a.data(), n, b.data(), n, 0, c.data(), n);
          }, ""};
}

peer eigen() {
#ifdef DEMO_EIGEN
  return {"Eigen", [](const matrix& a, const matrix& b, matrix& c) {
            using rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
            const auto n = a.extent(0);
            Eigen::Map<rows>(c.data(), n, n).noalias() =
                Eigen::Map<const rows>(a.data(), n, n) * Eigen::Map<const rows>(b.data(), n, n);
          }, ""};
#else
  return {"Eigen", {}, "libeigen3-dev"};
#endif
}

}  // namespace

std::vector<peer> find_peers() {
  for (const char* variable : {"OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "OMP_NUM_THREADS"}) {
    setenv(variable, "1", 1);  // before the libraries are loaded: they read it once
  }
  return {blas("OpenBLAS", TENON_DEMO_OPENBLAS, "libopenblas-dev"), blas("BLIS", TENON_DEMO_BLIS, "libblis-dev"),
          onednn(TENON_DEMO_DNNL), eigen()};
}

}  // namespace demo
