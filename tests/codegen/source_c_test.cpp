// Printed C of every description: each C compiler that is here takes it without a warning, and its
// code gives the oracle's results on exact data and the interpreter's bits on random reals.
#include <doctest/doctest.h>

#include <list>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/kernel/c_source.hpp>

#include "codegen/compiled_c.hpp"
#include "kernel/call_descriptions.hpp"
#include "kernel/descriptions.hpp"
#include "kernel/narrow_descriptions.hpp"
#include "kernel/scan_descriptions.hpp"
#include "kernel/trial.hpp"

namespace {

using namespace tenon;

template <auto Description, size... Sizes>
void check(bool rounds) {
  const std::vector<lowered_kernel> variants =
      lower_variants(compiled_target(), Description, Sizes...);
  for (const std::string& compiler : compiled::c_compilers()) {
    CAPTURE(compiler);
    std::list<compiled::c_code> code;
    for (const lowered_kernel& k : variants) code.emplace_back(compiler, *k.program);
    workspace memory;
    for (const auto& symbols : trials::symbol_values<Sizes...>()) {
      trials::trial<Description, Sizes...> t(symbols);
      for (const bool exact : {true, false}) {
        const trials::operands data = t.data(17, exact);
        trials::operands mine = data, walked = data;
        const auto arguments = t.arguments(mine), same = t.arguments(walked);
        const int count = static_cast<int>(arguments.size());
        std::size_t v = 0;
        while (v + 1 < variants.size() && !fits(*variants[v].facts, arguments.data(), count)) ++v;
        const ir::program& p = *variants[v].program;
        call_kernel(*variants[v].facts, arguments.data(), count, {}, memory,
                    *std::next(code.begin(), long(v)));
        call_kernel(*variants[v].facts, same.data(), count, {}, memory,
                    [&](const kernel_call& call) { interpret(p, call); });
        CHECK(mine == walked);
        if (exact && !rounds) CHECK(mine == t.expected(data));
      }
    }
  }
}

}  // namespace

#define TENON_CASE(name, ...)                                                  \
  TEST_CASE(#name " of " #__VA_ARGS__) {                                       \
    check<descriptions::name, __VA_ARGS__>(std::string(#name) == "functions" || descriptions::has_functions(#name)); \
  }
TENON_DESCRIPTIONS(TENON_CASE)
TENON_NARROW_DESCRIPTIONS(TENON_CASE)
TENON_SCAN_DESCRIPTIONS(TENON_CASE)
TENON_CALL_DESCRIPTIONS(TENON_CASE)

TEST_CASE("a kernel with variants has a function for each, under the sizes that it is for") {
  const std::string text = c_source(descriptions::variants, dynamic);
  const std::size_t first = text.find("// variant for n0 <= 8\nvoid tenon_B_0(");
  const std::size_t second = text.find("// variant for n0 > 8, n0 <= 100\nvoid tenon_B_1(");
  const std::size_t third = text.find("// variant for n0 > 8, n0 > 100\nvoid tenon_B_2(");
  CHECK(first < second);
  CHECK(second < third);
  CHECK(third != std::string::npos);
}

TEST_CASE("a comparison that comes out the same for all values of its type is no warning") {
  constexpr auto never = [](extent n) {
    const auto A = input<bool>("A", n);
    const axis i("i", n);
    return schedule(compute("B", {i}, A(i) && cast<std::int32_t>(A(i)) == 4));
  };
  for (const std::string& compiler : compiled::c_compilers()) {
    const lowered_kernel k = lower_description(compiled_target(), never, 5);
    CHECK_NOTHROW(compiled::c_code(compiler, *k.program));
  }
}

TEST_CASE("the rest of a cut loop declares its storage beside another copy of the nest") {
  constexpr auto ahead = [](extent n) {
    const auto A = input<std::int32_t>("A", 2, n, 3);
    const axis t("t", 2), i("i", n), q("q", 3), x("x", 2), r("r", n);
    const auto P = compute("P", {t, i}, sum(A(t, i, q), q));
    auto s = schedule(compute("C", {x}, sum(P(x, r), r)));
    const auto [o, inner] = s[P].split(i, 2, tail::cut);
    s[P].reorder(o, t, q, inner).vectorize(inner).cache_write(o).compute_at(s, x).multi_buffer(3);
    return s;
  };
  for (const std::string& compiler : compiled::c_compilers()) {
    const lowered_kernel k = lower_description(compiled_target(), ahead, 5);
    CHECK_NOTHROW(compiled::c_code(compiler, *k.program));
  }
}

TEST_CASE("what a condition keeps from being read is no warning") {
  constexpr auto padded = [](extent n) {
    const auto A = input<std::uint64_t>("A", n);
    const axis x("x", 1), y("y", 1), r("r", 1), q("q", 1);
    const auto P = compute("P", {x}, sum(A(r), r));
    auto s = schedule(compute("C", {y}, sum(P(q), q)));
    const auto [o, inner] = s.split(q, 8, tail::pad);
    const auto [strips, lanes] = s.split(y, 2);
    s.vectorize(lanes);
    s[P].compute_at(s, inner);
    return s;
  };
  for (const std::string& compiler : compiled::c_compilers()) {
    const lowered_kernel k = lower_description(compiled_target(), padded, 1);
    CHECK_NOTHROW(compiled::c_code(compiler, *k.program));
  }
}

TEST_CASE("names become identifiers of C, each once, and none that C or we have") {
  source::identifiers names({"for"});
  CHECK(names.give("j.i.o") == "j_i_o");
  CHECK(names.give("j_i.o") == "j_i_o_2");
  CHECK(names.give("for") == "for_2");
  CHECK(names.give("3x") == "v3x");
  CHECK(names.give("") == "v");
  CHECK(names.give("tenon_add") == "vtenon_add");
}
