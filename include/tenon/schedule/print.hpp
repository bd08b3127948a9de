// A schedule as text: its stages in order of dependence, where each is computed, and its loops
// from outermost to innermost. What `explain` shows first.
#pragma once

#include <string>

#include <tenon/core/text.hpp>
#include <tenon/ir/hint.hpp>
#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

inline std::string text_of_loop(const stage& on, int l) {
  const char* const marks[] = {"",         " parallel", " unrolled", " vectorized", " tensorized", " called",   " block_x",       " block_y",
                               " block_z", " thread_x", " thread_y", " thread_z",   " virtual_thread"};
  const loop& x = on.loops[l];
  std::string s = text(x.label);
  if (x.origin == loop_origin::inner && !x.by_parts) s += "(" + std::to_string(x.factor) + ")";
  if (x.reduced) s += " reduced";
  if (x.hint != ir::loop_hint::none) s += std::string(" pragma ") + ir::spelling(x.hint);
  if (x.turns) s += " zigzag";
  if (x.times > 0) s += " unrolled by " + std::to_string(x.times);
  return s + marks[static_cast<int>(x.mark)];
}

inline std::string text_of_place(const state& s, const stage& on) {
  if (on.is_state()) return "rows of " + (on.closed_by < 0 ? "nothing" : text(s.stages[on.closed_by]->body->label));
  if (on.is_input()) return "input";
  if (on.where == placement::inlined) return "inlined";
  std::string said = on.is_output ? "output" : "at the root";
  if (on.where == placement::at) {
    const stage& around = *s.stages[on.at_stage];
    said = "at " + text(around.body->label) + "'s loop " + text(around.loops[on.at_loop].label);
    if (on.has_store && on.store_stage < 0) said += ", stored at the root";
    if (on.has_store && on.store_stage >= 0) {
      const stage& store = *s.stages[on.store_stage];
      said += ", stored at " + text(store.body->label) + "'s loop " +
              text(store.loops[on.store_loop].label);
    }
  }
  const char* const scopes[] = {"", ", in registers", ", in shared memory", ", in global memory", ", in scratchpad "};
  said += scopes[static_cast<int>(on.scope)] + text(on.scratchpad);
  if (on.doubled) said += ", in two halves";
  if (on.tile_loop >= 0) said += ", accumulates inside " + text(on.loops[on.tile_loop].label);
  for (const prefetched& x : on.prefetches) {
    said += ", prefetches " + text(s.stages[x.tensor]->body->label) + " " + std::to_string(x.distance) +
            " ahead in " + text(on.loops[x.loop].label);
  }
  if (!on.layout.empty()) said += ", stored as ";
  for (const stored_part& x : on.layout) {
    said += "[" + text(on.loops[x.dimension].label) + (x.divisor > 1 ? " / " + std::to_string(x.divisor) : "") +
            (x.modulus > 0 ? " mod " + std::to_string(x.modulus) : "") + "]";
  }
  for (int d = 0; d < on.body->rank; ++d) {
    if (on.aligned[d].factor > 0)
      said += ", dimension " + std::to_string(d) + " aligned to " + std::to_string(on.aligned[d].factor) + "n + " +
              std::to_string(on.aligned[d].offset);
    if (on.padded[d]) said += ", dimension " + std::to_string(d) + " padded";
  }
  return said + (on.reassociates ? ", reassociated" : "");
}

/// The whole schedule, a line a stage.
inline std::string print(const state& s) {
  std::string said;
  for (int t = 0; t < s.count; ++t) {
    const stage& on = *s.stages[s.topological[t]];
    said += text(on.body->label) + ": " + text_of_place(s, on);
    const char* separator = "; loops ";
    for (const std::int32_t l : on.order) {
      said += separator + text_of_loop(on, l);
      separator = ", ";
    }
    said += "\n";
  }
  bool hinted[static_cast<int>(ir::loop_hint::no_vectorize) + 1] = {};
  for (int st = 0; st < s.count; ++st) {
    for (const loop& x : s.stages[st]->loops) hinted[static_cast<int>(x.hint)] = true;
  }
  for (int h = 1; h <= static_cast<int>(ir::loop_hint::no_vectorize); ++h) {
    const auto hint = static_cast<ir::loop_hint>(h);
    if (hinted[h]) said += std::string("pragma ") + ir::spelling(hint) + ": " + ir::meaning(hint) + "\n";
  }
  return said;
}

}  // namespace tenon::inline TENON_ABI::schedule_room
