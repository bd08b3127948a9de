// The small words of the core: checked arithmetic, floor division, lists, names and boxes, in
// constant evaluation and at run time.
#include <tenon/core/box.hpp>
#include <tenon/core/checked.hpp>
#include <tenon/core/error.hpp>
#include <tenon/core/list.hpp>
#include <tenon/core/name.hpp>
#include <tenon/core/target.hpp>

#include <string>

#include <doctest/doctest.h>

using namespace tenon;

namespace {

constexpr bool floor_laws() {
  for (index_t a = -20; a <= 20; ++a) {
    for (index_t b = 1; b <= 7; ++b) {
      if (floor_div(a, b) * b + floor_mod(a, b) != a) return false;
      if (floor_mod(a, b) < 0 || floor_mod(a, b) >= b) return false;
      if (ceil_div(a, b) != floor_div(a + b - 1, b)) return false;
    }
  }
  return true;
}
static_assert(floor_laws());

constexpr bool overflows(index_t a, index_t b, bool product) {
  bool overflow = false;
  const index_t result = product ? checked_mul(a, b, overflow) : checked_add(a, b, overflow);
  return overflow && result == 0;
}
static_assert(overflows(INT64_MAX, 1, false));
static_assert(overflows(INT64_MIN, -1, false));
static_assert(overflows(INT64_MIN, -1, true));
static_assert(overflows(index_t{1} << 32, index_t{1} << 31, true));
static_assert(!overflows(INT64_MAX, 0, false));
static_assert(!overflows(index_t{1} << 31, index_t{1} << 31, true));

constexpr int list_of_three() {
  list<int, 3> l;
  l.push(5);
  l.push(9);
  l.insert(1, 7);  // 5 7 9
  l.erase(0);      // 7 9
  l.insert(0, 1);  // 1 7 9
  return l[0] * 100 + l[1] * 10 + l[2] + (l.overflowed ? 1000 : 0);
}
static_assert(list_of_three() == 179);

constexpr bool full_list() {
  list<int, 2> l;
  l.push(1);
  l.push(2);
  const int last = l.push(3);
  return last == 1 && l.overflowed && l.size() == 2 && l[1] == 2;
}
static_assert(full_list());

constexpr int boxed() {
  box<int> a;
  *a = 3;
  box<int> b = static_cast<box<int>&&>(a);
  box<int> c;
  *c = 4;
  c = static_cast<box<int>&&>(b);
  return *c * 10 + *b;  // moved, and swapped
}
static_assert(boxed() == 34);

static_assert(make_name("abc") == make_name("abc"));
static_assert(!(make_name("abc") == make_name("abd")));
static_assert(make_name("abc").size() == 3 && make_name("abc")[2] == 'c');
static_assert(make_name("").empty());
static_assert(make_name("0123456789012345678901234").size() == 23);
static_assert(make_name("0123456789012345678901234") == make_name("01234567890123456789012"));

constexpr name grown() {
  name n = make_name("row");
  n.append('_');
  n.append('7');
  return n;
}
static_assert(grown() == make_name("row_7"));

static_assert(preset(isa::avx2_fma).lanes(element::f32) == 8);
static_assert(preset(isa::avx512).lanes(element::u8) == 64);
static_assert(preset(isa::generic).lanes(element::f64) == 1);

}  // namespace

TEST_CASE("lists copy what is used") {
  list<int, 100> a;
  for (int i = 0; i < 5; ++i) a.push(i * i);
  const list<int, 100> b = a;
  CHECK(b.size() == 5);
  CHECK(b.find(16) == 4);
  CHECK(b.find(17) == -1);
  CHECK(b.contains(9));
  a = list<int, 100>();
  CHECK(a.empty());
  CHECK(b.back() == 16);
}

TEST_CASE("elements have sizes, spellings and C++ types") {
  CHECK(size_of(element::u16) == 2);
  CHECK(std::string(spelling(element::u16)) == "uint16");
  CHECK(element_of<std::uint16_t> == element::u16);
  CHECK(std::is_same_v<type_of<element::boolean>, bool>);
  CHECK(!element_type<long double>);
  CHECK(std::is_same_v<type_of<element::f16>, half>);
  CHECK(size_of(element::bf16) == sizeof(bfloat16));
  CHECK(std::string(spelling(element::bf16)) == "bfloat16");
  CHECK(std::is_same_v<computing_type<half>, float>);
  for (int e = 0; e < element_count; ++e) {
    const element x = static_cast<element>(e);
    const int kinds = is_float(x) + is_signed_integer(x) + is_unsigned_integer(x);
    CHECK(kinds + is_narrow_float(x) == (x == element::boolean ? 0 : 1));
    CHECK(computed_in(x) == (is_narrow_float(x) ? element::f32 : x));
  }
}

TEST_CASE("errors carry their sentence and whose mistake it was") {
  try {
    fail(blame::runtime, "the disk is full");
    CHECK(false);
  } catch (const error& e) {
    CHECK(std::string(e.what()) == "the disk is full");
    CHECK(e.who() == blame::runtime);
  }
}
