// Consumers that follow a stage into its loops: the stage gets tiles first, then its reader joins them.
#pragma once

#include <tenon/schedule/elementwise.hpp>

#include "stored.hpp"

namespace fuzz {

/// Tiles a stage and computes a reader in its tiles.
class consumer_follower : public storage_shaper {
 protected:
  using storage_shaper::storage_shaper;

  /// Whether stage `st`, which has no schedule yet, follows one of its sources.
  bool follow(int st, bool bound) {
    std::vector<int> sources;
    for (int k = 0; k < on(st).body->sources.size(); ++k) {
      const int from = on(st).source_stage[k];
      const bool fits = !on(from).is_input() && schedule_room::reads_of(live_->state(), st, from).element_by_element();
      if (fits && on(from).body->rank > 0 && !on(from).body->is_scan()) sources.push_back(from);
    }
    if (sources.empty()) return false;
    const int from = sources[static_cast<std::size_t>(random_.below(static_cast<int>(sources.size())))];
    if (!bound || !bind_outermost(from)) tile_all(from);
    int outermost = 0, inside = -1, outside = -1;  // of threads: the last of their loops, and the last around them
    for (; outermost < on(from).order.size() && !on(from).loops[on(from).order[outermost]].reduced; ++outermost) {
      const bool is_thread = schedule_room::is_thread(on(from).loops[on(from).order[outermost]].mark);
      if (is_thread) inside = outermost;
      else if (inside < 0) outside = outermost;
    }
    if (outermost == 0) return false;
    int at = random_.below(outermost);
    if (inside >= 0) at = outside >= 0 && random_.chance(30) ? outside : inside;
    step s = make(primitive::reverse_compute_at, st, {});
    s.other = stage_name(from);
    s.loops = {loop_name(from, on(from).order[at])};
    return attempt(s);
  }

 private:
  /// Splits of a stage's axes, outer parts outermost; some are fused, or run in parallel.
  void tile_all(int st) {
    step order = make(primitive::reorder, st);
    std::vector<std::string> inner;
    for (int d = 0; d < on(st).body->rank; ++d) {
      const std::string loop = loop_name(st, d);
      step s = make(random_.chance(75) ? primitive::split : primitive::split_parts, st, {d});
      s.numbers[0] = s.what == primitive::split ? random_.pick({1, 2, 3, 4, 7, 8, 16}) : random_.between(1, 5);
      if (s.what == primitive::split) s.at_end = random_tail(st, d);
      const bool split = random_.chance(75) && attempt(s);
      order.loops.push_back(split ? loop + ".o" : loop);
      if (split) inner.push_back(loop + ".i");
    }
    const int outer = static_cast<int>(order.loops.size());
    if (outer > 1 && random_.chance(25)) std::swap(order.loops[0], order.loops[static_cast<std::size_t>(outer - 1)]);
    const std::string first = order.loops[0], second = outer > 1 ? order.loops[1] : "";
    for (int l = on(st).body->rank; l < on(st).body->axes.size(); ++l) inner.push_back(loop_name(st, l));
    if (random_.chance(30)) std::reverse(inner.begin(), inner.end());
    order.loops.insert(order.loops.end(), inner.begin(), inner.end());
    if (order.loops.size() > 1) attempt(order);
    std::string parallel = first;
    if (outer > 1 && random_.chance(25)) {
      step s = make(primitive::fuse, st);
      s.loops = {first, second};
      if (attempt(s)) parallel += ".f";
    }
    const auto mark = [&](primitive what, const std::string& loop) {
      step s = make(what, st);
      s.loops = {loop};
      attempt(s);
    };
    if (random_.chance(25)) mark(primitive::parallel, parallel);
    if (!inner.empty() && random_.chance(35)) mark(primitive::vectorize, inner.back());
    if (on(st).body->is_reduction && random_.chance(30)) mark(primitive::cache_write, parallel);
  }
};

}  // namespace fuzz
