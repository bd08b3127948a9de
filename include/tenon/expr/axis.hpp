// Extents, axes and affine indices: what the user counts with; index.hpp adds them up.
#pragma once

#include <tenon/core/name.hpp>
#include <tenon/ir/affine.hpp>

namespace tenon::inline TENON_ABI {

/// How many symbolic extents a description may have. Symbol k is variable k of affine forms in
/// definitions; the axes of a definition follow from `axis_base` on.
inline constexpr int max_symbols = 8;
inline constexpr ir::var_id axis_base = max_symbols;

/// A number of elements: a constant, a symbol (known when the kernel runs), or a sum of these with
/// constant factors.
struct extent {
  ir::affine form{};

  constexpr extent() = default;
  constexpr extent(index_t constant) : form(ir::make_affine(constant)) {}
  constexpr explicit extent(const ir::affine& f) : form(f) {}

  /// Symbol number `k` of the description.
  static constexpr extent symbol(int k) { return extent(ir::make_variable(k)); }

  constexpr bool is_constant() const { return form.is_constant(); }
  constexpr bool operator==(const extent&) const = default;

  friend constexpr extent operator+(const extent& a, const extent& b) {
    return extent(a.form + b.form);
  }
  friend constexpr extent operator-(const extent& a, const extent& b) {
    return extent(a.form - b.form);
  }
  friend constexpr extent operator*(const extent& a, index_t b) { return extent(a.form * b); }
  friend constexpr extent operator*(index_t a, const extent& b) { return extent(b.form * a); }
};

/// A named axis of a definition or a loop of its schedule. Two axes with the same name in one
/// definition are the same axis.
struct axis {
  name label{};
  extent range{};
  std::int32_t loop = -1;   ///< position among the stage's loops, for axes that a schedule made
  std::int32_t stage = -1;  ///< that stage

  constexpr axis() = default;
  constexpr axis(const char* text, const extent& range_) : label(make_name(text)), range(range_) {}
};

/// An affine index: constant (with symbols) + Σ factor · axis.
struct index_form {
  static constexpr int capacity = 6;
  struct part {
    name label;
    ir::affine range;
    index_t factor;
    constexpr bool operator==(const part&) const = default;
  };

  extent constant{};
  std::int32_t count = 0;
  bool too_long = false;
  part parts[capacity] = {};

  constexpr index_form() = default;
  constexpr index_form(index_t c) : constant(c) {}
  constexpr index_form(const extent& c) : constant(c) {}
  constexpr index_form(const axis& a) { add(a.label, a.range.form, 1); }
  constexpr bool operator==(const index_form&) const = default;

  constexpr void add(const name& label, const ir::affine& range, index_t factor) {
    for (int i = 0; i < count; ++i) {
      if (parts[i].label == label) {
        parts[i].factor += factor;
        return;
      }
    }
    if (count == capacity) {
      too_long = true;
      return;
    }
    parts[count++] = part{label, range, factor};
  }
};

/// a + scale · b.
constexpr index_form combine(index_form a, const index_form& b, index_t scale) {
  a.constant = a.constant + b.constant * scale;
  a.too_long = a.too_long || b.too_long;
  for (int i = 0; i < b.count; ++i) {
    a.add(b.parts[i].label, b.parts[i].range, b.parts[i].factor * scale);
  }
  return a;
}

}  // namespace tenon::inline TENON_ABI
