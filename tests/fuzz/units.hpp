// Programs for a decoupled target: what they compute lies in scratchpads, what comes from memory and goes
// there are copies, and now and then what one stage computes goes through memory to the next.
#pragma once

#include "random.hpp"
#include "recipe.hpp"

namespace fuzz {

/// The name of a copy in memory of what a stage computes.
inline std::string name_in_memory(const std::string& of, int result) { return of + (result == 1 ? "n" : "m"); }
inline bool is_in_memory(const std::string& name) { return name.back() == 'm' || name.back() == 'n'; }

/// A stage that copies a result of tensor `from`.
inline tensor_recipe copy_of(const tensor_recipe& of, int from, int result) {
  tensor_recipe t;
  t.name = name_in_memory(of.name, result);
  t.type = of.type_of(result);
  t.rank = of.rank;
  t.axes.assign(of.axes.begin(), of.axes.begin() + of.rank);
  value_recipe read;
  read.kind = expr::value_kind::read;
  read.op = ir::operation::load;
  read.type = t.type;
  read.tensor = from;
  read.result = result;
  for (int d = 0; d < of.rank; ++d) read.forms.push_back(ir::make_variable(axis_base + d));
  t.values.push_back(read);
  t.value = 0;
  return t;
}

/// Makes a copy hold each element several times, along an axis of its own: virtual threads have what they
/// read in common there.
inline void repeat(tensor_recipe& copy, random_source& random) {
  const bool first = random.chance(50);
  copy.axes.insert(first ? copy.axes.begin() : copy.axes.end(), {"e", ir::make_affine(random.between(2, 4))});
  ++copy.rank;
  for (int d = 0; first && d < copy.rank - 1; ++d) copy.values[0].forms[static_cast<std::size_t>(d)] = ir::make_variable(axis_base + d + 1);
}

/// Copies the outputs of a program, and some of what is between its stages, to memory. What was updated
/// in place is another tensor.
inline void decouple(recipe& r, random_source& random) {
  struct reading {
    int tensor, result;
  };
  std::vector<tensor_recipe> made;
  std::vector<reading> now[2];  // what readers of a tensor's results read instead
  for (tensor_recipe t : r.tensors) {
    if (t.updates >= 0) t.kind = expr::definition_kind::compute;
    t.updates = -1;
    t.updatable = false;
    for (value_recipe& v : t.values) {
      if (v.kind != expr::value_kind::read) continue;
      const reading instead = now[v.result][static_cast<std::size_t>(v.tensor)];
      v.tensor = instead.tensor;
      v.result = instead.result;
    }
    const int own = static_cast<int>(made.size());
    const bool goes_out = t.output;
    t.output = false;
    made.push_back(t);
    for (int result = 0; result < 2; ++result) {
      now[result].push_back({own, result});
      if (t.is_input() || result >= t.results() || !(goes_out || random.chance(20))) continue;
      made.push_back(copy_of(t, own, result));
      made.back().output = goes_out;
      if (!goes_out || random.chance(50)) now[result].back() = {static_cast<int>(made.size()) - 1, 0};
      else if (t.reduce != reducer_kind::none && t.rank < 3 && random.chance(40)) repeat(made.back(), random);
    }
  }
  // nobody reads some copies: they are outputs, or nothing
  for (std::size_t i = made.size(); i-- > 0;) {
    bool read = made[i].output || made[i].is_input();
    for (const tensor_recipe& t : made) {
      for (const value_recipe& v : t.values) read = read || (v.kind == expr::value_kind::read && v.tensor == static_cast<int>(i));
    }
    if (!read) made[i].output = true;
  }
  r.tensors = made;
  const bool known = random.chance(88);  // scratchpads hold what has a constant size
  for (size_recipe& s : r.sizes) s.fixed = s.fixed || known;
  r.decoupled = true;
  r.machine = isa::generic;
}

}  // namespace fuzz
