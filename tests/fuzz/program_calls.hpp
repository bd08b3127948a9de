// Opaque calls of random programs.
#pragma once

#include "calls.hpp"
#include "program_dots.hpp"

namespace fuzz {

/// The part that makes stages of calls.
class program_calls : protected program_dots {
 protected:
  using program_dots::program_dots;

  /// A function over rows of a tensor, or over all of it: the same number of elements, or counts.
  void called(tensor_recipe& t, int from, magnitude& size) {
    const tensor_recipe source = r_.tensors[static_cast<std::size_t>(from)];
    const int result = result_of(from);
    t.calls = random_.below(call_count);
    const bool counts = t.calls == call_counted;
    t.looped = random_.between(counts || random_.chance(25) ? 0 : std::min(1, source.rank - 1), source.rank - (counts ? 0 : 1));
    index_t offset = 0;
    for (int d = 0; d < t.looped; ++d) {
      const affine& n = source.extent(d);
      const affine range = d == 0 && random_.chance(35) ? room_for(n, 1) : n;
      if (d == 0 && !(range == n)) offset = 1;
      add_axis(t, range);
    }
    if (counts) add_axis(t, ir::make_affine(random_.between(1, 5)));
    for (int d = t.looped; d < source.rank && !counts; ++d) add_axis(t, source.extent(d));
    t.type = counts ? element::i32 : source.type_of(result);
    if (divides_ && t.looped > 0) t.quotients.push_back({axis_form(0), random_.pick({2, 3})});
    const int reads = t.calls == call_lesser ? 2 : 1;
    for (int k = 0; k < reads; ++k) {
      value_recipe v;
      v.kind = expr::value_kind::read;
      v.op = ir::operation::load;
      v.type = computed_in(source.type_of(result));
      v.tensor = from;
      v.result = result;
      for (int d = 0; d < t.looped; ++d) v.forms.push_back(axis_form(d));
      if (t.looped > 0 && random_.chance(60)) v.forms[0] = v.forms[0] + offset;
      if (!t.quotients.empty() && random_.chance(60)) v.forms[0] = ir::make_variable(quotient_base);
      add(t, v);
      ++uses_[static_cast<std::size_t>(from)];
    }
    t.value = 0;
    size = counts || result == 1 ? magnitude{} : known_[static_cast<std::size_t>(from)];
  }
};

}  // namespace fuzz
