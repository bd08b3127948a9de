// Walks a prepared program: statements in order, the lanes of a vector loop in lockstep, parallel
// iterations one after another in any order.
#pragma once

#include <tenon/codegen/interpret/compact.hpp>
#include <tenon/codegen/interpret/report.hpp>
#include <tenon/codegen/interpret/tensor.hpp>
#include <tenon/runtime/call.hpp>

namespace tenon::inline TENON_ABI {

/// How a program is interpreted.
struct interpret_options {
  std::uint64_t seed = 0;  ///< not 0: parallel iterations run in an order that follows from it
  bool detect = true;      ///< look for undefined reads, races and false claims about variables
};

namespace interpreter {

/// One run of one program.
class walker {
 public:
  walker(const ir::program& p, const kernel_call& call, const interpret_options& options)
      : p_(p), call_(call), options_(options), made_(p, call.parameters),
        code_(made_.result), random_(options.seed),
        values_(static_cast<std::size_t>(p.variables.count) + 1, 0),
        tensors_(static_cast<std::size_t>(p.buffers.count)) {}

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
  }

 private:
  /// A store that is computed and not yet done.
  struct pending {
    std::int32_t write, lane;
    index_t at;
    std::uint64_t bits;
  };

  const ir::program& p_;
  const kernel_call& call_;
  const interpret_options options_;
  compactor made_;
  compact& code_;
  std::uint64_t random_;
  std::vector<index_t> values_;  // of the variables
  std::vector<tensor> tensors_;
  std::vector<unsigned char> arena_;
  std::vector<std::uint32_t> owners_;  // of each byte of the arena
  index_t workspace_bytes_ = 0, worker_bytes_ = 0;
  std::uint32_t instances_ = 0;
  std::uint32_t stamps_ = 0;           // given to iterations of parallel loops so far
  std::uint32_t first_stamp_ = 0, stamp_ = 0;
  int parallel_ = -1;                  // variable of the parallel loop that runs, or -1
  int store_ = -1;                     // statement that runs, for reports
  std::vector<int> scope_;
  std::vector<pending> pending_;

  place here() const { return {store_, &scope_, values_.data()}; }

  // ---- values of forms -------------------------------------------------------------------------

  index_t value(int f) const {
    const form& x = code_.forms[f];
    index_t sum = x.constant;
    bool overflow = false;
    for (int i = x.first; i < x.first + x.count; ++i) {
      const ir::term& t = code_.terms[i];
      sum = checked_add(sum, checked_mul(t.factor, values_[t.var], overflow), overflow);
    }
    if (overflow) report(p_, here(), blame::internal, "index arithmetic leaves 64 bits");
    return sum;
  }

  index_t value(const ir::affine& a) const {
    index_t sum = a.constant;
    bool overflow = a.broken;
    for (const ir::term& t : a) {
      sum = checked_add(sum, checked_mul(t.factor, values_[t.var], overflow), overflow);
    }
    if (overflow) report(p_, here(), blame::internal, "index arithmetic leaves 64 bits");
    return sum;
  }

  bool holds(range conditions) const {
    for (int i = 0; i < conditions.count; ++i) {
      if (value(conditions.first + i) < 0) return false;
    }
    return true;
  }

  /// Gives a let its value.
  void define(int v) {
    const ir::variable& x = p_.variables[v];
    const index_t a = value(x.a);
    const index_t b = value(x.b);
    bool overflow = false;
    index_t& result = values_[v];
    switch (x.operation) {
      case ir::let_operation::affine: result = a; break;
      case ir::let_operation::minimum: result = b < a ? b : a; break;
      case ir::let_operation::maximum: result = a < b ? b : a; break;
      case ir::let_operation::floor_div:
      case ir::let_operation::floor_mod:
        if (b <= 0) report(p_, here(), blame::internal, "a let divides by " + std::to_string(b));
        result = x.operation == ir::let_operation::floor_div ? floor_div(a, b) : floor_mod(a, b);
        break;
      case ir::let_operation::product: result = checked_mul(a, b, overflow); break;
      case ir::let_operation::first: result = values_[x.subject] == 0 ? a : b; break;
    }
    if (overflow) report(p_, here(), blame::user, "a product of sizes leaves 64 bits");
    check_claims(v);
  }

  /// Whether what the program says about a variable is true.
  void check_claims(int v) const {
    const ir::variable& x = p_.variables[v];
    if (!options_.detect) return;
    const index_t now = values_[v];
    const bool low = x.has_lower && now < value(x.lower);
    const bool high = x.has_upper && now > value(x.upper);
    const bool odd = x.multiple > 1 && now % x.multiple != 0;
    if (!low && !high && !odd) return;
    report(p_, here(), x.kind == ir::variable_kind::parameter ? blame::user : blame::internal,
           "variable '" + ir::printer(p_).variable_name(v) + "' is " + std::to_string(now) +
               ", against the claim that it is " +
               (low    ? "at least " + std::to_string(value(x.lower))
                : high ? "at most " + std::to_string(value(x.upper))
                       : "a multiple of " + std::to_string(x.multiple)));
  }

  // ---- buffers ---------------------------------------------------------------------------------

  void open_buffers() {
    workspace_bytes_ = value(p_.workspace_bytes);
    worker_bytes_ = value(p_.worker_bytes);
    index_t bytes = workspace_bytes_ + worker_bytes_;
    for (int b = 0; b < p_.buffers.count; ++b) {
      if (p_.buffers[b].where == ir::memory::local) bytes += value(p_.buffers[b].size) * 8;
    }
    arena_.resize(static_cast<std::size_t>(bytes));
    owners_.resize(static_cast<std::size_t>(bytes));
    index_t local = workspace_bytes_ + worker_bytes_;
    for (int b = 0; b < p_.buffers.count; ++b) open(b, local);
  }

  void open(int b, index_t& local) {
    const ir::buffer& x = p_.buffers[b];
    tensor& t = tensors_[b];
    t.type = x.type;
    t.rank = x.rank;
    t.bytes = size_of(x.type);
    t.is_argument = x.where == ir::memory::argument;
    t.is_read_only = t.is_argument && x.use == ir::access::read;
    index_t last = 0;
    bool empty = false;
    for (int d = 0; d < x.rank; ++d) {
      t.extents[d] = value(x.extents[d]);
      t.strides[d] = value(x.strides[d]);
      t.masks[d] = x.folds[d] == 0 ? -1 : x.folds[d] - 1;
      empty = empty || t.extents[d] <= 0;
      (t.strides[d] < 0 ? t.low : last) += (t.extents[d] - 1) * t.strides[d];
    }
    if (t.is_argument) {
      t.base = static_cast<unsigned char*>(call_.arguments[x.argument]);
      t.count = empty ? 0 : last - t.low + 1;
      t.is_alive = t.is_shared = true;
      if (options_.detect && x.use == ir::access::write) {
        t.written.resize(static_cast<std::size_t>(t.count));
      }
    } else {
      place_in_arena(b, local);
    }
    if (options_.detect && !t.is_read_only && has_parallel_loop()) {
      t.touches.resize(static_cast<std::size_t>(t.count));
    }
  }

  /// Gives a workspace or local buffer its piece of the arena.
  void place_in_arena(int b, index_t& local) {
    const ir::buffer& x = p_.buffers[b];
    tensor& t = tensors_[b];
    t.low = 0;
    t.count = value(x.size);
    index_t at = local;
    if (x.where == ir::memory::local) {
      local += t.count * t.bytes;
    } else {
      const index_t offset = value(x.offset);
      const index_t room = x.per_worker ? worker_bytes_ : workspace_bytes_;
      at = offset + (x.per_worker ? workspace_bytes_ : 0);
      if (offset < 0 || t.count < 0 || offset + t.count * t.bytes > room ||
          (x.alignment > 0 && offset % x.alignment != 0)) {
        report(p_, here(), blame::internal,
               "buffer '" + ir::printer(p_).buffer_name(b) + "' of " + std::to_string(t.count) +
                   " elements at byte " + std::to_string(offset) + " doesn't fit or align in " +
                   std::to_string(room) + " bytes of workspace");
      }
    }
    t.base = arena_.data() + at;
    if (options_.detect) t.owners = owners_.data() + at;
  }

  bool has_parallel_loop() const {
    for (const action& a : code_.actions) {
      if (a.kind == ir::statement_kind::loop && a.loop == ir::loop_kind::parallel) return true;
    }
    return false;
  }

  // ---- elements --------------------------------------------------------------------------------

  /// Position of an element; reports those that don't exist.
  index_t locate(int b, range indices) const {
    const tensor& t = tensors_[b];
    index_t at[ir::max_rank];
    for (int d = 0; d < indices.count; ++d) at[d] = value(indices.first + d);
    bool outside = !t.is_alive;
    const index_t position = t.position(at, outside);
    if (!outside) return position;
    std::string extents;
    for (int d = 0; d < t.rank; ++d) {
      extents += (d > 0 ? ", " : "") + std::to_string(t.extents[d]);
    }
    report(p_, here(), blame::internal,
           spell_element(p_, b, at) + (t.is_alive ? " is out of bounds: the extents are [" + extents +
                                                        "], with room for " +
                                                        std::to_string(t.count) + " elements"
                                                  : " is used where its buffer isn't allocated"));
  }

  [[noreturn]] void report_at(int b, range indices, const std::string& finding) const {
    index_t at[ir::max_rank];
    for (int d = 0; d < indices.count; ++d) at[d] = value(indices.first + d);
    report(p_, here(), blame::internal, spell_element(p_, b, at) + finding);
  }

  void check_race(int b, range indices, std::uint32_t other, const char* what) const {
    if (other == 0) return;
    report_at(b, indices,
              std::string(what) + " by two iterations of the parallel loop over '" +
                  ir::printer(p_).variable_name(parallel_) + "' at once: a race");
  }

  std::uint64_t load(const step& s) {
    if (!holds(s.conditions)) return 0;
    const index_t at = locate(s.buffer, s.indices);
    tensor& t = tensors_[s.buffer];
    if (options_.detect && !t.is_read_only) {
      if (!t.is_defined(at)) report_at(s.buffer, s.indices, " is read before anyone wrote it");
      if (parallel_ >= 0 && t.is_shared) {
        check_race(s.buffer, s.indices, t.note_read(at, stamp_, first_stamp_),
                   " is read and written");
      }
    }
    return t.get(at);
  }

  // ---- statements ------------------------------------------------------------------------------

  /// Computes the value of a store in the present lane.
  void compute(int w, int lane) {
    const write& x = code_.writes[w];
    store_ = x.statement;
    if (!holds(x.conditions)) return;
    std::uint64_t* slots = code_.slots.data();
    for (int i = x.begin; i < x.end; ++i) {
      const step& s = code_.steps[i];
      switch (s.op) {
        case operation::load: slots[s.result] = load(s); break;
        case operation::holds: slots[s.result] = holds(s.conditions); break;
        case operation::index:
          slots[s.result] = s.function(ir::bits_of(value(s.indices.first)), 0, 0);
          break;
        default: slots[s.result] = s.function(slots[s.a], slots[s.b], slots[s.c]);
      }
    }
    pending_.push_back({w, lane, locate(x.buffer, x.indices), slots[x.value]});
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
      if (parallel_ >= 0 && t.is_shared) {
        check_race(w.buffer, w.indices, t.note_write(x.at, stamp_, first_stamp_), " is touched");
      }
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
    for (; s >= 0; s = code_.actions[s].next) {
      const action& a = code_.actions[s];
      switch (a.kind) {
        case ir::statement_kind::block: walk(a.body); break;
        case ir::statement_kind::loop: walk_loop(a); break;
        case ir::statement_kind::let:
          define(a.var);
          scope_.push_back(a.var);
          walk(a.body);
          scope_.pop_back();
          break;
        case ir::statement_kind::guard:
          if (holds(a.conditions)) walk(a.body);
          break;
        case ir::statement_kind::allocate: {
          tensor& t = tensors_[a.buffer];
          t.is_shared = parallel_ < 0;
          t.is_alive = true;
          t.instance = ++instances_;
          walk(a.body);
          t.is_alive = false;
          break;
        }
        case ir::statement_kind::store: store(a); break;
      }
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
    } else if (a.loop == ir::loop_kind::parallel) {
      walk_parallel(a, extent);
    } else {
      for (index_t i = 0; i < extent; ++i) {
        values_[a.var] = i;
        walk(a.body);
      }
    }
    scope_.pop_back();
  }

  void walk_parallel(const action& a, index_t extent) {
    const int outer = parallel_;
    parallel_ = a.var;
    first_stamp_ = stamps_ + 1;
    stamps_ += static_cast<std::uint32_t>(extent);
    std::vector<index_t> order;
    if (options_.seed != 0) order = shuffled(extent);
    for (index_t i = 0; i < extent; ++i) {
      const index_t iteration = order.empty() ? i : order[static_cast<std::size_t>(i)];
      values_[a.var] = iteration;
      stamp_ = first_stamp_ + static_cast<std::uint32_t>(iteration);
      walk(a.body);
    }
    parallel_ = outer;
  }

  /// 0 … extent-1 in an order that follows from the seed.
  std::vector<index_t> shuffled(index_t extent) {
    std::vector<index_t> order(static_cast<std::size_t>(extent));
    for (std::size_t i = 0; i < order.size(); ++i) {
      random_ += 0x9e37'79b9'7f4a'7c15ull;
      std::uint64_t mixed = random_;
      mixed = (mixed ^ (mixed >> 30)) * 0xbf58'476d'1ce4'e5b9ull;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d0'49bb'1331'11ebull;
      const std::size_t j = static_cast<std::size_t>((mixed ^ (mixed >> 31)) % (i + 1));
      order[i] = order[j];
      order[j] = static_cast<index_t>(i);
    }
    return order;
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

}  // namespace interpreter
}  // namespace tenon::inline TENON_ABI
