// Contractions tiled by rule: for any size, layout and target the kernel computes the product, and
// the tiles fit what they are meant for.
#include <doctest/doctest.h>

#include <string>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/hardware/tile_contraction.hpp>
#include <tenon/kernel/jit.hpp>
#include <tenon/runtime/tensor.hpp>

namespace {

using namespace tenon;

enum class epilogue { none, relu };

/// C = A · B, or max(0, C + 1) block by block; operands may be stored transposed.
template <bool ATransposed, bool BTransposed, epilogue After>
struct tiled_product {
  schedule operator()(const context& c, extent m, extent n, extent k) const {
    const auto A = ATransposed ? input<float>("A", k, m) : input<float>("A", m, k);
    const auto B = BTransposed ? input<float>("B", n, k) : input<float>("B", k, n);
    const axis i("i", m), j("j", n), r("r", k);
    const auto a = ATransposed ? A(r, i) : A(i, r);
    const auto b = BTransposed ? B(j, r) : B(r, j);
    const auto C = compute("C", {i, j}, sum(a * b, r));
    const contraction of{i, j, r, A, ATransposed ? 1 : 0, B, BTransposed ? 0 : 1};
    contraction_sizes sizes = sizes_of(of);
    sizes.has_consumer = After == epilogue::relu;
    const contraction_tiles t = choose_tiles(c.machine, element_of<float>, sizes);
    if constexpr (After == epilogue::relu) {
      const auto D = compute("D", {i, j}, max(C(i, j) + 1, 0));
      auto s = schedule(D);
      const axis block = s.split(j, t.width).outer;
      s.reorder(block, i);
      s[C].compute_at(s, block);
      tile_contraction(s, s[C], of, t);
      return s;
    } else {
      auto s = schedule(C);
      tile_contraction(s, s, of, t);
      return s;
    }
  }
};

struct sizes {
  index_t m, n, k;
};

/// Small whole numbers, so that every sum is exact.
tensor<float> numbers_in(index_t rows, index_t columns, index_t factor) {
  tensor<float> t(rows, columns);
  t.generate([&](index_t x) { return static_cast<float>(x * factor % 11 - 5); });
  return t;
}

/// Whether a lowered product gives the textbook's result in the interpreter, which also looks for
/// reads of what nobody wrote.
template <bool ATransposed, bool BTransposed, epilogue After>
bool is_right(const lowered_kernel& lowered, const sizes& of) {
  const auto [m, n, k] = of;
  const tensor<float> a = ATransposed ? numbers_in(k, m, 7) : numbers_in(m, k, 7);
  const tensor<float> b = BTransposed ? numbers_in(n, k, 5) : numbers_in(k, n, 5);
  tensor<float> c(m, n);
  c.generate([](index_t) { return -99.0F; });
  const argument all[] = {kernel_argument(a), kernel_argument(b), kernel_argument(c)};
  workspace own;
  call_kernel(*lowered.facts, all, 3, {}, own, [&](const kernel_call& call) {
    interpret(*lowered.program, call, {.seed = 3, .detect = true});
  });
  for (index_t i = 0; i < m; ++i) {
    for (index_t j = 0; j < n; ++j) {
      float sum = 0;
      for (index_t r = 0; r < k; ++r) {
        sum += (ATransposed ? a(r, i) : a(i, r)) * (BTransposed ? b(j, r) : b(r, j));
      }
      if (After == epilogue::relu) sum = sum + 1 < 0 ? 0 : sum + 1;
      if (c(i, j) != sum) return false;
    }
  }
  return true;
}

constexpr sizes all_sizes[] = {{0, 5, 3}, {5, 0, 3},   {5, 3, 0},   {1, 1, 1},    {1, 37, 11},
                               {7, 9, 2}, {8, 16, 16}, {9, 17, 15}, {31, 33, 29}, {67, 65, 35}};

template <bool ATransposed, bool BTransposed, epilogue After>
void check() {
  for (const isa set : {isa::generic, isa::sse2, isa::avx2_fma, isa::avx512}) {
    const target machine = preset(set);
    const tiled_product<ATransposed, BTransposed, After> description;
    const lowered_kernel symbolic =
        lower_description(machine, description, dynamic, dynamic, dynamic);
    for (const sizes& s : all_sizes) {
      const std::string what = std::string(spelling(set)) + " " + std::to_string(s.m) + " " +
                               std::to_string(s.n) + " " + std::to_string(s.k);
      CAPTURE(what);
      const lowered_kernel constant = lower_description(machine, description, s.m, s.n, s.k);
      CHECK(is_right<ATransposed, BTransposed, After>(constant, s));
      CHECK(is_right<ATransposed, BTransposed, After>(symbolic, s));
    }
  }
}

}  // namespace

TEST_CASE("a product") { check<false, false, epilogue::none>(); }
TEST_CASE("a product with transposed operands") {
  check<true, false, epilogue::none>();
  check<false, true, epilogue::none>();
}
TEST_CASE("a product that its consumer takes block by block") {
  check<false, false, epilogue::relu>();
}

TEST_CASE("a transposed operand whose rows are a page apart is packed") {
  const sizes wide{513, 20, 9};
  const lowered_kernel lowered = lower_description(
      preset(isa::avx512), tiled_product<true, false, epilogue::none>{}, wide.m, wide.n, wide.k);
  CHECK(choose_tiles(preset(isa::avx512), element::f32, {wide.m, wide.n, wide.k, true}).pack_rows);
  CHECK(is_right<true, false, epilogue::none>(lowered, wide));
}

TEST_CASE("B is packed unless it is used from the second cache as it is stored") {
  const target machine = preset(isa::avx2_fma);
  const auto packs = [&](const contraction_sizes& s) {
    return choose_tiles(machine, element::f32, s).pack;
  };
  CHECK_FALSE(packs({200, 200, 200}));
  CHECK(packs({200, 201, 200}));               // partial vectors in each row
  CHECK(packs({200, 200, 200, false, true}));  // columns of B aren't contiguous
  CHECK(packs({2000, 2000, 2000}));            // B doesn't stay in the cache
  CHECK(packs({200, 2000, 2000}));
  CHECK_FALSE(packs({20, 400, 1500}));  // few rows use it
  CHECK(packs({20, 8000, 2000}));       // which comes from memory
  CHECK_FALSE(packs({20, -1, -1}));
  CHECK(packs({-1, -1, -1}));
}

TEST_CASE("rows of B are packed in long runs, as far as a consumer's part of C leaves room") {
  const target machine = preset(isa::avx2_fma);
  const auto width = [&](const contraction_sizes& s) {
    const contraction_tiles t = choose_tiles(machine, element::f32, s);
    CHECK(t.pack);
    return t.width;
  };
  const index_t half = machine.l2_bytes / 2 / index_t(sizeof(float));
  CHECK(width({64, 2048, 512}) > half / 512 / 2);
  CHECK(width({64, 2048, 512}) <= half / 512);
  CHECK(width({200, 2048, 300, false, false, true}) * 200 <= half / 2);
}

TEST_CASE("tiles fit registers and caches") {
  for (const isa set : {isa::sse2, isa::avx2_fma, isa::avx512, isa::neon64}) {
    const target machine = preset(set);
    for (const element e : {element::f32, element::f64}) {
      for (const index_t m : {-1, 8, 100, 512, 4096}) {
        for (const index_t k : {-1, 3, 200, 1000, 5000}) {
          const contraction_tiles t = choose_tiles(machine, e, {m, 777, k});
          CHECK(t.rows * (t.columns / t.lanes) + t.columns / t.lanes < machine.registers);
          CHECK(t.columns % t.lanes == 0);
          CHECK(t.width % t.columns == 0);
          CHECK(t.depth % t.terms == 0);
          const index_t packed = t.depth * t.width * size_of(e);
          CHECK(packed <= (t.width == t.columns ? machine.l2_bytes / 2 : machine.l2_bytes));
        }
      }
    }
  }
}

TEST_CASE("sizes without end overflow nothing") {
  const index_t most = index_t{1} << 40;
  CHECK(choose_tiles(preset(isa::avx512), element::f64, {most, most, most}).depth > 0);
}
