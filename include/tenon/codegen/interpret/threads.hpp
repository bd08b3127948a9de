// The threads of a block: each goes on to the next barrier, in any order; then all have met. Reports
// barriers that some threads don't reach.
#pragma once

#include <utility>

#include <tenon/codegen/interpret/call.hpp>

namespace tenon::inline TENON_ABI::interpreter {

/// Walks what threads run together, statement by statement where a barrier is inside.
class team : public caller {
 protected:
  team(const ir::program& p, const kernel_call& call, const interpret_options& options)
      : caller(p, call, options), random_(options.seed), meets_(code_.actions.size(), 0) {
    if (p.root >= 0) find_meetings(p.root);
  }
  virtual ~team() = default;

  /// Walks one statement by itself, without what follows it.
  virtual void walk_one(int s) = 0;

  /// Runs a loop over threads, the outermost of its block.
  void walk_threads(int s) {
    threads_.assign(1, {});
    begin_interval();
    together_inside(s);
    threads_.clear();
    thread_ = -1;
  }

  /// 0 … extent-1, in an order that follows from the seed where one is given.
  std::vector<index_t> order_of(index_t extent) {
    std::vector<index_t> order(static_cast<std::size_t>(extent));
    for (std::size_t i = 0; i < order.size(); ++i) {
      order[i] = static_cast<index_t>(i);
      if (options_.seed == 0) continue;
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

 private:
  /// What a thread knows: values of variables, those of its loops first.
  using thread = std::vector<std::pair<int, index_t>>;
  /// Memory that each thread has for itself while it waits at barriers.
  struct own_memory {
    int buffer;
    index_t bytes;
    std::vector<unsigned char> data;
    std::vector<std::uint32_t> owners;
  };

  std::uint64_t random_;
  std::vector<char> meets_;  // of each statement: whether a barrier or a loop over threads is inside
  std::vector<thread> threads_;
  std::vector<own_memory> own_;

  bool find_meetings(int s) {
    bool any = false;
    for (; s >= 0; s = code_.actions[s].next) {
      const action& a = code_.actions[s];
      const bool bound = a.kind == ir::statement_kind::loop && ir::is_thread(a.loop);
      const bool inside = a.kind != ir::statement_kind::store && find_meetings(a.body);
      meets_[s] = inside || bound || a.kind == ir::statement_kind::barrier;
      any = any || meets_[s] != 0;
    }
    return any;
  }

  void begin_interval() {
    first_thread_stamp_ = stamps_ + 1;
    stamps_ += static_cast<std::uint32_t>(threads_.size());
  }

  void enter(std::size_t t) {
    for (const auto& [v, x] : threads_[t]) values_[v] = x;
    if (!threads_[t].empty()) thread_ = threads_[t].front().first;
    thread_stamp_ = first_thread_stamp_ + static_cast<std::uint32_t>(t);
    for (own_memory& m : own_) {
      const std::size_t at = t * static_cast<std::size_t>(m.bytes);
      tensors_[m.buffer].base = m.data.data() + at;
      if (!m.owners.empty()) tensors_[m.buffer].owners = m.owners.data() + at;
    }
  }

  /// Calls `act` as each thread, in any order.
  template <class Act>
  void each_thread(const Act& act) {
    for (const index_t t : order_of(static_cast<index_t>(threads_.size()))) {
      enter(static_cast<std::size_t>(t));
      act(static_cast<std::size_t>(t));
    }
  }

  /// What all threads find when they ask; a report where they disagree on the way to a barrier.
  template <class Ask>
  index_t agreed(const Ask& ask, const char* what) {
    index_t answer = 0;
    for (std::size_t t = 0; t < threads_.size(); ++t) {
      enter(t);
      const index_t now = ask();
      if (t > 0 && now != answer)
        report(p_, here(), blame::internal, std::string("threads of a block disagree on ") + what + " around a barrier");
      answer = now;
    }
    return answer;
  }

  /// The statements from `s` on.
  void together(int s) {
    for (; s >= 0; s = code_.actions[s].next) {
      if (meets_[s] == 0) each_thread([&](std::size_t) { walk_one(s); });
      else together_inside(s);
    }
  }

  void together_inside(int s) {
    const action& a = code_.actions[s];
    switch (a.kind) {
      case ir::statement_kind::barrier: return begin_interval();
      case ir::statement_kind::let:
      case ir::statement_kind::pick:
        each_thread([&](std::size_t t) {
          define_by(a);
          threads_[t].emplace_back(a.var, values_[a.var]);
        });
        scope_.push_back(a.var);
        together(a.body);
        scope_.pop_back();
        for (thread& t : threads_) t.pop_back();
        return;
      case ir::statement_kind::guard:
        if (agreed([&] { return static_cast<index_t>(holds(a.conditions)); }, "a condition") != 0) together(a.body);
        return;
      case ir::statement_kind::allocate: return together_allocate(a);
      case ir::statement_kind::loop: return ir::is_thread(a.loop) ? spread(a) : repeat(a);
      default: return together(a.body);
    }
  }

  /// A loop over threads: each thread so far becomes `extent` of them.
  void spread(const action& a) {
    const index_t extent = agreed([&] { return value(a.extent); }, "a number of threads");
    std::vector<thread> before = std::move(threads_);
    threads_.clear();
    for (const thread& t : before) {
      for (index_t i = 0; i < extent; ++i) {
        threads_.push_back(t);
        threads_.back().emplace_back(a.var, i);
      }
    }
    scope_.push_back(a.var);
    for (std::size_t t = 0; t < threads_.size(); ++t) {
      enter(t);
      check_claims(a.var);
    }
    begin_interval();
    together(a.body);
    scope_.pop_back();
    threads_ = std::move(before);
    begin_interval();
  }

  void repeat(const action& a) {
    const index_t extent = agreed([&] { return value(a.extent); }, "the end of a loop");
    scope_.push_back(a.var);
    for (index_t i = 0; i < extent; ++i) {
      values_[a.var] = i;
      check_claims(a.var);
      together(a.body);
    }
    scope_.pop_back();
  }

  void together_allocate(const action& a) {
    tensor& t = tensors_[a.buffer];
    const bool own = p_.buffers[a.buffer].where != ir::memory::shared;
    unsigned char* const base = t.base;
    std::uint32_t* const owners = t.owners;
    if (own) {
      const index_t bytes = t.count * t.bytes;
      const std::size_t all = static_cast<std::size_t>(bytes) * threads_.size();
      own_.push_back({a.buffer, bytes, std::vector<unsigned char>(all), std::vector<std::uint32_t>(owners == nullptr ? 0 : all)});
    }
    t.is_shared = parallel_ < 0;
    t.is_common = !own;
    t.is_alive = true;
    t.instance = ++instances_;
    together(a.body);
    t.is_alive = false;
    if (own) own_.pop_back();
    t.base = base;
    t.owners = owners;
  }
};

}  // namespace tenon::inline TENON_ABI::interpreter
