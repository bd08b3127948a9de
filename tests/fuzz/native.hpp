// What a program printed by source.hpp includes: runs the kernels that the C++ compiler made of the
// printed descriptions against the oracle, and compares the loop program of the front end with the
// one that the recipe gives.
#pragma once

#include <tenon/kernel/kernel.hpp>

#include <algorithm>

#include "run.hpp"
#include "text.hpp"

namespace fuzz {

/// Which quotients of a tensor its value uses: C++ names no others, and several in the order of its own
/// evaluation.
class used_quotients {
 public:
  explicit used_quotients(const tensor_recipe& t) : t_(t), used_(t.quotients.size()) {
    if (t.value >= 0) visit(t.value);
    for (std::size_t v = 0; t.calls >= 0 && v < t.values.size(); ++v) visit(static_cast<int>(v));
  }
  bool in_another_order() const { return used_.size() > 1 || std::find(used_.begin(), used_.end(), false) != used_.end(); }

 private:
  const tensor_recipe& t_;
  std::vector<bool> used_;

  void visit(int v) {
    const value_recipe& x = t_.values[static_cast<std::size_t>(v)];
    if (x.kind == expr::value_kind::operation || x.kind == expr::value_kind::call) {
      for (const int operand : {x.a, x.b, x.c}) {
        if (operand >= 0) visit(operand);
      }
    }
    for (const affine& form : x.forms) visit(form);
  }
  void visit(const affine& form) {
    for (const ir::term& u : form) {
      if (u.var >= expr::pick_base) {
        visit(t_.picks[static_cast<std::size_t>(u.var - expr::pick_base)].value);
      } else if (u.var >= expr::quotient_base) {
        const auto q = static_cast<std::size_t>(u.var - expr::quotient_base);
        used_[q] = true;
        visit(t_.quotients[q].dividend);
      }
    }
  }
};

class native_cases {
 public:
  /// One case: its description, the sizes of its kernel, its recipe.
  template <auto Description, size... Sizes>
  void check(const char* words) {
    std::istringstream from(words);
    recipe r = recipe_reader(from).read();
    r.machine = compiled_target().set;
    ++cases_;
    const description d(r);
    const std::vector<tensor_image> images = make_images(r, d);
    live_schedule live(d);
    for (const step& s : r.steps) live.apply(s);
    box<ir::program> expected;
    const finding f = lower::lower(live.state(), static_cast<int>(d.symbols().size()), d.facts(),
                                   compiled_target(), *expected);
    const size sizes[] = {Sizes..., size(0)};
    box<ir::program> made;
    signature facts{};
    const finding g =
        build_program<sizeof...(Sizes)>(Description, sizes, compiled_target(), *made, facts);
    if (!f.ok() || !g.ok()) return report(r, "lowering: " + explain(f.ok() ? g : f));
    bool differs = false;  // the language names updates after their tensors
    for (const tensor_recipe& t : r.tensors) differs = differs || t.updates >= 0 || used_quotients(t).in_another_order();
    if (!differs && ir::print(*expected) != ir::print(*made)) {
      return report(r, "the front end's loop program differs:\n" + ir::print(*made) +
                           "instead of\n" + ir::print(*expected));
    }
    live_tensors right(images);
    live_tensors got(images);
    const std::vector<index_t> parameters = parameters_of(*made, d.symbols(), got.arguments());
    kernel_call call{};
    call.parameters = parameters.data();
    call.arguments = right.pointers();
    if (r.exact)
      expr::evaluate(d.outputs(), d.symbols(), right.arguments());
    else
      interpret(*made, call);
    call.arguments = got.pointers();
    run_call<kernel_for<compiled_target(), Description, Sizes...>>(r, *made, call, parameters);
    const std::string difference = right.difference(got);
    if (!difference.empty()) report(r, difference);
  }

  int finish() const {
    std::printf("%d native cases, %d mismatches\n", cases_, mismatches_);
    return mismatches_ > 0 ? 1 : 0;
  }

 private:
  int cases_ = 0;
  int mismatches_ = 0;

  void report(const recipe& r, const std::string& what) {
    ++mismatches_;
    std::printf("MISMATCH native, seed %llu: %s\n", static_cast<unsigned long long>(r.seed),
                what.c_str());
  }

  template <class Kernel>
  static void run_call(const recipe& r, const ir::program& p, kernel_call& call,
                       const std::vector<index_t>& parameters) {
    run_with_room(p, parameters, r.seed, call,
                  [](const kernel_call& ready) { Kernel::execute(ready); });
  }
};

}  // namespace fuzz
