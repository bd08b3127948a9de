// Loop programs built by hand, for the tests of the printer, the verifier and the back ends. Each
// uses another part of the grammar. All are constexpr, so that they also test the builder there.
#pragma once

#include <tenon/ir/build.hpp>

namespace programs {

using namespace tenon;
using namespace tenon::ir;

constexpr var_id add_variable(program& p, const char* label, variable_kind kind) {
  variable v{};
  v.label = make_name(label);
  v.kind = kind;
  if (kind == variable_kind::parameter) v.argument = p.parameters++;
  return p.variables.push(v);
}

constexpr var_id add_loop(program& p, const char* label) {
  return add_variable(p, label, variable_kind::loop);
}

constexpr var_id add_let(program& p, const char* label, let_operation op, const affine& a,
                         const affine& b = {}, var_id subject = -1) {
  const var_id v = add_variable(p, label, variable_kind::let);
  p.variables[v].operation = op;
  p.variables[v].a = a;
  p.variables[v].b = b;
  p.variables[v].subject = subject;
  return v;
}

/// A buffer with dense row-major strides; all extents but the first are constant or it has rank 2.
constexpr int add_buffer(program& p, const char* label, element type, affines extents) {
  buffer x{};
  x.label = make_name(label);
  x.type = type;
  x.rank = static_cast<std::uint8_t>(extents.count);
  x.alignment = size_of(type);
  affine stride = make_affine(1);
  for (int d = extents.count - 1; d >= 0; --d) {
    x.extents[d] = extents.items[d];
    x.strides[d] = stride;
    stride = stride.is_constant() ? extents.items[d] * stride.constant
                                  : stride * extents.items[d].constant;
  }
  x.size = stride;
  return p.buffers.push(x);
}

constexpr int add_argument(program& p, const char* label, element type, ir::access use,
                           affines extents) {
  const int b = add_buffer(p, label, type, extents);
  p.buffers[b].use = use;
  p.buffers[b].argument = p.arguments++;
  return b;
}

constexpr int add_local(program& p, const char* label, element type, affines extents) {
  const int b = add_buffer(p, label, type, extents);
  p.buffers[b].where = memory::local;
  return b;
}

/// Marks the expressions that depend on the variable of a vector loop.
constexpr void mark_lanes(program& p) {
  bool lanes[limit::variables] = {};
  for (const statement& s : p.statements) {
    if (s.kind == statement_kind::loop && s.loop == loop_kind::vector) lanes[s.var] = true;
  }
  const auto mentions = [&](int first, int count) {
    for (int i = 0; i < count; ++i) {
      for (const term& t : p.forms[first + i]) {
        if (lanes[t.var]) return true;
      }
    }
    return false;
  };
  for (expression& e : p.expressions) {
    const bool load = e.op == operation::load;
    const int operands = e.op >= operation::select ? 3 : e.op >= operation::add ? 2 : 1;
    if (load || e.op == operation::holds) e.varies = mentions(e.guard, e.guards);
    if (load) e.varies = e.varies || mentions(e.first, p.buffers[e.buffer].rank);
    if (e.op == operation::index) e.varies = mentions(e.first, 1);
    if (e.op < operation::negate) continue;
    e.varies = p.expressions[e.a].varies || (operands > 1 && p.expressions[e.b].varies) ||
               (operands > 2 && p.expressions[e.c].varies);
  }
}

/// C[i] = A[i] + B[i] for i < n: vectors of 8, the lanes of the last one predicated.
constexpr void vector_add(program& p) {
  p.label = make_name("vector_add");
  builder b(p);
  const var_id n = add_variable(p, "n", variable_kind::parameter);
  const var_id blocks =
      add_let(p, "blocks", let_operation::floor_div, make_variable(n) + 7, make_affine(8));
  const int A = add_argument(p, "A", element::f32, ir::access::read, {make_variable(n)});
  const int B = add_argument(p, "B", element::f32, ir::access::read, {make_variable(n)});
  const int C = add_argument(p, "C", element::f32, ir::access::write, {make_variable(n)});
  const var_id io = add_loop(p, "io");
  const var_id ii = add_loop(p, "ii");
  const affine i = make_variable(io, 8) + make_variable(ii);
  const affine inside = make_variable(n) - i - 1;
  const int sum = b.binary(operation::add, b.load(A, {i}, {inside}), b.load(B, {i}, {inside}));
  const int lanes = b.loop(ii, make_affine(8), loop_kind::vector, b.store(C, {i}, sum, {inside}));
  p.root = b.let(blocks, b.loop(io, make_variable(blocks), loop_kind::serial, lanes));
  p.requirements.push({b.form(make_variable(n)), 1, {0, 0}});
  mark_lanes(p);
}

/// C[i] = A[I[i]], the nearest of 6 elements.
constexpr void gathered(program& p) {
  p.label = make_name("gathered");
  builder b(p);
  const int A = add_argument(p, "A", element::f32, ir::access::read, {make_affine(6)});
  const int I = add_argument(p, "I", element::i64, ir::access::read, {make_affine(5)});
  const int C = add_argument(p, "C", element::f32, ir::access::write, {make_affine(5)});
  const var_id i = add_loop(p, "i");
  const var_id at = add_variable(p, "at", variable_kind::picked);
  p.variables[at].has_lower = p.variables[at].has_upper = true;
  p.variables[at].upper = make_affine(5);
  const int read = b.load(I, {make_variable(i)});
  const int above = b.binary(operation::maximum, read, b.constant<index_t>(0));
  const int nearest = b.binary(operation::minimum, above, b.constant<index_t>(5));
  const int store = b.store(C, {make_variable(i)}, b.load(A, {make_variable(at)}));
  p.root = b.loop(i, make_affine(5), loop_kind::serial, b.pick(at, nearest, store));
}

/// C = A · B, m×n×k = 6×8×5: a 2×8 accumulator in registers, rows in parallel.
constexpr void matmul(program& p) {
  p.label = make_name("matmul");
  builder b(p);
  const int A =
      add_argument(p, "A", element::f32, ir::access::read, {make_affine(6), make_affine(5)});
  const int B =
      add_argument(p, "B", element::f32, ir::access::read, {make_affine(5), make_affine(8)});
  const int C =
      add_argument(p, "C", element::f32, ir::access::write, {make_affine(6), make_affine(8)});
  const int T = add_local(p, "T", element::f32, {make_affine(2), make_affine(8)});
  const affine io = make_variable(add_loop(p, "io"));
  const var_id v[] = {add_loop(p, "i0"), add_loop(p, "j0"), add_loop(p, "k"), add_loop(p, "i1"),
                      add_loop(p, "j1"), add_loop(p, "i2"), add_loop(p, "j2")};
  const affine i0 = make_variable(v[0]), j0 = make_variable(v[1]), k = make_variable(v[2]);
  const affine i1 = make_variable(v[3]), j1 = make_variable(v[4]), i2 = make_variable(v[5]);
  const affine j2 = make_variable(v[6]);
  const auto tile = [&](var_id i, var_id j, int store) {
    return b.loop(i, make_affine(2), loop_kind::unrolled,
                  b.loop(j, make_affine(8), loop_kind::vector, store));
  };
  const int clear = tile(v[0], v[1], b.store(T, {i0, j0}, b.constant(0.0f)));
  const int product =
      b.binary(operation::multiply, b.load(A, {io * 2 + i1, k}), b.load(B, {k, j1}));
  const int sum = b.binary(operation::add, b.load(T, {i1, j1}), product);
  const int update =
      b.loop(v[2], make_affine(5), loop_kind::serial, tile(v[3], v[4], b.store(T, {i1, j1}, sum)));
  const int copy = tile(v[5], v[6], b.store(C, {io * 2 + i2, j2}, b.load(T, {i2, j2})));
  const int body = b.allocate(T, b.block({clear, update, copy}));
  p.root = b.loop(io.terms[0].var, make_affine(3), loop_kind::parallel, body);
  mark_lanes(p);
}

/// Row sums of neighbours through a ring of two rows: R[y] = A[y] · 10; C[y] = R[y] + R[y + 1].
/// The ring lives in the worker's workspace; the first iteration fills both rows.
constexpr void ring(program& p) {
  p.label = make_name("ring");
  builder b(p);
  const int A =
      add_argument(p, "A", element::i32, ir::access::read, {make_affine(6), make_affine(4)});
  const int C =
      add_argument(p, "C", element::i32, ir::access::write, {make_affine(5), make_affine(4)});
  const int R = add_buffer(p, "R", element::i32, {make_affine(6), make_affine(4)});
  p.buffers[R].where = memory::workspace;
  p.buffers[R].per_worker = true;
  p.buffers[R].folds[0] = 2;
  p.buffers[R].size = make_affine(8);
  p.worker_bytes = make_affine(64);
  const var_id y = add_loop(p, "y");
  const var_id begin =
      add_let(p, "begin", let_operation::first, make_affine(0), make_variable(y) + 1, y);
  const var_id rows = add_loop(p, "row");
  const var_id x0 = add_loop(p, "x");
  const var_id x1 = add_loop(p, "x");
  const affine row = make_variable(begin) + make_variable(rows);
  const int ten = b.constant(std::int32_t{10});
  const int fill = b.store(R, {row, make_variable(x0)},
                           b.binary(operation::multiply, b.load(A, {row, make_variable(x0)}), ten));
  const int filled =
      b.let(begin, b.loop(rows, make_variable(y) + 2 - make_variable(begin), loop_kind::serial,
                          b.loop(x0, make_affine(4), loop_kind::vector, fill)));
  const affine x = make_variable(x1);
  const int sum = b.binary(operation::add, b.load(R, {make_variable(y), x}),
                           b.load(R, {make_variable(y) + 1, x}));
  const int use =
      b.loop(x1, make_affine(4), loop_kind::vector, b.store(C, {make_variable(y), x}, sum));
  p.root = b.allocate(R, b.loop(y, make_affine(5), loop_kind::serial, b.block({filled, use})));
  mark_lanes(p);
}

/// Value and position of the largest of n elements: two stores that read both old values.
constexpr void argmax(program& p) {
  p.label = make_name("argmax");
  builder b(p);
  const var_id n = add_variable(p, "n", variable_kind::parameter);
  const int A = add_argument(p, "A", element::i16, ir::access::read, {make_variable(n)});
  const int V = add_argument(p, "V", element::i16, ir::access::write, {make_affine(1)});
  const int I = add_argument(p, "I", element::i64, ir::access::write, {make_affine(1)});
  const var_id v = add_loop(p, "i");
  const affine i = make_variable(v), zero = make_affine(0);
  const int start = b.store(V, {zero}, b.constant(std::int16_t{-32768}));
  const int none = b.store(I, {zero}, b.constant(std::int64_t{-1}));
  const int best = b.load(V, {zero});
  const int next = b.load(A, {i});
  const int better = b.binary(operation::less, best, next);
  const int value = b.select(better, next, best);
  const int where = b.select(better, b.index(element::i64, i), b.load(I, {zero}));
  const int both = b.group({b.store(V, {zero}, value), b.store(I, {zero}, where)});
  p.root = b.block({start, none, b.loop(v, make_variable(n), loop_kind::serial, both)});
}

/// Convolution with [1 2 1] and zeros outside: loads that guard themselves.
constexpr void padded(program& p) {
  p.label = make_name("padded");
  builder b(p);
  const var_id n = add_variable(p, "n", variable_kind::parameter);
  const int A = add_argument(p, "A", element::f64, ir::access::read, {make_variable(n)});
  const int C = add_argument(p, "C", element::f64, ir::access::write, {make_variable(n)});
  const var_id v = add_loop(p, "i");
  const affine i = make_variable(v);
  const int left = b.load(A, {i - 1}, {i - 1});
  const int right = b.load(A, {i + 1}, {make_variable(n) - i - 2});
  const int middle = b.binary(operation::multiply, b.load(A, {i}), b.constant(2.0));
  const int sum = b.binary(operation::add, b.binary(operation::add, left, middle), right);
  p.root = b.loop(v, make_variable(n), loop_kind::parallel, b.store(C, {i}, sum));
}

/// Panels of 4 rows of A, n×8, column by column; zeros where the last panel has fewer rows.
constexpr void turned(program& p) {
  p.label = make_name("turned");
  builder b(p);
  const var_id n = add_variable(p, "n", variable_kind::parameter);
  const var_id panels =
      add_let(p, "panels", let_operation::floor_div, make_variable(n) + 3, make_affine(4));
  const affine four = make_affine(4), eight = make_affine(8);
  const int A = add_argument(p, "A", element::f32, ir::access::read, {make_variable(n), eight});
  const int T = add_argument(p, "T", element::f32, ir::access::write,
                             {make_variable(panels), eight, four});
  const var_id o = add_loop(p, "o"), k = add_loop(p, "k"), lane = add_loop(p, "lane");
  const affine row = make_variable(o, 4) + make_variable(lane);
  const int value = b.load(A, {row, make_variable(k)}, {make_variable(n) - row - 1});
  const int store = b.store(T, {make_variable(o), make_variable(k), make_variable(lane)}, value);
  const int turn = b.loop(k, eight, loop_kind::transposed,
                          b.loop(lane, four, loop_kind::vector, store));
  p.root = b.let(panels, b.loop(o, make_variable(panels), loop_kind::serial, turn));
  mark_lanes(p);
}

/// C(n, 8) += A(n, 4) · B(8, 4): a row of eight sums at a time.
constexpr void dots(program& p) {
  p.label = make_name("dots");
  builder b(p);
  const var_id n = add_variable(p, "n", variable_kind::parameter);
  const affine four = make_affine(4), eight = make_affine(8);
  const int A = add_argument(p, "A", element::u8, ir::access::read, {make_variable(n), four});
  const int B = add_argument(p, "B", element::i8, ir::access::read, {eight, four});
  const int C = add_argument(p, "C", element::i32, ir::access::update, {make_variable(n), eight});
  const var_id i = add_loop(p, "i"), l = add_loop(p, "l"), k = add_loop(p, "k");
  const affine to[] = {make_variable(i), make_variable(l)};
  const int a = b.cast(element::i32, b.load(A, {make_variable(i), make_variable(k)}));
  const int term = b.cast(element::i32, b.load(B, {make_variable(l), make_variable(k)}));
  const int product = b.binary(operation::multiply, a, term);
  const int sum = b.load(C, {to[0], to[1]});
  const int store = b.store(C, {to[0], to[1]}, b.binary(operation::add, sum, product));
  const int unit = b.loop(l, eight, loop_kind::tensorized, b.loop(k, four, loop_kind::serial, store));
  p.statements[unit].does = instruction::dot_u8s8;
  p.root = b.loop(i, make_variable(n), loop_kind::serial, unit);
}

/// T(4, 16, 4) from B(16, 16): four rows of bytes at a time, whose columns become words.
constexpr void words(program& p) {
  p.label = make_name("words");
  builder b(p);
  const affine four = make_affine(4), many = make_affine(16);
  const int B = add_argument(p, "B", element::u8, ir::access::read, {many, many});
  const int T = add_argument(p, "T", element::u8, ir::access::write, {four, many, four});
  const var_id o = add_loop(p, "o"), i = add_loop(p, "i"), q = add_loop(p, "q");
  const int value = b.load(B, {make_variable(o, 4) + make_variable(q), make_variable(i)});
  const int store = b.store(T, {make_variable(o), make_variable(i), make_variable(q)}, value);
  const int unit = b.loop(q, four, loop_kind::tensorized, b.loop(i, many, loop_kind::serial, store));
  p.statements[unit].does = instruction::interleave;
  p.root = b.loop(o, four, loop_kind::serial, unit);
}

/// Rows of A by a function of nobody's, through a window of four rows.
constexpr void called(program& p) {
  p.label = make_name("called");
  builder b(p);
  const affine five = make_affine(5), many = make_affine(8);
  const int A = add_argument(p, "A", element::f32, ir::access::read, {five, many});
  const int C = add_argument(p, "C", element::f32, ir::access::write, {five, many});
  const int W = add_buffer(p, "W", element::f32, {five, many});
  p.buffers[W].where = memory::local;
  p.buffers[W].folds[0] = 4;
  p.buffers[W].size = make_affine(32);
  const int turn = p.functions.push({make_name("turn"), nullptr, 2, 2});
  const int add = p.functions.push({make_name("add"), nullptr, 3, 4});
  const var_id i = add_loop(p, "i");
  const affine row = make_variable(i);
  const affine start[] = {row, make_affine(0)};
  const affine whole[] = {many};
  const int to_window = b.call(turn, W, affines(start, 2), affines(whole, 1), -1);
  const int first = b.call(turn, A, affines(start, 2), affines(whole, 1), to_window);
  const int written = b.call(add, C, affines(start, 2), affines(whole, 1), -1);
  const int from_window = b.call(add, W, affines(start, 2), affines(whole, 1), written);
  const int second = b.call(add, A, affines(start, 2), affines(whole, 1), from_window);
  p.root = b.allocate(W, b.loop(i, five, loop_kind::serial, b.block({first, second})));
}

}  // namespace programs
