// Affine forms: the laws of addition, scaling and substitution against evaluation, and forms that
// leave 64 bits or their capacity.
#include <tenon/ir/affine.hpp>

#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::ir;

namespace {

constexpr index_t evaluate(const affine& a, const index_t* values) {
  index_t sum = a.constant;
  for (const term& t : a) sum += t.factor * values[t.var];
  return sum;
}

constexpr bool is_canonical(const affine& a) {
  for (int i = 0; i < a.count; ++i) {
    if (a.terms[i].factor == 0) return false;
    if (i > 0 && a.terms[i - 1].var >= a.terms[i].var) return false;
  }
  return !a.broken;
}

/// Small forms over three variables, numbered.
constexpr affine form(int n) {
  affine a = make_affine(n % 5 - 2);
  for (var_id v = 0; v < 3; ++v) {
    n /= 3;
    a = a + make_variable(2 - v, n % 3 - 1);
  }
  return a;
}

constexpr bool laws() {
  const index_t values[] = {7, -11, 101};
  for (int i = 0; i < 81; i += 4) {
    for (int j = 0; j < 81; j += 7) {
      const affine a = form(i), b = form(j);
      const index_t x = evaluate(a, values), y = evaluate(b, values);
      if (evaluate(a + b, values) != x + y || !is_canonical(a + b)) return false;
      if (evaluate(a - b, values) != x - y || !is_canonical(a - b)) return false;
      if (!((a - a).is_zero() && a + b == b + a && (a - b) + b == a)) return false;
      if (evaluate(a * 3, values) != 3 * x || !(a * 0).is_zero()) return false;
    }
  }
  return true;
}
static_assert(laws());

/// Substituting equals evaluating with the variable set to what replaces it.
constexpr bool substitution() {
  for (int i = 0; i < 81; ++i) {
    const affine a = form(i);
    const affine by = make_variable(2, 4) + 5;
    index_t values[] = {3, 0, -6};
    values[1] = evaluate(by, values);
    if (evaluate(substitute(a, 1, by), values) != evaluate(a, values)) return false;
    if (substitute(a, 1, by).factor_of(1) != 0) return false;
  }
  return true;
}
static_assert(substitution());

static_assert(make_variable(3).is_variable() && !make_variable(3, 2).is_variable());
static_assert(make_variable(3, 0).is_zero());
static_assert((make_variable(1) + 2).factor_of(1) == 1);
static_assert((make_affine(INT64_MAX) + make_affine(1)).broken);
static_assert((make_variable(0, INT64_MAX) + make_variable(0)).broken);
static_assert((make_variable(0, index_t{1} << 40) * (index_t{1} << 40)).broken);
static_assert(((make_affine(INT64_MAX) + make_affine(1)) - make_variable(2)).broken);

}  // namespace

TEST_CASE("a form holds eight terms and no ninth") {
  affine a{};
  for (var_id v = 0; v < affine::capacity; ++v) a = a + make_variable(v);
  CHECK(!a.broken);
  CHECK(a.count == 8);
  CHECK((a - make_variable(4) + make_variable(20)).count == 8);
  CHECK((a + make_variable(20)).broken);
}
