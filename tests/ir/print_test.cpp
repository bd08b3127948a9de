// Golden texts of the printer: one program for each part of the grammar.
#include <tenon/ir/print.hpp>

#include <tenon/core/box.hpp>

#include <doctest/doctest.h>

#include "decoupled_program.hpp"
#include "programs.hpp"

using namespace tenon;
using namespace tenon::ir;

namespace {

std::string printed(void (*build)(program&)) {
  box<program> p;
  build(*p);
  return "\n" + print(*p);
}

}  // namespace

TEST_CASE("parameters, prologue, vector loops, predicates and requirements") {
  CHECK(printed(programs::vector_add) == R"(
void vector_add(index n, const float A[n], const float B[n], write float C[n]) {
  // target generic
  require n >= 0;  // rule 1 (0, 0)
  let blocks = floor_div(n + 7, 8);
  for (io < blocks) {
    vector for (ii < 8) {
      C[8*io + ii] = (A[8*io + ii] where 8*io + ii < n) + (B[8*io + ii] where 8*io + ii < n) where 8*io + ii < n;
    }
  }
}
)");
}

TEST_CASE("parallel and unrolled loops, allocations, blocks") {
  CHECK(printed(programs::matmul) == R"(
void matmul(const float A[6, 5], const float B[5, 8], write float C[6, 8]) {
  // target generic
  parallel for (io < 3) {
    float T[2, 8];  // local, 16 elements
    unrolled for (i0 < 2) {
      vector for (j0 < 8) {
        T[i0, j0] = 0.0f;
      }
    }
    for (k < 5) {
      unrolled for (i1 < 2) {
        vector for (j1 < 8) {
          T[i1, j1] = T[i1, j1] + (A[2*io + i1, k] * B[k, j1]);
        }
      }
    }
    unrolled for (i2 < 2) {
      vector for (j2 < 8) {
        C[2*io + i2, j2] = T[i2, j2];
      }
    }
  }
}
)");
}

TEST_CASE("workspace, folds, lets inside loops and names that occur twice") {
  CHECK(printed(programs::ring) == R"(
void ring(const int32 A[6, 4], write int32 C[5, 4]) {
  // target generic, workspace 0 bytes, 64 for each worker
  int32 R[6, 4] folds [2, -];  // worker's workspace at byte 0, 8 elements
  for (y < 5) {
    let begin = y == 0 ? 0 : y + 1;
    for (row < y - begin + 2) {
      vector for (x_3 < 4) {
        R[begin + row, x_3] = A[begin + row, x_3] * 10;
      }
    }
    vector for (x_4 < 4) {
      C[y, x_4] = R[y, x_4] + R[y + 1, x_4];
    }
  }
}
)");
}

TEST_CASE("store groups and shared values") {
  CHECK(printed(programs::argmax) == R"(
void argmax(index n, const int16 A[n], write int16 V[1], write int64 I[1]) {
  // target generic
  V[0] = -32768i16;
  I[0] = -1i64;
  for (i < n) {
    t0 = V[0];
    t1 = A[i];
    t2 = t0 < t1;
    together {
      V[0] = t2 ? t1 : t0;
      I[0] = t2 ? int64(i) : I[0];
    }
  }
}
)");
}

TEST_CASE("loads that guard themselves") {
  CHECK(printed(programs::padded) == R"(
void padded(index n, const double A[n], write double C[n]) {
  // target generic
  parallel for (i < n) {
    C[i] = ((A[i - 1] where i >= 1) + (A[i] * 2.0)) + (A[i + 1] where i <= n - 2);
  }
}
)");
}

TEST_CASE("every operation has a spelling") {
  box<program> p;
  builder b(*p);
  const int A = programs::add_argument(*p, "A", element::f32, ir::access::read, {make_affine(4)});
  const int x = b.load(A, {make_affine(1)});
  const printer text(*p);
  const auto check = [&](int e, const char* expected) {
    CHECK(printer(*p).expression_text(e) == expected);
  };
  for (int op = static_cast<int>(operation::negate); op <= static_cast<int>(operation::round_even);
       ++op) {
    check(b.unary(static_cast<operation>(op), x),
          std::vector<const char*>{"-A[1]", "abs(A[1])", "!A[1]", "~A[1]", "sqrt(A[1])",
                                   "floor(A[1])", "ceil(A[1])", "trunc(A[1])",
                                   "round_even(A[1])"}[op - static_cast<int>(operation::negate)]);
  }
  check(b.cast(element::u8, x), "uint8(A[1])");
  check(b.bit_cast(element::i32, x), "bits_as_int32(A[1])");
  check(b.binary(operation::minimum, x, b.constant(1e10f)), "min(A[1], 1e+10f)");
  check(b.binary(operation::shift_right, x, x), "A[1] >> A[1]");
  check(b.fma(x, x, b.constant(0.1f)), "fma(A[1], A[1], 0.1f)");
  check(b.select(b.holds({make_variable(programs::add_loop(*p, "i"))}), x, b.constant(2.0f)),
        "(i >= 0) ? A[1] : 2.0f");
  check(b.constant(true), "true");
  check(b.constant(std::uint64_t{UINT64_MAX}), "18446744073709551615u64");
}

TEST_CASE("tokens, scratchpads and units") {
  CHECK(printed(programs::moved) == R"(
void moved(index n, const float A[n], write float C[n]) {
  // target generic, decoupled
  float in[1];  // inp, 1 elements
  float out[1];  // acc, 1 elements
  push(compute, load);
  push(store, compute);
  for (i < n) {
    pop(compute, load);
    in[0] = A[i];  // load
    push(load, compute);
    pop(load, compute);
    pop(store, compute);
    out[0] = in[0] * 2.0f;  // compute
    push(compute, load);
    push(compute, store);
    pop(compute, store);
    C[i] = out[0];  // store
    push(store, compute);
  }
  pop(compute, load);
  pop(store, compute);
}
)");
}

TEST_CASE("transposed loops") {
  CHECK(printed(programs::turned) == R"(
void turned(index n, const float A[n, 8], write float T[panels, 8, 4]) {
  // target generic
  let panels = floor_div(n + 3, 4);
  for (o < panels) {
    transposed for (k < 8) {
      vector for (lane < 4) {
        T[o, k, lane] = (A[4*o + lane, k] where 4*o + lane < n);
      }
    }
  }
}
)");
}
