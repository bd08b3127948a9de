// tail::pad: loops over whole tiles without conditions, storage of whole tiles, and sums to which just zeros
// are added.
#include <doctest/doctest.h>

#include <tenon/ir/print.hpp>
#include <tenon/lower/lower.hpp>
#include <tenon/schedule/schedule.hpp>

using namespace tenon;

namespace {

struct lowered {
  box<ir::program> p;
  finding found;
  explicit lowered(schedule s, int symbols = 0) {
    const lower::symbol_facts facts[max_symbols] = {};
    found = lower::lower(s.state(), symbols, facts, preset(isa::avx2), *p);
  }
  ir::buffer stage(const char* label) const {
    for (const ir::buffer& b : p->buffers) {
      if (b.label == make_name(label)) return b;
    }
    return {};
  }
  int guards() const {
    int count = 0;
    for (const ir::statement& s : p->statements) count += s.kind == ir::statement_kind::guard || s.guards > 0;
    for (const ir::expression& e : p->expressions) count += e.op == ir::operation::load && e.guards > 0;
    return count;
  }
};

/// A stage P of 21 elements, read by an output; `shape` makes its loops.
template <class Shape> lowered one_stage(const Shape& shape) {
  auto A = input<float>("A", 21);
  axis i("i", 21), x("x", 21);
  auto P = compute("P", {x}, A(x) * 2);
  auto s = schedule(compute("C", {i}, P(i) + 1));
  shape(s[P], x);
  return lowered(std::move(s));
}

}  // namespace

TEST_CASE("storage holds whole tiles") {
  const auto once = one_stage([](auto P, axis x) { P.split(x, 8, tail::pad); });
  CHECK(once.stage("P").size == ir::make_affine(24));
  const auto twice = one_stage([](auto P, axis x) { P.split(P.split(x, 8, tail::pad).outer, 2, tail::pad); });
  CHECK(twice.stage("P").size == ir::make_affine(32));
  const auto divides = one_stage([](auto P, axis x) { P.split(x, 7, tail::pad); });
  CHECK(divides.stage("P").size == ir::make_affine(21));
  const auto inside = one_stage([](auto P, axis x) { P.split(P.split(x, 8, tail::pad).inner, 3); });
  CHECK(inside.stage("P").size == ir::make_affine(24));
  const auto guarded = one_stage([](auto P, axis x) { P.split(x, 8); });
  CHECK(guarded.stage("P").size == ir::make_affine(21));
}

TEST_CASE("padded stages that read padded stages have no conditions") {
  for (const bool symbolic : {false, true}) {
    const extent n = symbolic ? extent::symbol(0) : extent(21);
    auto A = input<float>("A", n);
    axis i("i", n), x("x", n), y("y", n);
    auto P = compute("P", {x}, A(x) * 2);
    auto Q = compute("Q", {y}, P(y) + 3);
    auto s = schedule(compute("C", {i}, Q(i) + 1));
    s[Q].split(y, 8, tail::pad);
    s[P].split(x, 4, tail::pad);
    const lowered padded(std::move(s), symbolic ? 1 : 0);
    REQUIRE(padded.found.ok());
    CAPTURE(ir::print(*padded.p));
    CHECK(padded.guards() == 1);  // of P's loads from A
  }
}

TEST_CASE("a stage at a loop computes whole tiles of what an iteration reads") {
  auto A = input<float>("A", 66);
  axis i("i", 64), x("x", 66);
  auto P = compute("P", {x}, A(x) * 2);
  auto C = compute("C", {i}, P(i) + P(i + 2));
  auto s = schedule(C);
  s[P].compute_at(C, s.split(i, 8).outer).split(x, 4, tail::pad);
  const lowered parts(std::move(s));
  REQUIRE(parts.found.ok());
  CHECK(parts.stage("P").size == ir::make_affine(12));
}

TEST_CASE("a window has room for the rows that whole tiles compute beyond it") {
  auto A = input<float>("A", 66);
  axis i("i", 64), x("x", 66);
  auto P = compute("P", {x}, A(x) * 2);
  auto C = compute("C", {i}, P(i) + P(i + 2));
  for (const index_t tile : {1, 2, 3, 4, 6}) {
    auto s = schedule(C);
    s[P].compute_at(C, i).store_root().split(x, tile, tail::pad);
    const lowered window(std::move(s));
    REQUIRE(window.found.ok());
    CHECK(window.stage("P").size == ir::make_affine(tile < 3 ? 4 : 8));  // of 3 + tile - 1 rows
  }
}

TEST_CASE("just what is zero for certain is added to a sum") {
  axis i("i", 6), r("r", 10), x("x", 10), y("y", 11);
  auto A = input<std::int32_t>("A", 6, 10);
  auto B = input<std::int32_t>("B", 10);
  auto longer = input<std::int32_t>("D", 11);
  auto F = input<float>("F", 6, 10);
  auto H = input<half>("H", 6, 10);
  auto U = inout<float>("U", 6);
  const auto found = [&](const auto& output, const auto& shape) {
    auto s = schedule(output);
    s.split(r, 4, tail::pad);
    shape(s);
    schedule_room::check(s.state());
    return s.state().problem.which;
  };
  const auto as_it_is = [](schedule&) {};
  CHECK(found(compute("C", {i}, sum(A(i, r) * (B(r) + 5), r)), as_it_is) == rule::none);
  CHECK(found(compute("C", {i}, sum((B(r) + 5) * cast<std::int32_t>(F(i, r)), r)), as_it_is) == rule::none);
  CHECK(found(compute("C", {i}, sum(F(i, r), r)), as_it_is) == rule::none);
  CHECK(found(compute("C", {i}, sum(H(i, r), r)), as_it_is) == rule::none);
  CHECK(found(compute("C", {i}, any(A(i, r) > 0 && cast<bool>(B(r)), r)), as_it_is) == rule::none);
  for (const rule refused : {found(compute("C", {i}, sum(A(i, r) + B(r), r)), as_it_is),
                             found(compute("C", {i}, sum(F(i, r) * F(i, r), r)), as_it_is),
                             found(compute("C", {i}, max(A(i, r), r)), as_it_is),
                             found(compute("C", {i}, sum(longer(r + 1), r)), as_it_is),
                             found(compute("C", {i}, sum(longer(r), r)), as_it_is),
                             found(update(U, {i}, sum(F(i, r), r)), as_it_is)})
    CHECK(refused == rule::tail_pad_sum);
  auto P = compute("P", {x}, B(x) + 5);
  auto C = compute("C", {i}, sum(P(r) * 3, r));
  CHECK(found(C, as_it_is) == rule::none);
  CHECK(found(C, [&](schedule& s) { s[P].pad(0); }) == rule::tail_pad_sum);
  CHECK(found(C, [&](schedule& s) { s[P].split(x, 4, tail::pad); }) == rule::tail_pad_sum);
  CHECK(found(C, [&](schedule& s) { s[P].compute_inline(); }) == rule::tail_pad_sum);
  CHECK(found(C, [&](schedule& s) { s.cache_read(P).pad(0); }) == rule::none);
  CHECK(found(C, [&](schedule& s) { s.cache_read(P).pad(0); s[P].pad(0); }) == rule::tail_pad_sum);
}
