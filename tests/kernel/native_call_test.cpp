// Opaque calls on the back ends of a processor: the interpreter, native code and the bundled LLVM give
// the bits of the oracle, which runs the functions on whole tensors.
#include <doctest/doctest.h>

#include <string>

#include <tenon/kernel/jit.hpp>
#include <tenon/kernel/kernel.hpp>

#include "kernel/call_descriptions.hpp"
#include "kernel/interpreted.hpp"
#include "runtime/sentence.hpp"

namespace {

using namespace tenon;

template <auto Description, size... Sizes> void check() {
  const kernel<Description, Sizes...> native;
  const jit_kernel compiled = jit(Description, Sizes...);
  for (const auto& symbols : trials::symbol_values<Sizes...>()) {
    trials::trial<Description, Sizes...> t(symbols);
    for (const bool exact : {true, false}) {
      const trials::operands data = t.data(17, exact);
      const trials::operands expected = exact ? t.expected(data) : trials::interpreted(t, data);
      if (exact) CHECK(trials::difference(trials::interpreted(t, data), expected) == "");
      CHECK(trials::difference(t.answers(native, data), expected) == "");
      CHECK(trials::difference(t.answers(compiled, data), expected) == "");
    }
  }
}

}  // namespace

#define TENON_CASE(name, ...) \
  TEST_CASE(#name " of " #__VA_ARGS__) { check<descriptions::name, __VA_ARGS__>(); }
TENON_CALL_DESCRIPTIONS(TENON_CASE)

namespace {

int runs = 0;
void count_runs(view<const float> from, view<float> to) {
  ++runs;
  for (index_t i = 0; i < to.extent(0); ++i) to(i) = from(i);
}
void forget_last(view<const float> from, view<float> to) {
  for (index_t i = 0; i + 1 < to.extent(0); ++i) to(i) = from(i);
}
template <auto Function> inline constexpr auto copied = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n);
  return schedule(call("S", {i}, {j}, external<Function>("copied"), rows(A, i)));
};

}  // namespace

TEST_CASE("no compiler runs the function; a call runs it once for each point of the loops") {
  constexpr auto description = copied<count_runs>;
  const jit_kernel compiled = jit(description, 3, 4);
  const kernel<description, 3, 4> native;
  CHECK(runs == 0);
  const tensor<float> a(3, 4);
  tensor<float> b(3, 4);
  compiled(a, b);
  CHECK(runs == 3);
  native(a, b);
  CHECK(runs == 6);
}

TEST_CASE("the interpreter reports a function that leaves elements as they were") {
  constexpr auto description = copied<forget_last>;
  trials::trial<description, 3, 4> t({});
  const std::string said = sentence([&] { trials::interpreted(t, t.data(1, true)); });
  CHECK(said.starts_with("user: interpret 'S': function 'copied' doesn't write all of its view number 1, "));
  CHECK(said.ends_with(", in 'copied(A[i, 0:4], write S[i, 0:4]);' at i = 0"));
}
