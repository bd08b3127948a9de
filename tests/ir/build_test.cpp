// The builder of loop programs: types, folding, sharing, and that constant evaluation builds the
// same program as run time.
#include <tenon/ir/build.hpp>

#include <tenon/core/box.hpp>

#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::ir;

namespace {

constexpr int make_buffer(program& p, element type, ir::access use) {
  buffer x{};
  x.type = type;
  x.use = use;
  x.rank = 1;
  x.argument = p.arguments++;
  x.extents[0] = make_affine(100);
  x.strides[0] = make_affine(1);
  return p.buffers.push(x);
}

constexpr void build_sum(program& p) {
  builder b(p);
  const int A = make_buffer(p, element::f32, ir::access::read);
  const int C = make_buffer(p, element::f32, ir::access::write);
  const var_id v = p.variables.push(variable{});
  p.variables[v].kind = variable_kind::loop;
  const affine i = make_variable(v);
  const int twice = b.binary(operation::add, b.load(A, {i}), b.load(A, {i}, {make_affine(3)}));
  const int half = b.binary(operation::divide, b.constant(1.0f), b.constant(2.0f));
  p.root = b.loop(v, make_affine(100), loop_kind::serial,
                  b.store(C, {i}, b.binary(operation::multiply, twice, half)));
}

constexpr int count_in_constant_evaluation() {
  box<program> p;
  build_sum(*p);
  return p->expressions.count * 1000 + p->forms.count * 10 + p->statements.count;
}

// One load (shared), the sum, 1, 2, 1/2, the product; forms: index of load and store, extent.
static_assert(count_in_constant_evaluation() == 6032);

struct fresh {
  box<program> p;
  builder b{*p};
  std::uint64_t bits(int e) const { return p->expressions[e].bits; }
  bool is_constant(int e) const { return p->expressions[e].op == operation::constant; }
};

}  // namespace

TEST_CASE("run time builds what constant evaluation builds") {
  box<program> p;
  build_sum(*p);
  CHECK(p->expressions.count == 6);
  CHECK(p->forms.count == 3);
  CHECK(p->statements.count == 2);
  CHECK_FALSE(p->overflowed());
}

TEST_CASE("integers fold with the semantics of the loop program") {
  fresh f;
  auto& b = f.b;
  const auto i8 = [&](int x) { return b.constant(static_cast<std::int8_t>(x)); };
  CHECK(f.bits(b.binary(operation::add, i8(127), i8(1))) == 0x80);
  CHECK(f.bits(b.binary(operation::divide, i8(-128), i8(-1))) == 0x80);
  CHECK(f.bits(b.binary(operation::divide, i8(5), i8(0))) == 0);
  CHECK(f.bits(b.binary(operation::remainder, i8(-7), i8(3))) == 0xff);
  CHECK(f.bits(b.binary(operation::less, i8(-1), i8(0))) == 1);
  CHECK(f.p->expressions[b.binary(operation::less, i8(-1), i8(0))].type == element::boolean);
  CHECK(f.bits(b.cast(element::u8, b.constant(300.0f))) == 255);
  CHECK(f.bits(b.index(element::i8, make_affine(300))) == 44);
  CHECK(f.bits(b.bit_cast(element::u32, b.constant(1.0f))) == 0x3f80'0000u);
}

TEST_CASE("floats fold only where no infinity or NaN comes near") {
  fresh f;
  auto& b = f.b;
  CHECK(f.is_constant(b.binary(operation::multiply, b.constant(3.0), b.constant(0.1))));
  CHECK(f.bits(b.binary(operation::multiply, b.constant(3.0), b.constant(0.1))) ==
        bits_of(3.0 * 0.1));
  CHECK_FALSE(f.is_constant(b.binary(operation::divide, b.constant(1.0f), b.constant(0.0f))));
  CHECK_FALSE(f.is_constant(b.binary(operation::multiply, b.constant(1e300), b.constant(1e300))));
  CHECK_FALSE(f.is_constant(b.cast(element::f32, b.constant(1e300))));
  CHECK(f.bits(b.unary(operation::floor, b.constant(-0.5f))) == bits_of(-1.0f));
}

TEST_CASE("half and bfloat16 fold, and nothing is widened to be narrowed again") {
  fresh f;
  auto& b = f.b;
  CHECK(f.bits(b.cast(element::f16, b.constant(0.1f))) == 0x2e66);
  CHECK(f.bits(b.cast(element::f16, b.constant(1e30f))) == 0x7c00);
  CHECK(f.bits(b.cast(element::bf16, b.constant(0.1f))) == 0x3dcd);
  CHECK(f.bits(b.cast(element::f32, b.constant(tenon::half(-2.0f)))) == bits_of(-2.0f));
  const int A = make_buffer(*f.p, element::f16, ir::access::read);
  const affine i = make_variable(f.p->variables.push(variable{}));
  const int loaded = b.load(A, {i});
  const int wide = b.cast(element::f32, loaded);
  CHECK(b.cast(element::f16, wide) == loaded);
  CHECK(b.cast(element::bf16, wide) != loaded);
  CHECK(b.cast(element::f32, b.cast(element::f16, b.unary(operation::negate, wide))) != wide);
}

TEST_CASE("conditions that are known disappear") {
  fresh f;
  auto& b = f.b;
  const int A = make_buffer(*f.p, element::i32, ir::access::read);
  const var_id v = f.p->variables.push(variable{});
  const affine i = make_variable(v);
  CHECK(f.p->expressions[b.load(A, {i}, {make_affine(0)})].guards == 0);
  CHECK(f.is_constant(b.load(A, {i}, {i, make_affine(-1)})));
  CHECK(f.p->expressions[b.load(A, {i}, {i, make_affine(1)})].guards == 2);
  CHECK(f.bits(b.holds({})) == 1);
  CHECK(f.bits(b.holds({make_affine(-1)})) == 0);
  const int x = b.load(A, {i});
  CHECK(b.select(b.constant(true), x, b.constant(0)) == x);
  CHECK(b.binary(operation::logical_and, b.constant(true), b.holds({i})) == b.holds({i}));
  CHECK(b.guard({make_affine(0)}, 17) == 17);
}

TEST_CASE("equal expressions are one node, but not across a store") {
  fresh f;
  auto& b = f.b;
  const int A = make_buffer(*f.p, element::i32, ir::access::update);
  const affine i = make_variable(f.p->variables.push(variable{}));
  const int x = b.load(A, {i});
  CHECK(b.load(A, {i}) == x);
  CHECK(b.load(A, {i + 1}) != x);
  CHECK(b.load(A, {i}, {i}) != x);
  const int y = b.binary(operation::add, x, b.index(element::i32, i));
  CHECK(b.binary(operation::add, x, b.index(element::i32, i)) == y);
  CHECK(b.binary(operation::subtract, x, b.index(element::i32, i)) != y);
  b.store(A, {i}, y);
  CHECK(b.load(A, {i}) != x);
}
