// Eigen, compiled for this processor by the same compiler as everything else.
#include <Eigen/Core>

#include <new>

#include "matmul.h"

namespace {

template <class T> using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T> using view = Eigen::Map<const matrix<T>>;

template <class T, class A, class B>
void multiply(const bench_matmul& p, const A& a, const B& b) {
  Eigen::Map<matrix<T>> c(static_cast<T*>(p.c), p.m, p.n);
  c.noalias() = a * b;
  if (p.bias_relu) {
    Eigen::Map<const Eigen::Array<T, 1, Eigen::Dynamic>> bias(static_cast<const T*>(p.bias), p.n);
    c.array() = (c.array().rowwise() + bias).max(T(0));
  }
}

template <class T> void multiply(const bench_matmul& p) {
  const T* a = static_cast<const T*>(p.a);
  const T* b = static_cast<const T*>(p.b);
  if (p.a_transposed && p.b_transposed) {
    multiply<T>(p, view<T>(a, p.k, p.m).transpose(), view<T>(b, p.n, p.k).transpose());
  } else if (p.a_transposed) {
    multiply<T>(p, view<T>(a, p.k, p.m).transpose(), view<T>(b, p.k, p.n));
  } else if (p.b_transposed) {
    multiply<T>(p, view<T>(a, p.m, p.k), view<T>(b, p.n, p.k).transpose());
  } else {
    multiply<T>(p, view<T>(a, p.m, p.k), view<T>(b, p.k, p.n));
  }
}

#define BENCH_TEXT_(x) #x
#define BENCH_TEXT(x) BENCH_TEXT_(x)

}  // namespace

extern "C" {

void* bench_matmul_prepare(const bench_matmul* problem) {
  return new (std::nothrow) bench_matmul(*problem);
}

void bench_matmul_run(void* prepared) {
  const bench_matmul& p = *static_cast<const bench_matmul*>(prepared);
  if (p.is_double) {
    multiply<double>(p);
  } else {
    multiply<float>(p);
  }
}

const char* bench_matmul_version() {
  return BENCH_TEXT(EIGEN_WORLD_VERSION) "." BENCH_TEXT(EIGEN_MAJOR_VERSION) "." BENCH_TEXT(
      EIGEN_MINOR_VERSION);
}
}
