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
    if (on(st).body->rank == 0) return;
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

  /// A loop of a fresh reduction's reduced axes.
  int reduced_loop(int st) { return on(st).order[random_.between(on(st).body->rank, on(st).order.size() - 1)]; }

  /// Sums in whole tiles, to which zeros are added: of tensors as they are, and of padded copies.
  void padded_sums() {
    for (int st = live_->state().count - 1; st >= 0; --st) {
      if (!on(st).body->is_reduction || !random_.chance(40)) continue;
      step s = make(primitive::split, st, {reduced_loop(st)});
      s.numbers[0] = random_.pick({2, 3, 4, 5, 8});
      s.at_end = tail::pad;
      if (!attempt(s)) continue;
      for (int k = on(st).body->sources.size() - 1; k >= 0; --k) {
        int from = on(st).source_stage[k];
        if (on(from).is_input() || random_.chance(50)) {
          step copy = make(primitive::cache_read, from);
          copy.other = stage_name(st);
          const bool fresh = copy.stage.size() <= 12 && live_->stage(copy.stage + ".c") < 0;
          if (!fresh || !attempt(copy)) continue;
          from = on(st).source_stage[k];
        }
        for (int d = 0; d < on(from).body->rank; ++d) {
          step pad = make(primitive::pad, from);
          pad.numbers[0] = d;
          attempt(pad);
        }
      }
    }
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
