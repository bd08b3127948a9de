// Makes a failing recipe small: whatever can go without the failure going, goes. Every attempt
// runs in a child of its own.
#pragma once

#include "child.hpp"

namespace fuzz {

class shrinker {
 public:
  shrinker(const recipe& from, const run_options& options, const outcome& failed,
           double seconds = 60)
      : best_(from),
        options_(options),
        kind_(kind_of(failed.what)),
        end_(seconds_now() + seconds) {}

  recipe run() {
    bool better = true;
    while (better && seconds_now() < end_) {
      better = false;
      better |= drop_steps();
      better |= drop_tensors();
      better |= simplify_values();
      better |= shrink_sizes();
      better |= simplify_rest();
    }
    return best_;
  }

 private:
  recipe best_;
  const run_options options_;
  const std::string kind_;
  const double end_;

  /// Failures of the same kind begin alike: what was compared, or the words of the finding.
  static std::string kind_of(const std::string& what) {
    const std::string marks[] = {"crash",
                                 "oracle against",
                                 "interpreter against LLVM",
                                 "unscheduled against",
                                 "read before anyone",
                                 "out of bounds",
                                 "against the claim",
                                 "a race",
                                 "doesn't fit or align",
                                 "isn't allocated",
                                 "verifier",
                                 "LLVM:"};
    for (const std::string& m : marks) {
      if (what.find(m) != std::string::npos)
        return m == "verifier" ? what.substr(0, what.find('(')) : m;
    }
    return what.substr(0, 12);
  }

  bool keep(const recipe& candidate) {
    if (seconds_now() > end_) return false;
    const outcome o = run_alone(candidate, options_, 10);
    if (o.which != verdict::failure || kind_of(o.what) != kind_) return false;
    best_ = candidate;
    return true;
  }

  bool drop_steps() {
    bool better = false;
    for (std::size_t width : {4, 2, 1}) {
      for (std::size_t at = best_.steps.size(); at-- > 0;) {
        if (at + width > best_.steps.size()) continue;
        recipe r = best_;
        r.steps.erase(r.steps.begin() + static_cast<long>(at),
                      r.steps.begin() + static_cast<long>(at + width));
        better |= keep(r);
      }
    }
    return better;
  }

  /// Removes a tensor that nobody reads, with the steps on it.
  static bool remove_unused(recipe& r) {
    for (std::size_t t = r.tensors.size(); t-- > 0;) {
      bool used = r.tensors[t].output;
      for (const tensor_recipe& other : r.tensors) {
        used = used || other.updates == static_cast<int>(t);
        for (const recurrence_recipe& c : other.closes) {
          for (const int of : {c.state, c.start, c.step}) used = used || of == static_cast<int>(t);
        }
        for (const value_recipe& v : other.values) used = used || v.tensor == static_cast<int>(t);
      }
      if (used) continue;
      const std::string gone = r.tensors[t].name;
      r.tensors.erase(r.tensors.begin() + static_cast<long>(t));
      for (tensor_recipe& other : r.tensors) {
        if (other.updates > static_cast<int>(t)) --other.updates;
        for (recurrence_recipe& c : other.closes) {
          for (int* of : {&c.state, &c.start, &c.step}) *of -= *of > static_cast<int>(t);
        }
        for (value_recipe& v : other.values) {
          if (v.tensor > static_cast<int>(t)) --v.tensor;
        }
      }
      std::vector<step> left;
      for (const step& s : r.steps) {
        if (s.stage != gone && s.other != gone && s.stage != gone + ".c") left.push_back(s);
      }
      r.steps = left;
      return true;
    }
    return false;
  }
  /// Removes values that the root doesn't need.
  static void trim_values(tensor_recipe& t) {
    std::vector<int> used(t.values.size(), 0);
    if (t.value < 0 || t.calls >= 0) return;
    used[static_cast<std::size_t>(t.value)] = 1;
    for (std::size_t v = t.values.size(); v-- > 0;) {
      if (used[v] == 0) continue;
      for (const int o : {t.values[v].a, t.values[v].b, t.values[v].c}) {
        if (o >= 0) used[static_cast<std::size_t>(o)] = 1;
      }
      for (const affine& form : t.values[v].forms) {
        for (const ir::term& x : form) {
          if (x.var >= pick_base) used[static_cast<std::size_t>(t.picks[static_cast<std::size_t>(x.var - pick_base)].value)] = 1;
        }
      }
    }
    std::vector<value_recipe> left;
    for (std::size_t v = 0; v < used.size(); ++v) {
      if (used[v] == 0) continue;
      used[v] = static_cast<int>(left.size());
      value_recipe x = t.values[v];
      for (int* o : {&x.a, &x.b, &x.c}) *o = *o < 0 ? -1 : used[static_cast<std::size_t>(*o)];
      left.push_back(x);
    }
    for (pick_recipe& x : t.picks) x.value = used[static_cast<std::size_t>(x.value)];  // 0 where nothing is taken
    t.value = static_cast<int>(left.size()) - 1;
    t.values = left;
  }
  bool keep_trimmed(recipe r) {
    for (tensor_recipe& t : r.tensors) trim_values(t);
    while (remove_unused(r)) {
    }
    return keep(r);
  }

  bool drop_tensors() {
    bool better = false;
    for (std::size_t t = best_.tensors.size(); t-- > 0;) {
      if (t >= best_.tensors.size() || best_.tensors[t].is_input()) continue;
      recipe r = best_;
      if (r.tensors[t].output) {  // what it reads becomes the output instead
        r.tensors[t].output = false;
        if (keep_trimmed(r)) {
          better = true;
          continue;
        }
        for (const value_recipe& v : best_.tensors[t].values) {
          if (v.tensor >= 0 && !best_.tensors[static_cast<std::size_t>(v.tensor)].is_input()) {
            r.tensors[static_cast<std::size_t>(v.tensor)].output = true;
          }
        }
        if (keep_trimmed(r)) {
          better = true;
          continue;
        }
      }
      r = best_;  // as an input
      tensor_recipe& x = r.tensors[t];
      if (x.output || x.updates >= 0 || x.results() == 2) continue;
      for (int d = 0; d < x.rank; ++d) x.shape.push_back(x.axes[static_cast<std::size_t>(d)].range);
      x.kind = expr::definition_kind::input;
      x.reduce = reducer_kind::none;
      x.axes.clear();
      x.values.clear();
      x.quotients.clear();
      x.picks.clear();
      x.closes.clear();
      x.quotients.clear();
      x.value = x.calls = -1;
      std::vector<step> left;
      for (const step& s : r.steps) {
        if (s.stage != x.name && s.other != x.name) left.push_back(s);
      }
      r.steps = left;
      better |= keep_trimmed(r);
    }
    return better;
  }

  /// Replaces operations by one of their operands.
  bool simplify_values() {
    bool better = false;
    for (std::size_t t = 0; t < best_.tensors.size(); ++t) {
      for (int v = static_cast<int>(best_.tensors[t].values.size()); v-- > 0;) {
        if (t >= best_.tensors.size() || v >= static_cast<int>(best_.tensors[t].values.size()))
          continue;
        const value_recipe x = best_.tensors[t].values[static_cast<std::size_t>(v)];
        for (const int by : {x.a, x.b, x.c}) {
          if (by < 0 || best_.tensors[t].values[static_cast<std::size_t>(by)].type != x.type)
            continue;
          recipe r = best_;
          tensor_recipe& on = r.tensors[t];
          for (value_recipe& y : on.values) {
            for (int* o : {&y.a, &y.b, &y.c}) {
              if (*o == v) *o = by;
            }
          }
          if (on.value == v) on.value = by;
          if (keep_trimmed(r)) {
            better = true;
            break;
          }
        }
      }
    }
    return better;
  }

  bool shrink_sizes() {
    bool better = false;
    for (std::size_t s = 0; s < best_.sizes.size(); ++s) {
      for (const index_t to : {index_t(1), index_t(2), index_t(3), best_.sizes[s].value / 2,
                               best_.sizes[s].value - 1}) {
        if (to >= best_.sizes[s].value || to < 0) continue;
        recipe r = best_;
        r.sizes[s].value = to;
        if (keep(r)) {
          better = true;
          break;
        }
      }
      if (!best_.sizes[s].fixed || best_.sizes[s].bound != 0 || best_.sizes[s].multiple != 0) {
        recipe r = best_;
        r.sizes[s].bound = r.sizes[s].multiple = 0;
        if (keep(r)) better |= best_.sizes[s].bound != 0;
        r.sizes[s].fixed = true;
        better |= keep(r);
      }
    }
    return better;
  }

  bool simplify_rest() {
    bool better = false;
    for (std::size_t s = 0; s < best_.steps.size(); ++s) {
      recipe r = best_;
      if (r.steps[s].at_end != tail::guard) {
        r.steps[s].at_end = tail::guard;
        better |= keep(r);
      }
      for (int n = 0; n < 2; ++n) {
        if (best_.steps[s].numbers[n] <= 2 || best_.steps[s].what == primitive::pack) continue;
        r = best_;
        r.steps[s].numbers[n] = 2;
        better |= keep(r);
      }
    }
    for (std::size_t t = 0; t < best_.tensors.size(); ++t) {
      recipe r = best_;
      r.tensors[t].dense = false;
      r.tensors[t].alignment = 0;
      r.tensors[t].order.clear();
      if (best_.tensors[t].dense || best_.tensors[t].alignment != 0 ||
          !best_.tensors[t].order.empty())
        better |= keep(r);
    }
    if (best_.machine != isa::generic) {
      recipe r = best_;
      r.machine = isa::generic;
      better |= keep(r);
    }
    if (best_.has_dot) {
      recipe r = best_;
      r.has_dot = false;
      better |= keep(r);
    }
    return better;
  }
};

}  // namespace fuzz
