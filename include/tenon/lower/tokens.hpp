// Tokens: where one unit reads or writes what another wrote, or writes what another read, it waits for a
// token that the other pushed after that.
//
//   for k:                          push(compute, load)
//     inp = A[k]           →        for k:
//     acc += inp                      pop(compute, load);  inp = A[k];  push(load, compute)
//                                     pop(load, compute);  acc += inp;  push(compute, load)
//                                   pop(compute, load)
//
// Tokens of one queue are alike, so they must come out in the order in which they went in. Each queue is
// planned by itself, a sequence of statements at a time. A statement of the receiving unit needs the last
// statement of the sending one before it that it depends on; in a loop that may be one of the iteration
// before, whose token the loop owes to its first iteration: it is pushed before the loop, and the last
// one popped behind it. A need that an earlier statement had already costs no token. Needs then rise with
// the statements that have them, and so tokens keep their order.
//
// A loop inside of a sequence finds as many tokens in the queue as it owes, and leaves as many. Where
// nothing else uses the queue, they are handed on from loop to loop and further out, and no unit waits at
// the ends of inner loops.
//
// Load and store have no queue: what one waits for of the other, compute hands on.
#pragma once

#include <tenon/ir/tokens.hpp>
#include <tenon/lower/dependences.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Plans the tokens of a program, then puts them into it.
struct token_pass {
  static constexpr int max_items = 64;
  static constexpr int none = -2 * max_items;  ///< needs nothing

  /// A statement of a sequence that concerns the queue.
  struct item {
    std::int32_t statement;
    place_bits sent_read, sent_written, received_read, received_written;
    bool is_loop, is_guard;
    struct summary {
      bool tokens;        ///< there are some inside
      std::int32_t owed;  ///< that it finds in the queue, and leaves there
      place_bits late_read, late_written;  ///< sent, maybe after the last token that it leaves
    } inside;
  };
  using summary = item::summary;
  /// A token to be put before or behind a statement.
  struct placed {
    std::int32_t statement;
    bool behind;
    ir::statement_kind kind;
    unit from, to;
  };
  using items = list<item, max_items>;
  using needs = std::int32_t[max_items];

  context& c;
  access_table table;
  list<placed, 256> all = {};
  unit from = unit::load, to = unit::load;
  bool relaying = false;  ///< between units without a queue: relays are placed instead of tokens

  constexpr explicit token_pass(context& where) : c(where), table(where) {}

  constexpr void run(int root) {
    relaying = true;
    plan(unit::load, unit::store, root);
    plan(unit::store, unit::load, root);
    relaying = false;
    for (int a = 0; a < unit_count; ++a) {
      for (int b = 0; b < unit_count; ++b) {
        const auto sends = static_cast<unit>(a), receives = static_cast<unit>(b);
        if (ir::has_queue(sends, receives)) plan(sends, receives, root);
      }
    }
    if (all.overflowed) c.problem.record(rule::program_too_large, 4, all.capacity(), 0);
    if (!c.problem.ok() || c.p.overflowed()) return;
    insert();
    if (c.p.overflowed()) return;
    box<ir::token_counter> counter(c.p);
    counter->statement_at(root);
    const std::int32_t most = c.p.machine.queue_tokens;
    if (counter->most > most) c.problem.record(rule::decoupled_queue, counter->most, most, 0);
  }

  constexpr void plan(unit sends, unit receives, int root) {
    from = sends;
    to = receives;
    visit(root, false, true);
  }

  // ---- one sequence ------------------------------------------------------------------------------

  /// The statements of a sequence: those that run once whenever it does.
  constexpr void collect(int s, items& found) {
    const ir::statement& x = c.p.statements[s];
    const bool is_loop = x.kind == ir::statement_kind::loop, is_guard = x.kind == ir::statement_kind::guard;
    if (!is_loop && !is_guard && x.kind != ir::statement_kind::store && !table.is_relay(s)) {
      for (int i = x.body; i >= 0; i = c.p.statements[i].next) collect(i, found);
      return;
    }
    const unit_accesses own = table.of(s);
    const int a = static_cast<int>(from), b = static_cast<int>(to);
    if (!own.has(from) && !own.has(to)) return;
    item made{s, own.read[a], own.written[a], own.read[b], own.written[b], is_loop, is_guard, {}};
    found.push(made);
    if (found.overflowed) c.problem.record(rule::program_too_large, 4, found.capacity(), 0);
  }

  /// Whether the receiving part of `j` must wait for the sending part of `i`.
  static constexpr bool depends(const item& j, const item& i) {
    return ((i.sent_written & (j.received_read | j.received_written)) | (i.sent_read & j.received_written)) != 0;
  }

  /// Plans what is inside of a statement: of a loop (`cyclic`), a guard, or the whole program.
  constexpr summary visit(int s, bool cyclic, bool outermost) {
    if (c.p.overflowed()) return {};  // refused in the end; until then nothing must be followed
    box<items> found;
    if (outermost) collect(s, *found);
    for (int i = outermost ? -1 : c.p.statements[s].body; i >= 0; i = c.p.statements[i].next) collect(i, *found);
    items& in = *found;
    if (!c.problem.ok()) return {};
    if (cyclic && in.size() == 1 && in[0].is_guard) return visit(in[0].statement, true, false);
    for (item& x : in) {
      const bool both = (x.sent_read | x.sent_written) != 0 && (x.received_read | x.received_written) != 0;
      if (both) x.inside = visit(x.statement, x.is_loop, false);
    }
    needs need = {};
    for (int j = 0; j < in.size(); ++j) need[j] = need_of(in, j, cyclic);
    while (keep_rising(in, need, cyclic)) {}
    return relaying ? place_relays(in, need) : place(in, need, outermost);
  }

  /// The last statement that number `j` depends on; below 0, one of the iteration before, or none. What a
  /// loop's own iterations wait for orders one run of it after another, too.
  constexpr int need_of(const items& in, int j, bool cyclic) const {
    for (int i = j - 1; i >= 0; --i) {
      if (depends(in[j], in[i])) return i;
    }
    for (int i = in.size() - 1; cyclic && i >= j; --i) {
      const bool known = i == j && in[i].is_loop && in[i].inside.tokens;
      if (!known && depends(in[j], in[i])) return i - in.size();
    }
    return none;
  }

  /// Drops needs that earlier statements had. Statements with tokens inside find none of another's in the
  /// queue: a need across one becomes its own, and the answer is true.
  constexpr bool keep_rising(const items& in, needs& need, bool cyclic) const {
    int known = none;
    for (int j = 0; cyclic && j < in.size(); ++j) {
      if (need[j] >= 0 && need[j] - in.size() > known) known = need[j] - in.size();
    }
    for (int j = 0; j < in.size(); ++j) {
      if (need[j] <= known) need[j] = none;
      else known = need[j];
      for (int m = need[j] + 1; need[j] != none && m < j; ++m) {
        const int at = m < 0 ? m + in.size() : m;
        if (!in[at].inside.tokens || relaying) continue;
        const int wanted = m < 0 ? need[j] + in.size() : need[j];
        if (wanted > need[at]) need[at] = wanted;
        need[j] = none;
        return true;
      }
    }
    return false;
  }

  // ---- placing -----------------------------------------------------------------------------------

  constexpr void put(const item& x, bool behind, ir::statement_kind kind, int times = 1) {
    for (int i = 0; i < times; ++i) all.push(placed{x.statement, behind, kind, from, to});
  }
  /// Brings the queue from `have` tokens to `want`.
  constexpr void settle(const item& x, bool behind, int& have, int want) {
    put(x, behind, ir::statement_kind::pop, have - want);
    put(x, behind, ir::statement_kind::push, want - have);
    have = want;
  }

  /// The number of needs that wait for statement `i` (0 or 1: they rise), or of all in the iteration before.
  constexpr bool is_needed(const items& in, const needs& need, int i) const {
    for (int j = 0; j < in.size(); ++j) {
      if (need[j] == i || need[j] == i - in.size()) return true;
    }
    return false;
  }

  /// Whether the last token that a statement left can be the one that is needed of it: if it was pushed
  /// behind all that anything waits for, even if nothing in it ran. `is_fresh`: one was pushed before it.
  constexpr bool leaves_needed(const items& in, const item& x, bool is_fresh) const {
    item late = x;
    late.sent_read = x.inside.late_read;
    late.sent_written = x.inside.late_written;
    bool known = is_fresh;
    for (const item& j : in) known = known && !depends(j, late);
    return known;
  }

  /// Puts a sequence's tokens around its statements; what it owes.
  constexpr summary place(const items& in, const needs& need, bool outermost) {
    int carried = 0, owed = 0, last_carried = -1;
    bool any = false, begun = outermost;
    for (int j = 0; j < in.size(); ++j) {
      carried += need[j] != none && need[j] < 0 ? 1 : 0;
      if (need[j] != none && need[j] < 0) last_carried = need[j] + in.size();
      any = any || need[j] != none || in[j].inside.tokens;
    }
    for (int i = 0; i < in.size() && carried == 0 && !begun; ++i) {
      begun = in[i].inside.tokens || is_needed(in, need, i);
      if (in[i].inside.tokens) owed = in[i].inside.owed;
    }
    int have = owed;  // that belong to no need
    for (int i = 0; i < in.size(); ++i) {
      if (need[i] != none) put(in[i], false, ir::statement_kind::pop);
      const bool is_fresh = in[i].inside.tokens && have < in[i].inside.owed;
      if (in[i].inside.tokens) settle(in[i], false, have, in[i].inside.owed);
      if (!is_needed(in, need, i)) continue;
      const bool is_left = leaves_needed(in, in[i], is_fresh);
      settle(in[i], true, have, is_left ? 1 : 0);
      if (!is_left) put(in[i], true, ir::statement_kind::push);
      if (is_left && i == last_carried) --last_carried;  // what is late in it stays so
      have = 0;
    }
    if (!in.empty()) settle(in[in.size() - 1], true, have, owed);
    summary all_in{any, carried > 0 ? carried : owed, 0, 0};
    for (int i = last_carried + 1; i < in.size(); ++i) {
      const bool leaves = in[i].inside.owed > 0;
      all_in.late_read |= leaves ? in[i].inside.late_read : in[i].sent_read;
      all_in.late_written |= leaves ? in[i].inside.late_written : in[i].sent_written;
    }
    return all_in;
  }

  /// Puts relays behind what is needed.
  constexpr summary place_relays(const items& in, const needs& need) {
    bool any = false;
    for (int j = 0; j < in.size(); ++j) {
      any = any || need[j] != none || in[j].inside.tokens;
      if (need[j] == none) continue;
      const item& i = in[need[j] < 0 ? need[j] + in.size() : need[j]];
      const item& x = in[j];
      table.add_relay(i.statement, (i.sent_written & (x.received_read | x.received_written)) | (i.sent_read & x.received_written));
    }
    return {any, 0, 0, 0};
  }

  /// Puts all tokens where they were placed.
  constexpr void insert() {
    for (int i = 0; i < all.size() && !c.p.overflowed(); ++i) {
      const std::int32_t s = all[i].statement;
      bool first = true;
      for (int k = 0; k < i; ++k) first = first && all[k].statement != s;
      if (!first) continue;
      list<std::int32_t, max_items> around;
      insert_tokens(s, false, around);
      ir::statement moved = c.p.statements[s];
      const int next = moved.next;
      moved.next = -1;
      around.push(c.p.statements.push(moved));
      insert_tokens(s, true, around);
      if (around.overflowed) c.problem.record(rule::program_too_large, 4, around.capacity(), 0);
      c.p.statements[s] = c.p.statements[c.build.block(around)];
      c.p.statements[s].next = next;
    }
  }
  constexpr void insert_tokens(int s, bool behind, list<std::int32_t, max_items>& to_list) {
    for (const placed& x : all) {
      if (x.statement == s && x.behind == behind) to_list.push(c.build.token(x.kind, x.from, x.to));
    }
  }
};

}  // namespace tenon::inline TENON_ABI::lower
