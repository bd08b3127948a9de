// The buffers of a walk: their places in memory, and every access to an element with its checks.
#pragma once

#include <tenon/codegen/interpret/evaluate.hpp>
#include <tenon/codegen/interpret/tensor.hpp>

namespace tenon::inline TENON_ABI::interpreter {

/// Owns the workspace of one run and answers loads.
class accessor : public evaluator {
 protected:
  accessor(const ir::program& p, const kernel_call& call, const interpret_options& options)
      : evaluator(p, call, options), tensors_(static_cast<std::size_t>(p.buffers.count)) {}

  std::vector<tensor> tensors_;
  std::vector<unsigned char> arena_;   // workspace, one worker's part, locals
  std::vector<std::uint32_t> owners_;  // of each byte of the arena
  index_t workspace_bytes_ = 0, worker_bytes_ = 0;
  std::uint32_t instances_ = 0;  // allocations so far
  std::uint32_t stamps_ = 0;     // given to iterations of parallel loops so far
  std::uint32_t first_stamp_ = 0, stamp_ = 0;
  int parallel_ = -1;  // variable of the parallel loop, or of the loop over blocks, that runs, or -1
  std::uint32_t first_thread_stamp_ = 0, thread_stamp_ = 0;  // since the last barrier
  int thread_ = -1;  // variable of the outermost loop over threads that runs, or -1

  // ---- buffers ---------------------------------------------------------------------------------

  void open_buffers() {
    workspace_bytes_ = value(p_.workspace_bytes);
    worker_bytes_ = value(p_.worker_bytes);
    index_t bytes = workspace_bytes_ + worker_bytes_;
    for (int b = 0; b < p_.buffers.count; ++b) {
      const ir::memory where = p_.buffers[b].where;
      if (where == ir::memory::local || where == ir::memory::shared) bytes += value(p_.buffers[b].size) * 8;
    }
    arena_.resize(static_cast<std::size_t>(bytes));
    if (options_.detect) owners_.resize(static_cast<std::size_t>(bytes));
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
      t.is_alive = t.is_shared = t.is_common = true;
      if (options_.detect && x.use == ir::access::write) {
        t.written.resize(static_cast<std::size_t>(t.count));
      }
    } else {
      place_in_arena(b, local);
    }
    if (options_.detect && !t.is_read_only && has_parallel_loop()) {
      t.touches.resize(static_cast<std::size_t>(t.count));
      t.thread_touches.resize(static_cast<std::size_t>(t.count));
    }
  }

  /// Gives a workspace or local buffer its piece of the arena.
  void place_in_arena(int b, index_t& local) {
    const ir::buffer& x = p_.buffers[b];
    tensor& t = tensors_[b];
    t.low = 0;
    t.count = value(x.size);
    index_t at = local;
    if (x.where != ir::memory::workspace) {
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
      const bool at_once =
          a.loop == ir::loop_kind::parallel || ir::is_block(a.loop) || ir::is_thread(a.loop);
      if (a.kind == ir::statement_kind::loop && at_once) return true;
    }
    return false;
  }

  // ---- elements --------------------------------------------------------------------------------

  /// Numbers of an element, from forms.
  struct numbers {
    index_t at[ir::max_rank];
  };
  numbers indices_at(range indices) const {
    numbers n;
    for (int d = 0; d < indices.count; ++d) n.at[d] = value(indices.first + d);
    return n;
  }

  /// Position of an element; reports those that don't exist.
  index_t locate(int b, range indices) const { return locate(b, indices_at(indices).at); }
  index_t locate(int b, const index_t* at) const {
    const tensor& t = tensors_[b];
    bool outside = !t.is_alive;
    const index_t position = t.position(at, outside);
    if (!outside) return position;
    std::string extents;
    for (int d = 0; d < t.rank; ++d) {
      extents += (d > 0 ? ", " : "") + std::to_string(t.extents[d]);
    }
    report(p_, here(), blame::internal,
           spell_element(p_, b, at) +
               (t.is_alive ? " is out of bounds: the extents are [" + extents +
                                 "], with room for " + std::to_string(t.count) + " elements"
                           : " is used where its buffer isn't allocated"));
  }

  [[noreturn]] void report_at(int b, range indices, const std::string& finding) const {
    report_at(b, indices_at(indices).at, finding);
  }
  [[noreturn]] void report_at(int b, const index_t* at, const std::string& finding) const {
    report(p_, here(), blame::internal, spell_element(p_, b, at) + finding);
  }

  template <class Indices>
  void check_race(int b, Indices indices, std::uint32_t other, const char* what, bool threads) const {
    if (other == 0) return;
    const std::string loop = ir::printer(p_).variable_name(threads ? thread_ : parallel_);
    report_at(b, indices,
              what + (threads ? " by two threads of the loop over '" + loop +
                                    "' with no barrier between: a race"
                              : " by two iterations of the parallel loop over '" + loop +
                                    "' at once: a race"));
  }

  /// Notes a read or a write where others may collide with it.
  template <class Indices> void note(int b, Indices indices, index_t at, bool writes) {
    tensor& t = tensors_[b];
    const char* what = writes ? " is touched" : " is read and written";
    if (parallel_ >= 0 && t.is_shared)
      check_race(b, indices, noted(t.touches, t, at, writes, stamp_, first_stamp_), what, false);
    if (thread_ >= 0 && t.is_common)
      check_race(b, indices, noted(t.thread_touches, t, at, writes, thread_stamp_, first_thread_stamp_),
                 what, true);
  }
  static std::uint32_t noted(std::vector<touch>& touches, const tensor& t, index_t at, bool writes,
                             std::uint32_t me, std::uint32_t first) {
    touch& x = touches[static_cast<std::size_t>(at - t.low)];
    return writes ? x.note_write(me, first) : x.note_read(me, first);
  }

  std::uint64_t load(const step& s) {
    if (!holds(s.conditions)) return 0;
    const index_t at = locate(s.buffer, s.indices);
    check_read(s.buffer, s.indices, at);
    return tensors_[s.buffer].get(at);
  }

  /// Reports a read of what nobody wrote, or of what others write at the same time.
  template <class Indices> void check_read(int b, Indices indices, index_t at) {
    const tensor& t = tensors_[b];
    if (!options_.detect || t.is_read_only) return;
    if (!t.is_defined(at)) report_at(b, indices, " is read before anyone wrote it");
    note(b, indices, at, false);
  }

  /// Computes the values of a tape.
  void compute_steps(int begin, int end) {
    std::uint64_t* slots = code_.slots.data();
    for (int i = begin; i < end; ++i) {
      const step& s = code_.steps[i];
      switch (s.op) {
        case operation::load:
          slots[s.result] = load(s);
          break;
        case operation::holds:
          slots[s.result] = holds(s.conditions);
          break;
        case operation::index:
          slots[s.result] = s.function(ir::bits_of(value(s.indices.first)), 0, 0);
          break;
        default:
          slots[s.result] = s.function(slots[s.a], slots[s.b], slots[s.c]);
      }
    }
  }

  /// Gives the variable of a let or a pick its value.
  void define_by(const action& a) {
    if (a.kind == ir::statement_kind::let) return define(a.var);
    const write& x = code_.writes[a.write];
    store_ = x.statement;
    compute_steps(x.begin, x.end);
    store_ = -1;
    values_[a.var] = ir::from_bits<index_t>(code_.slots[x.value]);
    check_claims(a.var);
  }
};

}  // namespace tenon::inline TENON_ABI::interpreter
