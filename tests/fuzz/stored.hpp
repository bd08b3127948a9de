// How stages lie in memory, and when they are there: steps for stages that have their loops and place.
#pragma once

#include "bound.hpp"

namespace fuzz {

/// Chooses strides of intermediate tensors, and what loops ask for ahead.
class storage_shaper : public loop_binder {
 protected:
  using loop_binder::loop_binder;

  void align(int st) {
    if (on(st).body->rank == 0) return;
    step s = make(primitive::storage_align, st);
    s.numbers[0] = random_.below(on(st).body->rank);
    s.numbers[1] = random_.pick({1, 2, 3, 5, 8, 16, 32});
    s.numbers[2] = random_.chance(25) ? 0 : random_.below(static_cast<int>(s.numbers[1]));
    attempt(s);
  }

  /// Dimensions in any order, some of them in blocks, or in blocks of blocks.
  void lay_out(int st) {
    step s = make(primitive::transform_layout, st);
    for (int d = 0; d < on(st).body->rank; ++d) {
      index_t divisor = 1;
      for (int blocks = random_.weighted({50, 38, 12}); blocks > 0; --blocks) {
        const index_t size = random_.pick({1, 2, 3, 4, 4, 5, 8, 8, 16});
        s.parts.push({d, divisor, size});
        divisor *= size;
      }
      s.parts.push({d, divisor, 0});
    }
    std::reverse(s.parts.begin(), s.parts.end());  // what is inside of blocks innermost
    const int moved = random_.chance(40) ? 0 : s.parts.size() - 1;
    for (int i = moved; i > 0; --i) std::swap(s.parts[i], s.parts[random_.below(i + 1)]);
    attempt(s);
  }

  /// Computes a stage some iterations ahead: where a reader that runs ahead is computed, or at `place`.
  bool run_ahead(int st, step place, int reader) {
    const int lead = on(reader).lead;
    if (lead > 0) {
      place.other = stage_name(on(reader).at_stage);
      place.loops = {loop_name(on(reader).at_stage, on(reader).at_loop)};
    }
    return attempt_all({place, ahead_step(st, lead)});
  }

  void hint(int st) {
    if (on(st).order.size() == 0) return;
    step s = make(primitive::pragma, st, {random_loop(st)});
    s.numbers[0] = random_.between(1, static_cast<int>(ir::loop_hint::no_vectorize));
    attempt(s);
  }

  /// Prefetches one of a stage's sources, in its inner loops rather than others.
  void prefetch(int st) {
    const int count = on(st).order.size();
    const int sources = on(st).body->sources.size();
    if (count == 0 || sources == 0) return;
    step s = make(primitive::prefetch, st, {on(st).order[count - 1 - random_.below(std::min(count, 3))]});
    s.other = stage_name(on(st).source_stage[random_.below(sources)]);
    s.numbers[0] = random_.pick({1, 1, 2, 3, 8});
    attempt(s);
  }
};

}  // namespace fuzz
