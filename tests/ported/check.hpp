// How the tests of this folder look at a description: its answers on every cheap back end against
// the oracle's, or the sentence that refuses it. Compiled once, in check.cpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <tenon/core/target.hpp>
#include <tenon/schedule/schedule.hpp>

namespace ported {

using namespace tenon;

/// A description whose extents are known; called once for each machine.
using maker = std::function<schedule()>;

/// On what a description is run.
struct given {
  std::vector<index_t> symbols = {};
  /// Element `at` of argument `argument`; null: small whole numbers, whose sums are exact.
  std::function<double(int argument, index_t at)> values = nullptr;
  bool functions = false;  ///< it calls math functions, which are not the oracle's to the last bit
};

/// Runs a description for several machines, for a device too where loops are bound: interpreted in
/// several orders, with undefined reads, races and stray indices reported, and compiled by LLVM
/// between inaccessible pages. Every argument must equal the oracle's, bit for bit (NaN as NaN).
/// Returns the elements of the last argument.
std::vector<double> check(const maker& make, const given& how = {});

/// The same with constant extents and then with symbolic ones.
template <class Description, class... Sizes>
std::vector<double> check_sizes(const Description& description, Sizes... sizes) {
  check([&] { return description(extent(index_t(sizes))...); });
  return check(
      [&] {
        int symbol = 0;
        const extent all[] = {(static_cast<void>(sizes), extent::symbol(symbol++))...};
        return [&]<std::size_t... I>(std::index_sequence<I...>) { return description(all[I]...); }
        (std::index_sequence_for<Sizes...>());
      },
      {.symbols = {index_t(sizes)...}});
}

/// The sentence that refuses a description; "lowered" where none does.
std::string refusal(const maker& make, isa machine = isa::avx2);

/// The sentence that refuses a call with these symbolic extents; "ran" where none does.
std::string refusal_of_call(const maker& make, std::vector<index_t> symbols);

/// The loop program as text.
std::string text_of(const maker& make, isa machine = isa::avx2);

/// Bytes of workspace that a call needs, for one worker.
index_t workspace_of(const maker& make, isa machine = isa::avx2);

/// Whether a text has a part; the text is shown where it has not.
bool has(const std::string& text, const std::string& part);

}  // namespace ported
