// The first part of freezing a program: variables, forms, conditions and addresses.
#pragma once

#include <initializer_list>

#include <tenon/ir/compact.hpp>
#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Copies what addresses are made of. `full` is set when a pool's capacity did not suffice.
template <class Pools> struct place_freezer {
  const program& p;
  Pools& out;
  bool full = false;

 protected:
  int dense_[limit::variables];             // where a variable went, or -1
  bool unrolled_[limit::variables] = {};    // of an unrolled or vector loop
  bool inside_[limit::variables] = {};      // a let inside of unrolled loops
  int bases_from_ = -1;                     // first base of the unrolled loops around, or -1
  var_id lane_ = -1;                        // the variable of the vector loop around, or -1

  constexpr place_freezer(const program& from, Pools& to) : p(from), out(to) {
    for (int& d : dense_) d = -1;
  }

  constexpr int claim(int& count, int capacity) {
    if (count == capacity) {
      full = true;
      return capacity - 1;
    }
    return count++;
  }

  constexpr int variable(var_id v) {
    if (dense_[v] >= 0) return dense_[v];
    const int d = claim(out.size.variables, Pools::capacity.variables);
    if (p.variables[v].kind == variable_kind::parameter) {
      const int k = claim(out.size.parameters, Pools::capacity.parameters);
      out.parameter_of[k] = p.variables[v].argument;
      out.parameter_var[k] = d;
    }
    return dense_[v] = d;
  }

  // ---- forms -----------------------------------------------------------------------------------

  constexpr void add_term(int first, index_t factor, int var, int stride) {
    for (int i = first; i < out.size.terms; ++i) {
      if (out.terms[i].var == var && out.terms[i].stride == stride) {
        out.terms[i].factor += factor;
        return;
      }
    }
    out.terms[claim(out.size.terms, Pools::capacity.terms)] = {factor, var, stride};
  }

  // Adds scale · stride · a to the form whose terms start at `first` and end the pool.
  constexpr void accumulate(compact::form& f, const affine& a, index_t scale, int stride) {
    if (stride < 0) {
      f.constant += scale * a.constant;
    } else if (a.constant != 0) {
      add_term(f.first, scale * a.constant, stride, -1);
    }
    for (const term& t : a) add_term(f.first, scale * t.factor, variable(t.var), stride);
  }

  // Moves the terms of which `goes_first` holds to the front of first … end-1; the end of them.
  template <class Test>
  constexpr int bring_forward(int first, int end, const Test& goes_first) {
    for (int i = first; i < end; ++i) {
      const compact::term t = out.terms[i];
      if (!goes_first(t)) continue;
      out.terms[i] = out.terms[first];
      out.terms[first++] = t;
    }
    return first;
  }

  constexpr int finish(compact::form f) {
    f.count = out.size.terms - f.first;
    const int end = f.first + f.count;
    const auto is_fixed = [&](const compact::term& t) { return t.stride < 0 && unrolled_[t.var]; };
    const int moving = bring_forward(f.first, end, [&](const auto& t) { return !is_fixed(t); });
    f.fixed = end - moving;
    f.steady =
        bring_forward(f.first, moving, [&](const auto& t) { return !unrolled_[t.var]; }) - f.first;
    const int at = claim(out.size.forms, Pools::capacity.forms);
    out.forms[at] = f;
    return at;
  }

  constexpr int copy_form(const affine& a) {
    compact::form f{0, out.size.terms, 0, 0, 0};
    accumulate(f, a, 1, -1);
    return finish(f);
  }

  constexpr index_t lane_factor(const affine& a) const {
    return lane_ < 0 ? 0 : a.factor_of(lane_);
  }

  constexpr compact::conditions copy_conditions(int first, int count) {
    compact::conditions c{out.size.conditions, 0, 0};
    for (const bool of_lanes : {false, true}) {
      for (int i = first; i < first + count; ++i) {
        const index_t factor = lane_factor(p.forms[i]);
        if ((factor != 0) != of_lanes) continue;
        const int form = copy_form(p.forms[i]);
        out.conditions[claim(out.size.conditions, Pools::capacity.conditions)] = {form, factor};
        ++(of_lanes ? c.lanes : c.shared);
      }
    }
    return c;
  }

  // ---- addresses -------------------------------------------------------------------------------

  struct stride {
    index_t factor;
    int var;
  };
  constexpr stride stride_of(const affine& a) {
    if (a.is_constant()) return {a.constant, -1};
    return {a.terms[0].factor, variable(a.terms[0].var)};
  }

  // The base that has the steady terms of a form, shared by equal ones; -1 where it has few, or
  // they change between the copies.
  constexpr int base_of(const compact::form& f) {
    if (bases_from_ < 0 || f.steady < 2) return -1;
    for (int i = f.first; i < f.first + f.steady; ++i) {
      if (inside_[out.terms[i].var]) return -1;
    }
    for (int b = bases_from_; b < out.size.bases; ++b) {
      bool same = out.bases[b].count == f.steady;
      for (int i = 0; same && i < f.steady; ++i) {
        same = out.terms[out.bases[b].first + i] == out.terms[f.first + i];
      }
      if (same) return b;
    }
    const int made = claim(out.size.bases, Pools::capacity.bases);
    out.bases[made] = {f.first, f.steady};
    return made;
  }

  constexpr compact::place copy_place(int buffer, int first) {
    const ir::buffer& b = p.buffers[buffer];
    compact::place at{};
    at.lane_var = lane_ < 0 ? -1 : variable(lane_);
    // Folded dimensions have forms of their own, which must be complete before this one starts.
    at.first_fold = out.size.folds;
    for (int d = 0; d < b.rank; ++d) {
      if (b.folds[d] == 0) continue;
      const stride s = stride_of(b.strides[d]);
      const int form = copy_form(p.forms[first + d]);
      out.folds[claim(out.size.folds, Pools::capacity.folds)] = {s.factor, b.folds[d] - 1, form,
                                                                 s.var};
      ++at.folds;
      if (lane_factor(p.forms[first + d]) != 0) at.mode = compact::lane_mode::general;
    }
    compact::form f{0, out.size.terms, 0, 0, 0};
    for (int d = 0; d < b.rank; ++d) {
      if (b.folds[d] != 0) continue;
      const stride s = stride_of(b.strides[d]);
      accumulate(f, p.forms[first + d], s.factor, s.var);
      const index_t lane = lane_factor(p.forms[first + d]);
      if (lane == 0) continue;
      if (s.var >= 0) at.mode = compact::lane_mode::general;
      at.lane_factor += lane * s.factor;
    }
    if (at.mode == compact::lane_mode::uniform && at.lane_factor != 0) {
      at.mode = compact::lane_mode::strided;
    }
    at.form = finish(f);
    at.base = base_of(out.forms[at.form]);
    return at;
  }

  constexpr compact::buffer copy_buffer(int i) {
    const ir::buffer& b = p.buffers[i];
    compact::buffer c{};
    c.type = b.type;
    c.where = b.where;
    c.per_worker = b.per_worker;
    c.argument = b.argument;
    c.unaliased = b.where == memory::argument;
    for (int j = 0; j < p.buffers.count; ++j) {
      const ir::buffer& other = p.buffers[j];
      if (j != i && other.where == memory::argument && other.argument == b.argument) {
        c.unaliased = false;
      }
    }
    if (b.where == memory::workspace) c.offset = copy_form(b.offset);
    if (b.where == memory::local) c.size = b.size.constant;
    return c;
  }
};

}  // namespace tenon::inline TENON_ABI::ir
