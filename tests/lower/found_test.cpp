// Mistakes of lowering that random programs found, each as the smallest description that showed it.
// The interpreter, which notices races, poison and stray indices, is compared with the oracle.
#include <doctest/doctest.h>

#include <cstring>
#include <vector>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/expr/evaluate.hpp>
#include <tenon/ir/print.hpp>
#include <tenon/ir/verify.hpp>
#include <tenon/lower/lower.hpp>
#include <tenon/schedule/schedule.hpp>

using namespace tenon;

namespace {

/// The arguments of a program in memory: inputs count from 1, outputs hold poison.
struct memory_of_call {
  std::vector<std::vector<unsigned char>> bytes;
  std::vector<argument> arguments;

  memory_of_call(const ir::program& p, const std::vector<index_t>& symbols) {
    bytes.resize(static_cast<std::size_t>(p.arguments));
    arguments.resize(static_cast<std::size_t>(p.arguments));
    for (const ir::buffer& b : p.buffers) {
      if (b.where == ir::memory::argument) add(b, symbols);
    }
  }

  void add(const ir::buffer& b, const std::vector<index_t>& symbols) {
    argument& a = arguments[static_cast<std::size_t>(b.argument)];
    a = argument{};
    a.type = b.type;
    a.rank = b.rank;
    a.writable = true;
    index_t count = 1;
    for (int d = b.rank - 1; d >= 0; --d) {
      a.extents[d] = b.extents[d].constant;
      for (const ir::term& t : b.extents[d])
        a.extents[d] += t.factor * symbols[static_cast<std::size_t>(t.var)];
      a.strides[d] = count;
      count *= a.extents[d];
    }
    std::vector<unsigned char>& to = bytes[static_cast<std::size_t>(b.argument)];
    to.assign(static_cast<std::size_t>(count * size_of(b.type)), 0xCD);
    for (index_t i = 0; i < count && b.use != ir::access::write; ++i) {
      ir::with_type_of(b.type, [&]<class T>() {
        const T x = static_cast<T>(i % 11 + 1);
        std::memcpy(to.data() + i * index_t(sizeof(T)), &x, sizeof(T));
        return 0;
      });
    }
    a.data = to.data();
  }
};

/// Values of the parameters: symbols, then the strides that are known at the call only.
std::vector<index_t> parameters_of(const ir::program& p, std::vector<index_t> symbols,
                                   const memory_of_call& memory) {
  const std::size_t known = symbols.size();
  symbols.resize(static_cast<std::size_t>(p.parameters) + 1);
  for (const ir::buffer& b : p.buffers) {
    for (int d = 0; b.where == ir::memory::argument && d < b.rank; ++d) {
      if (!b.strides[d].is_variable()) continue;
      const ir::variable& v = p.variables[b.strides[d].terms[0].var];
      if (v.kind != ir::variable_kind::parameter || v.argument < static_cast<int>(known)) continue;
      symbols[static_cast<std::size_t>(v.argument)] =
          memory.arguments[static_cast<std::size_t>(b.argument)].strides[d];
    }
  }
  return symbols;
}

finding lowered(schedule& s, int symbols, const target& machine, ir::program& p) {
  const lower::symbol_facts facts[max_symbols] = {};
  return lower::lower(s.state(), symbols, facts, machine, p);
}

/// The rule that a schedule breaks.
rule broken_rule(schedule s, int symbols = 0) {
  box<ir::program> p;
  return lowered(s, symbols, preset(isa::avx2), *p).which;
}

/// Lowers and interprets a schedule; whether every argument then equals the oracle's.
void check_schedule(schedule s, const std::vector<index_t>& symbols = {}, const target& machine = preset(isa::avx2)) {
  box<ir::program> p;
  const finding f = lowered(s, static_cast<int>(symbols.size()), machine, *p);
  REQUIRE_MESSAGE(f.ok(), explain(f));
  const ir::verdict v = ir::verify(*p);
  REQUIRE_MESSAGE(v.ok(), ir::sentence(v.broken));
  memory_of_call expected(*p, symbols);
  memory_of_call got(*p, symbols);
  std::vector<const expr::definition*> outputs;
  for (const std::int32_t st : s.state().outputs) outputs.push_back(s.state().named[st].get());
  expr::evaluate(outputs, symbols, expected.arguments);
  std::vector<void*> pointers;
  for (const argument& a : got.arguments) pointers.push_back(a.data);
  const std::vector<index_t> parameters = parameters_of(*p, symbols, got);
  kernel_call call{};
  call.arguments = pointers.data();
  call.parameters = parameters.data();
  CHECK_NOTHROW(interpret(*p, call, {.seed = 5}));
  CHECK(expected.bytes == got.bytes);
}

}  // namespace

TEST_CASE("a reduction whose reduced loops are outermost starts from its identity") {
  auto A = input<std::int32_t>("A", 5, 6);
  axis i("i", 5), r("r", 6);
  auto B = compute("B", {i}, max(A(i, r), r));
  auto s = schedule(B);
  s.reorder(r, i);
  check_schedule(std::move(s));
}

TEST_CASE("a vectorized loop whose indices need a division runs one element at a time") {
  auto A = input<float>("A", 5, 3);
  axis i("i", 5), j("j", 3);
  auto B = compute("B", {i, j}, A(i, j) * 2.0f);
  auto s = schedule(B);
  auto f = s.fuse(i, j);
  auto [o, l] = s.split(f, 8);
  s.vectorize(l);
  check_schedule(std::move(s));
}

TEST_CASE("storage around a parallel loop is shared by its iterations") {
  auto A = input<float>("A", 6, 8);
  axis i("i", 6), j("j", 8);
  auto P = compute("P", {i, j}, A(i, j) + 1.0f);
  auto C = compute("C", {i, j}, P(i, j) * 2.0f);
  auto s = schedule(C);
  s.parallel(j);
  s[P].compute_at(C, i);
  check_schedule(std::move(s));
}

TEST_CASE("bounds of parts hold only behind the condition that ends a split") {
  const extent n = extent::symbol(0);
  auto A = input<std::int16_t>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + std::int16_t(1));
  auto s = schedule(B);
  auto [o, in] = s.split_parts(i, 5);
  s.tile(o, in, 2, 2);
  check_schedule(std::move(s), {7});
}

TEST_CASE("a pad doesn't cover reads outside of a stage that is computed whole") {
  auto A = input<float>("A", 4, 4);
  axis i("i", 4), j("j", 4), r("r", 4), c("c", 3), q("q", 2);
  auto P = compute("P", {i, j}, A(i, j));
  auto Q = compute("Q", {i}, sum(P(r, i) + P(i, r), r));
  auto C = compute("C", {c}, sum(Q(c + q), q));
  auto s = schedule(C);
  auto [o, in] = s.split_parts(c, 2);
  s[Q].pad(0).compute_at(C, o);
  s[P].pad(1).compute_at(C, o);
  check_schedule(std::move(s));
}

TEST_CASE("an element that is stored packed may be asked for before its first pack") {
  auto A = input<std::uint32_t>("A", 9);
  axis i("i", 9), r("r", 3);
  auto P = compute("P", {i}, A(i) + std::uint32_t(1));
  auto C =
      compute("C", {i}, sum(select(i + r >= 1 && i + r < 10, P(i + r - 1), std::uint32_t(5)), r));
  auto s = schedule(C);
  s[P].pack(0, 4);
  check_schedule(std::move(s));
}

TEST_CASE("an update has no packs: its tensor is the caller's") {
  auto T = inout<float>("T", 4);
  axis i("i", 4);
  auto U = update(T, {i}, T(i) + 1.0f);
  auto C = compute("C", {i}, U(i) * 2.0f);
  auto s = schedule(C);
  s[U].pack(0, 2);
  CHECK(broken_rule(std::move(s)) == rule::pack_cache);
}

TEST_CASE("a shifted tail inside cache_write would add elements twice") {
  auto A = input<float>("A", 5, 4);
  axis i("i", 5), r("r", 4);
  auto B = compute("B", {i}, sum(A(i, r), r));
  auto s = schedule(B);
  auto [o, in] = s.split(i, 4);
  s.split(in, 3, tail::shift);
  s.cache_write(o);
  CHECK(broken_rule(std::move(s)) == rule::tail_shift_reduction);
}

TEST_CASE("overlapping tiles inside a parallel loop would race") {
  auto A = input<float>("A", 3);
  axis i("i", 3);
  auto B = compute("B", {i}, A(i) + 1.0f);
  auto s = schedule(B);
  auto [o, in] = s.split(i, 2, tail::shift);
  s.reorder(in, o).parallel(in);
  CHECK(broken_rule(std::move(s)) == rule::tail_shift_parallel);
}

TEST_CASE("the rest of a cut loop has loop variables of its own") {
  const extent n = extent::symbol(0);
  auto A = input<float>("A", 1, n);
  axis i("i", 1), j("j", n), u("u", 0),
      v("v", n - 1);  // nothing to do: the verifier must accept it
  auto P = compute("P", {i, j}, A(i, j) * 3.0f);
  auto C = compute("C", {u, v}, max(P(u + 1, v + 1), P(u, u)));
  auto s = schedule(C);
  auto [o, in] = s.split(u, 2);
  auto t = s.tile(in, v, 2, 2, tail::cut);
  s[P].compute_at(C, t.outer_j);
  check_schedule(std::move(s), {8});
}

TEST_CASE("the tile of cache_write is computed outside of a padded tensor too") {
  auto A = input<float>("A", 1, 2);
  axis i("i", 1), r("r", 2), k("k", 3);
  auto P = compute("P", {i}, sum(A(i, r), r));
  auto C = compute("C", {k}, select(k >= 1, expr::literal<float>{{}, 4.0f}, P(k)));
  auto s = schedule(C);
  auto p = s[P];
  auto t = p.tile(i, r, 2, 2);
  p.cache_write(t.outer_i).pad(0);
  check_schedule(std::move(s));
}

TEST_CASE("a region without elements has no negative size") {
  const extent n = extent::symbol(0);
  auto A = input<float>("A", 0, n);
  axis i("i", 0), j("j", n), u("u", 0), v("v", n);
  auto P = compute("P", {i, j}, A(i, j));
  auto C = compute("C", {u, v}, P(u + 3, v + 1));
  check_schedule(schedule(C), {0});
}

TEST_CASE("an unrolled loop over a region without elements has no iterations") {
  auto A = input<float>("A", 5);
  axis k("k", 0);
  auto B = compute("B", {k}, A(2 * k));
  auto s = schedule(B);
  auto copy = s.cache_read(A);
  copy.unroll(copy.dimension(0));
  check_schedule(std::move(s));
}

TEST_CASE("a fused loop of no iterations divides by nothing") {
  auto A = input<float>("A", 3, 0);
  axis i("i", 3), j("j", 0);
  auto B = compute("B", {i, j}, A(i, j));
  auto s = schedule(B);
  auto f = s.fuse(i, j);
  s.split(f, 4);
  check_schedule(std::move(s));
}

TEST_CASE("an update writes all of its tensor, whatever is read of it") {
  auto T = inout<std::uint8_t>("T", 4);
  auto A = input<std::uint8_t>("A", 5);
  axis i("i", 4), r("r", 5), k("k", 2);
  auto U = update(T, {i}, max(A(r), r));
  auto C = compute("C", {k}, U(k));
  check_schedule(schedule(C));
}

TEST_CASE("the end of an inner part counts in cache_write's tile: beyond it lie other elements") {
  auto A = input<float>("A", 3);
  axis i("i", 4), r("r", 3);
  auto B = compute("B", {i}, sum(A(r), r));
  auto s = schedule(B);
  auto [o, in] = s.split(i, 2);
  auto t = s.tile(in, o, 4, 2);
  s.cache_write(t.outer_i);
  check_schedule(std::move(s));
}

TEST_CASE("a window doesn't slide where its first iterations may be skipped") {
  const expr::literal<float> edge{{}, 2.0f};
  auto A = input<float>("A", 2, 2);
  axis i("i", 2), r("r", 2), k("k", 2);
  auto P = compute("P", {i}, sum(A(r, i), r));
  auto Q = compute("Q", {i}, select(i >= 1, P(i - 1), edge) + select(i < 1, P(i + 1), edge));
  auto C = compute("C", {k}, select(k >= 1, Q(k - 1), edge) + select(k < 1, Q(k + 1), edge));
  auto s = schedule(C);
  auto q = s[Q];
  auto [o, in] = q.split(i, 3);
  q.compute_at(C, k);
  s[P].compute_at(Q, in).store_at(Q, o);
  check_schedule(std::move(s));
}

TEST_CASE("a window doesn't slide along a loop whose iterations reach further each time") {
  auto A = input<float>("A", 7, 7);
  axis i("i", 6), y("y", 7), x("x", 7), u("u", 7), v("v", 7);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto M = compute("M", {u, v}, P(u, v) + 1);
  auto C = compute("C", {i}, M(i, i) + M(i + 1, 0));
  auto s = schedule(C);
  s[M].reorder(v, u).compute_at(C, i);  // columns 0 … i
  s[P].compute_at(M, v).store_root();
  check_schedule(std::move(s));
}

TEST_CASE("a cut loop over a region that may be empty has no negative number of tiles") {
  const extent n = extent::symbol(0);
  const expr::literal<std::uint16_t> edge{{}, 7};
  axis i("i", n - 2), j("j", n - 2), u("u", n - 2), v("v", n - 2);
  auto A = input<std::uint16_t>("A", n, n);
  auto P = compute("P", {i, j}, A(i, j));
  auto C = compute("C", {u, v}, select(u < n - 3 && v < n - 3, P(u + 1, v + 1), edge));
  auto s = schedule(C);
  s[P].split(j, 2, tail::cut);
  check_schedule(std::move(s), {2});
}

TEST_CASE("a tile's conditions name no variable that the copy of the nest has replaced") {
  const extent n = extent::symbol(0);
  axis i("i", n - 5), r("r", 2);
  auto A = input<std::int16_t>("A", n);
  auto B = compute("B", {i}, sum(A(i + r), r));
  auto s = schedule(B);
  const auto [o, in] = s.split(i, 2);
  const auto outer = s.tile(s.fuse(o, in), r, 4, 2, tail::cut);
  const auto inner = s.tile(outer.outer_j, outer.inner_i, 2, 2);
  s.cache_write(s.split(inner.inner_j, 2).outer);
  check_schedule(std::move(s), {18});
}

TEST_CASE("fused loops without iterations claim nothing of their parts") {
  const extent n = extent::symbol(0);
  axis i("i", 0), j("j", 0), k("k", n - 1);
  auto A = input<double>("A", 1, 1, n);
  auto B = compute("B", {i, j, k}, A(i, j, k));
  auto s = schedule(B);
  s.fuse(i, s.fuse(j, k));
  check_schedule(std::move(s), {1});
}

TEST_CASE("an index with more terms than a form holds is refused in packed storage too") {
  axis i("i", 3400), j("j", 60), x("x", 9), r("r", 400);
  auto A = input<std::int32_t>("A", 3400);
  auto P = compute("P", {i}, A(i));
  auto B = compute("B", {j}, sum(P(2 * j + 8 * r), r));  // quotient and remainder by 8 are affine
  axis q("q", 5);
  auto C = compute("C", {x}, min(B(4 * x + 4 * q), q));
  auto s = schedule(C);
  const auto consumer = s.tile(x, q, 2, 2);
  auto b = s[B];
  const auto inner = b.tile(j, r, 4, 16);
  const auto parts = b.split(inner.outer_j, 4);
  b.tile(parts.outer, parts.inner, 2, 2);
  b.compute_at(C, consumer.inner_i);
  s[P].pack(0, 8);
  CHECK(broken_rule(std::move(s)) == rule::index_overflow);
}

TEST_CASE("a statement whose packed reads need more divisions than there is room for is refused") {
  axis i("i", 60), x("x", 40);
  auto A = input<std::int32_t>("A", 60);
  auto P = compute("P", {i}, A(i));
  auto reads = [&](auto... shifts) { return (P(x + shifts) + ...); };
  auto C = compute("C", {x}, reads(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17));
  auto s = schedule(C);
  s.split(x, 5);
  s[P].pack(0, 4);
  CHECK(broken_rule(std::move(s)) == rule::program_too_large);
}

TEST_CASE("a prefetch of what has no element leaves no division behind") {
  axis i("i", 3), j("j", 5), k("k", 5), none("none", 0);
  auto A = input<float>("A", 5, 5);
  auto P = compute("P", {none, j, k}, A(j, k));
  auto C = compute("C", {i, j, k}, select(i < 0, P(i, j, k), 1));
  auto s = schedule(C);
  const axis all = s.fuse(s.fuse(i, j), k);
  s.prefetch(P, all, 1);
  s[P].pack(2, 4);
  check_schedule(std::move(s), {});
}

TEST_CASE("a product whose factors are numbers at some points is contracted there as elsewhere") {
  axis i("i", 7);
  auto A = input<double>("A", 7);
  auto B = input<double>("B", 7);
  auto s = schedule(compute("C", {i}, A(i) * 3 + select(i < 4, B(i), 1) * 3));
  s.vectorize(i);
  box<ir::program> p;
  REQUIRE(lowered(s, 0, preset(isa::avx2_fma), *p).ok());
  CHECK(ir::print(*p).find("fma(1.0, 3.0, A[") != std::string::npos);
}

TEST_CASE("virtual threads copy storage once, though its nest is emitted for whole tiles and the rest") {
  axis i("i", 4), j("j", 9), r("r", 3);
  auto A = input<std::int32_t>("A", 4, 9, 3);
  auto P = compute("P", {i, j}, sum(A(i, j, r), r));
  auto s = schedule(compute("C", {i, j}, P(i, j) - 3));
  const auto [jo, ji] = s.split(j, 7, tail::cut);
  const auto [jio, jii] = s.split(ji, 2);
  s.reorder(jo, jio, i, jii);
  s[P].compute_at(s, jio);
  const auto [po, pi] = s[P].split(i, 2);
  s[P].reorder(pi, po, j, r).bind(pi, hardware_axis::virtual_thread).cache_write(po);
  box<ir::program> p;
  REQUIRE(lowered(s, 0, preset(isa::avx2), *p).ok());
  const std::string text = ir::print(*p);
  CHECK(text.find(" P.w[2, ") != std::string::npos);
  CHECK(text.find(" P.w[2, 2, ") == std::string::npos);
  check_schedule(std::move(s), {});
}

TEST_CASE("storage around a parallel loop stays in the workspace when virtual threads copy it") {
  axis i("i", 6), j("j", 5), r("r", 5);
  auto A = input<std::int32_t>("A", 6, 5);
  auto P = compute("P", {i, j}, A(i, j) * 2);
  auto C = compute("C", {i}, sum(P(i, r), r));
  auto s = schedule(C);
  const auto [io, ii] = s.split(i, 2);
  s.reorder(ii, io, r).bind(ii, hardware_axis::virtual_thread);
  s[P].compute_at(s, io).parallel(j);
  check_schedule(std::move(s), {});
}

TEST_CASE("the loop of cache_write may not be split or vectorized afterwards") {
  for (const bool vectorized : {true, false}) {
    axis i("i", 2), r("r", 3);
    auto A = input<float>("A", 2, 3);
    auto s = schedule(compute("B", {i}, sum(A(i, r), r)));
    s.cache_write(i);
    if (vectorized) s.vectorize(i);
    else s.split(i, 2);
    CHECK(broken_rule(std::move(s)) == rule::cache_write_place);
  }
}

TEST_CASE("a reduction with two results, shared by a block, waits for what its threads read") {
  auto A = input<float>("A", 5, 6);
  axis i("i", 6), r("r", 5), j("j", 6);
  auto [least, place] = compute("B", {i}, argmin(A(r, i), r));
  auto C = compute("C", {j}, least(j) + 1.0f);
  auto s = schedule(C);
  auto [b, t] = s.split(j, 3);
  s.bind(b, hardware_axis::block_x).bind(t, hardware_axis::thread_x);
  s[least].compute_at(C, b).bind(i, hardware_axis::thread_x);
  auto copy = s.cache_read(A);
  copy.compute_at(s[least], r).set_scope(memory_scope::shared);
  copy.bind(copy.dimension(0), hardware_axis::thread_x);
  check_schedule(std::move(s));
}

TEST_CASE("a prefetch stays inside what of its tensor is stored") {
  auto A = input<float>("A", 8, 3);
  axis i("i", 8), k("k", 3), j("j", 5);
  auto P = compute("P", {i, k}, A(i, k) + 1.0f);
  auto C = compute("C", {j, k}, P(j + 2, k) * 2.0f);  // rows 2 … 6 of 0 … 7
  auto s = schedule(C);
  auto [o, in] = s.split(j, 2);
  s.prefetch(P, o, 2);
  check_schedule(std::move(s));
}

TEST_CASE("a prefetch keeps the conditions that virtual threads repeat") {
  auto A = input<float>("A", 6, 4);
  axis i("i", 6), j("j", 2), r("r", 4);
  auto C = compute("C", {i, j}, sum(A(i, r) * 2.0f, r));
  auto s = schedule(C);
  auto [o, t] = s.split(i, 5);
  auto [jo, v] = s.split(j, 3);
  s.reorder(o, jo, v, t, r);
  s.bind(o, hardware_axis::block_x).bind(jo, hardware_axis::block_y);
  s.bind(v, hardware_axis::virtual_thread).bind(t, hardware_axis::thread_x);
  s.prefetch(A, r, 2);
  check_schedule(std::move(s));
}

TEST_CASE("stages computed ahead for all iterations of a loop are waited for in front of it") {
  auto A = input<float>("A", 3, 4);
  axis i("i", 8), r("r", 3), q("q", 4);
  auto C = compute("C", {i}, sum(A(r, q), r, q));
  auto s = schedule(C);
  s.bind(i, hardware_axis::thread_x);
  auto first = s.cache_read(A);
  auto second = s.cache_read(first);
  second.compute_at(s, r).set_scope(memory_scope::shared);
  first.compute_at(s, r).set_scope(memory_scope::shared);
  second.reorder(second.dimension(1), second.dimension(0)).bind(second.dimension(1), hardware_axis::thread_x).multi_buffer(4);
  first.reorder(first.dimension(1), first.dimension(0)).bind(first.dimension(1), hardware_axis::thread_x).multi_buffer(5);
  check_schedule(std::move(s), {}, preset(isa::opencl));
}

TEST_CASE("a stage of which nothing is read has no elements, not fewer") {
  auto A = input<float>("A", 0, 0);
  axis i("i", 0), j("j", 0);
  auto P = compute("P", {i, j}, A(i, j) + 1.0f);
  auto C = compute("C", {i, j}, P(i + 2, j + 3) * 2.0f);
  auto s = schedule(C);
  s[P].bind(i, hardware_axis::block_x).bind(j, hardware_axis::thread_x);
  s.bind(i, hardware_axis::block_x);
  check_schedule(std::move(s), {}, preset(isa::opencl));
}

TEST_CASE("what only some virtual threads do stays under their condition") {
  auto A = input<float>("A", 1, 2);
  axis i("i", 1), j("j", 1), r("r", 2);
  auto C = compute("C", {i, j}, sum(A(i, r), r));
  auto s = schedule(C);
  auto [jo, ji] = s.split(j, 2);
  axis f = s.fuse(i, jo);
  auto [fo, fi] = s.split(f, 2);
  s.reorder(fi, fo, r, ji).bind(fi, hardware_axis::virtual_thread);
  auto [foo, foi] = s.split(fo, 2);
  auto [ro, ri] = s.split(r, 2);
  s.reorder(foo, ro, foi, ri);
  check_schedule(std::move(s));
}

TEST_CASE("virtual threads on units prefetch each its own elements") {
  auto A = input<float>("A", 4, 12);
  axis i("i", 4), j("j", 12), r("r", 4), k("k", 6);
  auto P = compute("P", {i, j}, A(i, j) > 0.0f || true);  // what all of them store, whatever they ask for
  auto C = compute("C", {i, k}, all(P(r, k), r));
  auto s = schedule(compute("D", {i, k}, C(i, k)));
  auto [o, v] = s[C].split(k, 3);
  s[C].reorder(v, i, o, r).bind(v, hardware_axis::virtual_thread).set_scope("acc");
  s[P].compute_at(C, i).set_scope("acc");
  auto copy = s.cache_read(A);
  copy.set_scope("inp");
  s[P].prefetch(copy, j, 1);
  check_schedule(std::move(s), {}, decoupled(4, {{make_name("inp"), 1 << 14, unit::load}, {make_name("acc"), 1 << 14, unit::compute}}));
}

TEST_CASE("a stage that follows another into padded tiles is padded itself") {
  auto A = input<float>("A", 7, 1);
  axis i("i", 4), j("j", 1), x("x", 1), y("y", 1), r("r", 3);
  auto P = compute("P", {i, j}, A(i, j) + 1.0f);
  auto Q = compute("Q", {i, j}, A(i + 3, j));
  auto C = compute("C", {i, j}, P(i, j) - Q(i, j));
  auto D = compute("D", {x, y}, sum(C(r, y), r));  // three of the four rows
  auto s = schedule(D);
  auto [o, inner] = s[P].split(i, 2, tail::pad);
  s[C].reverse_compute_at(P, inner);
  check_schedule(std::move(s));
}

TEST_CASE("an output that follows another into padded tiles has guards") {
  auto A = input<float>("A", 7);
  axis i("i", 7);
  auto P = compute("P", {i}, A(i) + 1.0f);
  auto s = schedule(compute("C", {i}, P(i) * 2.0f));
  auto [o, inner] = s[P].split(i, 4, tail::pad);
  s.reverse_compute_at(P, o);
  check_schedule(std::move(s));
}

TEST_CASE("parts without elements have no rest of a cut tile either") {
  for (const index_t size : {3, 4, 5, 9}) {
    const extent n = extent::symbol(0);
    auto A = input<float>("A", n);
    axis i("i", n - 1), x("x", n - 3);
    auto P = compute("P", {i}, A(i) + 1.0f);
    auto s = schedule(compute("C", {x}, P(x) * 2.0f));
    auto [xo, xi] = s.split(x, 2, tail::shift);
    s.reorder(xi, xo);
    auto [part, rest] = s.split_parts(xo, 2);
    auto [io, ii] = s[P].split(i, 2, tail::cut);
    s[P].vectorize(ii).compute_at(s, part);
    check_schedule(std::move(s), {size});
  }
}

TEST_CASE("a cut loop that is shorter than a tile has no loop of whole tiles") {
  auto A = input<float>("A", 4);
  axis i("i", 4);
  auto P = compute("P", {i}, A(i) + 1.0f);
  auto s = schedule(compute("C", {i}, P(i) * 2.0f));
  auto [o, inner] = s[P].split(i, 3, tail::cut);  // three elements, then one
  s.reverse_compute_at(P, o);
  auto [tiles, lanes] = s[P].split(inner, 12, tail::cut);
  s[P].vectorize(lanes);
  box<ir::program> p;
  REQUIRE(lowered(s, 0, preset(isa::generic), *p).ok());
  const std::string text = ir::print(*p);
  CAPTURE(text);
  CHECK(text.find("for (i.i.o") == std::string::npos);
  check_schedule(std::move(s));
}

TEST_CASE("what is taken for all virtual threads stays where it was, whatever lets they repeat") {
  auto A = input<std::int32_t>("A", 6, 5);
  auto I = input<std::int32_t>("I", 6);
  axis i("i", 8), j("j", 3), r("r", 6);
  auto C = compute("C", {i, j}, sum(A(r + floordiv(i, 3) * 0, gather(I(r), 5)), r));  // the same for all i
  auto s = schedule(C);
  auto [o, v] = s.split(i, 5);
  s.reorder(v, j, o, r).bind(v, hardware_axis::virtual_thread).cache_write(j);
  check_schedule(std::move(s));
}

TEST_CASE("lets stay under the conditions of a guard that virtual threads agree on") {
  auto A = input<std::int32_t>("A", 2, 4, 2);
  axis i("i", 2), t("t", 2), r("r", 4);
  auto s = schedule(compute("B", {i, t}, sum(A(i, r, t), r)));
  auto [o, v] = s.split(i, 3);
  auto [half, rest] = s.split(r, 2);
  s.reorder(v, t, o, half, rest).bind(v, hardware_axis::virtual_thread).bind(t, hardware_axis::thread_x);
  auto f = s.fuse(half, rest);
  auto [fo, fi] = s.split(f, 3);  // two times three, of four
  auto copy = s.cache_read(A, s);
  copy.compute_at(s, fo).set_scope(memory_scope::shared);
  copy.reorder(copy.dimension(2), copy.dimension(0), copy.dimension(1)).bind(copy.dimension(2), hardware_axis::thread_x);
  check_schedule(std::move(s));
}

TEST_CASE("a program for units that is too large is refused") {
  auto A = input<std::int32_t>("A", 5000);
  axis i("i", 5000);
  auto P = compute("P", {i}, A(i) + 1);
  auto s = schedule(compute("C", {i}, P(i)));
  axis inner = i;
  axis around = i;
  for (const index_t factor : {1021, 509, 251, 127, 61, 29, 13, 5}) {
    const auto [o, part] = s.split(inner, factor, tail::cut);
    around = o;
    inner = part;
  }
  s[P].compute_at(s, around).set_scope("acc");
  s.cache_read(A, s[P]).compute_at(s, around).set_scope("inp");
  box<ir::program> p;
  const target units = decoupled(4, {{make_name("inp"), 1 << 14, unit::load}, {make_name("acc"), 1 << 14, unit::compute}});
  CHECK(lowered(s, 0, units, *p).which == rule::program_too_large);
}

TEST_CASE("what is taken under a condition stays there, where virtual threads check it") {
  auto A = input<std::int32_t>("A", 6);
  auto I = input<std::int32_t>("I", 3);
  axis i("i", 5);
  auto s = schedule(compute("C", {i}, A(gather(I(floordiv(i, 2)), 6))));  // the same for each two
  auto [part, v] = s.split_parts(i, 4);                                 // the last of four parts is beyond the end
  s.reorder(v, part).bind(v, hardware_axis::virtual_thread);
  check_schedule(std::move(s));
}
