// One lowering at two times: every variant of every description of the tests gives the same loop
// program in constant evaluation and when the program runs, word for word of the flat format.
#include <doctest/doctest.h>

#include <tenon/ir/flat.hpp>
#include <tenon/kernel/jit.hpp>

#include "kernel/call_descriptions.hpp"
#include "kernel/decoupled_descriptions.hpp"
#include "kernel/descriptions.hpp"
#include "kernel/narrow_descriptions.hpp"
#include "kernel/scan_descriptions.hpp"

namespace {

using namespace tenon;

/// Tells programs apart: two independent sums over all words of the flat format, and their number.
struct digest {
  std::uint64_t first, second;
  std::int64_t count;
  constexpr bool operator==(const digest&) const = default;
};

/// Of all but the addresses of functions, which constant evaluation doesn't know as numbers.
constexpr digest digest_of(ir::program& p) {
  for (ir::external_function& f : p.functions) f.entry = nullptr;
  digest d{0xcbf29ce484222325, 1, 0};
  for (const std::int64_t word : ir::encode(p)) {
    d.first = (d.first ^ static_cast<std::uint64_t>(word)) * 0x100000001b3;
    d.second = d.second * 0x9e3779b97f4a7c15 + (static_cast<std::uint64_t>(word) ^ (d.second >> 29));
    ++d.count;
  }
  return d;
}

constexpr target processor = preset(isa::avx2_fma);

/// A variant's program, and which calls it is for.
struct outcome {
  digest program;
  assumptions granted;
};

/// The variant whose description's first questions are answered as `Given` says.
template <target Machine, auto Description, assumptions Given, size... Sizes>
constexpr outcome in_the_compiler() {
  const size sizes[] = {Sizes..., size(0)};
  box<ir::program> p;
  signature facts{};
  const finding problem =
      build_program<sizeof...(Sizes)>(Description, sizes, Machine, *p, facts, Given);
  return problem.ok() ? outcome{digest_of(*p), facts.granted} : outcome{};
}

/// Variants from number `at` on.
template <target Machine, auto Description, assumptions Given, size... Sizes>
void check(std::vector<lowered_kernel> all, std::size_t at = 0) {
  static constexpr outcome compiled = in_the_compiler<Machine, Description, Given, Sizes...>();
  REQUIRE(at < all.size());
  CHECK(compiled.program == digest_of(*all[at].program));
  CHECK(compiled.program.count > 0);
  constexpr assumptions next = compiled.granted.next();
  if constexpr (next.count > 0)
    check<Machine, Description, next, Sizes...>(std::move(all), at + 1);
  else
    CHECK(all.size() == at + 1);
}

}  // namespace

#define TENON_CASE_FOR(machine, name, ...) \
  TEST_CASE(#name " of " #__VA_ARGS__) { \
    check<machine, descriptions::name, assumptions{}, __VA_ARGS__>( \
        lower_variants(machine, descriptions::name, __VA_ARGS__)); \
  }
#define TENON_CASE(...) TENON_CASE_FOR(processor, __VA_ARGS__)
TENON_DESCRIPTIONS(TENON_CASE)
TENON_NARROW_DESCRIPTIONS(TENON_CASE)
TENON_SCAN_DESCRIPTIONS(TENON_CASE)
TENON_CALL_DESCRIPTIONS(TENON_CASE)
#undef TENON_CASE
#define TENON_CASE(...) TENON_CASE_FOR(descriptions::accelerator, __VA_ARGS__)
TENON_DECOUPLED_DESCRIPTIONS(TENON_CASE)

TEST_CASE("digests tell programs apart") {
  const outcome one = in_the_compiler<processor, descriptions::pointwise, assumptions{}, 32>();
  const outcome other = in_the_compiler<processor, descriptions::pointwise, assumptions{}, 33>();
  CHECK(!(one.program == other.program));
}
