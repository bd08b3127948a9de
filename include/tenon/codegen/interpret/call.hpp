// Calls of external functions: each gets copies of what it reads, with the checks of every read, and
// what it wrote is copied back. Functions that don't keep their word are reported.
#pragma once

#include <algorithm>
#include <memory>

#include <tenon/codegen/interpret/access.hpp>
#include <tenon/runtime/argument.hpp>

namespace tenon::inline TENON_ABI::interpreter {

/// Walks calls.
class caller : public accessor {
 protected:
  using accessor::accessor;

  /// Runs the call whose first view is statement `s`. Elements that a function leaves as they are
  /// show when it runs twice, on other leftovers; so does a function that isn't one.
  void call(int s) {
    const ir::external_function& f = p_.functions[p_.statements[s].value];
    store_ = s;
    std::vector<shown> views;
    for (int i = 0; s >= 0; s = p_.statements[s].group, ++i) views.push_back(show(s, f.is_written(i)));
    run(f, views, 0x00);
    if (options_.detect) {
      std::vector<shown> again = views;
      run(f, again, 0x5a);
      for (std::size_t v = 0; v < views.size(); ++v) {
        if (again[v].bytes != views[v].bytes)
          report(p_, here(), blame::user,
                 "function '" + tenon::text(f.label) + "' doesn't write all of its view number " + std::to_string(v) +
                     ", changes what it reads, or gives different results for equal tensors");
      }
    }
    for (const shown& v : views) {
      if (v.is_written) take_back(v);
    }
    store_ = -1;
  }

 private:
  /// A view with a copy of its elements, densely.
  struct shown {
    std::int32_t statement;
    bool is_written;
    argument view;
    std::vector<unsigned char> bytes;
  };

  /// Calls `visit` with the position of each element of a view, in order.
  template <class Visit> void each_element(const shown& v, const Visit& visit) {
    const ir::statement& x = p_.statements[v.statement];
    const tensor& t = tensors_[x.buffer];
    index_t at[ir::max_rank];
    for (int d = 0; d < t.rank; ++d) at[d] = value(x.first + d);
    index_t* const inner = at + (t.rank - v.view.rank);
    index_t first[ir::max_rank], count = 1;
    for (int d = 0; d < v.view.rank; ++d) {
      first[d] = inner[d];
      count *= v.view.extents[d];
    }
    for (index_t e = 0; e < count; ++e) {
      index_t rest = e;
      for (int d = v.view.rank - 1; d >= 0; --d) {
        inner[d] = first[d] + rest % v.view.extents[d];
        rest /= v.view.extents[d];
      }
      visit(locate(x.buffer, at), at, static_cast<std::size_t>(e * t.bytes));
    }
  }

  shown show(int s, bool is_written) {
    const ir::statement& x = p_.statements[s];
    tensor& t = tensors_[x.buffer];
    shown v{s, is_written, {nullptr, t.type, static_cast<std::uint8_t>(x.times), is_written, {}, {}}, {}};
    index_t count = 1;
    for (int d = x.times - 1; d >= 0; --d) {
      v.view.extents[d] = value(x.extent + d);
      v.view.strides[d] = count < 1 ? 1 : count;
      count *= v.view.extents[d];
    }
    v.bytes.resize(static_cast<std::size_t>(count < 0 ? 0 : count * t.bytes));
    each_element(v, [&](index_t position, const index_t* at, std::size_t byte) {
      if (is_written) return;
      check_read(x.buffer, at, position);
      const std::uint64_t bits = t.get(position);
      std::memcpy(&v.bytes[byte], &bits, static_cast<std::size_t>(t.bytes));
    });
    return v;
  }

  /// Runs the function once; what it writes holds `leftover` before.
  void run(const ir::external_function& f, std::vector<shown>& views, unsigned char leftover) {
    std::vector<argument> arguments;
    std::vector<std::unique_ptr<std::uint64_t[]>> memory;  // aligned for every element
    for (shown& v : views) {
      memory.push_back(std::make_unique<std::uint64_t[]>(v.bytes.size() / 8 + 1));
      v.view.data = memory.back().get();
      if (v.is_written) std::fill(v.bytes.begin(), v.bytes.end(), leftover);
      std::copy(v.bytes.begin(), v.bytes.end(), static_cast<unsigned char*>(v.view.data));
      arguments.push_back(v.view);
    }
    f.entry(arguments.data());
    for (shown& v : views) std::copy_n(static_cast<const unsigned char*>(v.view.data), v.bytes.size(), v.bytes.begin());
  }

  void take_back(const shown& v) {
    const ir::statement& x = p_.statements[v.statement];
    tensor& t = tensors_[x.buffer];
    each_element(v, [&](index_t position, const index_t* at, std::size_t byte) {
      if (t.is_read_only) report_at(x.buffer, at, " is written, but only to be read");
      std::uint64_t bits = 0;
      std::memcpy(&bits, &v.bytes[byte], static_cast<std::size_t>(t.bytes));
      t.set(position, bits);
      if (!options_.detect) return;
      t.define(position);
      note(x.buffer, at, position, true);
    });
  }
};

}  // namespace tenon::inline TENON_ABI::interpreter
