// Random programs: one to six stages over inputs that are made as they are needed. Float data are
// small multiples of a power of two, and the size of every value is followed, so that each partial
// sum is exact in its type; integers wrap and are exact anyway. What float computes may be held, or
// rounded on the way, as half or bfloat16: of an exact value that is exact too.
#pragma once

#include "program_calls.hpp"

namespace fuzz {

class program_generator : program_calls {
 public:
  program_generator(random_source& random, recipe& to) : program_calls(random, to) {}

  /// `on_processor`: with a recurrence or a call now and then.
  void run(bool on_processor) {
    calls_ = on_processor;
    r_.exact = !random_.chance(25);
    constant_only_ = random_.chance(40);
    const int stages = 1 + random_.weighted({r_.exact ? 22 : 4, 26, 24, 14, 8, 6});
    if (on_processor && random_.chance(12)) add_recurrence();
    divides_ = random_.chance(12);
    gathers_ = random_.chance(12);
    while (made_ < stages) add_stage();
    for (std::size_t i = 0; i < r_.tensors.size(); ++i) {
      tensor_recipe& t = r_.tensors[i];
      if (!t.is_input() && !is_closed(i) && (uses_[i] == 0 || random_.chance(26))) t.output = true;
    }
    finish_inputs();
  }

 private:
  bool calls_ = false;

  /// Layouts of inputs that no update writes.
  void finish_inputs() {
    for (tensor_recipe& t : r_.tensors) {
      if (!t.is_input() || t.is_state()) continue;
      if (random_.chance(15)) t.dense = true;
      if (random_.chance(10)) t.alignment = random_.pick({16, 32, 64});
      if (t.rank < 2 || !random_.chance(15)) continue;
      for (int d = 0; d < t.rank; ++d) t.order.push_back(d);
      for (int d = t.rank - 1; d > 0; --d) {
        std::swap(t.order[static_cast<std::size_t>(d)],
                  t.order[static_cast<std::size_t>(random_.below(d + 1))]);
      }
    }
  }

  /// A tensor to build upon: a stage that nobody reads yet, if there is one.
  int main_source() {
    std::vector<int> fresh, all;
    for (std::size_t i = 0; i < r_.tensors.size(); ++i) {
      const tensor_recipe& t = r_.tensors[i];
      if (t.updatable || t.rank == 0 || is_closed(i)) continue;
      all.push_back(static_cast<int>(i));
      if (!t.is_input() && uses_[i] == 0) fresh.push_back(static_cast<int>(i));
    }
    if (!fresh.empty() && random_.chance(85))
      return fresh[static_cast<std::size_t>(random_.below(static_cast<int>(fresh.size())))];
    if (!all.empty() && random_.chance(60))
      return all[static_cast<std::size_t>(random_.below(static_cast<int>(all.size())))];
    std::vector<affine> shape;
    const int rank = 1 + random_.weighted({30, 52, 18});
    for (int d = 0; d < rank; ++d) shape.push_back(some_size(rank));
    return add_input(random_type(), shape);
  }

  void add_stage() {
    const std::size_t tensors = r_.tensors.size();
    const std::vector<int> uses = uses_;
    const std::size_t sizes = r_.sizes.size();
    const int from = main_source();
    tensor_recipe t;
    t.name = "st" + std::to_string(made_);
    magnitude size;
    int shown = -1;  // an output that this stage reads element by element
    const bool adds = !r_.exact && is_product(from) && random_.chance(60);
    const int kind = adds ? 0 : random_.weighted({30, 15, 17, 16, 9, 6, 7, 5, 30, calls_ ? 10 : 0});
    switch (kind) {
      case 0:
        pointwise(t, from, false, size);
        if (random_.chance(25)) shown = from;
        break;
      case 1:
        pointwise(t, from, true, size);
        break;
      case 2:
        window(t, from, size);
        break;
      case 3:
        reduce_dimensions(t, from, size);
        break;
      case 4:
        product(t, from, size);
        break;
      case 5:
        arg(t, from, size);
        break;
      case 6:
        broadcast(t, from, size);
        break;
      case 7:
        updated(t, from, size);
        break;
      case 8:
        dots(t, size);
        break;
      default:
        called(t, from, size);
        break;
    }
    if (t.value < 0 || points(t) > 9000 || t.values.size() > 70) {  // too much: as if never tried
      r_.tensors.resize(tensors);
      known_.resize(tensors);
      uses_ = uses;
      r_.sizes.resize(sizes);
      return;
    }
    if (t.type == element::f32 && t.reduce == reducer_kind::none && t.calls < 0 && random_.chance(20))
      t.type = narrow_for(size);
    if (shown >= 0 && !r_.tensors[static_cast<std::size_t>(shown)].is_input())
      r_.tensors[static_cast<std::size_t>(shown)].output = true;
    if (t.updates >= 0) r_.tensors[static_cast<std::size_t>(t.updates)].type = t.type;
    if (t.updates < 0)
      push(t, size);
    else
      push_update(t, size);
    ++made_;
  }

  void push_update(tensor_recipe& t, const magnitude& size) {
    push(t, size);
    if (random_.chance(75)) r_.tensors.back().output = true;
  }
};

}  // namespace fuzz
