// Launches: what a device runs at a time, and how many blocks and threads it needs for that.
#pragma once

#include <vector>

#include <tenon/core/error.hpp>
#include <tenon/ir/let_value.hpp>
#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

/// A loop over blocks or threads with all that is inside it, as a launch of its own.
struct launch {
  std::vector<int> around;     ///< statements from the root to it: lets, guards, allocations, blocks
  int statement;               ///< the outermost of its loops
  affine blocks[3] = {make_affine(1), make_affine(1), make_affine(1)};
  index_t threads[3] = {1, 1, 1};
};

namespace launches {

inline void measure(const program& p, int s, launch& of) {
  for (; s >= 0; s = p.statements[s].next) {
    const statement& x = p.statements[s];
    if (x.kind == statement_kind::store) continue;
    if (x.kind == statement_kind::loop && is_block(x.loop)) of.blocks[axis_number(x.loop)] = p.forms[x.extent];
    if (x.kind == statement_kind::loop && is_thread(x.loop)) {
      index_t& most = of.threads[axis_number(x.loop)];
      if (p.forms[x.extent].constant > most) most = p.forms[x.extent].constant;
    }
    measure(p, x.body, of);
  }
}

inline void collect(const program& p, int s, std::vector<int>& around, std::vector<launch>& found) {
  for (; s >= 0; s = p.statements[s].next) {
    const statement& x = p.statements[s];
    if (x.kind == statement_kind::loop && (is_block(x.loop) || is_thread(x.loop))) {
      found.push_back({around, s});
      measure(p, x.body, found.back());
      if (is_block(x.loop)) found.back().blocks[axis_number(x.loop)] = p.forms[x.extent];
      else found.back().threads[axis_number(x.loop)] = p.forms[x.extent].constant;
      continue;
    }
    const bool runs = x.kind == statement_kind::store || x.kind == statement_kind::barrier || x.kind == statement_kind::pick;
    if (runs || x.kind == statement_kind::loop)
      fail(blame::user, "a device runs what is bound to it: lower for a device, not for a processor");
    around.push_back(s);
    collect(p, x.body, around, found);
    around.pop_back();
  }
}

}  // namespace launches

/// The launches of a program for a device, in order. Throws where something stands outside of them.
inline std::vector<launch> launches_of(const program& p) {
  std::vector<launch> found;
  std::vector<int> around;
  launches::collect(p, p.root, around, found);
  return found;
}

/// The numbers around a launch: parameters and lets, by variable.
class launch_numbers {
 public:
  launch_numbers(const program& p, const launch& of, const index_t* parameters)
      : values_(static_cast<std::size_t>(p.variables.count), 0) {
    for (int v = 0; v < p.variables.count; ++v) {
      const variable& x = p.variables[v];
      if (x.kind == variable_kind::parameter) values_[static_cast<std::size_t>(v)] = parameters[x.argument];
    }
    for (const int s : of.around) {
      const statement& x = p.statements[s];
      if (x.kind == statement_kind::let) values_[static_cast<std::size_t>(x.var)] = let(p.variables[x.var]);
      for (int i = 0; i < (x.kind == statement_kind::guard ? x.guards : 0); ++i)
        runs_ = runs_ && value(p.forms[x.guard + i]) >= 0;
    }
    for (int d = 0; d < 3; ++d) runs_ = runs_ && value(of.blocks[d]) > 0 && of.threads[d] > 0;
  }

  /// Whether there is anything to run.
  bool runs() const { return runs_; }

  index_t value(const affine& form) const {
    bool overflow = form.broken;
    index_t sum = form.constant;
    for (const term& t : form)
      sum = checked_add(sum, checked_mul(t.factor, values_[static_cast<std::size_t>(t.var)], overflow), overflow);
    if (overflow) too_large();
    return sum;
  }

 private:
  index_t let(const variable& v) const {
    bool overflow = false;
    const index_t subject = v.subject < 0 ? 0 : values_[static_cast<std::size_t>(v.subject)];
    const index_t result = let_value(v.operation, value(v.a), value(v.b), subject, overflow);
    if (overflow) too_large();
    return result;
  }

  [[noreturn, gnu::cold]] static void too_large() {
    fail(blame::user, "the sizes of this call need index arithmetic beyond 64 bits; use smaller extents");
  }

  std::vector<index_t> values_;
  bool runs_ = true;
};

}  // namespace tenon::inline TENON_ABI::ir
