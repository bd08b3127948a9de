// What lowering knows while it works: the schedule, the program under construction, and a plan
// for each stage. Every pass of lower.hpp reads and writes this.
#pragma once

#include <tenon/core/box.hpp>
#include <tenon/ir/build.hpp>
#include <tenon/schedule/bind.hpp>

namespace tenon::inline TENON_ABI::lower {

using expr::bind;
using expr::quotient_base;
using ir::affine;
using ir::make_affine;
using ir::make_variable;
using ir::var_id;
using schedule_room::loop;
using schedule_room::loop_mark;
using schedule_room::loop_origin;
using schedule_room::placement;
using schedule_room::stage;

inline constexpr int everywhere = -1;  ///< the stage of variables known before any loop
inline constexpr int at_entry = -1;    ///< the position of what stands before a stage's loops

/// A let of a stage and the loop inside of which it stands.
struct placed_let {
  var_id var;
  std::int32_t position;
  bool reduced;  ///< it serves reduced axes only
};

/// A condition on a stage's iterations: form ≥ 0.
struct condition {
  affine form;
  std::int32_t position;   ///< the loop inside of which all of its variables are known
  std::int32_t dimension;  ///< it keeps this dimension inside the tensor; -1: it ends a split
  std::int32_t axis;       ///< the axis that it limits; -1: several
  bool reduced;
  bool firm;               ///< checked in every copy of the nest: bounds and other elements rely on it
};

/// An interval of a dimension that consumers read, over variables known where the stage is.
struct interval {
  affine low, high;
  bool known;
  bool whole;  ///< no better bound than the whole dimension
};

/// How one stage becomes loops.
struct plan {
  std::int32_t buffer[expr::max_results];
  std::int32_t tile_buffer;               ///< cache_write's, or -1
  affine tile_low[ir::max_rank];
  interval read[ir::max_rank];            ///< what its consumers read
  affine low[ir::max_rank];               ///< first index that is computed
  affine extent[ir::max_rank];            ///< number of indices that are computed
  affine stored_low[ir::max_rank];        ///< index of the first element in storage
  affine stored_extent[ir::max_rank];
  index_t fold[ir::max_rank];
  affine axis[expr::max_axes];            ///< each axis over loop variables
  affine loop_extent[schedule_room::max_loops];
  affine loop_value[schedule_room::max_loops];
  bool loop_known[schedule_room::max_loops];
  var_id loop_var[schedule_room::max_loops];
  list<std::int32_t, schedule_room::max_leaves> nest;  ///< the order, vectorized loop last
  list<placed_let, 16> lets;
  list<condition, 24> conditions;
  std::int32_t first_reduced;             ///< position of the outermost reduced loop, or nest size
  bool vector;                            ///< the last loop runs in lanes

  constexpr plan()
      : buffer{-1, -1}, tile_buffer(-1), tile_low{}, read{}, low{}, extent{}, stored_low{},
        stored_extent{}, fold{}, axis{}, loop_extent{}, loop_value{}, loop_known{}, loop_var{},
        first_reduced(0), vector(false) {}
};

/// A variable's replacement while one copy of a nest is emitted.
struct replacement {
  var_id var;
  affine by;
};

/// Where a variable is defined: inside loop `position` of `stage`; `common`: as far as all threads
/// of a block agree on it.
struct home {
  std::int32_t stage;
  std::int32_t position;
  bool common;

  home() = default;
  constexpr home(std::int32_t in, std::int32_t inside, bool for_all = false)
      : stage(in), position(inside), common(for_all) {}
};

/// A buffer that has a place for each iteration of a loop that moved inwards.
struct settled_buffer {
  std::int32_t buffer;
  var_id loop;
};

/// Work for a later iteration of a loop: one of its stage's prefetches, or (-1) stages in two halves.
struct work_ahead {
  home loop{everywhere, at_entry};
  std::int32_t prefetch = -1;
};

/// A variable defined around the statement being made: by a let, or as an expression by a pick.
struct leaf_variable {
  var_id var;
  std::int32_t value;  ///< the expression; -1 for a let
};

/// A loop over the threads of a block along one axis.
struct open_thread {
  bool open;
  var_id var;
  index_t extent;
};

/// The state of one lowering.
struct context {
  const schedule_room::state& schedule;
  ir::program& p;
  ir::builder build;
  finding problem;
  std::int32_t symbols;
  list<home, ir::limit::variables> homes;
  list<var_id, 64> prologue;                 ///< lets before everything
  plan* plans[schedule_room::max_stages];    ///< owned
  list<replacement, 32> replaced;
  list<affine, 32> facts;                    ///< forms that are ≥ 0 where emission stands, as it was checked
  list<leaf_variable, 32> leaf_lets;         ///< made while a statement's values were
  list<std::int32_t, schedule_room::max_stages> tiling;  ///< stages inside their cache_write's loop
  int rests = 0;                             ///< partial tiles around the copy being emitted
  var_id lane = -1;                          ///< the lanes of the statement being made, or -1
  int lane_from = 0;                         ///< the first expression made for them
  bool lane_divided = false;                 ///< an address needs another division, or value, in each lane
  bool divides = false;                      ///< quotients of indices were planned as lets
  affine workspace_end, worker_end;          ///< bytes allotted so far
  bool tensorizing = false;                  ///< the loops of an intrinsic are being emitted
  bool begins = false;                       ///< and all terms of a sum are inside of them
  index_t shared_bytes = 0;                  ///< of a block, given out so far
  open_thread threads[3] = {};               ///< of the block, where emission stands inside them
  work_ahead ahead{};                        ///< being emitted
  list<var_id, 32> next_iterations;          ///< of their loops
  list<settled_buffer, 96> settled;          ///< by loops that moved inwards
  std::uint8_t places[ir::limit::buffers] = {};  ///< first dimensions of a buffer that such loops added

  constexpr context(const schedule_room::state& s, ir::program& program, int symbol_count)
      : schedule(s), p(program), build(program), problem(s.problem), symbols(symbol_count),
        plans{}, workspace_end{}, worker_end{} {
    for (int i = 0; i < s.count; ++i) plans[i] = new plan;
  }
  context(const context&) = delete;
  context& operator=(const context&) = delete;
  constexpr ~context() {
    for (int i = 0; i < schedule.count; ++i) delete plans[i];
  }

  constexpr const stage& stage_at(int i) const { return *schedule.stages[i]; }
  constexpr plan& plan_of(int i) const { return *plans[i]; }
  /// The stage whose storage holds a stage's elements: of a state, its scan.
  constexpr int keeper_of(int i) const { return stage_at(i).is_state() ? stage_at(i).closed_by : i; }

  /// Appends a variable that is defined at `where`.
  constexpr var_id add_variable(const ir::variable& v, home where) {
    homes.push(where);
    return p.variables.push(v);
  }

  /// Whether a variable is known inside loop `position` of `stage`: its home lies around it.
  constexpr bool in_scope(var_id v, int stage, int position) const {
    const home h = homes[v];
    if (h.stage == everywhere) return true;
    while (stage != everywhere) {
      if (h.stage == stage) return h.position <= position;
      const schedule_room::stage& on = *schedule.stages[stage];
      if (on.where != placement::at) return false;
      position = plan_of(on.at_stage).nest.find(on.at_loop);
      stage = on.at_stage;
    }
    return false;
  }

  /// Whether a variable is known at a place.
  constexpr bool in_scope(var_id v, home place) const {
    return in_scope(v, place.stage, place.position) && !(place.common && varies(v));
  }

  /// Whether a variable differs among the threads of a block.
  constexpr bool varies(var_id v) const {
    const ir::variable& x = p.variables[v];
    const home h = homes[v];
    if (!schedule.binds || h.stage == everywhere) return false;
    if (x.kind == ir::variable_kind::picked) return true;
    if (x.kind == ir::variable_kind::let) return varies(x.a) || varies(x.b) || (x.subject >= 0 && varies(x.subject));
    const plan& own = plan_of(h.stage);
    return h.position >= 0 && schedule_room::is_thread(stage_at(h.stage).loops[own.nest[h.position]].mark);
  }
  constexpr bool varies(const affine& form) const {
    for (const ir::term& t : form) {
      if (varies(t.var)) return true;
    }
    return false;
  }

  /// The innermost home of a form's variables among the loops of `stage`.
  constexpr int position_of(const affine& form, int stage) const {
    int position = at_entry;
    for (const ir::term& t : form) {
      const home h = homes[t.var];
      if (h.stage == stage && h.position > position) position = h.position;
    }
    return position;
  }
  /// Whether a form is over parameters and lets of the prologue only.
  constexpr bool is_global(const affine& form) const {
    for (const ir::term& t : form) {
      if (homes[t.var].stage != everywhere) return false;
    }
    return true;
  }

  /// A form with the replacements of the copy being emitted.
  constexpr affine resolve(affine form) const {
    for (int i = replaced.size() - 1; i >= 0; --i) {
      if (form.factor_of(replaced[i].var) != 0) {
        form = ir::substitute(form, replaced[i].var, replaced[i].by);
      }
    }
    return form;
  }
};

}  // namespace tenon::inline TENON_ABI::lower
