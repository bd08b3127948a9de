// Random schedules: consumers first, so that every stage is placed at loops that stay. A step that
// breaks a rule is forgotten.
#pragma once

#include "tensor_outer.hpp"

namespace fuzz {

class schedule_generator : intrinsic_placer {
 public:
  schedule_generator(random_source& random, recipe& to) : intrinsic_placer(random, to) {}

  void run(bool on_device) {
    const description d(r_);
    description_ = &d;
    rebuild();
    effort_ = random_.weighted({8, 46, 46});
    if (on_device && effort_ == 0) effort_ = 1;
    on_device_ = on_device;
    for (const tensor_recipe& t : r_.tensors) recurs_ = recurs_ || !t.closes.empty();
    binds_ = on_device || (!recurs_ && !r_.decoupled && effort_ > 0 && random_.chance(45));  // no device makes rows
    if (r_.decoupled) read_through_scratchpads();
    else if (effort_ > 0) cache_reads();
    if (binds_ && random_.chance(75)) cache_reads();
    if (effort_ > 0) rfactors();
    if (effort_ > 0) padded_sums();
    std::vector<int> stages;
    for (int t = live_->state().count - 1; t >= 0; --t)
      stages.push_back(live_->state().topological[t]);
    for (const int st : stages) {
      if (on(st).is_input()) continue;
      shape_stage(st);
      if (effort_ > 0 && random_.chance(15)) align(st);
      if (effort_ > 0 && random_.chance(20)) lay_out(st);
      if (effort_ > 0 && random_.chance(20)) prefetch(st);
      if (effort_ > 0 && random_.chance(12)) hint(st);
      if (effort_ > 0 && on(st).order.size() > 0 && random_.chance(15)) attempt(make(primitive::zigzag, st, {random_loop(st)}));
    }
    if (r_.decoupled) set_scratchpads();
    live_.reset();
  }

  using intrinsic_placer::intrinsics_refused;
  using step_maker::refused;
  bool is_bound() const { return binds_; }
  /// Whether the case asks for what devices don't have: instructions, or functions of a processor.
  bool has_instructions() const {
    for (const tensor_recipe& t : r_.tensors) {
      if (t.calls >= 0) return true;
    }
    for (const step& s : r_.steps) {
      if (s.what == primitive::tensorize) return true;
    }
    return false;
  }

 private:
  int effort_ = 1;
  bool binds_ = false, on_device_ = false;

  void shape_stage(int st) {
    const bool may_inline = effort_ > 0 && !on(st).is_output && !(r_.decoupled && is_moved(st));
    if (may_inline && !r_.exact && is_product(st) && random_.chance(65) && attempt(make(primitive::compute_inline, st))) return;
    if (effort_ > 0 && on(st).is_output && random_.chance(85)) compute_at(st);
    if (effort_ > 0 && random_.chance(30) && follow(st, binds_)) {
      if (random_.chance(40)) shape_loops(st);
      if (random_.chance(40)) place(st);
      return;
    }
    if (binds_ && is_waiting(st)) {  // placed first: its loops follow from where it is
      if (share(st) || share(st)) return;
      if (on_device_ && random_.chance(70)) attempt(make(primitive::compute_inline, st));
      else if (!on_device_ && random_.chance(60)) place(st);
      if (on(st).where != schedule_room::placement::root) {
        if (on(st).order.size() > 0 && random_.chance(40)) shape_loops(st);
        return;
      }
    }
    if (r_.decoupled && random_.chance(60)) bind_virtual(st);
    if (r_.decoupled && on(st).body->is_reduction && random_.chance(45)) reduce_outermost(st);
    const bool bound = binds_ && (on_device_ || random_.chance(85)) && bind_outermost(st);
    if (on(st).order.size() > 0 && (!bound || random_.chance(60))) shape_loops(st);
    place(st);
  }

  /// Whether a stage is still to be placed inside another's loops.
  bool is_waiting(int st) { return !on(st).is_output && random_.chance(85); }

  void cache_reads() {
    for (int st = live_->state().count - 1; st >= 0; --st) {
      if (!random_.chance(on(st).body->rank > 1 ? 20 : 10)) continue;
      step s = make(primitive::cache_read, st);
      if (s.stage.size() > 12) continue;
      if (random_.chance(30)) {
        for (int i = 0; i < live_->state().count; ++i) {
          for (int k = 0; k < on(i).body->sources.size(); ++k) {
            if (on(i).source_stage[k] == st && random_.chance(60)) s.other = stage_name(i);
          }
        }
      }
      const bool exists = live_->stage(s.stage + ".c") >= 0;
      if (!exists) attempt(s);
    }
  }

  /// Reductions in parts: a loop of the reduction, or a piece of one, becomes a dimension.
  void rfactors() {
    for (int st = live_->state().count - 1; st >= 0; --st) {
      if (!on(st).body->is_reduction || stage_name(st).size() > 12 || !random_.chance(16)) continue;
      for (int moves = random_.weighted({20, 50, 30}); moves > 0; --moves) {
        step s = make(random_.chance(75) ? primitive::split : primitive::split_parts, st, {reduced_loop(st)});
        s.numbers[0] = random_.pick({1, 2, 3, 4, 5, 8});
        attempt(s);
      }
      if (random_.chance(20) && on(st).body->reduced > 1) {
        const int rank = on(st).body->rank;
        attempt(make(primitive::reorder, st, {on(st).order[rank + 1], on(st).order[rank]}));
      }
      step s = make(primitive::rfactor, st, {reduced_loop(st)});
      s.numbers[0] = random_.between(0, on(st).body->rank);
      attempt(s);
    }
  }

  void shape_loops(int st) {
    if (effort_ > 0 && !on_device_ && random_.chance(85) && tensorize(st)) return;
    if (effort_ > 0 && random_.chance(90) && turn(st)) return;
    const int moves = effort_ == 0 ? 0 : random_.below(effort_ == 1 ? 3 : 6);
    for (int i = 0; i < moves; ++i) one_move(st);
    if (effort_ > 0 && random_.chance(45)) vectorize(st);
    if (effort_ > 0 && random_.chance(18)) unroll(st);
    if (effort_ > 0 && random_.chance(12)) unroll_by(st);
    if (effort_ > 0 && !r_.decoupled && random_.chance(22)) parallel(st);
    if (effort_ > 0 && on(st).body->is_reduction && random_.chance(38)) {
      attempt(make(primitive::cache_write, st, {random_loop(st)}));
    }
  }

  void one_move(int st) {
    const int count = on(st).order.size();
    const int l = random_loop(st);
    switch (random_.weighted({34, 8, 10, 20, count > 1 ? 18 : 0})) {
      case 0: {
        step s = make(primitive::split, st, {l});
        s.numbers[0] = random_.pick({1, 2, 2, 3, 4, 4, 5, 7, 8, 8, 16, 32});
        s.at_end = random_tail(st, l);
        attempt(s);
        return;
      }
      case 1: {
        step s = make(primitive::split_parts, st, {l});
        s.numbers[0] = random_.between(1, 6);
        attempt(s);
        return;
      }
      case 2: {
        if (count < 2) return;
        const int at = random_.below(count - 1);
        attempt(make(primitive::fuse, st, {on(st).order[at], on(st).order[at + 1]}));
        return;
      }
      case 3:
        return reorder(st);
      default: {
        const int at = random_.below(count - 1);
        step s = make(primitive::tile, st, {on(st).order[at], on(st).order[at + 1]});
        s.numbers[0] = random_.pick({2, 3, 4, 8});
        s.numbers[1] = random_.pick({2, 4, 5, 8, 16});
        s.at_end = random_.chance(40) ? tail::guard : random_tail(st, on(st).order[at]);
        attempt(s);
      }
    }
  }

  void reorder(int st) {
    const int count = on(st).order.size();
    if (count < 2) return;
    std::vector<int> loops(on(st).order.begin(), on(st).order.end());
    for (int i = count - 1; i > 0; --i) {
      std::swap(loops[static_cast<std::size_t>(i)],
                loops[static_cast<std::size_t>(random_.below(i + 1))]);
    }
    loops.resize(static_cast<std::size_t>(random_.between(2, count)));
    step s = make(primitive::reorder, st);
    for (const int l : loops) s.loops.push_back(loop_name(st, l));
    attempt(s);
  }

  /// Terms in the outermost loops of a stage that aren't bound: each instruction adds one to many sums.
  void reduce_outermost(int st) {
    step s = make(primitive::reorder, st);
    for (const int rank : {0, 1, 2}) {
      for (const std::int32_t l : on(st).order) {
        const schedule_room::loop& x = on(st).loops[l];
        const int own = x.mark != schedule_room::loop_mark::none ? 0 : x.reduced ? 1 : 2;
        if (own == rank) s.loops.push_back(loop_name(st, l));
      }
    }
    if (s.loops.size() > 1) attempt(s);
  }

  /// A data loop that carries no annotation; the last dimension's rather than others. -1: none.
  int data_loop(int st) {
    std::vector<int> free;
    for (const std::int32_t l : on(st).order) {
      const schedule_room::loop& x = on(st).loops[l];
      if (!x.reduced && x.mark == schedule_room::loop_mark::none) free.push_back(l);
    }
    if (free.empty()) return -1;
    return random_.chance(60)
               ? free.back()
               : free[static_cast<std::size_t>(random_.below(static_cast<int>(free.size())))];
  }

  void vectorize(int st) {
    int l = data_loop(st);
    if (l < 0) return;
    if (random_.chance(75)) {
      step s = make(primitive::split, st, {l});
      s.numbers[0] = random_.pick({2, 3, 4, 7, 8, 8, 12, 16, 16, 24, 32});
      s.at_end = random_tail(st, l);
      if (!attempt(s)) return;
      l = live_->loop(st, s.loops[0] + ".i");
      if (l < 0) return;
    }
    attempt(make(primitive::vectorize, st, {l}));
  }

  void unroll(int st) {
    int l = random_loop(st);
    if (random_.chance(60)) {
      step s = make(primitive::split, st, {l});
      s.numbers[0] = random_.between(2, 4);
      s.at_end = random_tail(st, l);
      if (!attempt(s)) return;
      l = live_->loop(st, s.loops[0] + ".i");
      if (l < 0) return;
    } else if (extent(st, l) > 8) {
      return;
    }
    attempt(make(primitive::unroll, st, {l}));
  }

  void unroll_by(int st) {
    step s = make(primitive::unroll_by, st, {random_loop(st)});
    s.numbers[0] = random_.pick({1, 2, 2, 3, 4, 5, 8});
    attempt(s);
  }

  void parallel(int st) {
    for (const std::int32_t l : on(st).order) {
      if (on(st).loops[l].reduced || random_.chance(25)) continue;
      attempt(make(primitive::parallel, st, {l}));
      return;
    }
  }

  void place(int st) {
    if (effort_ == 0 || on(st).is_output) return;
    if (random_.chance(18)) pack_and_pad(st);
    switch (random_.weighted({58, is_product(st) ? 60 : 12, 9, 21})) {
      case 0:
        return compute_at(st);
      case 1:
        if (!r_.decoupled || !is_moved(st)) attempt(make(primitive::compute_inline, st));
        return;
      case 2:
        attempt(make(primitive::compute_root, st));
        return;
      default:
        return;
    }
  }

  /// A product of floats, which its readers may add to something: inlined, it must stay rounded.
  bool is_product(int st) {
    const expr::definition& d = *on(st).body;
    if (d.is_call()) return false;
    const expr::value& v = d.values[d.value_of[0]];
    return v.kind == expr::value_kind::operation && v.op == ir::operation::multiply && is_float(v.type);
  }

  void compute_at(int st) {
    const std::vector<int> all = readers(st);
    if (all.empty()) return;
    int consumer = all[static_cast<std::size_t>(random_.below(static_cast<int>(all.size())))];
    for (int up = 0; up < 2; ++up) {  // sometimes further out, or where an inlined reader is used
      const bool inlined = on(consumer).where == schedule_room::placement::inlined;
      const std::vector<int> outer = readers(consumer);
      if (outer.empty() || (!inlined && !random_.chance(15))) break;
      consumer = outer[0];
    }
    const int count = on(consumer).order.size();
    if (count == 0) return;
    const int at = random_.below(count);
    step s = make(primitive::compute_at, st);
    s.other = stage_name(consumer);
    s.loops = {loop_name(consumer, on(consumer).order[at])};
    if (random_.chance(on(consumer).lead > 0 ? 70 : 25) && run_ahead(st, s, consumer)) return;
    if (!attempt(s)) {
      s.loops = {loop_name(consumer, on(consumer).order[0])};
      if (!attempt(s)) return;
    }
    if (!random_.chance(50)) return;
    if (random_.chance(40)) {
      attempt(make(primitive::store_root, st));
      return;
    }
    step store = make(primitive::store_at, st);
    store.other = s.other;
    store.loops = {loop_name(consumer, on(consumer).order[random_.below(at + 1)])};
    attempt(store);
  }

  void pack_and_pad(int st) {
    const int rank = on(st).body->rank;
    if (rank == 0) return;
    if (random_.chance(75)) {
      step s = make(primitive::pack, st);
      s.numbers[0] = random_.below(rank);
      s.numbers[1] = random_.pick({1, 2, 3, 4, 8, 16});
      attempt(s);
    }
    if (random_.chance(75)) {
      step s = make(primitive::pad, st);
      s.numbers[0] = random_.below(rank);
      attempt(s);
    }
  }
};

}  // namespace fuzz
