// How the oracle computes definitions: point by point (evaluate_value.hpp), a whole tensor at a time, in
// order of dependence; what depends on a state, by demand of the scan's rows.
#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include <tenon/expr/evaluate_call.hpp>
#include <tenon/expr/evaluate_value.hpp>

namespace tenon::inline TENON_ABI::expr {

/// Evaluates definitions for given sizes and inputs.
class evaluation final : value_evaluation {
 public:
  using value_evaluation::value_evaluation;

  /// Gives an input its elements.
  void bind(const definition& input, const argument& memory) {
    plain_tensor t = empty_tensor(input);
    if (memory.rank != input.rank) refuse(input, "the argument has another rank");
    for (int d = 0; d < input.rank; ++d) {
      if (memory.extents[d] != t.extents[static_cast<std::size_t>(d)]) {
        refuse(input, "dimension " + std::to_string(d) + " of the argument has extent " +
                          std::to_string(memory.extents[d]) + ", the description says " +
                          std::to_string(t.extents[static_cast<std::size_t>(d)]));
      }
    }
    for_elements(t, memory, [&](std::uint64_t& bits, char* place, std::size_t size) {
      bits = 0;
      std::memcpy(&bits, place, size);
    });
    tensors_[{&input, 0}] = std::move(t);
  }

  /// A result of a definition, computed now if it wasn't yet, after everything it reads.
  const plain_tensor& tensor(const definition& d, int result = 0) {
    const auto known = tensors_.find({&d, result});
    if (known != tensors_.end()) return known->second;
    if (d.kind == definition_kind::input) refuse(d, "an input has no elements: bind it first");
    bool on_demand = d.kind == definition_kind::state;
    for (const source& from : d.sources)
      on_demand = tensor(*from.tensor, from.result).on_demand || on_demand;
    if (d.is_call()) call(d, on_demand);
    else if (d.is_scan()) scan(d);
    else if (on_demand) await(d);
    else compute(d);
    return tensors_.at({&d, result});
  }

  /// Writes the elements of a tensor to memory.
  void copy(const plain_tensor& t, const argument& memory) const {
    for_elements(t, memory, [](const std::uint64_t& bits, char* place, std::size_t size) {
      std::memcpy(place, &bits, size);
    });
  }

 private:
  using value_evaluation::value;  // of a form
  std::map<std::pair<const definition*, int>, plain_tensor> tensors_;

  /// A definition before its first point is computed.
  point first_point(const definition& d) {
    point at{d, {}, {}, std::vector<std::uint64_t>(static_cast<std::size_t>(d.values.size())), {}};
    for (const source& from : d.sources)
      at.sources.push_back(&tensors_.at({from.tensor, from.result}));
    at.axes.assign(static_cast<std::size_t>(d.axes.size()), 0);
    return at;
  }

  /// A definition that depends on a state: its elements are computed when a row needs them.
  void await(const definition& d) {
    for (int r = 0; r < d.results; ++r) {
      plain_tensor t = empty_tensor(d);
      t.on_demand = true;
      t.known.assign(t.elements.size(), false);
      tensors_[{&d, r}] = std::move(t);
    }
  }

  /// Computes an element that is read for the first time.
  void demand(const definition& d, index_t position) override {
    const std::size_t e = static_cast<std::size_t>(position);
    if (tensors_.at({&d, 0}).known[e]) return;
    if (d.kind == definition_kind::state) refuse(d, "a row is read that isn't made yet");
    point at = first_point(d);
    const std::vector<index_t> ranges = ranges_of(d);
    for (int k = d.rank - 1; k >= 0; --k) {
      const std::size_t axis = static_cast<std::size_t>(k);
      at.axes[axis] = position % ranges[axis];
      position /= ranges[axis];
    }
    std::vector<std::uint64_t> now(static_cast<std::size_t>(d.results));
    compute_element(at, ranges, now);
    for (int r = 0; r < d.results; ++r) {
      plain_tensor& t = tensors_.at({&d, r});
      t.elements[e] = now[static_cast<std::size_t>(r)];
      t.known[e] = true;
    }
  }

  /// The rows of a scan, in order; a row of its states is known when all of it is made.
  void scan(const definition& d) {
    compute(d, [&](std::size_t e, const std::vector<std::uint64_t>& now) {
      for (int r = 0; r < d.results; ++r)
        tensors_.at({d.sources[d.closes[r]].tensor, 0}).elements[e] = now[static_cast<std::size_t>(r)];
      const plain_tensor& state = tensors_.at({d.sources[d.closes[0]].tensor, 0});
      const std::size_t row = state.elements.size() / static_cast<std::size_t>(state.extents[0]);
      if ((e + 1) % row != 0) return;
      for (int r = 0; r < d.results; ++r) {
        std::vector<bool>& known = tensors_.at({d.sources[d.closes[r]].tensor, 0}).known;
        std::fill(known.begin() + static_cast<std::ptrdiff_t>(e + 1 - row), known.begin() + static_cast<std::ptrdiff_t>(e + 1), true);
      }
    });
  }

  /// What a function computes: the function itself, at each point of the axes that are loops.
  void call(const definition& d, bool on_demand) {
    if (on_demand) refuse(d, "a function can't wait for rows of a state");
    std::vector<stored_tensor> sources, results;
    for (const source& from : d.sources)
      sources.emplace_back(from.tensor->types[from.result], tensors_.at({from.tensor, from.result}));
    const plain_tensor empty = empty_tensor(d);
    for (int r = 0; r < d.results; ++r) results.emplace_back(d.types[r], empty);
    std::vector<index_t> at(static_cast<std::size_t>(d.axes.size()), 0);
    const std::vector<index_t> ranges = ranges_of(d);
    bool more = true;
    for (int a = 0; a < d.looped; ++a) more = more && ranges[static_cast<std::size_t>(a)] > 0;
    while (more) {
      std::vector<argument> views;
      for (const int v : d.views) {
        std::vector<index_t> lead(at.begin(), at.begin() + d.looped);
        if (v >= 0) lead = indices_of_rows(d, d.values[v], at);
        views.push_back(v < 0 ? results[static_cast<std::size_t>(-1 - v)].part(lead, true)
                              : sources[static_cast<std::size_t>(d.values[v].source)].part(lead, false));
      }
      d.function.entry(views.data());
      more = advance(at.data(), ranges.data(), d.looped);
    }
    for (int r = 0; r < d.results; ++r) {
      tensors_[{&d, r}] = empty;
      tensors_[{&d, r}].elements = results[static_cast<std::size_t>(r)].elements();
    }
  }

  /// The first indices of the rows that a call reads: those that aren't axes of the function's own.
  std::vector<index_t> indices_of_rows(const definition& d, const expr::value& x, const std::vector<index_t>& at) {
    std::vector<index_t> lead;
    const definition& from = *d.sources[x.source].tensor;
    for (int k = 0; k < x.count - d.free_dimensions(x); ++k) {
      lead.push_back(value(d, d.forms[x.first + k], at));
      if (lead.back() < 0 || lead.back() >= extent(from, from.shape[k]))
        refuse(d, "operand number " + std::to_string(x.source) + " is read outside of its extents");
    }
    return lead;
  }

  /// All results of a definition whose sources are known.
  void compute(const definition& d) {
    compute(d, [](std::size_t, const std::vector<std::uint64_t>&) {});
  }
  /// The same; `made` is told each element.
  template <class Made> void compute(const definition& d, const Made& made) {
    point at = first_point(d);
    const std::vector<index_t> ranges = ranges_of(d);
    std::vector<plain_tensor> results(static_cast<std::size_t>(d.results), empty_tensor(d));
    if (d.kind == definition_kind::update) results[0] = *at.sources[0];
    for (std::size_t e = 0; e < results[0].elements.size(); ++e) {
      std::vector<std::uint64_t> now;
      for (plain_tensor& r : results) now.push_back(r.elements[e]);
      compute_element(at, ranges, now);
      for (std::size_t r = 0; r < now.size(); ++r) results[r].elements[e] = now[r];
      made(e, now);
      advance(at.axes.data(), ranges.data(), d.rank);
    }
    for (int r = 0; r < d.results; ++r)
      tensors_[{&d, r}] = std::move(results[static_cast<std::size_t>(r)]);
  }

  /// The results at one point; `now` is what an update finds there.
  void compute_element(point& at, const std::vector<index_t>& ranges,
                       std::vector<std::uint64_t>& now) {
    const definition& d = at.of;
    if (!d.is_reduction) {
      at.made.assign(at.values.size(), false);
      for (int r = 0; r < d.results; ++r) {
        const int v = d.value_of[r];
        now[static_cast<std::size_t>(r)] = convert_bits(d.types[r], d.values[v].type, value(at, v));
      }
      return;
    }
    for (int r = 0; r < d.results; ++r) {
      at.left[r] =
          d.kind == definition_kind::update ? now[static_cast<std::size_t>(r)] : d.identity[r];
    }
    bool more = true;
    for (std::size_t a = static_cast<std::size_t>(d.rank); a < ranges.size(); ++a)
      more = more && ranges[a] > 0;
    while (more) {
      at.made.assign(at.values.size(), false);
      for (int r = 0; r < d.results; ++r) at.right[r] = value(at, d.value_of[r]);
      std::uint64_t next[max_results] = {};
      for (int r = 0; r < d.results; ++r) next[r] = value(at, d.combination[r]);
      for (int r = 0; r < d.results; ++r) at.left[r] = next[r];
      more = advance(at.axes.data() + d.rank, ranges.data() + d.rank, d.reduced);
    }
    for (int r = 0; r < d.results; ++r) now[static_cast<std::size_t>(r)] = at.left[r];
  }
};

}  // namespace tenon::inline TENON_ABI::expr
