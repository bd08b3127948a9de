// Lesson 2: a matrix product, from three plain loops to nearly all that the processor can do.
//
// The definition never changes: C(i, j) = Σ A(i, r) · B(r, j). Each step adds a line or two to the
// schedule, shows the loops that it makes, and prints GFLOP/s and the share of the machine's peak.
#include <tenon/tenon.hpp>

#include "peak.hpp"

namespace {

using tenon::tail;

enum class step { naive, tiles, lanes, registers, packed };

/// How many rows and how many vectors of columns of C stay in registers: with one vector of B for
/// each of these columns and one element of A they must fit the machine's.
struct register_tile {
  tenon::index_t rows, columns;
};
constexpr register_tile tile_for(const tenon::target& machine) {
  const tenon::index_t lanes = machine.lanes(tenon::element_of<float>);
  return machine.registers >= 32 ? register_tile{8, 3 * lanes} : register_tile{6, 2 * lanes};
}

template <step Step> struct matmul {
  constexpr tenon::schedule operator()(const tenon::context& on, tenon::extent m, tenon::extent n,
                                       tenon::extent k) const {
    using namespace tenon;
    const auto A = input<float>("A", m, k);
    const auto B = input<float>("B", k, n);
    const axis i("i", m), j("j", n), r("r", k);
    const auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
    auto s = schedule(C);
    const register_tile tile = tile_for(on.machine);

    if constexpr (Step == step::naive) {
      // The default schedule: one loop an axis, in the order of the definition.
      //   for i: for j: C[i, j] = 0; for r: C[i, j] += A[i, r] * B[r, j]
      // B is read down its columns: every element from another cache line.

    } else if constexpr (Step == step::tiles) {
      // Blocks of B that stay in the cache while all rows of A meet them.
      //   for j.o: for r.o: for i: for r.i: for j.i: C[…] += …
      const auto [jo, ji] = s.split(j, 64);
      const auto [ro, ri] = s.split(r, 64);
      s.reorder(jo, ro, i, ri, ji);

    } else if constexpr (Step == step::lanes) {
      // The same with the columns of a block in vector lanes: one instruction for many of them.
      // (GCC may have found that out by itself a step earlier; now it doesn't depend on luck.)
      //   … for r.i: vector for j.i: C[i, j] += A[i, r] * B[r, j]
      const auto [jo, ji] = s.split(j, 64);
      const auto [ro, ri] = s.split(r, 64);
      s.reorder(jo, ro, i, ri, ji).vectorize(ji);

    } else {
      // Elements of C are loaded and stored once for each r. `cache_write` accumulates a tile of
      // C in storage of its own, and a tile with constant extents becomes registers:
      //   for j.o: for i.o:
      //     W[rows, columns] = 0
      //     for r: unrolled for i.i: vector for j.i: W[i.i, j.i] += A[…] * B[…]
      //     C[…] = W
      // `tail::cut` runs whole tiles without conditions, and the remaining rows after them.
      const auto [io, ii] = s.split(i, tile.rows, tail::cut);
      const auto [jo, ji] = s.split(j, tile.columns, Step == step::packed ? tail::guard : tail::cut);
      s.reorder(jo, io, r, ii, ji).unroll(ii).vectorize(ji).cache_write(io);
      if constexpr (Step == step::packed) {
        // The inner loops still stride through B from row to row, and the last columns are a case
        // of their own. `cache_read` makes a copy of B; `pack` stores it as panels of the tile's
        // width, which are read from front to back; `pad` fills the last panel with zeros, so that
        // no condition is left in the loops.
        //   for d0: for d1.o: vector for d1.i: B.c[d1.o, d0, d1.i] = B[d0, d1]
        auto panels = s.cache_read(B);
        panels.pack(1, tile.columns).pad(1);
        const auto [po, pi] = panels.split(panels.dimension(1), tile.columns);
        panels.vectorize(pi);
      }
    }
    return s;
  }
};

constexpr int size = 512;
using matrix = tenon::tensor<float>;

/// Data whose sums are exact in float, so that every order of additions gives the same bits.
void fill(matrix& a, matrix& b) {
  a.generate([](tenon::index_t n) { return static_cast<float>(n * 7 % 11 - 5); });
  b.generate([](tenon::index_t n) { return static_cast<float>(n * 5 % 13 - 6); });
}

matrix by_hand(const matrix& a, const matrix& b) {
  matrix c(size, size);
  for (int i = 0; i < size; ++i) {
    for (int r = 0; r < size; ++r) {
      for (int j = 0; j < size; ++j) c(i, j) += a(i, r) * b(r, j);
    }
  }
  return c;
}

template <step Step> void run(const char* what, double peak) {
  matrix a(size, size), b(size, size), c(size, size);
  fill(a, b);
  const tenon::kernel<matmul<Step>{}, size, size, size> compiled;
  compiled(a, b, c);
  lesson::check(c == by_hand(a, b), what);
  const double gflops = 2e-9 * size * size * size / lesson::seconds([&] { compiled(a, b, c); });
  std::printf("%-16s %8.1f GFLOP/s %6.1f %% of the peak\n", what, gflops, 100 * gflops / peak);
}

}  // namespace

int main() {
  std::puts(tenon::explain(matmul<step::registers>{}, size, size, size).c_str());

  const double peak = lesson::peak_gflops();
  std::printf("peak             %8.1f GFLOP/s: multiply-adds on one thread\n", peak);
  run<step::naive>("three loops", peak);
  run<step::tiles>("tiles", peak);
  run<step::lanes>("vector lanes", peak);
  run<step::registers>("register tile", peak);
  run<step::packed>("packed panels", peak);
}
