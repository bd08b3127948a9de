// Walks a prepared program: statements in order, the lanes of a vector loop in lockstep, parallel
// iterations one after another in any order.
#pragma once

#include <tenon/codegen/interpret/threads.hpp>

namespace tenon::inline TENON_ABI::interpreter {

/// One run of one program.
class walker : team {
 public:
  walker(const ir::program& p, const kernel_call& call, const interpret_options& options)
      : team(p, call, options) {}

  /// Prologue, requirements, buffers, then everything else.
  void run() {
    for (int v = 0; v < p_.variables.count; ++v) {
      const ir::variable& x = p_.variables[v];
      if (x.kind != ir::variable_kind::parameter) continue;
      values_[v] = call_.parameters[x.argument];
      check_claims(v);
    }
    int s = p_.root;
    while (s >= 0 && code_.actions[s].kind == ir::statement_kind::let) {
      define(code_.actions[s].var);
      scope_.push_back(code_.actions[s].var);
      s = code_.actions[s].body;
    }
    for (const ir::requirement& r : p_.requirements) {
      if (value(r.form) < 0) {
        report(p_, here(), blame::user,
               "the call breaks the requirement " + ir::printer(p_).condition(p_.forms[r.form]));
      }
    }
    open_buffers();
    walk(s);
    for (const action& a : code_.actions) {
      const bool counts = a.kind == ir::statement_kind::push;
      if (counts && tokens_[static_cast<int>(a.from)][static_cast<int>(a.to)] != 0) report_tokens(a, "is left in the end");
    }
  }

 private:
  /// A store that is computed and not yet done.
  struct pending {
    std::int32_t write, lane;
    index_t at;
    std::uint64_t bits;
  };

  std::vector<pending> pending_;
  int tokens_[unit_count][unit_count] = {};  // in the queues between units

  void report_tokens(const action& a, const char* what) const {
    report(p_, here(), blame::internal,
           std::string("a token from ") + spelling(a.from) + " to " + spelling(a.to) + " " + what);
  }

  /// Computes the value of a store in the present lane.
  void compute(int w, int lane) {
    const write& x = code_.writes[w];
    store_ = x.statement;
    if (!holds(x.conditions)) return;
    compute_steps(x.begin, x.end);
    pending_.push_back({w, lane, locate(x.buffer, x.indices), code_.slots[x.value]});
  }

  /// Does the stores that were computed.
  void commit(int lane_variable) {
    for (const pending& x : pending_) {
      const write& w = code_.writes[x.write];
      if (lane_variable >= 0) values_[lane_variable] = x.lane;
      tensor& t = tensors_[w.buffer];
      store_ = w.statement;
      if (t.is_read_only) report_at(w.buffer, w.indices, " is written, but only to be read");
      t.set(x.at, x.bits);
      if (!options_.detect) continue;
      t.define(x.at);
      note(w.buffer, w.indices, x.at, true);
    }
    pending_.clear();
    store_ = -1;
  }

  /// A store group outside vector loops.
  void store(const action& a) {
    for (int w = a.write; w >= 0; w = code_.writes[w].group) compute(w, 0);
    commit(-1);
  }

  /// One statement after another from `s` on.
  void walk(int s) {
    for (; s >= 0; s = code_.actions[s].next) walk_one(s);
  }

  void walk_one(int s) override {
    const action& a = code_.actions[s];
    switch (a.kind) {
      case ir::statement_kind::block:
        return walk(a.body);
      case ir::statement_kind::loop:
        return ir::is_thread(a.loop) ? walk_threads(s) : walk_loop(a);
      case ir::statement_kind::let:
      case ir::statement_kind::pick:
        define_by(a);
        scope_.push_back(a.var);
        walk(a.body);
        scope_.pop_back();
        return;
      case ir::statement_kind::guard:
        if (holds(a.conditions)) walk(a.body);
        return;
      case ir::statement_kind::allocate: {
        tensor& t = tensors_[a.buffer];
        t.is_shared = parallel_ < 0;
        t.is_common = thread_ < 0;
        t.is_alive = true;
        t.instance = ++instances_;
        walk(a.body);
        t.is_alive = false;
        return;
      }
      case ir::statement_kind::store:
        return store(a);
      case ir::statement_kind::prefetch:
        if (holds(a.conditions)) locate(a.buffer, a.indices);  // which reports elements that don't exist
        return;
      case ir::statement_kind::call:
        return call(s);
      case ir::statement_kind::push:
        ++tokens_[static_cast<int>(a.from)][static_cast<int>(a.to)];
        return;
      case ir::statement_kind::pop:
        if (--tokens_[static_cast<int>(a.from)][static_cast<int>(a.to)] < 0) report_tokens(a, "is popped before it is pushed");
        return;
      case ir::statement_kind::barrier:
        report(p_, here(), blame::internal, "a barrier stands outside of every loop over threads");
    }
  }

  void walk_loop(const action& a) {
    const index_t extent = value(a.extent);
    if (extent <= 0) return;
    scope_.push_back(a.var);
    for (const index_t end : {index_t{0}, extent - 1}) {
      values_[a.var] = end;
      check_claims(a.var);
    }
    if (a.loop == ir::loop_kind::vector) {
      walk_lanes(a, a.body, extent);
    } else if (a.loop == ir::loop_kind::parallel || ir::is_block(a.loop)) {
      walk_parallel(a, extent);
    } else {
      for (index_t i = 0; i < extent; ++i) {
        values_[a.var] = i;
        walk(a.body);
      }
    }
    scope_.pop_back();
  }

  /// Iterations that are independent of each other, one after another in any order.
  void walk_parallel(const action& a, index_t extent) {
    const int outer = parallel_;
    if (outer < 0) first_stamp_ = stamps_ + 1;  // blocks in two dimensions are one set
    parallel_ = a.var;
    for (const index_t iteration : order_of(extent)) {
      values_[a.var] = iteration;
      stamp_ = ++stamps_;
      walk(a.body);
    }
    parallel_ = outer;
  }

  /// The stores in a vector loop: all lanes of a group are computed, then all are written.
  void walk_lanes(const action& loop, int s, index_t lanes) {
    for (; s >= 0; s = code_.actions[s].next) {
      const action& a = code_.actions[s];
      if (a.kind == ir::statement_kind::block) {
        walk_lanes(loop, a.body, lanes);
        continue;
      }
      if (a.kind != ir::statement_kind::store) {
        report(p_, here(), blame::internal, "a vector loop holds something other than stores");
      }
      for (int w = a.write; w >= 0; w = code_.writes[w].group) {
        const std::size_t begin = pending_.size();
        for (index_t lane = 0; lane < lanes; ++lane) {
          values_[loop.var] = lane;
          compute(w, static_cast<int>(lane));
        }
        check_lanes(begin, loop.var);
      }
      commit(loop.var);
    }
  }

  /// Two lanes of one store must not write the same element.
  void check_lanes(std::size_t begin, int lane_variable) {
    bool rising = true;
    for (std::size_t i = begin + 1; i < pending_.size(); ++i) {
      rising = rising && pending_[i - 1].at < pending_[i].at;
    }
    for (std::size_t i = begin; !rising && i < pending_.size(); ++i) {
      for (std::size_t j = begin; j < i; ++j) {
        if (pending_[i].at != pending_[j].at) continue;
        const write& w = code_.writes[pending_[i].write];
        values_[lane_variable] = pending_[i].lane;
        report_at(w.buffer, w.indices,
                  " is written by the lanes " + std::to_string(pending_[j].lane) + " and " +
                      std::to_string(pending_[i].lane) + " of one vector store");
      }
    }
  }
};

}  // namespace tenon::inline TENON_ABI::interpreter
