// One run of a description on data made for it: tensors of the right shapes from its definitions,
// the same data for every subject, and the oracle's answer.
#pragma once

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <tenon/expr/evaluate.hpp>
#include <tenon/kernel/describe.hpp>

namespace trials {

using namespace tenon;

/// A tensor of a trial: its elements without gaps.
struct operand {
  std::vector<unsigned char> bytes;
  argument seen;  ///< `data` is set by whoever uses it

  bool operator==(const operand& other) const { return bytes == other.bytes; }
};
using operands = std::vector<operand>;

/// The first operand and element in which two answers differ, as text; empty where none does.
inline std::string difference(const operands& a, const operands& b) {
  for (std::size_t k = 0; k < a.size(); ++k) {
    const auto size = static_cast<std::size_t>(size_of(a[k].seen.type));
    for (std::size_t e = 0; e < a[k].bytes.size(); ++e) {
      if (a[k].bytes[e] == b[k].bytes[e]) continue;
      return "operand " + std::to_string(k) + " element " + std::to_string(e / size);
    }
  }
  return "";
}

/// Element `at` of an operand becomes `number`.
inline void put(operand& to, std::size_t at, double number) {
  ir::with_type_of(to.seen.type, [&]<class T>() {
    const T value = arithmetic::cast<T>(number);
    std::memcpy(to.bytes.data() + at * sizeof(T), &value, sizeof(T));
  });
}

/// A description's definitions for given sizes, and data for them.
template <auto Description, size... Sizes> class trial {
 public:
  explicit trial(std::vector<index_t> symbols) : symbols_(std::move(symbols)), schedule_(make()) {
    for (const std::int32_t o : schedule_.state().outputs) {
      outputs_.push_back(schedule_.state().named[o].get());  // as written, whatever the schedule made of it
    }
    for (const expr::definition* d : expr::reach(outputs_)) {
      if (d->kind == expr::definition_kind::input) add(*d, 0);
    }
    inputs_ = data_.size();
    for (const expr::definition* d : outputs_) {
      for (int r = 0; r < d->results && d->kind == expr::definition_kind::compute; ++r) add(*d, r);
    }
  }

  /// The operands with inputs of small whole numbers, or of random reals; outputs hold garbage.
  operands data(unsigned seed, bool exact) {
    std::mt19937 random(seed);
    operands filled = data_;
    for (std::size_t k = 0; k < filled.size(); ++k) {
      operand& x = filled[k];
      const std::size_t count = x.bytes.size() / static_cast<std::size_t>(size_of(x.seen.type));
      for (std::size_t e = 0; e < count; ++e) {
        const bool whole = exact || !is_float(computed_in(x.seen.type));
        const double number = whole ? double(static_cast<int>(random() % 13) - 6)
                                    : std::uniform_real_distribution<double>(-3, 3)(random);
        put(x, e, k < inputs_ ? number : -99);
      }
    }
    return filled;
  }

  /// Arguments over operands.
  static std::vector<argument> arguments(operands& of) {
    std::vector<argument> all;
    for (operand& x : of) {
      all.push_back(x.seen);
      all.back().data = x.bytes.data();
    }
    return all;
  }

  /// What a kernel makes of these operands.
  template <class Kernel> static operands answers(const Kernel& kernel, operands from) {
    const std::vector<argument> all = arguments(from);
    kernel.run_arguments({}, all.data(), static_cast<int>(all.size()));
    return from;
  }

  /// What the definitions mean for these operands.
  operands expected(operands from) const {
    const std::vector<argument> all = arguments(from);
    expr::evaluate(std::span<const expr::definition* const>(outputs_), symbols_, all);
    return from;
  }

 private:
  schedule make() {
    const size sizes[] = {Sizes..., size(0)};
    extent extents[sizeof...(Sizes) + 1];
    int symbol = 0;
    for (std::size_t k = 0; k < sizeof...(Sizes); ++k) {
      extents[k] = sizes[k].is_dynamic() ? extent::symbol(symbol++) : extent(sizes[k].value);
    }
    return describe(Description, context{compiled_target()}, extents,
                    std::make_index_sequence<sizeof...(Sizes)>());
  }

  index_t value(const ir::affine& form) const {
    index_t sum = form.constant;
    for (const ir::term& t : form) sum += t.factor * symbols_.at(static_cast<std::size_t>(t.var));
    return sum;
  }

  void add(const expr::definition& d, int result) {
    operand x;
    x.seen = argument{};
    x.seen.type = d.types[result];
    x.seen.rank = static_cast<std::uint8_t>(d.rank);
    x.seen.writable = true;
    index_t stride = 1;
    for (int k = d.rank - 1; k >= 0; --k) {
      const int at = d.storage_order[k];
      x.seen.extents[at] = value(d.shape[at]);
      x.seen.strides[at] = stride;
      stride *= x.seen.extents[at];
    }
    x.bytes.resize(static_cast<std::size_t>(stride * size_of(x.seen.type)));
    data_.push_back(x);
  }

  std::vector<index_t> symbols_;
  schedule schedule_;
  std::vector<const expr::definition*> outputs_;
  operands data_;
  std::size_t inputs_ = 0;
};

/// The values to try for symbolic extents: each case has one value a symbol, in turn.
template <size... Sizes> std::vector<std::vector<index_t>> symbol_values() {
  const size sizes[] = {Sizes..., size(0)};
  const index_t cases[][3] = {{13, 21, 6}, {1, 1, 1}, {0, 5, 3}, {5, 0, 4}, {4, 3, 0}, {16, 8, 2}, {7, 33, 17}};
  std::vector<std::vector<index_t>> all;
  for (const auto& c : cases) {
    std::vector<index_t> values;
    for (const size& s : sizes) {
      if (!s.is_dynamic()) continue;
      index_t v = c[values.size() % 3];
      if (s.bound > 0 && v > s.bound) v = s.bound;
      values.push_back(v - v % s.multiple);
    }
    const bool none = values.empty();
    all.push_back(std::move(values));
    if (none) break;
  }
  return all;
}

}  // namespace trials
