// Vector loads and stores of every shape: contiguous, reversed, strided, scattered, folded, under
// conditions that depend on the lane; with the memory between inaccessible pages, so that one
// element too far ends the test.
#include <doctest/doctest.h>

#include <cstring>
#include <vector>

#include <tenon/codegen/llvm/library.hpp>
#include <tenon/core/box.hpp>
#include <tenon/ir/build.hpp>
#include <tenon/runtime/guarded.hpp>

namespace {

using namespace tenon;
using namespace tenon::ir;

/// C[to_factor·i + to_start] = A[from_factor·i + from_start] + 1 for i < blocks · lanes, where
/// first ≤ i < n; also without the condition on the load alone, which then gives 0.
struct shape {
  index_t lanes;
  index_t blocks;
  index_t from_factor;
  index_t to_factor;
  index_t first;
  index_t n;
  bool store_is_guarded;
  index_t fold;  ///< of A's index; 0 for none
};

constexpr index_t start_of(index_t factor, index_t count) {
  return factor < 0 ? -factor * (count - 1) : 0;
}
constexpr index_t span_of(index_t factor, index_t count) {
  return count == 0 ? 0 : (factor < 0 ? -factor : factor) * (count - 1) + 1;
}

int argument(program& p, element e, ir::access use, index_t size) {
  buffer x{};
  x.type = e;
  x.use = use;
  x.argument = p.arguments++;
  x.rank = 1;
  x.extents[0] = make_affine(size);
  x.strides[0] = make_affine(1);
  x.alignment = size_of(e);
  return p.buffers.push(x);
}

var_id variable_of(program& p, variable_kind kind) {
  variable v{};
  v.kind = kind;
  if (kind == variable_kind::parameter) v.argument = p.parameters++;
  return p.variables.push(v);
}

/// first and n are parameters, so that nothing folds.
void describe(program& p, element e, const shape& s) {
  builder b(p);
  const affine first = make_variable(variable_of(p, variable_kind::parameter));
  const affine n = make_variable(variable_of(p, variable_kind::parameter));
  const var_id io = variable_of(p, variable_kind::loop);
  const var_id ii = variable_of(p, variable_kind::loop);
  const int A = argument(p, e, ir::access::read, 0);
  const int C = argument(p, e, ir::access::write, 0);
  p.buffers[A].folds[0] = s.fold;
  const affine i = make_variable(io, s.lanes) + make_variable(ii);
  const affine from = i * s.from_factor + start_of(s.from_factor, s.n);
  const affine to =
      i * s.to_factor + start_of(s.to_factor, s.store_is_guarded ? s.n : s.blocks * s.lanes);
  const affine inside[] = {n - i - 1, i - first};
  const int loaded = b.load(A, {from}, {inside, 2});
  const int one = b.cast(e, b.constant(std::int8_t{1}));
  const int value =
      b.binary(e == element::boolean ? operation::bit_xor : operation::add, loaded, one);
  const int store =
      s.store_is_guarded ? b.store(C, {to}, value, {inside, 2}) : b.store(C, {to}, value);
  p.root = b.loop(io, make_affine(s.blocks), loop_kind::serial,
                  b.loop(ii, make_affine(s.lanes), loop_kind::vector, store));
}

template <class T>
void run(const shape& s, isa set, guard side) {
  using byte = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;
  box<program> p;
  p->machine = preset(set);
  describe(*p, element_of<T>, s);
  const codegen::compiled_function f(*p);
  if (!f.is_runnable()) return;

  const index_t total = s.blocks * s.lanes;
  const index_t writes = s.store_is_guarded ? s.n : total;
  const index_t a_size = s.fold != 0 ? s.fold : span_of(s.from_factor, s.n);
  const index_t c_size = span_of(s.to_factor, writes);
  const auto size = static_cast<index_t>(sizeof(byte));
  guarded_memory a(a_size * size, side);
  guarded_memory c(c_size * size, side);
  const auto a_at = reinterpret_cast<byte*>(a.data());
  const auto c_at = reinterpret_cast<byte*>(c.data());
  for (index_t i = 0; i < a_size; ++i)
    a_at[i] = static_cast<byte>(std::is_same_v<T, bool> ? i % 3 == 0 : (i * 7 + 3) % 101);
  std::vector<byte> expected(c_at, c_at + c_size);
  for (index_t i = 0; i < total; ++i) {
    const bool holds = i >= s.first && i < s.n;
    if (s.store_is_guarded && !holds) continue;
    index_t at = s.from_factor * i + start_of(s.from_factor, s.n);
    if (s.fold != 0) at &= s.fold - 1;
    byte value = holds ? a_at[at] : byte(0);
    value = std::is_same_v<T, bool> ? static_cast<byte>(value == 0) : static_cast<byte>(value + 1);
    expected[static_cast<std::size_t>(s.to_factor * i + start_of(s.to_factor, writes))] = value;
  }
  void* arguments[] = {a.data(), c.data()};
  const index_t parameters[] = {s.first, s.n};
  f(kernel_call{arguments, parameters, nullptr, 0, 0, nullptr, nullptr});
  CAPTURE(spelling(set));
  CAPTURE(spelling(element_of<T>));
  CAPTURE(s.lanes);
  CAPTURE(s.from_factor);
  CAPTURE(s.to_factor);
  CAPTURE(s.n);
  CHECK((c_size == 0 ||
         std::memcmp(expected.data(), c_at, static_cast<std::size_t>(c_size * size)) == 0));
}

template <class T>
void run_both_sides(const shape& s) {
  for (isa set : {isa::sse2, isa::avx2_fma, isa::avx512}) {
    run<T>(s, set, guard::after);
    run<T>(s, set, guard::before);
  }
}

TEST_CASE("strides of loads and stores") {
  for (index_t from : {1, 2, 3, 4, 5, 0, -1, -2}) {
    run_both_sides<float>({8, 3, from, 1, 0, 24, true, 0});
    run_both_sides<std::uint8_t>({16, 2, from, 1, 0, 32, true, 0});
  }
  for (index_t to : {1, 2, 3, -1, -2}) run_both_sides<float>({8, 3, 1, to, 0, 24, true, 0});
}

TEST_CASE("the last lanes are outside") {
  for (index_t n : {0, 1, 7, 8, 9, 16, 23, 24}) {
    for (index_t from : {1, 2, -1}) {
      run_both_sides<float>({8, 3, from, 1, 0, n, true, 0});
      run_both_sides<double>({8, 3, from, 1, 0, n, false, 0});
    }
    run_both_sides<float>({8, 3, 1, 2, 0, n, true, 0});
  }
}

TEST_CASE("the first lanes are outside") {
  for (index_t first : {1, 8, 13, 24}) {
    run_both_sides<float>({8, 3, 1, 1, first, 24, true, 0});
    run_both_sides<std::int16_t>({8, 3, 1, 1, first, 21, false, 0});
    run_both_sides<std::int32_t>({8, 3, 2, 1, first, 21, true, 0});
  }
}

TEST_CASE("every type, odd numbers of lanes") {
  for (index_t lanes : {2, 3, 7, 16, 33, 64}) {
    const shape s{lanes, 2, 1, 1, 1, 2 * lanes - 1, true, 0};
    run_both_sides<float>(s);
    run_both_sides<std::int64_t>(s);
    run_both_sides<std::uint8_t>(s);
    run_both_sides<bool>(s);
  }
}

TEST_CASE("folded indices") {
  run_both_sides<float>({8, 3, 1, 1, 0, 24, true, 8});
  run_both_sides<float>({8, 3, 1, 1, 0, 21, true, 4});
  run_both_sides<std::int8_t>({8, 3, 3, 1, 2, 24, false, 16});
}

/// A row-major matrix whose row stride is a parameter, transposed: both sides have a stride that
/// only the call knows.
TEST_CASE("strides known at the call") {
  for (isa set : {isa::sse2, isa::avx512}) {
    box<program> storage;
    program& p = *storage;
    p.machine = preset(set);
    builder b(p);
    const var_id stride = variable_of(p, variable_kind::parameter);
    const var_id i = variable_of(p, variable_kind::loop);
    const var_id j = variable_of(p, variable_kind::loop);
    const int A = argument(p, element::i32, ir::access::read, 0);
    const int C = argument(p, element::i32, ir::access::write, 0);
    for (int k : {A, C}) {
      p.buffers[k].rank = 2;
      p.buffers[k].strides[0] = make_variable(stride);
      p.buffers[k].strides[1] = make_affine(1);
    }
    const int store = b.store(C, {make_variable(j), make_variable(i)},
                              b.load(A, {make_variable(i), make_variable(j)}));
    p.root = b.loop(i, make_affine(5), loop_kind::unrolled,
                    b.loop(j, make_affine(8), loop_kind::vector, store));
    const codegen::compiled_function f(p);
    if (!f.is_runnable()) continue;
    std::vector<std::int32_t> a(11 * 8), c(11 * 8, -1);
    for (std::size_t k = 0; k < a.size(); ++k) a[k] = static_cast<std::int32_t>(k);
    void* arguments[] = {a.data(), c.data()};
    const index_t parameters[] = {11};
    f(kernel_call{arguments, parameters, nullptr, 0, 0, nullptr, nullptr});
    for (std::size_t y = 0; y < 8; ++y) {
      for (std::size_t x = 0; x < 11; ++x) {
        CHECK(c[y * 11 + x] == (x < 5 ? static_cast<std::int32_t>(x * 11 + y) : -1));
      }
    }
  }
}

/// Positions and conditions as values: C[i] = i ≥ first and i < n ? 3·i - 4 : -1.
template <class T>
void positions(isa set) {
  box<program> storage;
  program& p = *storage;
  p.machine = preset(set);
  builder b(p);
  const affine first = make_variable(variable_of(p, variable_kind::parameter));
  const affine n = make_variable(variable_of(p, variable_kind::parameter));
  const var_id io = variable_of(p, variable_kind::loop);
  const var_id ii = variable_of(p, variable_kind::loop);
  const int C = argument(p, element_of<T>, ir::access::write, 0);
  const affine i = make_variable(io, 8) + make_variable(ii);
  const int value = b.select(b.holds({i - first, (n - i - 1) * 3}),
                             b.index(element_of<T>, i * 3 - 4), b.constant(T(-1)));
  p.root = b.loop(io, make_affine(4), loop_kind::serial,
                  b.loop(ii, make_affine(8), loop_kind::vector, b.store(C, {i}, value)));
  const codegen::compiled_function f(p);
  if (!f.is_runnable()) return;
  std::vector<T> c(32);
  void* arguments[] = {c.data()};
  const index_t parameters[] = {5, 27};
  f(kernel_call{arguments, parameters, nullptr, 0, 0, nullptr, nullptr});
  for (index_t k = 0; k < 32; ++k) {
    const T expected = k >= 5 && k < 27 ? static_cast<T>(3 * k - 4) : T(-1);
    CHECK(c[static_cast<std::size_t>(k)] == expected);
  }
}

TEST_CASE("positions and conditions as values") {
  for (isa set : {isa::sse2, isa::avx2_fma, isa::avx512}) {
    positions<float>(set);
    positions<double>(set);
    positions<std::int8_t>(set);
    positions<std::uint16_t>(set);
    positions<std::int64_t>(set);
  }
}

/// A store group in lockstep: A and B change places, and T, private, keeps masked lanes.
TEST_CASE("groups and local buffers under masks") {
  for (isa set : {isa::sse2, isa::avx2_fma, isa::avx512}) {
    box<program> storage;
    program& p = *storage;
    p.machine = preset(set);
    builder b(p);
    const affine n = make_variable(variable_of(p, variable_kind::parameter));
    const int A = argument(p, element::f32, ir::access::update, 16);
    const int B = argument(p, element::f32, ir::access::update, 16);
    buffer local{};
    local.type = element::f32;
    local.where = memory::local;
    local.rank = 1;
    local.strides[0] = make_affine(1);
    local.size = make_affine(16);
    local.alignment = 4;
    const int T = p.buffers.push(local);
    const var_id v[] = {variable_of(p, variable_kind::loop), variable_of(p, variable_kind::loop),
                        variable_of(p, variable_kind::loop)};
    const affine x = make_variable(v[0]), y = make_variable(v[1]), z = make_variable(v[2]);
    const auto each = [&](var_id at, int body) {
      return b.loop(at, make_affine(16), loop_kind::vector, body);
    };
    const int clear = each(v[0], b.store(T, {x}, b.constant(100.0f)));
    const int keep = each(v[1], b.store(T, {y}, b.load(A, {y}, {n - y - 1}), {n - y - 1}));
    const int from_a = b.load(A, {z});
    const int from_b = b.load(B, {z});
    const int sum = b.binary(operation::add, from_a, b.load(T, {z}));
    const int swap = each(v[2], b.group({b.store(A, {z}, from_b), b.store(B, {z}, sum)}));
    p.root = b.allocate(T, b.block({clear, keep, swap}));
    const codegen::compiled_function f(p);
    if (!f.is_runnable()) continue;
    for (index_t count : {0, 5, 16}) {
      std::vector<float> a(16), c(16);
      for (int k = 0; k < 16; ++k) {
        a[static_cast<std::size_t>(k)] = static_cast<float>(k + 1);
        c[static_cast<std::size_t>(k)] = static_cast<float>(-k);
      }
      void* arguments[] = {a.data(), c.data()};
      f(kernel_call{arguments, &count, nullptr, 0, 0, nullptr, nullptr});
      for (int k = 0; k < 16; ++k) {
        const auto old = static_cast<float>(k + 1);
        CHECK(a[static_cast<std::size_t>(k)] == static_cast<float>(-k));
        CHECK(c[static_cast<std::size_t>(k)] == old + (k < count ? old : 100.0f));
      }
    }
  }
}

}  // namespace
