// The interpreter: right results on programs built by hand, and each detector shown to fire.
#include <tenon/codegen/interpret/interpret.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include <tenon/core/box.hpp>

#include <doctest/doctest.h>

#include "ir/programs.hpp"

using namespace tenon;
using namespace tenon::ir;
using programs::add_argument;
using programs::add_buffer;
using programs::add_let;
using programs::add_local;
using programs::add_loop;
using programs::add_variable;

namespace {

void run(const program& p, std::vector<void*> arguments, std::vector<index_t> parameters = {},
         interpret_options options = {}) {
  kernel_call call{};
  call.arguments = arguments.data();
  call.parameters = parameters.data();
  interpret(p, call, options);
}

/// What running the program finds; empty when it finds nothing.
std::string finding(const program& p, std::vector<void*> arguments,
                    std::vector<index_t> parameters = {}, interpret_options options = {}) {
  try {
    run(p, arguments, parameters, options);
  } catch (const error& e) {
    return e.what();
  }
  return {};
}

bool mentions(const std::string& text, const std::string& part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE("'" << text << "' doesn't mention '" << part << "'");
  return found;
}

/// A program with integer arguments A (update) and C (write) of 8 elements, and one loop variable.
struct small {
  box<program> p;
  builder b{*p};
  const int A = add_argument(*p, "A", element::i32, ir::access::update, {make_affine(8)});
  const int C = add_argument(*p, "C", element::i32, ir::access::write, {make_affine(8)});
  const var_id v = add_loop(*p, "i");
  const affine i = make_variable(v);
  std::int32_t a[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  std::int32_t c[8] = {};

  void loop(index_t extent, loop_kind kind, int body) {
    p->root = b.loop(v, make_affine(extent), kind, body);
  }
  std::string found(interpret_options options = {}) { return finding(*p, {a, c}, {}, options); }
};

}  // namespace

// ---- results ------------------------------------------------------------------------------------

TEST_CASE("vector add with predicated tail") {
  box<program> p;
  programs::vector_add(*p);
  for (const index_t n : {0, 1, 7, 8, 9, 23, 24}) {
    std::vector<float> a(n), b(n), c(n, -1);
    for (index_t i = 0; i < n; ++i)
      a[i] = static_cast<float>(i), b[i] = 100.0f * static_cast<float>(i) + 1;
    run(*p, {a.data(), b.data(), c.data()}, {n});
    for (index_t i = 0; i < n; ++i) CHECK(c[i] == 101.0f * static_cast<float>(i) + 1);
  }
}

TEST_CASE("matmul with an accumulator, in any order of the parallel rows") {
  box<program> p;
  programs::matmul(*p);
  float a[6][5], b[5][8];
  for (int i = 0; i < 6; ++i) {
    for (int k = 0; k < 5; ++k) a[i][k] = static_cast<float>(i * 3 + k - 4);
  }
  for (int k = 0; k < 5; ++k) {
    for (int j = 0; j < 8; ++j) b[k][j] = static_cast<float>(k * j + 1);
  }
  for (const std::uint64_t seed : {0, 1, 2, 3}) {
    float c[6][8] = {};
    run(*p, {a, b, c}, {}, {.seed = seed});
    for (int i = 0; i < 6; ++i) {
      for (int j = 0; j < 8; ++j) {
        float sum = 0;
        for (int k = 0; k < 5; ++k) sum += a[i][k] * b[k][j];
        CHECK(c[i][j] == sum);
      }
    }
  }
}

TEST_CASE("a ring of two rows") {
  box<program> p;
  programs::ring(*p);
  std::int32_t a[6][4], c[5][4] = {};
  for (int i = 0; i < 24; ++i) a[i / 4][i % 4] = i * i;
  run(*p, {a, c});
  for (int y = 0; y < 5; ++y) {
    for (int x = 0; x < 4; ++x) CHECK(c[y][x] == 10 * (a[y][x] + a[y + 1][x]));
  }
}

TEST_CASE("a store group computes all its values first") {
  box<program> p;
  programs::argmax(*p);
  std::int16_t a[] = {3, -7, 12, 5, 12, 11};
  std::int16_t v = 0;
  std::int64_t i = 0;
  run(*p, {a, &v, &i}, {6});
  CHECK(v == 12);
  CHECK(i == 2);
  run(*p, {a, &v, &i}, {0});
  CHECK(v == -32768);
  CHECK(i == -1);
}

TEST_CASE("guarded loads give zero and read nothing") {
  box<program> p;
  programs::padded(*p);
  for (const index_t n : {1, 2, 5}) {
    std::vector<double> a(n), c(n);
    for (index_t i = 0; i < n; ++i) a[i] = static_cast<double>(i * i + 1);
    run(*p, {a.data(), c.data()}, {n}, {.seed = 9});
    for (index_t i = 0; i < n; ++i) {
      CHECK(c[i] == (i > 0 ? a[i - 1] : 0) + 2 * a[i] + (i + 1 < n ? a[i + 1] : 0));
    }
  }
}

TEST_CASE("transposed loops copy rows into columns") {
  box<program> p;
  programs::turned(*p);
  for (const index_t n : {0, 1, 4, 7}) {
    const index_t panels = (n + 3) / 4;
    std::vector<float> a(static_cast<std::size_t>(n * 8)), t(static_cast<std::size_t>(panels * 32));
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(i + 1);
    run(*p, {a.data(), t.data()}, {n}, {.seed = 3, .detect = true});
    for (index_t i = 0; i < panels * 32; ++i) {
      const index_t row = i / 32 * 4 + i % 4;
      const float expected = row < n ? static_cast<float>(row * 8 + i % 32 / 4 + 1) : 0.0f;
      CHECK(t[static_cast<std::size_t>(i)] == expected);
    }
  }
}

TEST_CASE("each let operation") {
  small f;
  const affine n = make_variable(add_variable(*f.p, "n", variable_kind::parameter));
  const var_id first = add_let(*f.p, "f", let_operation::first, n, n * -1, f.v);
  const std::vector<var_id> lets = {
      add_let(*f.p, "l0", let_operation::affine, n * 3 + 1),
      add_let(*f.p, "l1", let_operation::minimum, n, make_affine(-5)),
      add_let(*f.p, "l2", let_operation::maximum, n, make_affine(-5)),
      add_let(*f.p, "l3", let_operation::floor_div, n, make_affine(4)),
      add_let(*f.p, "l4", let_operation::floor_mod, n, make_affine(4)),
      add_let(*f.p, "l5", let_operation::product, n, n + 1)};
  std::vector<int> stores;
  for (std::size_t l = 0; l < lets.size(); ++l) {
    stores.push_back(f.b.store(f.C, {make_affine(static_cast<index_t>(l))},
                               f.b.index(element::i32, make_variable(lets[l]))));
  }
  const int last = f.b.store(f.C, {f.i + 6}, f.b.index(element::i32, make_variable(first)));
  stores.push_back(f.b.loop(f.v, make_affine(2), loop_kind::serial, f.b.let(first, last)));
  f.p->root = f.b.block(stores.data(), static_cast<int>(stores.size()));
  for (const var_id l : lets) f.p->root = f.b.let(l, f.p->root);
  run(*f.p, {f.a, f.c}, {-6});
  const std::int32_t expected[8] = {-17, -6, -5, -2, 2, 30, -6, 6};
  for (int k = 0; k < 8; ++k) CHECK(f.c[k] == expected[k]);
}

TEST_CASE("lanes run in lockstep") {
  small f;  // A[i + 1] = A[i] shifts in a vector loop, and copies A[0] in a serial one
  f.loop(7, loop_kind::vector, f.b.store(f.A, {f.i + 1}, f.b.load(f.A, {f.i})));
  CHECK(f.found().empty());
  for (int k = 1; k < 8; ++k) CHECK(f.a[k] == k);
  small g;
  g.loop(7, loop_kind::serial, g.b.store(g.A, {g.i + 1}, g.b.load(g.A, {g.i})));
  CHECK(g.found().empty());
  for (int k = 1; k < 8; ++k) CHECK(g.a[k] == 1);
}

TEST_CASE("guards, holds and strides") {
  small f;
  f.p->buffers[f.C].strides[0] = make_affine(2);
  f.p->buffers[f.C].extents[0] = make_affine(4);
  const int yes = f.b.holds({f.i - 1});
  const int value = f.b.select(yes, f.b.load(f.A, {f.i}), f.b.constant(std::int32_t{-1}));
  f.loop(4, loop_kind::serial, f.b.guard({make_affine(2) - f.i}, f.b.store(f.C, {f.i}, value)));
  CHECK(f.found().empty());
  const std::int32_t expected[8] = {-1, 0, 2, 0, 3, 0, 0, 0};
  for (int k = 0; k < 8; ++k) CHECK(f.c[k] == expected[k]);
}

// ---- operations ---------------------------------------------------------------------------------

namespace {

/// The bits of one operation on loaded operands, so that nothing is folded.
template <element_type R, element_type T>
R computed(const std::function<int(builder&, int, int)>& make, T x, T y = T()) {
  box<program> p;
  builder b(*p);
  const affine zero = make_affine(0);
  const int X = add_argument(*p, "X", element_of<T>, ir::access::read, {make_affine(1)});
  const int Y = add_argument(*p, "Y", element_of<T>, ir::access::read, {make_affine(1)});
  const int Z = add_argument(*p, "Z", element_of<R>, ir::access::write, {make_affine(1)});
  const int value = make(b, b.load(X, {zero}), b.load(Y, {zero}));
  REQUIRE(p->expressions[value].type == element_of<R>);
  p->root = b.store(Z, {zero}, value);
  R result{};
  run(*p, {&x, &y, &result});
  return result;
}

template <element_type R, element_type T>
R binary(operation op, T x, T y) {
  return computed<R, T>([op](builder& b, int l, int r) { return b.binary(op, l, r); }, x, y);
}
template <element_type R, element_type T>
R unary(operation op, T x) {
  return computed<R, T>([op](builder& b, int l, int) { return b.unary(op, l); }, x);
}
template <element_type R, element_type T>
R cast(T x) {
  return computed<R, T>([](builder& b, int l, int) { return b.cast(element_of<R>, l); }, x);
}

}  // namespace

TEST_CASE("integer edges") {
  using i8 = std::int8_t;
  CHECK(binary<i8, i8>(operation::add, 127, 1) == -128);
  CHECK(binary<i8, i8>(operation::multiply, 100, 100) == 16);
  CHECK(binary<i8, i8>(operation::divide, -128, -1) == -128);
  CHECK(binary<i8, i8>(operation::divide, 5, 0) == 0);
  CHECK(binary<i8, i8>(operation::remainder, 5, 0) == 0);
  CHECK(binary<i8, i8>(operation::remainder, -7, 4) == -3);
  CHECK(binary<i8, i8>(operation::shift_left, 1, 9) == 2);
  CHECK(binary<i8, i8>(operation::shift_right, -128, 15) == -1);
  CHECK(binary<std::uint16_t, std::uint16_t>(operation::multiply, 65535, 65535) == 1);
  CHECK(binary<std::int64_t, std::int64_t>(operation::subtract, INT64_MIN, 1) == INT64_MAX);
  CHECK(binary<std::uint32_t, std::uint32_t>(operation::minimum, 1, UINT32_MAX) == 1);
  CHECK(binary<bool, std::uint32_t>(operation::less, 1, UINT32_MAX));
  CHECK_FALSE(binary<bool, std::int32_t>(operation::less, 1, -1));
  CHECK(binary<i8, i8>(operation::bit_xor, -1, 1) == -2);
  CHECK(unary<i8, i8>(operation::absolute, -128) == -128);
  CHECK(unary<std::uint8_t, std::uint8_t>(operation::bit_not, 1) == 254);
}

TEST_CASE("floating point edges") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(binary<float, float>(operation::maximum, 1.0f, nan) == 1.0f);
  CHECK(std::isnan(binary<float, float>(operation::maximum, nan, 1.0f)));
  CHECK(std::signbit(binary<float, float>(operation::minimum, -0.0f, 0.0f)));
  CHECK_FALSE(std::signbit(binary<float, float>(operation::minimum, 0.0f, -0.0f)));
  CHECK(unary<float, float>(operation::round_even, 2.5f) == 2.0f);
  CHECK(unary<double, double>(operation::floor, -0.5) == -1.0);
  CHECK(unary<double, double>(operation::sqrt, 2.0) == 0x1.6a09e667f3bcdp0);
  CHECK(cast<std::uint8_t, float>(300.0f) == 255);
  CHECK(cast<std::int32_t, float>(nan) == 0);
  CHECK(cast<bool, float>(nan));
  CHECK(cast<float, bool>(true) == 1.0f);
  CHECK(cast<std::int8_t, std::int32_t>(300) == 44);
  const float e = 0x1p-13f;
  CHECK(computed<float, float>(
            [](builder& b, int x, int y) {
              return b.binary(operation::subtract, b.binary(operation::multiply, x, y),
                              b.constant(1.0f));
            },
            1 + e, 1 - e) == 0.0f);
  CHECK(computed<float, float>(
            [](builder& b, int x, int y) { return b.fma(x, y, b.constant(-1.0f)); }, 1 + e,
            1 - e) == -0x1p-26f);
  CHECK(computed<std::int32_t, float>(
            [](builder& b, int x, int) { return b.bit_cast(element::i32, x); }, -0.0f) ==
        INT32_MIN);
}

// ---- findings -----------------------------------------------------------------------------------

TEST_CASE("finds loads out of bounds, and says where") {
  small f;
  f.loop(8, loop_kind::serial, f.b.store(f.C, {f.i}, f.b.load(f.A, {f.i + 1})));
  const std::string found = f.found();
  CHECK(mentions(found, "A[8] is out of bounds: the extents are [8]"));
  CHECK(mentions(found, "in 'C[i] = A[i + 1];' at i = 7"));
}

TEST_CASE("finds stores out of bounds") {
  small f;
  f.loop(8, loop_kind::serial, f.b.store(f.C, {f.i - 1}, f.b.constant(std::int32_t{1})));
  CHECK(mentions(f.found(), "C[-1] is out of bounds"));
}

TEST_CASE("finds what lies outside the allocation though inside the extents") {
  small f;
  const int T = add_local(*f.p, "T", element::i32, {make_affine(8)});
  f.p->buffers[T].size = make_affine(7);
  f.loop(8, loop_kind::serial, f.b.store(T, {f.i}, f.b.constant(std::int32_t{1})));
  f.p->root = f.b.allocate(T, f.p->root);
  CHECK(mentions(f.found(), "T[7] is out of bounds"));
}

TEST_CASE("finds a buffer that isn't allocated where it is used") {
  small f;
  const int T = add_local(*f.p, "T", element::i32, {make_affine(8)});
  f.loop(8, loop_kind::serial, f.b.store(T, {f.i}, f.b.constant(std::int32_t{1})));
  CHECK(mentions(f.found(), "T[0] is used where its buffer isn't allocated"));
}

TEST_CASE("finds reads of local elements that nobody wrote") {
  small f;
  const int T = add_local(*f.p, "T", element::i32, {make_affine(8)});
  const int fill = f.b.store(T, {make_affine(0)}, f.b.constant(std::int32_t{1}));
  f.loop(2, loop_kind::serial, f.b.store(f.C, {f.i}, f.b.load(T, {f.i})));
  f.p->root = f.b.allocate(T, f.b.block({fill, f.p->root}));
  CHECK(mentions(f.found(), "T[1] is read before anyone wrote it"));
  CHECK(f.found({.detect = false}).empty());
}

TEST_CASE("finds values left over from an earlier allocation") {
  small f;
  const int T = add_local(*f.p, "T", element::i32, {make_affine(1)});
  const affine zero = make_affine(0);
  const int fill = f.b.guard({f.i * -1}, f.b.store(T, {zero}, f.b.constant(std::int32_t{1})));
  const int use = f.b.store(f.C, {f.i}, f.b.load(T, {zero}));
  f.loop(2, loop_kind::serial, f.b.allocate(T, f.b.block({fill, use})));
  CHECK(mentions(f.found(), "T[0] is read before anyone wrote it, in 'C[i] = T[0];' at i = 1"));
}

TEST_CASE("finds reads of a result before it was written") {
  small f;
  f.loop(8, loop_kind::serial, f.b.store(f.A, {f.i}, f.b.load(f.C, {f.i})));
  CHECK(mentions(f.found(), "C[0] is read before anyone wrote it"));
}

TEST_CASE("finds buffers that overlap in the workspace") {
  small f;
  const affine zero = make_affine(0);
  const int S = add_buffer(*f.p, "S", element::i32, {make_affine(2)});
  const int T = add_buffer(*f.p, "T", element::i32, {make_affine(2)});
  for (const int b : {S, T}) f.p->buffers[b].where = memory::workspace;
  f.p->workspace_bytes = make_affine(12);
  f.p->buffers[T].offset = make_affine(4);
  const int one = f.b.store(S, {make_affine(1)}, f.b.constant(std::int32_t{1}));
  const int two = f.b.store(T, {zero}, f.b.constant(std::int32_t{2}));
  const int use = f.b.store(f.C, {zero}, f.b.load(S, {make_affine(1)}));
  f.p->root = f.b.allocate(S, f.b.allocate(T, f.b.block({one, two, use})));
  CHECK(mentions(f.found(), "S[1] is read before anyone wrote it"));
  f.p->workspace_bytes = make_affine(8);
  CHECK(mentions(f.found(), "buffer 'T' of 2 elements at byte 4 doesn't fit"));
}

TEST_CASE("finds a ring that is too small") {
  box<program> p;
  programs::ring(*p);
  p->buffers[2].folds[0] = 1;  // both rows in one place
  std::int32_t a[24] = {}, c[20] = {};
  CHECK(
      finding(*p, {a, c}).empty());  // wrong numbers, but each element is written before it is read
  p->buffers[2].size = make_affine(7);
  p->buffers[2].folds[0] = 2;
  CHECK(mentions(finding(*p, {a, c}), "R[1, 3] is out of bounds"));
}

TEST_CASE("finds two iterations that write one element") {
  small f;
  const int body = f.b.store(f.C, {make_affine(0)}, f.b.index(element::i32, f.i));
  f.loop(2, loop_kind::parallel, body);
  CHECK(mentions(f.found(), "C[0] is touched by two iterations of the parallel loop over 'i'"));
  CHECK(f.found({.detect = false}).empty());
}

TEST_CASE("finds races between reads and writes in every order") {
  small f;  // a later iteration writes what an earlier one read
  f.loop(7, loop_kind::parallel, f.b.store(f.A, {f.i}, f.b.load(f.A, {f.i + 1})));
  CHECK(mentions(f.found(), "a race"));
  small g;  // a later iteration reads what an earlier one wrote
  g.loop(7, loop_kind::parallel, g.b.store(g.A, {g.i + 1}, g.b.load(g.A, {g.i})));
  CHECK(mentions(g.found(), "A[1] is read and written by two iterations"));
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    CHECK(mentions(f.found({.seed = seed}), "a race"));
    CHECK(mentions(g.found({.seed = seed}), "a race"));
  }
}

TEST_CASE("finds a write after reads by others and by the writer itself") {
  small f;  // everyone reads A[0]; then the last iteration, which read it too, writes it
  const affine zero = make_affine(0);
  const int read = f.b.store(f.C, {f.i}, f.b.load(f.A, {zero}));
  const int change = f.b.guard({f.i - 7}, f.b.store(f.A, {zero}, f.b.constant(std::int32_t{9})));
  f.loop(8, loop_kind::parallel, f.b.block({read, change}));
  CHECK(mentions(f.found(), "A[0] is touched by two iterations"));
}

TEST_CASE("finds races through a local buffer of the code around the loop") {
  small f;
  const int T = add_local(*f.p, "T", element::i32, {make_affine(1)});
  f.loop(2, loop_kind::parallel, f.b.store(T, {make_affine(0)}, f.b.index(element::i32, f.i)));
  f.p->root = f.b.allocate(T, f.p->root);
  CHECK(mentions(f.found(), "a race"));
  const int loop = f.p->statements[f.p->root].body;  // the same, each iteration with its own T
  f.p->statements[loop].body = f.b.allocate(T, f.p->statements[loop].body);
  f.p->root = loop;
  CHECK(f.found().empty());
}

TEST_CASE("sequential parallel loops don't race with each other") {
  small f;
  const int one = f.b.store(f.A, {f.i}, f.b.constant(std::int32_t{1}));
  const affine j = make_variable(add_loop(*f.p, "j"));
  const int two = f.b.store(f.C, {j}, f.b.load(f.A, {j * -1 + 7}));
  f.loop(8, loop_kind::parallel, one);
  f.p->root =
      f.b.block({f.p->root, f.b.loop(j.terms[0].var, make_affine(8), loop_kind::parallel, two)});
  CHECK(f.found().empty());
}

TEST_CASE("finds lanes that collide") {
  small f;
  f.loop(4, loop_kind::vector, f.b.store(f.C, {make_affine(3)}, f.b.index(element::i32, f.i)));
  CHECK(mentions(f.found(), "C[3] is written by the lanes 0 and 1 of one vector store"));
}

TEST_CASE("finds a store to an argument that is only read") {
  small f;
  f.p->buffers[f.A].use = ir::access::read;
  f.loop(8, loop_kind::serial, f.b.store(f.A, {f.i}, f.b.constant(std::int32_t{1})));
  CHECK(mentions(f.found(), "A[0] is written, but only to be read"));
}

TEST_CASE("finds false claims about variables and broken requirements") {
  small f;
  f.loop(8, loop_kind::serial, f.b.store(f.C, {f.i}, f.b.constant(std::int32_t{1})));
  f.p->variables[f.v].has_upper = true;
  f.p->variables[f.v].upper = make_affine(6);
  CHECK(mentions(f.found(), "variable 'i' is 7, against the claim that it is at most 6"));
  f.p->variables[f.v].upper = make_affine(7);
  CHECK(f.found().empty());
  f.p->requirements.push({f.b.form(make_affine(-1)), 0, {0, 0}});
  CHECK(mentions(f.found(), "the call breaks the requirement"));
}

TEST_CASE("finds index arithmetic that leaves 64 bits") {
  small f;
  const affine far = f.i * (index_t{1} << 62);
  f.loop(8, loop_kind::serial, f.b.store(f.C, {far}, f.b.constant(std::int32_t{1})));
  CHECK(mentions(f.found(), "C[4611686018427387904] is out of bounds"));
  small g;
  g.loop(8, loop_kind::serial,
         g.b.guard({g.i - 2},
                   g.b.store(g.C, {g.i * (index_t{1} << 62)}, g.b.constant(std::int32_t{1}))));
  CHECK(mentions(g.found(), "index arithmetic leaves 64 bits"));
}
