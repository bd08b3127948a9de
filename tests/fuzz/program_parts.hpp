// What random programs are made of: sizes, inputs, axes, and values whose size is followed.
#pragma once

#include <algorithm>
#include <cmath>

#include "random.hpp"
#include "recipe.hpp"

namespace fuzz {

inline affine axis_form(int a, index_t factor = 1) {
  return ir::make_variable(axis_base + a, factor);
}

/// What is known of the elements of one result.
struct magnitude {
  double most = 1;   ///< |x| is at most this (floats)
  int fraction = 0;  ///< x · 2^fraction is an integer (floats)
  bool may_be_infinite = false;
};

/// A program under construction.
class program_parts {
 protected:
  program_parts(random_source& random, recipe& to) : random_(random), r_(to) {}

  random_source& random_;
  recipe& r_;
  std::vector<magnitude> known_;  // of each tensor's first result
  std::vector<int> uses_;
  bool constant_only_ = false;
  bool divides_ = false;  ///< indices have quotients now and then
  bool gathers_ = false;  ///< indices are values now and then
  int made_ = 0;
  int closed_ =
      0;  ///< tensors before this number belong to a recurrence, which its scan alone reads

  /// An operand under construction: its node and its size.
  struct operand {
    int v;
    magnitude size;
  };

  // ---- sizes -----------------------------------------------------------------------------------

  index_t random_size(int rank) {
    const int most = rank == 1 ? 70 : rank == 2 ? 33 : 17;
    for (;;) {
      const int n =
          random_.pick({0,  1,  1,  2,  3,  3,  4,  5,  6,  7,  7,  8,  8,  9,  11, 13, 13, 15,
                        16, 16, 17, 17, 19, 23, 24, 29, 31, 32, 33, 37, 48, 63, 64, 65, 67});
      if (n == 0 && !random_.chance(35)) continue;
      if (n <= most) return n;
    }
  }

  affine fresh_size(index_t value) {
    size_recipe s;
    s.value = value;
    s.fixed = constant_only_ || random_.chance(45);
    if (random_.chance(20)) s.bound = value + random_.below(9) + (value == 0 ? 1 : 0);
    if (random_.chance(15)) {
      for (const index_t m : {index_t{8}, index_t{4}, index_t{3}, index_t{2}}) {
        if (value % m == 0) {
          s.multiple = m;
          break;
        }
      }
    }
    r_.sizes.push_back(s);
    return ir::make_variable(static_cast<int>(r_.sizes.size()) - 1);
  }

  /// A size that exists, or another one.
  affine some_size(int rank) {
    const int count = static_cast<int>(r_.sizes.size());
    if (count > 0 && (count >= 6 || random_.chance(55))) {
      const int s = random_.below(count);
      if (r_.sizes[static_cast<std::size_t>(s)].value <= (rank == 1 ? 70 : rank == 2 ? 33 : 17)) {
        return ir::make_variable(s);
      }
    }
    if (count >= 8) return ir::make_affine(random_.between(1, 7));
    return fresh_size(random_size(rank));
  }

  index_t points(const tensor_recipe& t) const {
    index_t n = 1;
    for (const axis_recipe& a : t.axes) n *= std::max<index_t>(r_.number(a.range), 0);
    return n;
  }

  // ---- tensors ---------------------------------------------------------------------------------

  /// Random reals are for rounding: nearly all of such a program computes with floats.
  element random_type() {
    if (!r_.exact && random_.chance(70)) return random_.chance(75) ? element::f32 : element::f64;
    switch (random_.weighted({34, 12, 26, 16, 4})) {
      case 0:
        return element::f32;
      case 1:
        return element::f64;
      case 2:
        return random_.pick({element::i32, element::i32, element::i64, element::u8, element::i8});
      case 3:
        return random_.pick({element::i16, element::u16, element::u32, element::u64});
      default:
        return element::boolean;
    }
  }

  element random_narrow() { return random_.chance(60) ? element::f16 : element::bf16; }
  /// A type that holds a float of this size, rounded; half ends at 65504.
  element narrow_for(magnitude& size) {
    size.most *= 1.01;
    return size.most < 60000 ? random_narrow() : element::bf16;
  }

  double budget(element e) const {
    if (!r_.exact) return 1e300;
    return e == element::f32 ? 0x1p20 : 0x1p45;
  }

  int add_input(element type, const std::vector<affine>& shape) {
    tensor_recipe t;
    t.name = "in" + std::to_string(r_.tensors.size());
    t.kind = expr::definition_kind::input;
    t.type = type == element::f32 && random_.chance(20) ? random_narrow() : type;
    t.rank = static_cast<int>(shape.size());
    t.shape = shape;
    t.magnitude = random_.pick({2, 3, 3, 4, 7});
    t.fraction = random_.chance(30) ? random_.between(1, 2) : 0;
    return push(t, {double(t.magnitude), t.fraction, false});
  }

  int push(const tensor_recipe& t, const magnitude& size) {
    r_.tensors.push_back(t);
    known_.push_back(size);
    uses_.push_back(0);
    return static_cast<int>(r_.tensors.size()) - 1;
  }

  /// Whether a tensor depends on a state, or is one.
  bool is_closed(std::size_t t) const {
    return t < static_cast<std::size_t>(closed_) && !is_caller_s(t);
  }
  bool is_caller_s(std::size_t t) const {
    return r_.tensors[t].kind == expr::definition_kind::input;
  }

  // ---- axes ------------------------------------------------------------------------------------

  static const char* axis_name(int rank, int a) {
    static const char* spatial[] = {"i", "j", "k", "l"};
    static const char* reduced[] = {"r", "q", "p", "o"};
    return a < rank ? spatial[a & 3] : reduced[(a - rank) & 3];
  }
  void add_axis(tensor_recipe& t, const affine& range, bool is_reduced = false) {
    if (!is_reduced) ++t.rank;
    t.axes.push_back({axis_name(t.rank, static_cast<int>(t.axes.size())), range});
  }

  /// A range that leaves room for `halo` more elements of a dimension; the dimension's own where
  /// there is no room.
  affine room_for(const affine& size, index_t halo) const {
    return r_.number(size) >= halo ? size - halo : size;
  }

  // ---- nodes -----------------------------------------------------------------------------------

  static int add(tensor_recipe& t, const value_recipe& v) {
    t.values.push_back(v);
    return static_cast<int>(t.values.size()) - 1;
  }
  static int node(tensor_recipe& t, ir::operation op, element type, int a, int b = -1, int c = -1) {
    value_recipe v;
    v.op = op;
    v.type = type;
    v.a = a;
    v.b = b;
    v.c = c;
    return add(t, v);
  }
  static int literal(tensor_recipe& t, element type, double number) {
    value_recipe v;
    v.type = type;
    v.bits =
        ir::with_type_of(type, [&]<class T>() { return ir::bits_of(arithmetic::cast<T>(number)); });
    return add(t, v);
  }
  static int holds(tensor_recipe& t, const affine& form) {
    value_recipe v;
    v.op = ir::operation::holds;
    v.type = element::boolean;
    v.forms = {form};
    return add(t, v);
  }
  element type_of(const tensor_recipe& t, int v) const {
    return t.values[static_cast<std::size_t>(v)].type;
  }

  /// A float that is small again.
  operand tamed(tensor_recipe& t, operand x) {
    const element type = type_of(t, x.v);
    if (!is_float(type)) return x;
    if (x.size.fraction > 3) {
      x.v = node(t, ir::operation::floor, type, x.v);
      x.size.fraction = 0;
    }
    x.v = node(t, ir::operation::minimum, type, x.v, literal(t, type, 7));
    x.v = node(t, ir::operation::maximum, type, x.v, literal(t, type, -7));
    x.size.most = 7;
    x.size.may_be_infinite = false;
    return x;
  }
  operand checked(tensor_recipe& t, operand x, double factor = 1) {
    const element type = type_of(t, x.v);
    if (!is_float(type)) return x;
    const double most = x.size.most * std::ldexp(1.0, x.size.fraction) * factor;
    if (x.size.may_be_infinite || most > budget(type)) return tamed(t, x);
    return x;
  }
};

}  // namespace fuzz
