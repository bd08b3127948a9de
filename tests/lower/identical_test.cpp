// One lowering at two times: every description of the tests gives the same loop program in
// constant evaluation and when the program runs, word for word of the flat format.
#include <doctest/doctest.h>

#include <tenon/ir/flat.hpp>
#include <tenon/kernel/jit.hpp>

#include "kernel/descriptions.hpp"

namespace {

using namespace tenon;

/// Tells programs apart: two independent sums over all words of the flat format, and their number.
struct digest {
  std::uint64_t first, second;
  std::int64_t count;
  constexpr bool operator==(const digest&) const = default;
};

constexpr digest digest_of(const ir::program& p) {
  digest d{0xcbf29ce484222325, 1, 0};
  for (const std::int64_t word : ir::encode(p)) {
    d.first = (d.first ^ static_cast<std::uint64_t>(word)) * 0x100000001b3;
    d.second = d.second * 0x9e3779b97f4a7c15 + (static_cast<std::uint64_t>(word) ^ (d.second >> 29));
    ++d.count;
  }
  return d;
}

constexpr target machine = preset(isa::avx2_fma);

template <auto Description, size... Sizes> constexpr digest in_the_compiler() {
  const size sizes[] = {Sizes..., size(0)};
  box<ir::program> p;
  signature facts{};
  const finding problem = build_program<sizeof...(Sizes)>(Description, sizes, machine, *p, facts);
  return problem.ok() ? digest_of(*p) : digest{};
}

template <auto Description, size... Sizes> void check() {
  static constexpr digest compiled = in_the_compiler<Description, Sizes...>();
  const lowered_kernel lowered = lower_description(machine, Description, Sizes...);
  CHECK(compiled == digest_of(*lowered.program));
  CHECK(compiled.count > 0);
}

}  // namespace

#define TENON_CASE(name, ...) \
  TEST_CASE(#name " of " #__VA_ARGS__) { check<descriptions::name, __VA_ARGS__>(); }
TENON_DESCRIPTIONS(TENON_CASE)

TEST_CASE("digests tell programs apart") {
  CHECK(!(in_the_compiler<descriptions::pointwise, 32>() == in_the_compiler<descriptions::pointwise, 33>()));
}
