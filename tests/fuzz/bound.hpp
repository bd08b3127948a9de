// Loops bound to blocks and threads, and stages that the threads of a block share.
#pragma once

#include "turn.hpp"
#include "units.hpp"

namespace fuzz {

/// Binds loops of stages at the root, and of those inside of their blocks.
class loop_binder : public copy_turner {
 protected:
  using copy_turner::copy_turner;

  /// Binds data loops of a stage: one or two to blocks, pieces of them to threads, real or virtual.
  bool bind_outermost(int st) {
    std::vector<int> data;
    for (const std::int32_t l : on(st).order) {
      const schedule_room::loop& x = on(st).loops[l];
      if (!x.reduced && x.mark == schedule_room::loop_mark::none && x.times == 0) data.push_back(l);
    }
    if (data.empty()) return false;
    std::vector<std::string> blocks, virtuals, threads;
    std::vector<step> binds;
    int next_block = 0, next_thread = 3;
    const auto bind_to = [&](const std::string& loop, int axis, std::vector<std::string>& kind) {
      kind.push_back(loop);
      step s = make(primitive::bind, st);
      s.loops = {loop};
      s.numbers[0] = axis;
      binds.push_back(s);
    };
    for (const int l : data) {
      std::string outer = loop_name(st, l);
      if (random_.chance(85)) {
        const std::string inner = piece(st, outer, random_.pick({1, 2, 3, 4, 5, 8}));
        if (inner.empty()) continue;
        outer += ".o";
        if (random_.chance(22)) bind_to(inner, 6, virtuals);
        else if (next_thread < 6 && random_.chance(92)) bind_to(inner, next_thread++, threads);
      } else if (extent(st, l) <= 12 && on(st).loops[l].origin == schedule_room::loop_origin::root &&
                 on(st).body->axes[l].range.is_constant() && next_thread < 6 && random_.chance(50)) {
        bind_to(outer, next_thread++, threads);
        continue;
      }
      if (next_block < 3 && random_.chance(75)) bind_to(outer, next_block++, blocks);
    }
    step order = make(primitive::reorder, st);
    for (const auto* kind : {&blocks, &virtuals, &threads})
      order.loops.insert(order.loops.end(), kind->begin(), kind->end());
    if (order.loops.empty()) return false;
    for (const std::int32_t l : on(st).order) {
      const std::string name = loop_name(st, l);
      if (std::find(order.loops.begin(), order.loops.end(), name) == order.loops.end()) order.loops.push_back(name);
    }
    if (order.loops.size() > 1) attempt(order);
    // from the outside in, since no loop that isn't bound may stand around one that is
    const auto depth = [](const step& s) { return s.numbers[0] < 3 ? 0 : s.numbers[0] == 6 ? 1 : 2; };
    std::stable_sort(binds.begin(), binds.end(), [&](const step& a, const step& b) { return depth(a) < depth(b); });
    bool any = false;
    for (const step& s : binds) any = attempt(s) || any;
    if (on(st).body->is_reduction && random_.chance(65)) {  // sums in registers of the thread
      step s = make(primitive::cache_write, st);
      s.loops = {threads.empty() ? virtuals.empty() ? blocks.back() : virtuals.back() : threads.back()};
      attempt(s);
    }
    return any;
  }

  /// Plays a piece of one of a stage's data loops, or of two, by virtual threads; mostly of one
  /// along which all elements need the same of some source, which one of the threads computes for all.
  bool bind_virtual(int st) {
    bool any = false;
    for (int turn = random_.chance(20) ? 2 : 1; turn > 0; --turn) {
      std::vector<int> data, shared;
      for (const std::int32_t l : on(st).order) {
        const schedule_room::loop& x = on(st).loops[l];
        if (x.reduced || x.mark != schedule_room::loop_mark::none || x.times != 0) continue;
        data.push_back(l);
        if (x.origin == schedule_room::loop_origin::root && needs_the_same(st, l)) shared.push_back(l);
      }
      if (data.empty()) return any;
      if (!shared.empty() && random_.chance(80)) data = shared;
      std::string name = loop_name(st, data[static_cast<std::size_t>(random_.below(static_cast<int>(data.size())))]);
      const std::string inner = piece(st, name, random_.pick({1, 2, 2, 2, 3}));
      if (inner.empty()) return any;
      step order = make(primitive::reorder, st);
      order.loops.push_back(inner);
      for (const std::int32_t l : on(st).order) {
        if (loop_name(st, l) != inner) order.loops.push_back(loop_name(st, l));
      }
      step bind = make(primitive::bind, st);
      bind.loops = {inner};
      bind.numbers[0] = 6;
      any = attempt_all({order, bind}) || any;
    }
    return any;
  }

  /// Whether a stage reads the same of some computed source all along one of its axes.
  bool needs_the_same(int st, int axis) {
    const expr::definition& d = *on(st).body;
    for (const expr::value& v : d.values) {
      if (v.kind != expr::value_kind::read || on(on(st).source_stage[v.source]).is_input()) continue;
      bool names = false;
      for (int i = 0; i < v.count; ++i) names = names || d.forms[v.first + i].factor_of(axis_base + axis) != 0;
      if (!names) return true;
    }
    return false;
  }

  /// For a decoupled target: all reads of memory through copies.
  void read_through_scratchpads() {
    for (int st = live_->state().count - 1; st >= 0; --st) {
      const bool in_memory = on(st).is_input() || is_in_memory(stage_name(st));
      if (in_memory && !readers(st).empty()) attempt(make(primitive::cache_read, st));
    }
  }

  /// For a decoupled target: whether a stage is a copy from memory, or is copied there.
  bool is_moved(int st) {
    bool moved = on(st).is_copy;
    for (const int reader : readers(st)) moved = moved || is_in_memory(stage_name(reader));
    return moved;
  }

  /// For a decoupled target: a scratchpad for all that isn't in memory.
  void set_scratchpads() {
    for (int st = 0; st < live_->state().count; ++st) {
      const bool in_memory = on(st).is_input() || is_in_memory(stage_name(st));
      if (in_memory || on(st).where == schedule_room::placement::inlined) continue;
      step s = make(primitive::set_scope, st);
      s.numbers[0] = schedule_room::scratchpad_number;
      s.numbers[1] = on(st).is_copy ? random_.weighted({45, 45, 10}) : random_.weighted({5, 5, 90});
      attempt(s);
    }
  }

  /// Computes a stage inside of a consumer's block, by all of its threads or by each for itself. The
  /// steps are legal together, not one by one.
  bool share(int st) {
    const std::vector<int> all = readers(st);
    if (all.empty() || on(st).body->rank == 0) return false;
    const int reader = all[static_cast<std::size_t>(random_.below(static_cast<int>(all.size())))];
    const int lead = on(reader).lead;  // of one that runs ahead, this one does too
    const int consumer = lead > 0 ? on(reader).at_stage : reader;
    if (on(consumer).order.size() == 0) return false;
    step s = make(primitive::compute_at, st);
    s.other = stage_name(consumer);
    const int count = on(consumer).order.size();
    const auto [first, last] = thread_positions(consumer);
    if (last < 0) return false;
    const bool inside = lead > 0 || first == 0 || random_.chance(60);
    const bool doubled = lead > 0 || random_.chance(45);  // in a loop inside of the threads'
    const int innermost = doubled && last + 1 < count ? last + 1 : last;
    int at = inside ? random_.between(innermost, count - 1) : random_.below(first);
    if (inside && on(consumer).tile_loop >= 0 && random_.chance(75)) at = first_reduced(consumer);
    if (lead > 0) at = on(consumer).position(on(reader).at_loop);
    s.loops = {loop_name(consumer, on(consumer).order[at])};
    std::vector<step> together{s};
    const bool own = inside && random_.chance(20);
    if (!own) bind_parts(st, axes_around(consumer), together);
    s = make(primitive::set_scope, st);
    s.numbers[0] = own ? 1 : 2;
    if (own || random_.chance(80)) together.push_back(s);
    if (doubled) together.push_back(ahead_step(st, lead));
    return attempt_all(together);
  }

  /// A number of iterations to compute a stage ahead, at least as many as its readers.
  step ahead_step(int st, int lead) {
    const index_t parts = std::max(lead, 1) + (random_.chance(lead > 0 ? 30 : 55) ? 1 : random_.between(2, 3));
    step s = make(parts == 2 ? primitive::double_buffer : primitive::multi_buffer, st);
    if (parts > 2) s.numbers[0] = parts;
    return s;
  }

 private:
  /// The positions of the outermost and of the innermost loop of a stage that is bound to threads, or -1.
  std::pair<int, int> thread_positions(int st) {
    std::pair<int, int> found{-1, -1};
    for (int i = 0; i < on(st).order.size(); ++i) {
      if (!schedule_room::is_thread(on(st).loops[on(st).order[i]].mark)) continue;
      if (found.first < 0) found.first = i;
      found.second = i;
    }
    return found;
  }

  /// The position of the outermost reduced loop of a reduction, where sums in registers wait for what is shared.
  int first_reduced(int st) {
    int at = 0;
    while (!on(st).loops[on(st).order[at]].reduced) ++at;
    return at;
  }

  /// The axes of threads that a stage binds; all where it binds none.
  std::vector<int> axes_around(int st) {
    std::vector<int> axes;
    for (const std::int32_t l : on(st).order) {
      const int mark = static_cast<int>(on(st).loops[l].mark) - static_cast<int>(schedule_room::loop_mark::block_x);
      if (mark >= 3 && mark < 6) axes.push_back(mark);
    }
    return axes.empty() ? std::vector<int>{3, 4, 5} : axes;
  }

  /// Parts of a stage's dimensions, each for a thread along one of the axes.
  void bind_parts(int st, const std::vector<int>& axes, std::vector<step>& to) {
    std::vector<step> binds;
    step order = make(primitive::reorder, st);
    std::vector<std::string> rest;
    const int rank = on(st).body->rank;
    for (int d = 0; d < rank; ++d) {
      const std::string loop = loop_name(st, d);
      const bool skipped = random_.chance(25) && d + 1 < rank;
      if (skipped || binds.size() == axes.size()) {
        rest.push_back(loop);
        continue;
      }
      const bool by_parts = random_.chance(50);
      step s = make(by_parts ? primitive::split_parts : primitive::split, st, {d});
      s.numbers[0] = random_.pick({1, 2, 3, 4});
      to.push_back(s);
      s = make(primitive::bind, st);
      s.loops = {loop + (by_parts ? ".o" : ".i")};
      s.numbers[0] = axes[binds.size()];
      binds.push_back(s);
      order.loops.push_back(s.loops[0]);
      rest.push_back(loop + (by_parts ? ".i" : ".o"));
    }
    order.loops.insert(order.loops.end(), rest.begin(), rest.end());
    for (int l = rank; l < on(st).body->axes.size(); ++l) order.loops.push_back(loop_name(st, l));
    if (order.loops.size() > 1) to.push_back(order);
    to.insert(to.end(), binds.begin(), binds.end());
  }

  /// The inner loop of a new split with guards; empty where there can be none.
  std::string piece(int st, const std::string& loop, int factor) {
    step s = make(primitive::split, st);
    s.loops = {loop};
    s.numbers[0] = factor;
    return attempt(s) ? loop + ".i" : "";
  }
};

}  // namespace fuzz
