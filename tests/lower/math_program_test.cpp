// Math functions written into a loop program: evaluating its expressions gives the same bits as
// the functions on numbers, the builder also works in constant evaluation, and the number of
// expressions, which every kernel pays for, stays within its bound.
#include "math_numbers.hpp"

#include <tenon/core/box.hpp>
#include <tenon/ir/build.hpp>

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon_test;

namespace {

/// A program with f of element x[i] (and y[i]); the last expression is its value.
constexpr box<ir::program> program_of(function f, element e, bool has_fma) {
  box<ir::program> p;
  p->machine.has_fma = has_fma;
  ir::buffer b{};
  b.type = e;
  const int x = p->buffers.push(b);
  const int y = p->buffers.push(b);
  ir::builder build(*p);
  const ir::affine i = ir::make_variable(0);
  const int first = build.load(x, {i});
  const int second = arity(f) == 2 ? build.load(y, {i}) : -1;
  const int value = lower::lower_function(build, f, first, second);
  p->root = value;  // no statements here: just remember the expression
  return p;
}

constexpr int nodes(function f, element e, bool has_fma) {
  return program_of(f, e, has_fma)->expressions.count - arity(f);
}

static_assert(nodes(function::exp, element::f32, true) <= 35,
              "exp writes the same program in constant evaluation");
static_assert(nodes(function::pow, element::f64, true) < 200,
              "pow writes a program in constant evaluation");

/// One operation on operands given as bits, by the semantics of core/scalar.
template <class T>
std::uint64_t operate(ir::operation op, std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  namespace ar = arithmetic;
  using enum ir::operation;
  const T x = ir::from_bits<T>(a);
  const T y = ir::from_bits<T>(b);
  if constexpr (ar::floating<T>) {
    switch (op) {
      case multiply:
        return ir::bits_of(ar::multiply(x, y));
      case divide:
        return ir::bits_of(x / y);
      case negate:
        return ir::bits_of(ar::negate(x));
      case absolute:
        return ir::bits_of(ar::absolute(x));
      case floor:
        return ir::bits_of(std::floor(x));
      case minimum:
        return ir::bits_of(ar::minimum(x, y));
      case maximum:
        return ir::bits_of(ar::maximum(x, y));
      case fma:
        return ir::bits_of(ar::fused_multiply_add(x, y, ir::from_bits<T>(c)));
      case less:
        return x < y;
      case less_equal:
        return x <= y;
      case not_equal:
        return x != y;
      default:
        break;
    }
  } else if constexpr (!std::is_same_v<T, bool>) {
    if (op == shift_left) return ir::bits_of(ar::shift_left(x, y));
    if (op == shift_right) return ir::bits_of(ar::shift_right(x, y));
  }
  if constexpr (!std::is_same_v<T, bool>) {
    if (op == add) return ir::bits_of(ar::add(x, y));
    if (op == subtract) return ir::bits_of(ar::subtract(x, y));
  }
  switch (op) {
    case equal:
      return x == y;
    case bit_and:
      return a & b;
    case bit_or:
      return a | b;
    case bit_xor:
      return a ^ b;
    case logical_and:
      return (a & b) != 0;
    case logical_or:
      return (a | b) != 0;
    default:
      FAIL("an operation that math functions don't use");
      return 0;
  }
}

/// The value of a program's expression for given x and y.
template <class Real>
Real evaluate(const ir::program& p, Real x, Real y) {
  std::vector<std::uint64_t> v;
  for (const ir::expression& e : p.expressions) {
    const auto at = [&](int i) { return i < int(v.size()) ? v[static_cast<std::size_t>(i)] : 0; };
    const element type = p.expressions[e.a].type;
    switch (e.op) {
      case ir::operation::constant:
        v.push_back(e.bits);
        break;
      case ir::operation::load:
        v.push_back(ir::bits_of(e.buffer == 0 ? x : y));
        break;
      case ir::operation::bit_cast:
        v.push_back(at(e.a));
        break;
      case ir::operation::select:
        v.push_back(at(e.a) != 0 ? at(e.b) : at(e.c));
        break;
      case ir::operation::cast:
        v.push_back(ir::bits_of(static_cast<Real>(ir::from_bits<std::int32_t>(at(e.a)))));
        break;
      default:
        v.push_back(ir::with_computing_type_of(
            type, [&]<class T>() { return operate<T>(e.op, at(e.a), at(e.b), at(e.c)); }));
    }
  }
  return ir::from_bits<Real>(v[static_cast<std::size_t>(p.root)]);
}

template <class Real, bool Fused>
void compare(function f) {
  const auto p = program_of(f, element_of<Real>, Fused);
  const Real values[] = {0,
                         Real(-0.0),
                         1,
                         -1,
                         Real(0.3),
                         Real(-0.7),
                         2,
                         Real(5),
                         Real(-9),
                         Real(1e3),
                         Real(17),
                         Real(90),
                         Real(1e-30),
                         std::numeric_limits<Real>::denorm_min(),
                         std::numeric_limits<Real>::max(),
                         std::numeric_limits<Real>::infinity(),
                         -std::numeric_limits<Real>::infinity(),
                         std::numeric_limits<Real>::quiet_NaN()};
  for (const Real x : values) {
    for (const Real y : values) {
      const Real want = math_on_numbers<Fused>(f, x, y);
      const Real got = evaluate(*p, x, y);
      INFO(std::string(spelling(f)), "(", x, ", ", y, ")");
      CHECK((want != want ? got != got : ir::bits_of(got) == ir::bits_of(want)));
      if (arity(f) == 1) break;
    }
  }
}

}  // namespace

TEST_CASE_TEMPLATE("a program computes what the function computes", Real, float, double) {
  for (int i = 0; i < function_count; ++i) {
    compare<Real, true>(static_cast<function>(i));
    compare<Real, false>(static_cast<function>(i));
  }
}

TEST_CASE("the number of expressions stays within its bound") {
  // float with fma, without; double with, without
  constexpr int bounds[function_count][4] = {
      {35, 45, 45, 65},      // exp
      {35, 40, 45, 55},      // exp2
      {45, 55, 55, 75},      // expm1
      {45, 55, 60, 70},      // log
      {50, 65, 60, 80},      // log2
      {55, 70, 65, 85},      // log10
      {50, 60, 60, 75},      // log1p
      {45, 60, 60, 75},      // tanh
      {65, 85, 90, 125},     // erf
      {35, 50, 40, 60},      // sin
      {35, 55, 45, 65},      // cos
      {35, 55, 45, 65},      // tan
      {30, 40, 45, 55},      // atan
      {155, 240, 180, 275},  // pow
  };
  for (int i = 0; i < function_count; ++i) {
    const auto f = static_cast<function>(i);
    INFO(std::string(spelling(f)));
    CHECK(nodes(f, element::f32, true) <= bounds[i][0]);
    CHECK(nodes(f, element::f32, false) <= bounds[i][1]);
    CHECK(nodes(f, element::f64, true) <= bounds[i][2]);
    CHECK(nodes(f, element::f64, false) <= bounds[i][3]);
  }
}
