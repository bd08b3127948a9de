// A machine of units with queues of tokens, for programs of decoupled targets: each unit runs the stores
// that are its own, in their order, as far ahead of the others as tokens let it. It knows from a walk in
// order what each load must see, and so finds what tokens don't keep: an element read before it is there,
// or written before the last reader of what it held has come; units that wait for each other; queues that
// run over; tokens that are left.
//
//   token_machine machine(program, call);
//   machine.run(seed) == ""                  the first thing found, as a sentence
//   machine.cycles({1, 1, 1})                how long units take that work as soon as tokens let them
#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <vector>

#include <tenon/codegen/interpret/access.hpp>
#include <tenon/ir/unit.hpp>

namespace trials {

using namespace tenon;

class token_machine : interpreter::accessor {
 public:
  token_machine(const ir::program& p, const kernel_call& call)
      : accessor(p, call, {}), reads_(p), store_values_(p.variables.count, 0) {
    for (int v = 0; v < p.variables.count; ++v) {
      if (p.variables[v].kind == ir::variable_kind::parameter) values_[v] = call.parameters[p.variables[v].argument];
    }
    int s = p.root;
    for (; s >= 0 && code_.actions[s].kind == ir::statement_kind::let; s = code_.actions[s].body)
      define(code_.actions[s].var);
    open_buffers();
    for (interpreter::tensor& t : tensors_) {
      t.is_alive = true;
      cells_.emplace_back(static_cast<std::size_t>(t.count));
    }
    record(s);
  }

  /// Instructions of all units, tokens included.
  std::size_t size() const { return events_.size(); }

  /// Lets the units run in an order that follows from the seed: the first six let one unit run as far
  /// as it can, then the next, in each order of the three. What is wrong with the first thing that is.
  std::string run(unsigned seed) {
    reset();
    std::array<int, unit_count> order{0, 1, 2};
    for (unsigned i = 0; i < seed % 6; ++i) std::next_permutation(order.begin(), order.end());
    std::uint64_t random = seed * 0x9e37'79b9'7f4a'7c15ull + 1;
    while (found_.empty() && !is_done()) {
      if (seed >= 6) {
        random = random * 6364136223846793005ull + 1442695040888963407ull;
        std::swap(order[0], order[(random >> 33) % 3]);
        std::swap(order[1], order[1 + (random >> 40) % 2]);
      }
      bool moved = false;
      for (const int u : order) moved = moved || step(static_cast<unit>(u));
      if (!moved) found_ = "the units wait for each other: " + waiting();
    }
    for (int a = 0; a < unit_count; ++a) {
      for (int b = 0; b < unit_count && found_.empty(); ++b) {
        if (queue_[a][b] > 0)
          found_ = std::string("tokens from ") + spelling(unit(a)) + " to " + spelling(unit(b)) + " are left";
      }
    }
    return found_;
  }

  /// How long the program takes where a store of each unit takes so long, and a token no time.
  long cycles(const std::array<long, unit_count>& latency) const {
    std::array<long, unit_count> now{};
    std::deque<long> waiting[unit_count][unit_count], room[unit_count][unit_count];
    for (auto& row : room) {
      for (std::deque<long>& q : row) q.assign(static_cast<std::size_t>(p_.machine.queue_tokens), 0);
    }
    for (const event& e : events_) {
      long& mine = now[static_cast<std::size_t>(e.by)];
      if (e.kind == ir::statement_kind::store) {
        mine += latency[static_cast<std::size_t>(e.by)];
        continue;
      }
      const bool pushes = e.kind == ir::statement_kind::push;
      auto& taken = (pushes ? room : waiting)[int(e.from)][int(e.to)];
      auto& given = (pushes ? waiting : room)[int(e.from)][int(e.to)];
      mine = std::max(mine, taken.front());
      taken.pop_front();
      given.push_back(mine);
    }
    return *std::max_element(now.begin(), now.end());
  }

 private:
  /// An element that is read or written, and the version of it: the write, from 1, that made it.
  struct touch {
    int buffer;
    index_t at;
    int version;
  };
  /// What a unit does next: a token, or stores that happen together.
  struct event {
    ir::statement_kind kind;
    unit by, from, to;
    std::size_t first_write, writes, first_read, reads, values;
  };
  struct write {
    int store;  // in code_.writes
    touch to;
    int before;   // the version that it writes over
    int readers;  // of what it writes, until it is written over
  };
  struct cell {
    int version = 0, first_readers = 0;
    int left = 0;  // readers that haven't come
  };

  ir::read_table reads_;
  std::vector<event> events_;
  std::vector<write> writes_{write{}};
  std::vector<touch> touches_;
  std::vector<index_t> values_of_;  // of the variables, for each event that stores
  std::vector<std::vector<cell>> cells_;
  std::vector<index_t> store_values_;
  std::array<std::vector<std::size_t>, unit_count> own_;  // events of each unit
  std::array<std::size_t, unit_count> next_{};
  int queue_[unit_count][unit_count] = {};
  std::string found_;

  cell& cell_of(int buffer, index_t at) {
    return cells_[static_cast<std::size_t>(buffer)][static_cast<std::size_t>(at - tensors_[buffer].low)];
  }

  // ---- what there is to do -----------------------------------------------------------------------

  void record(int s) {
    for (; s >= 0; s = code_.actions[s].next) {
      const interpreter::action& a = code_.actions[s];
      switch (a.kind) {
        case ir::statement_kind::loop: {
          const index_t extent = value(a.extent);
          for (index_t i = 0; i < extent; ++i) {
            values_[a.var] = i;
            record(a.body);
          }
          break;
        }
        case ir::statement_kind::guard:
          if (holds(a.conditions)) record(a.body);
          break;
        case ir::statement_kind::let:
          define(a.var);
          record(a.body);
          break;
        case ir::statement_kind::push: add({a.kind, a.from, a.from, a.to, 0, 0, 0, 0, 0}); break;
        case ir::statement_kind::pop: add({a.kind, a.to, a.from, a.to, 0, 0, 0, 0, 0}); break;
        case ir::statement_kind::store: record_store(s); break;
        default: record(a.body); break;
      }
    }
  }

  void add(const event& e) {
    own_[static_cast<std::size_t>(e.by)].push_back(events_.size());
    events_.push_back(e);
  }

  void record_store(int s) {
    event e{ir::statement_kind::store, ir::runner_of(p_, reads_, s).by, {}, {}, writes_.size(), 0, touches_.size(), 0,
            values_of_.size()};
    for (int w = code_.actions[s].write; w >= 0; w = code_.writes[w].group) {
      const interpreter::write& x = code_.writes[w];
      if (!holds(x.conditions)) continue;
      for (int i = x.begin; i < x.end; ++i) {
        const interpreter::step& load = code_.steps[i];
        if (load.op != ir::operation::load || !holds(load.conditions)) continue;
        const index_t at = locate(load.buffer, load.indices);
        cell& c = cell_of(load.buffer, at);
        touches_.push_back({load.buffer, at, c.version});
        ++(c.version > 0 ? writes_[static_cast<std::size_t>(c.version)].readers : c.first_readers);
      }
      writes_.push_back({w, {x.buffer, locate(x.buffer, x.indices), static_cast<int>(writes_.size())}, 0, 0});
    }
    e.writes = writes_.size() - e.first_write;
    e.reads = touches_.size() - e.first_read;
    for (std::size_t w = e.first_write; w < writes_.size(); ++w) {
      cell& c = cell_of(writes_[w].to.buffer, writes_[w].to.at);
      writes_[w].before = c.version;
      c.version = writes_[w].to.version;
    }
    if (e.writes == 0) return;
    values_of_.insert(values_of_.end(), values_.begin(), values_.end());
    add(e);
  }

  // ---- doing it ----------------------------------------------------------------------------------

  void reset() {
    for (std::vector<cell>& all : cells_) {
      for (cell& c : all) {
        c.version = 0;
        c.left = c.first_readers;
      }
    }
    next_ = {};
    for (auto& row : queue_) std::fill(std::begin(row), std::end(row), 0);
    found_.clear();
  }

  bool is_done() const {
    bool done = true;
    for (std::size_t u = 0; u < unit_count; ++u) done = done && next_[u] == own_[u].size();
    return done;
  }

  std::string waiting() const {
    std::string said;
    for (std::size_t u = 0; u < unit_count; ++u) {
      if (next_[u] == own_[u].size()) continue;
      const event& e = events_[own_[u][next_[u]]];
      said += std::string(said.empty() ? "" : ", ") + spelling(e.by) + " at instruction " + std::to_string(next_[u]) +
              (e.kind == ir::statement_kind::push ? " for room in the queue to " : " for a token from ") +
              spelling(e.kind == ir::statement_kind::push ? e.to : e.from);
    }
    return said;
  }

  /// The next instruction of a unit, if it can run.
  bool step(unit u) {
    const auto at = static_cast<std::size_t>(u);
    if (next_[at] == own_[at].size()) return false;
    const event& e = events_[own_[at][next_[at]]];
    int& tokens = queue_[static_cast<int>(e.from)][static_cast<int>(e.to)];
    if (e.kind == ir::statement_kind::push && tokens == p_.machine.queue_tokens) return false;
    if (e.kind == ir::statement_kind::pop && tokens == 0) return false;
    if (e.kind == ir::statement_kind::push) ++tokens;
    if (e.kind == ir::statement_kind::pop) --tokens;
    if (e.kind == ir::statement_kind::store) store(e);
    ++next_[at];
    return true;
  }

  std::string element(const touch& x) const {
    return ir::printer(p_).buffer_name(x.buffer) + ", element " + std::to_string(x.at) + ", ";
  }

  void store(const event& e) {
    for (std::size_t i = 0; i < e.reads; ++i) {
      const touch& x = touches_[e.first_read + i];
      cell& c = cell_of(x.buffer, x.at);
      if (c.version != x.version) found_ = element(x) + "is read by " + spelling(e.by) + " before it is there, or too late";
      --c.left;
    }
    if (!found_.empty()) return;
    std::copy_n(values_of_.begin() + static_cast<std::ptrdiff_t>(e.values), values_.size(), values_.begin());
    std::vector<std::uint64_t> bits;
    for (std::size_t w = 0; w < e.writes; ++w) bits.push_back(compute(code_.writes[writes_[e.first_write + w].store]));
    for (std::size_t w = 0; w < e.writes; ++w) {
      const write& x = writes_[e.first_write + w];
      cell& c = cell_of(x.to.buffer, x.to.at);
      if (c.version != x.before || c.left != 0)
        found_ = element(x.to) + "is written by " + spelling(e.by) + " before what it holds was read by all, or too late";
      c.version = x.to.version;
      c.left = x.readers;
      tensors_[x.to.buffer].set(x.to.at, bits[w]);
    }
  }

  std::uint64_t compute(const interpreter::write& x) {
    std::uint64_t* slots = code_.slots.data();
    for (int i = x.begin; i < x.end; ++i) {
      const interpreter::step& s = code_.steps[i];
      if (s.op == ir::operation::load)
        slots[s.result] = holds(s.conditions) ? tensors_[s.buffer].get(locate(s.buffer, s.indices)) : 0;
      else if (s.op == ir::operation::holds) slots[s.result] = holds(s.conditions);
      else if (s.op == ir::operation::index) slots[s.result] = s.function(ir::bits_of(value(s.indices.first)), 0, 0);
      else slots[s.result] = s.function(slots[s.a], slots[s.b], slots[s.c]);
    }
    return slots[x.value];
  }
};

}  // namespace trials
