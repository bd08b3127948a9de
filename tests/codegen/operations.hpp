// Every operation on every element type, as scalars and as vectors, by a back end: the bits must be
// those of core/scalar.hpp.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include <tenon/core/box.hpp>
#include <tenon/core/scalar.hpp>
#include <tenon/ir/build.hpp>
#include <tenon/runtime/call.hpp>

/// The types that are computed with, for TEST_CASE_TEMPLATE; codegen/narrow.hpp has the others.
#define OPERATIONS_TYPES                                                                           \
  float, double, std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t,              \
      std::uint16_t, std::uint32_t, std::uint64_t, bool

namespace operations {

using namespace tenon;
using namespace tenon::ir;
using tenon::ir::operation;

constexpr index_t lanes = 16;
constexpr int type_count = element_count;

/// Values where operations change their minds.
template <class T>
std::vector<T> corners() {
  using bounds = std::numeric_limits<T>;
  std::vector<T> all;
  if constexpr (std::is_same_v<T, bool>) {
    all = {false, true};
  } else if constexpr (std::is_integral_v<T>) {
    for (int i = -3; i <= 3; ++i) all.push_back(static_cast<T>(i));
    for (T edge : {bounds::min(), bounds::max()}) {
      all.push_back(edge);
      all.push_back(static_cast<T>(edge / 2));
      all.push_back(static_cast<T>(edge ^ 1));
    }
    for (int bits : {7, 8, 9, 31, 32, 33}) all.push_back(static_cast<T>(bits));
    for (int shift : {24, 25, 53, 54}) {
      all.push_back(static_cast<T>((std::uint64_t{1} << shift) + 1));
      all.push_back(static_cast<T>((std::uint64_t{3} << shift) + 3));
    }
  } else {
    for (double x : {0.0,
                     0.25,
                     0.5,
                     1.0,
                     1.5,
                     2.5,
                     3.5,
                     7.0,
                     127.5,
                     128.0,
                     255.5,
                     256.0,
                     32767.5,
                     65535.5,
                     8388607.5,
                     16777217.0,
                     2147483647.0,
                     2147483648.0,
                     4294967295.0,
                     4294967296.0,
                     9223372036854775807.0,
                     18446744073709551615.0,
                     4503599627370495.5,
                     1e-30,
                     1e30}) {
      all.push_back(static_cast<T>(x));
      all.push_back(static_cast<T>(-x));
    }
    for (T x : {bounds::min(), bounds::max(), bounds::denorm_min(), bounds::infinity()}) {
      all.push_back(x);
      all.push_back(-x);
    }
    all.push_back(bounds::quiet_NaN());
  }
  std::mt19937_64 random(7);
  while (all.size() < 60) {
    const std::uint64_t bits = random() >> (random() % 48);
    T x;
    std::memcpy(&x, &bits, sizeof x);
    if constexpr (std::is_same_v<T, bool>) x = (bits & 1) != 0;
    all.push_back(x);
  }
  return all;
}

// bool has no data(): bytes of 0 and 1 stand for it.
template <class T>
using stored = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;

template <class T>
bool same_bits(T a, T b) {
  if constexpr (std::is_floating_point_v<T> || narrow_float<T>) {
    if (a != a && b != b) return true;
  }
  return std::memcmp(&a, &b, sizeof a) == 0;
}

inline const operation unary_numbers[] = {operation::negate, operation::absolute};
inline const operation unary_floats[] = {operation::sqrt, operation::floor, operation::ceil,
                                         operation::truncate, operation::round_even};
inline const operation binary_numbers[] = {operation::add, operation::subtract, operation::multiply,
                                           operation::divide};
inline const operation binary_integers[] = {operation::remainder, operation::shift_left,
                                            operation::shift_right};
inline const operation bitwise[] = {operation::bit_and, operation::bit_or, operation::bit_xor};
inline const operation orders[] = {operation::minimum, operation::maximum};
inline const operation comparisons[] = {operation::equal, operation::not_equal, operation::less,
                                        operation::less_equal};

template <class T>
T expected(operation op, T a, T b, T c) {
  using namespace arithmetic;
  if constexpr (numeric<T>) {
    if (op == operation::negate) return negate<T>(a);
    if (op == operation::absolute) return absolute<T>(a);
    if (op == operation::add) return add<T>(a, b);
    if (op == operation::subtract) return subtract<T>(a, b);
    if (op == operation::multiply) return multiply<T>(a, b);
    if (op == operation::divide) return divide<T>(a, b);
  }
  if constexpr (floating<T>) {
    if (op == operation::sqrt) return arithmetic::sqrt<T>(a);
    if (op == operation::floor) return arithmetic::floor<T>(a);
    if (op == operation::ceil) return arithmetic::ceil<T>(a);
    if (op == operation::truncate) return truncate<T>(a);
    if (op == operation::round_even) return round_even<T>(a);
    if (op == operation::fma) return fused_multiply_add<T>(a, b, c);
  } else {
    if (op == operation::bit_and) return bit_and<T>(a, b);
    if (op == operation::bit_or) return bit_or<T>(a, b);
    if (op == operation::bit_xor) return bit_xor<T>(a, b);
    if (op == operation::bit_not) return bit_not<T>(a);
  }
  if constexpr (integral<T>) {
    if (op == operation::remainder) return remainder<T>(a, b);
    if (op == operation::shift_left) return shift_left<T>(a, b);
    if (op == operation::shift_right) return shift_right<T>(a, b);
  }
  if (op == operation::minimum) return minimum<T>(a, b);
  if (op == operation::maximum) return maximum<T>(a, b);
  if (op == operation::select) return a < b ? b : c;
  FAIL("no such operation");
  return a;
}

template <class T>
bool expected_truth(operation op, T a, T b) {
  switch (op) {
    case operation::equal:
      return a == b;
    case operation::not_equal:
      return a != b;
    case operation::less:
      return a < b;
    default:
      return a <= b;
  }
}

/// A program that applies all operations of a type to A, B and C. Row r of `results[t]` holds the
/// r-th result of type t.
struct trial {
  box<program> storage;
  program& p = *storage;
  builder b{p};
  index_t n;
  bool vector;
  element type;
  var_id io, ii;
  int operands[3];
  int results[type_count];
  index_t rows[type_count] = {};
  list<int, 128> statements;
  list<operation, 64> same_type{};  // by row of results[type]
  list<operation, 64> truths{};     // by row of results[boolean], after the cast's

  trial(element e, index_t count, bool as_vector, const target& machine)
      : n(count), vector(as_vector), type(e) {
    p.machine = machine;
    io = variable_of("io");
    ii = variable_of("ii");
    for (int k = 0; k < 3; ++k) operands[k] = argument(e, 1, ir::access::read);
    for (int t = 0; t < type_count; ++t) {
      results[t] = argument(static_cast<element>(t), 40, ir::access::write);
    }
  }
  var_id variable_of(const char* label) {
    variable v{};
    v.label = make_name(label);
    v.kind = variable_kind::loop;
    return p.variables.push(v);
  }
  int argument(element e, index_t height, ir::access use) {
    buffer x{};
    x.type = e;
    x.use = use;
    x.argument = p.arguments++;
    x.rank = 2;
    x.extents[0] = make_affine(height);
    x.extents[1] = make_affine(n);
    x.strides[0] = make_affine(n);
    x.strides[1] = make_affine(1);
    x.alignment = size_of(e);
    return p.buffers.push(x);
  }
  affine at() const { return make_variable(io, lanes) + make_variable(ii); }
  int operand(int k) { return b.load(operands[k], {make_affine(0), at()}); }
  void put(int value) {
    const element e = p.expressions[value].type;
    const int t = static_cast<int>(e);
    const int store = b.store(results[t], {make_affine(rows[t]++), at()}, value);
    statements.push(
        b.loop(ii, make_affine(lanes), vector ? loop_kind::vector : loop_kind::serial, store));
  }
  template <std::size_t N>
  void put_all(const operation (&ops)[N], bool truth = false) {
    for (operation op : ops) {
      (truth ? truths : same_type).push(op);
      const bool one = op < operation::add;
      put(one ? b.unary(op, operand(0)) : b.binary(op, operand(0), operand(1)));
    }
  }
  void fill() {
    for (int t = 0; t < type_count; ++t) {
      const auto to = static_cast<element>(t);
      if (to != type && has_cast(to, type)) put(b.cast(to, operand(0)));
    }
    if (type != element::boolean) {
      put_all(unary_numbers);
      put_all(binary_numbers);
    }
    if (is_float(type)) {
      put_all(unary_floats);
      if (p.machine.has_fma) {
        same_type.push(operation::fma);
        put(b.fma(operand(0), operand(1), operand(2)));
      }
    } else {
      put_all(bitwise);
      same_type.push(operation::bit_not);
      put(b.unary(operation::bit_not, operand(0)));
    }
    if (is_integer(type)) put_all(binary_integers);
    put_all(orders);
    same_type.push(operation::select);
    put(b.select(b.binary(operation::less, operand(0), operand(1)), operand(1), operand(2)));
    put_all(comparisons, true);
    const int body = b.block(statements);
    p.root = b.loop(io, make_affine(n / lanes), loop_kind::serial, body);
  }
};

template <class T>
struct numbers {
  std::vector<stored<T>> values;
  void* data() { return values.data(); }
  T operator[](index_t i) const { return static_cast<T>(values[static_cast<std::size_t>(i)]); }
};

/// Results of one type against the reference; returns the number of mismatches.
template <class T, class To>
long check_cast(const numbers<T>& a, const void* memory, index_t n) {
  long bad = 0;
  for (index_t i = 0; i < n; ++i) {
    To got;
    std::memcpy(&got, static_cast<const To*>(memory) + i, sizeof got);
    if (!same_bits<To>(got, arithmetic::cast<To>(a[i]))) ++bad;
  }
  return bad;
}

template <class T, int... Types>
long check_casts(const numbers<T>& a, std::vector<std::vector<unsigned char>>& memory, index_t n,
                 std::integer_sequence<int, Types...>) {
  long bad = 0;
  const auto one = [&]<int E>() {
    using To = type_of<static_cast<element>(E)>;
    if constexpr (!std::is_same_v<T, To> && has_cast(element_of<To>, element_of<T>)) {
      const long wrong = check_cast<T, To>(a, memory[E].data(), n);
      if (wrong != 0) MESSAGE("cast to " << spelling(static_cast<element>(E)) << ": " << wrong);
      bad += wrong;
    }
  };
  (one.template operator()<Types>(), ...);
  return bad;
}

/// Has `subject(program, call)` run all operations of a type and checks what it wrote; the subject
/// says whether it could.
template <class T, class Subject>
void check(isa set, bool vector, const Subject& subject) {
  const std::vector<T> values = corners<T>();
  numbers<T> a, b, c;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < values.size(); ++j) {
      a.values.push_back(values[i]);
      b.values.push_back(values[j]);
      c.values.push_back(values[(i * 7 + j * 3 + 5) % values.size()]);
    }
  }
  const auto n = static_cast<index_t>(a.values.size()) / lanes * lanes;
  constexpr element type = element_of<T>;
  trial t(type, n, vector, preset(set));
  t.fill();
  REQUIRE_FALSE(t.p.overflowed());
  std::vector<std::vector<unsigned char>> memory;
  std::vector<void*> arguments{a.data(), b.data(), c.data()};
  for (int e = 0; e < type_count; ++e) {
    memory.emplace_back(static_cast<std::size_t>(40 * n * size_of(static_cast<element>(e))), 0xa5);
  }
  for (auto& m : memory) arguments.push_back(m.data());
  const kernel_call call{arguments.data(), nullptr, nullptr, 0, 0, nullptr, nullptr};
  if (!subject(t.p, call)) return;

  CAPTURE(spelling(set));
  CAPTURE(spelling(type));
  CAPTURE(vector);
  CHECK(check_casts<T>(a, memory, n, std::make_integer_sequence<int, type_count>()) == 0);
  for (int row = 0; row < t.same_type.size(); ++row) {
    const auto* got = reinterpret_cast<const T*>(memory[static_cast<std::size_t>(type)].data());
    long bad = 0;
    for (index_t i = 0; i < n; ++i) {
      if (!same_bits<T>(got[row * n + i], expected<T>(t.same_type[row], a[i], b[i], c[i]))) ++bad;
    }
    CAPTURE(static_cast<int>(t.same_type[row]));
    CHECK(bad == 0);
  }
  constexpr auto truth = static_cast<std::size_t>(element::boolean);
  const index_t before = t.rows[truth] - t.truths.size();
  for (int row = 0; row < t.truths.size(); ++row) {
    const unsigned char* got = memory[truth].data() + (before + row) * n;
    long bad = 0;
    for (index_t i = 0; i < n; ++i) {
      if (got[i] != (expected_truth<T>(t.truths[row], a[i], b[i]) ? 1 : 0)) ++bad;
    }
    CAPTURE(static_cast<int>(t.truths[row]));
    CHECK(bad == 0);
  }
}

}  // namespace operations
