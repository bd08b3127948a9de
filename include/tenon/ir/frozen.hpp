// A program that constant evaluation made, held by a tag type: templates are instantiated on the
// tag and a position, so that symbols stay short.
//
//   using kernel = ir::frozen<decltype([](ir::program& p) { ir::builder b(p); ... })>;
//   kernel::code.statements[kernel::code.root]
//
// One evaluation fills pools of the largest size, which are then trimmed: cheaper, in GCC and in
// Clang, than to evaluate once for the sizes and again for the contents.
#pragma once

#include <tenon/core/box.hpp>
#include <tenon/ir/freeze.hpp>

namespace tenon::inline TENON_ABI::ir {

/// A captureless callable that fills a program, or returns one in a box.
template <class Make>
concept program_maker = requires(const Make make, program& p) { make(p); } ||
                        requires(const Make make) { (*make()).statements; };

namespace freezing {

struct outcome {
  compact::pools<largest_pools> pools;
  bool fits;
};

template <program_maker Make> constexpr box<program> make_program() {
  if constexpr (requires(const Make make, program& p) { make(p); }) {
    box<program> p;
    Make{}(*p);
    return p;
  } else {
    return Make{}();
  }
}

template <program_maker Make> constexpr outcome freeze() {
  outcome result{};
  const box<program> p = make_program<Make>();
  if (p->overflowed()) return result;
  freezer<compact::pools<largest_pools>> f(*p, result.pools);
  f.run();
  result.fits = !f.full;
  return result;
}

template <class T, int To, int From>
constexpr void copy(T (&to)[To], const T (&from)[From], int count) {
  for (int i = 0; i < count; ++i) to[i] = from[i];
}

template <compact::counts Size>
constexpr compact::pools<Size> trim(const compact::pools<largest_pools>& from) {
  compact::pools<Size> to{};
  to.size = from.size;
  to.root = from.root;
  copy(to.parameter_of, from.parameter_of, Size.parameters);
  copy(to.parameter_var, from.parameter_var, Size.parameters);
  copy(to.buffers, from.buffers, Size.buffers);
  copy(to.expressions, from.expressions, Size.expressions);
  copy(to.kept, from.kept, Size.kept);
  copy(to.conditions, from.conditions, Size.conditions);
  copy(to.folds, from.folds, Size.folds);
  copy(to.forms, from.forms, Size.forms);
  copy(to.terms, from.terms, Size.terms);
  copy(to.bases, from.bases, Size.bases);
  copy(to.statements, from.statements, Size.statements);
  copy(to.functions, from.functions, Size.functions);
  return to;
}

}  // namespace freezing

/// The program that `Make` makes, as static tables of exact size.
template <program_maker Make> struct frozen {
 private:
  static constexpr freezing::outcome outcome_ = freezing::freeze<Make>();
  static_assert(outcome_.fits,
                "tenon::ir::frozen<Make> requires the program to fit tenon::ir::limit");

 public:
  static constexpr auto code = freezing::trim<outcome_.pools.size>(outcome_.pools);
};

}  // namespace tenon::inline TENON_ABI::ir
