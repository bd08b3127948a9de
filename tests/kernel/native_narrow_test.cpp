// Half and bfloat16 on the back ends of a processor: the oracle, the interpreter, native code and
// the bundled LLVM give the same bits, on whole numbers and on random reals; products and sums of
// these aren't contracted by the targets of the interpreter, which is asked for two.
#include <doctest/doctest.h>

#include <string>

#include <tenon/kernel/jit.hpp>
#include <tenon/kernel/kernel.hpp>

#include "kernel/interpreted.hpp"
#include "kernel/narrow_descriptions.hpp"

namespace {

using namespace tenon;

bool is_nan(element e, const unsigned char* at) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, at, static_cast<std::size_t>(size_of(e)));
  return is_narrow_float(e) && ir::with_type_of(e, [&]<class T>() {
           const auto x = arithmetic::cast<double>(ir::from_bits<T>(bits));
           return x != x;
         });
}

/// The first operand and element in which two answers differ, as text; empty where none does. All NaNs
/// of half and of bfloat16 are one.
std::string difference_but_nans(const trials::operands& a, const trials::operands& b) {
  for (std::size_t k = 0; k < a.size(); ++k) {
    const element e = a[k].seen.type;
    const auto size = static_cast<std::size_t>(size_of(e));
    for (std::size_t at = 0; at < a[k].bytes.size(); at += size) {
      const unsigned char *x = &a[k].bytes[at], *y = &b[k].bytes[at];
      if (std::memcmp(x, y, size) == 0 || (is_nan(e, x) && is_nan(e, y))) continue;
      return "operand " + std::to_string(k) + " element " + std::to_string(at / size);
    }
  }
  return "";
}

template <auto Description, size... Sizes>
void check() {
  const kernel<Description, Sizes...> native;
  const jit_kernel compiled = jit(Description, Sizes...);
  for (const auto& symbols : trials::symbol_values<Sizes...>()) {
    trials::trial<Description, Sizes...> t(symbols);
    for (const bool exact : {true, false}) {
      const trials::operands data = t.data(17, exact);
      const trials::operands by_interpreter = trials::interpreted(t, data);
      if (exact) CHECK(difference_but_nans(by_interpreter, t.expected(data)) == "");
      CHECK(difference_but_nans(t.answers(native, data), by_interpreter) == "");
      CHECK(difference_but_nans(t.answers(compiled, data), by_interpreter) == "");
    }
  }
}

}  // namespace

#define TENON_CASE(name, ...) \
  TEST_CASE(#name " of " #__VA_ARGS__) { check<descriptions::name, __VA_ARGS__>(); }
TENON_NARROW_DESCRIPTIONS(TENON_CASE)
