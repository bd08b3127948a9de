// How compiled kernels reach memory: tails with conditions, gathers and scatters, folded storage,
// run-time strides, store groups, values used twice, workspaces of workers, and lets.
#include <doctest/doctest.h>

#include "codegen/native_case.hpp"

namespace {

using namespace native_case;
using programs::add_argument;
using programs::add_buffer;
using programs::add_let;
using programs::add_local;
using programs::add_loop;
using programs::add_variable;

constexpr affine constant(index_t value) { return make_affine(value); }

std::vector<float> counting(int count) {
  std::vector<float> v(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    v[static_cast<std::size_t>(i)] = static_cast<float>(i * 3 % 101 + 1);
  }
  return v;
}

// ---- conditions --------------------------------------------------------------------------------

/// n at run time, vectors of 16: for i < n, C[i] = A[i] + (i < n - 3 ? A[i + 3] : 0),
/// D[n-1-i] = A[i], and E[2i] = A[i] where 2 <= i.
struct tails {
  constexpr void operator()(program& p) const {
    builder b(p);
    const affine n = make_variable(add_variable(p, "n", variable_kind::parameter));
    const var_id blocks =
        add_let(p, "blocks", let_operation::floor_div, n + 15, constant(16));
    const int A = add_argument(p, "A", element::f32, ir::access::read, {n});
    const int C = add_argument(p, "C", element::f32, ir::access::write, {n});
    const int D = add_argument(p, "D", element::f32, ir::access::write, {n});
    const int E = add_argument(p, "E", element::f32, ir::access::write, {n * 2});
    const var_id io = add_loop(p, "io"), ii = add_loop(p, "ii");
    const affine i = make_variable(io, 16) + make_variable(ii);
    const affine inside = n - i - 1;
    const int near = b.load(A, {i}, {inside});
    const int far = b.load(A, {i + 3}, {inside - 3});
    const int c = b.store(C, {i}, b.binary(operation::add, near, far), {inside});
    const int d = b.store(D, {inside}, b.load(A, {i}, {inside}), {inside});
    const int e = b.store(E, {i * 2}, b.load(A, {i}, {inside}), {inside, i - 2});
    const int vector = b.loop(ii, constant(16), loop_kind::vector, b.block({c, d, e}));
    p.root = b.let(blocks, b.loop(io, make_variable(blocks), loop_kind::serial, vector));
  }
};

TEST_CASE("lanes whose conditions fail neither read nor write") {
  for (const int n : {0, 1, 2, 3, 15, 16, 17, 31, 32, 40}) {
    const std::size_t size = static_cast<std::size_t>(n);
    const std::vector<float> a = counting(n);
    std::vector<float> c(size + 1, -7.0f), d(size + 1, -7.0f), e(2 * size + 1, -7.0f);
    std::vector<float> own = a;
    run<tails>({own.data(), c.data(), d.data(), e.data()}, {n});
    for (int i = 0; i < n; ++i) {
      const auto k = static_cast<std::size_t>(i);
      CHECK(c[k] == a[k] + (i + 3 < n ? a[k + 3] : 0.0f));
      CHECK(d[size - 1 - k] == a[k]);
      CHECK(e[2 * k] == (i >= 2 ? a[k] : -7.0f));
      CHECK(e[2 * k + 1] == -7.0f);
    }
    CHECK(c[size] == -7.0f);
    CHECK(d[size] == -7.0f);
  }
}

/// C[i] = A[i] for 3 <= i < n of 48 lanes: both ends of the interval inside it.
template <class T, int Lanes> struct window {
  constexpr void operator()(program& p) const {
    builder b(p);
    const affine n = make_variable(add_variable(p, "n", variable_kind::parameter));
    const int A = add_argument(p, "A", element_of<T>, ir::access::read, {constant(Lanes)});
    const int C = add_argument(p, "C", element_of<T>, ir::access::write, {constant(Lanes)});
    const int D = add_argument(p, "D", element_of<T>, ir::access::write, {constant(Lanes)});
    const var_id lane = add_loop(p, "i");
    const affine i = make_variable(lane);
    const int c = b.store(C, {i}, b.load(A, {i}), {i - 3, n - i - 1});
    const int d = b.store(D, {i}, b.load(A, {i}, {i - 3, n - i - 1}));
    p.root = b.loop(lane, constant(Lanes), loop_kind::vector, b.block({c, d}));
  }
};

template <class T, int Lanes> void check_window() {
  std::array<T, Lanes> a{};
  for (int i = 0; i < Lanes; ++i) a[static_cast<std::size_t>(i)] = static_cast<T>(i + 1);
  for (int n = 0; n <= Lanes; ++n) {
    std::array<T, Lanes> c{}, d{};
    c.fill(T(99));
    run<window<T, Lanes>>({a.data(), c.data(), d.data()}, {n});
    for (int i = 0; i < Lanes; ++i) {
      const auto k = static_cast<std::size_t>(i);
      CAPTURE(n);
      CHECK(c[k] == (i >= 3 && i < n ? a[k] : T(99)));
      CHECK(d[k] == (i >= 3 && i < n ? a[k] : T(0)));
    }
  }
}

TEST_CASE("intervals of lanes in one register and over several") {
  check_window<std::uint8_t, 64>();
  check_window<std::int16_t, 24>();
  check_window<float, 48>();
  check_window<double, 4>();
  check_window<std::int64_t, 16>();
  check_window<std::uint8_t, 6>();
}

/// Values that depend on the lane alone: 1 where i < 5 and i is not below k, the index, and
/// A[k] for the lanes below 3.
struct lanes_alone {
  constexpr void operator()(program& p) const {
    builder b(p);
    const affine k = make_variable(add_variable(p, "k", variable_kind::parameter));
    const int A = add_argument(p, "A", element::f32, ir::access::read, {constant(8)});
    const int H = add_argument(p, "H", element::boolean, ir::access::write, {constant(8)});
    const int F = add_argument(p, "F", element::f32, ir::access::write, {constant(8)});
    const int I = add_argument(p, "I", element::i8, ir::access::write, {constant(8)});
    const int L = add_argument(p, "L", element::f32, ir::access::write, {constant(8)});
    const var_id lane = add_loop(p, "i");
    const affine i = make_variable(lane);
    const int h = b.store(H, {i}, b.holds({constant(4) - i, i - k}));
    const int f = b.store(F, {i}, b.index(element::f32, i * 1000001 - k));
    const int n = b.store(I, {i}, b.index(element::i8, i * -50 + k));
    const int l = b.store(L, {i}, b.load(A, {k}, {constant(2) - i}));
    p.root = b.loop(lane, constant(8), loop_kind::vector, b.block({h, f, n, l}));
  }
};

TEST_CASE("indices, conditions and guarded broadcasts as values") {
  std::vector<float> a = counting(8);
  std::array<std::uint8_t, 8> h{};
  std::array<float, 8> f{}, l{};
  std::array<std::int8_t, 8> i8{};
  for (const int k : {0, 2, 6}) {
    run<lanes_alone>({a.data(), h.data(), f.data(), i8.data(), l.data()}, {k});
    for (int i = 0; i < 8; ++i) {
      const auto at = static_cast<std::size_t>(i);
      CHECK(h[at] == (i <= 4 && i >= k));
      CHECK(f[at] == static_cast<float>(std::int64_t{i} * 1000001 - k));
      CHECK(i8[at] == static_cast<std::int8_t>(i * -50 + k));
      CHECK(l[at] == (i <= 2 ? a[static_cast<std::size_t>(k)] : 0.0f));
    }
  }
}

// ---- strides and folds -------------------------------------------------------------------------

/// C[i, j] = A[j, i] for A with a run-time row stride, vectors of 4 over j and over i.
struct transposes {
  constexpr void operator()(program& p) const {
    builder b(p);
    const affine stride = make_variable(add_variable(p, "s", variable_kind::parameter));
    const int A = add_argument(p, "A", element::i32, ir::access::read, {constant(4), constant(4)});
    p.buffers[A].strides[0] = stride;
    const int C = add_argument(p, "C", element::i32, ir::access::write, {constant(4), constant(4)});
    const int D = add_argument(p, "D", element::i32, ir::access::write, {constant(4), constant(4)});
    const var_id v[] = {add_loop(p, "i"), add_loop(p, "j"), add_loop(p, "k"), add_loop(p, "l")};
    const affine i = make_variable(v[0]), j = make_variable(v[1]);
    const affine k = make_variable(v[2]), l = make_variable(v[3]);
    const int rows = b.loop(v[0], constant(4), loop_kind::serial,
                            b.loop(v[1], constant(4), loop_kind::vector,
                                   b.store(C, {i, j}, b.load(A, {j, i}))));
    const int columns = b.loop(v[2], constant(4), loop_kind::unrolled,
                               b.loop(v[3], constant(4), loop_kind::vector,
                                      b.store(D, {l, k}, b.load(A, {k, l}))));
    p.root = b.block({rows, columns});
  }
};

TEST_CASE("run-time strides, gathers and scatters") {
  std::vector<std::int32_t> a(4 * 7);
  for (int i = 0; i < 28; ++i) a[static_cast<std::size_t>(i)] = i * i + 1;
  std::array<std::int32_t, 16> c{}, d{};
  run<transposes>({a.data(), c.data(), d.data()}, {7});
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      CHECK(c[i * 4 + j] == a[j * 7 + i]);
      CHECK(d[i * 4 + j] == a[j * 7 + i]);
    }
  }
}

/// A ring of 4 elements: vectors of 8 lanes wrap around it twice.
struct wrapping {
  constexpr void operator()(program& p) const {
    builder b(p);
    const int A = add_argument(p, "A", element::i32, ir::access::read, {constant(16)});
    p.buffers[A].folds[0] = 4;
    const int C = add_argument(p, "C", element::i32, ir::access::write, {constant(8)});
    const int D = add_argument(p, "D", element::i32, ir::access::update, {constant(16)});
    p.buffers[D].folds[0] = 16;
    const var_id lane = add_loop(p, "i");
    const affine i = make_variable(lane);
    const int c = b.store(C, {i}, b.load(A, {i + 3}));
    const int d = b.store(D, {i + 12}, b.load(A, {i + 1}), {constant(5) - i});
    p.root = b.loop(lane, constant(8), loop_kind::vector, b.block({c, d}));
  }
};

TEST_CASE("folded dimensions along the lanes") {
  std::array<std::int32_t, 4> a{10, 20, 30, 40};
  std::array<std::int32_t, 8> c{};
  std::array<std::int32_t, 16> d{};
  run<wrapping>({a.data(), c.data(), d.data()});
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(c[i] == a[(i + 3) % 4]);
    CHECK(d[(i + 12) % 16] == (i <= 5 ? a[(i + 1) % 4] : 0));
  }
}

// ---- statements --------------------------------------------------------------------------------

/// (x, y) = (y, x + y) in one group, over lanes; then twice in a scalar loop.
struct exchange {
  constexpr void operator()(program& p) const {
    builder b(p);
    const int X = add_argument(p, "X", element::i64, ir::access::update, {constant(4)});
    const int Y = add_argument(p, "Y", element::i64, ir::access::update, {constant(4)});
    const auto step = [&](const affine& i) {
      const int x = b.load(X, {i}), y = b.load(Y, {i});
      const int sum = b.binary(operation::add, x, y);
      const int first = b.store(X, {i}, y);
      return b.group({first, b.store(Y, {i}, sum)});
    };
    const var_id lane = add_loop(p, "lane"), i = add_loop(p, "i"), t = add_loop(p, "t");
    const int vector = b.loop(lane, constant(4), loop_kind::vector, step(make_variable(lane)));
    const int inner = b.loop(i, constant(4), loop_kind::serial, step(make_variable(i)));
    p.root = b.block({vector, b.loop(t, constant(2), loop_kind::serial, inner)});
  }
};

TEST_CASE("every value of a store group is computed before the first is written") {
  std::array<std::int64_t, 4> x{1, 2, 3, 4}, y{10, 20, 30, 40};
  auto a = x, c = y;
  run<exchange>({x.data(), y.data()});
  for (std::size_t i = 0; i < 4; ++i) {
    for (int step = 0; step < 3; ++step) {
      const std::int64_t sum = a[i] + c[i];
      a[i] = c[i];
      c[i] = sum;
    }
    CHECK(x[i] == a[i]);
    CHECK(y[i] == c[i]);
  }
}

/// Every kind of let, and a guard.
struct lets {
  constexpr void operator()(program& p) const {
    builder b(p);
    const affine n = make_variable(add_variable(p, "n", variable_kind::parameter));
    const int O = add_argument(p, "O", element::i64, ir::access::write, {constant(7)});
    const var_id i = add_loop(p, "i");
    const let_operation all[] = {let_operation::affine,    let_operation::minimum,
                                 let_operation::maximum,   let_operation::floor_div,
                                 let_operation::floor_mod, let_operation::product,
                                 let_operation::first};
    list<int, 8> body;
    for (int k = 0; k < 7; ++k) {
      const bool divides = k == 3 || k == 4;
      const affine second = divides ? constant(4) : make_variable(i, 2) + 1;
      const var_id v = add_let(p, "v", all[k], n - 7, second, i);
      const int store = b.store(O, {constant(k)}, b.index(element::i64, make_variable(v)));
      body.push(b.guard({n - 2}, b.let(v, store)));
    }
    p.root = b.loop(i, constant(3), loop_kind::serial, b.block(body));
  }
};

TEST_CASE("lets and guards") {
  for (const index_t n : {2, 6, 40}) {
    std::array<std::int64_t, 7> o{};
    run<lets>({o.data()}, {n});
    const index_t a = n - 7, b = 5;  // of the last iteration
    CHECK(o == std::array<std::int64_t, 7>{a, a < b ? a : b, a < b ? b : a, floor_div(a, 4),
                                           floor_mod(a, 4), a * b, b});
  }
  std::array<std::int64_t, 7> untouched{9, 9, 9, 9, 9, 9, 9};
  run<lets>({untouched.data()}, {1});
  CHECK(untouched == std::array<std::int64_t, 7>{9, 9, 9, 9, 9, 9, 9});
}

// ---- workers -----------------------------------------------------------------------------------

/// B[i, j] = Σ_k A[i, k] + W[j], with the sum in a worker's piece and W in the shared piece.
struct workers {
  constexpr void operator()(program& p) const {
    builder b(p);
    const affine n = make_variable(add_variable(p, "n", variable_kind::parameter));
    const int A = add_argument(p, "A", element::f64, ir::access::read, {n, constant(4)});
    const int B = add_argument(p, "B", element::f64, ir::access::write, {n, constant(4)});
    const int W = add_buffer(p, "W", element::f64, {constant(4)});
    p.buffers[W].where = memory::workspace;
    const int S = add_buffer(p, "S", element::f64, {constant(1)});
    p.buffers[S].where = memory::workspace;
    p.buffers[S].per_worker = true;
    p.buffers[S].offset = constant(8);
    const var_id w = add_loop(p, "w"), i = add_loop(p, "i"), k = add_loop(p, "k");
    const var_id j = add_loop(p, "j");
    const affine zero = constant(0);
    const int hundreds = b.index(element::f64, make_variable(w, 100));
    const int fill = b.loop(w, constant(4), loop_kind::vector,
                            b.store(W, {make_variable(w)}, hundreds));
    const int clear = b.store(S, {zero}, b.constant(0.0));
    const int add = b.store(S, {zero}, b.binary(operation::add, b.load(S, {zero}),
                                                b.load(A, {make_variable(i), make_variable(k)})));
    const int sum = b.loop(k, constant(4), loop_kind::serial, add);
    const int out =
        b.loop(j, constant(4), loop_kind::vector,
               b.store(B, {make_variable(i), make_variable(j)},
                       b.binary(operation::add, b.load(S, {zero}), b.load(W, {make_variable(j)}))));
    const int rows = b.loop(i, n, loop_kind::parallel, b.block({clear, sum, out}));
    p.root = b.block({b.allocate(W, fill), b.allocate(S, rows)});
  }
};

/// Hands out one iteration at a time, to worker 2, 1, 0, 2, …, from the last to the first.
void backwards(void*, index_t extent, parallel_body body, void* context) {
  for (index_t i = extent; i-- > 0;) body(context, i, i + 1, i % 3);
}

/// A parallel loop in a parallel loop: A[i, j] = 10 i + j.
struct nested {
  constexpr void operator()(program& p) const {
    builder b(p);
    const int A = add_argument(p, "A", element::i32, ir::access::write, {constant(3), constant(5)});
    const var_id i = add_loop(p, "i"), j = add_loop(p, "j");
    const affine value = make_variable(i, 10) + make_variable(j);
    const int store =
        b.store(A, {make_variable(i), make_variable(j)}, b.index(element::i32, value));
    p.root = b.loop(i, constant(3), loop_kind::parallel,
                    b.loop(j, constant(5), loop_kind::parallel, store));
  }
};

TEST_CASE("a parallel loop inside another stays with its worker") {
  for (const parallel_for_function parallel_for : {&backwards, parallel_for_function(nullptr)}) {
    std::array<std::int32_t, 15> a{};
    run<nested>({a.data()}, {}, nullptr, 0, 0, parallel_for);
    for (int i = 0; i < 15; ++i) CHECK(a[static_cast<std::size_t>(i)] == i / 5 * 10 + i % 5);
  }
}

TEST_CASE("workers have parts of their own") {
  constexpr int n = 7;
  std::vector<double> a(n * 4), b(n * 4, -1.0);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<double>(i * i % 19);
  alignas(64) unsigned char workspace[64 + 3 * 64];
  std::memset(workspace, 0xff, sizeof workspace);
  run<workers>({a.data(), b.data()}, {n}, workspace, 64, 64, backwards);
  for (std::size_t i = 0; i < n; ++i) {
    const double sum = a[i * 4] + a[i * 4 + 1] + a[i * 4 + 2] + a[i * 4 + 3];
    for (std::size_t j = 0; j < 4; ++j) CHECK(b[i * 4 + j] == sum + 100.0 * static_cast<double>(j));
  }
  double left[3];  // the last sum of each worker: rows 0, 1 and 2
  for (std::size_t w = 0; w < 3; ++w) std::memcpy(&left[w], workspace + 64 + w * 64 + 8, 8);
  for (std::size_t w = 0; w < 3; ++w) {
    CHECK(left[w] == a[w * 4] + a[w * 4 + 1] + a[w * 4 + 2] + a[w * 4 + 3]);
  }
}

}  // namespace
