// The most multiply-adds that one thread of this machine can do: what the lessons measure kernels
// against. No part of the library.
#pragma once

#include <xsimd/xsimd.hpp>

#include "lesson.hpp"

namespace lesson {

/// GFLOP/s of twelve independent chains of float multiply-adds, held in vector registers.
inline double peak_gflops() {
  using vector = xsimd::batch<float>;
  constexpr int steps = 4096;
  const vector a(0.5F), b(1.0F);
  vector c[12] = {b, b, b, b, b, b, b, b, b, b, b, b};
  const double time = seconds([&] {
    vector c0 = c[0], c1 = c[1], c2 = c[2], c3 = c[3], c4 = c[4], c5 = c[5];
    vector c6 = c[6], c7 = c[7], c8 = c[8], c9 = c[9], ca = c[10], cb = c[11];
    for (int s = 0; s < steps; ++s) {
      for (vector* x : {&c0, &c1, &c2, &c3, &c4, &c5, &c6, &c7, &c8, &c9, &ca, &cb}) *x = xsimd::fma(*x, a, b);
    }
    int at = 0;
    for (vector x : {c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, ca, cb}) c[at++] = x;
    asm volatile("" : : "r"(c) : "memory");  // the results are needed
  });
  return 2e-9 * 12 * steps * static_cast<double>(vector::size) / time;
}

}  // namespace lesson
