// Definitions once the symbols have values: how large they are, and what their indices are at a point.
// For the oracle.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <tenon/core/error.hpp>
#include <tenon/expr/definition.hpp>
#include <tenon/expr/plain_tensor.hpp>

namespace tenon::inline TENON_ABI::expr {

/// Values of forms for given values of the symbols.
class sized_definitions {
 public:
  explicit sized_definitions(std::span<const index_t> symbols)
      : symbols_(symbols.begin(), symbols.end()) {}

 protected:
  [[noreturn]] static void refuse(const definition& d, const std::string& what) {
    std::string label;
    for (int i = 0; i < d.label.size(); ++i) label += d.label[i];
    fail(blame::user, {"evaluate: tensor '", label, "': ", what});
  }

  /// The value of an affine form over symbols and, where there are any, axes and their quotients.
  index_t value(const definition& d, const ir::affine& form,
                const std::vector<index_t>& axes) const {
    bool overflow = form.broken;
    index_t sum = form.constant;
    for (const ir::term& t : form) {
      if (t.var >= quotient_base) {
        const quotient& q = d.quotients[t.var - quotient_base];
        const index_t whole = floor_div(value(d, q.dividend, axes), q.divisor);
        sum = checked_add(sum, checked_mul(t.factor, whole, overflow), overflow);
        continue;
      }
      const std::size_t at =
          static_cast<std::size_t>(t.var < axis_base ? t.var : t.var - axis_base);
      const std::vector<index_t>& all = t.var < axis_base ? symbols_ : axes;
      if (at >= all.size()) refuse(d, "an index uses a symbol or axis that has no value");
      sum = checked_add(sum, checked_mul(t.factor, all[at], overflow), overflow);
    }
    if (overflow) refuse(d, "index arithmetic leaves 64 bits");
    return sum;
  }

  index_t extent(const definition& d, const ir::affine& form) const {
    const index_t n = value(d, form, {});
    if (n < 0) refuse(d, "an extent is " + std::to_string(n));
    return n;
  }

  plain_tensor empty_tensor(const definition& d) const {
    plain_tensor t;
    index_t count = 1;
    for (int i = 0; i < d.rank; ++i) {
      t.extents.push_back(extent(d, d.shape[i]));
      count *= t.extents.back();
    }
    t.elements.resize(static_cast<std::size_t>(count));
    return t;
  }

  std::vector<index_t> ranges_of(const definition& d) const {
    std::vector<index_t> ranges;
    for (const bound_axis& a : d.axes) ranges.push_back(extent(d, a.range));
    return ranges;
  }

 private:
  std::vector<index_t> symbols_;
};

}  // namespace tenon::inline TENON_ABI::expr
