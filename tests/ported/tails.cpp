// Splits that don't divide: what the last tile does, and what it must leave alone.
#include <limits>

#include "ported/check.hpp"

using namespace ported;

namespace {

/// What happens to the loops of a sum of 5×5 neighbours, whose parts don't divide 33 columns.
template <class Change>
auto blurred(const Change& change) {
  return [change](extent h, extent w) {
    auto A = input<std::int32_t>("A", h + 4, w + 4);
    axis y("y", h), x("x", w), y0("y0", h + 4), x0("x0", w + 4), v("v", 5), u("u", 5);
    auto in = compute("in", {y0, x0}, 2 * A(y0, x0) + 5);
    auto local = compute("local", {y, x}, sum(in(y + v, x + u), v, u));
    auto out = compute("out", {y, x}, local(y, x) / 25);
    auto s = schedule(out);
    change(s, s[in], s[local], y, x);
    return s;
  };
}

}  // namespace

TEST_CASE("Halide 7764: an inner split larger than the outer one wrote zeros over its neighbours") {
  for (const tail at_end : {tail::guard, tail::cut}) {
    for (const bool vectorized : {false, true}) {
      const maker copy = [=] {
        auto A = input<std::int32_t>("A", 16);
        axis x("x", 16);
        auto f = compute("f", {x}, A(x) + 1);
        auto s = schedule(compute("g", {x}, f(x)));
        auto [xo, xi] = s.split(x, 2);
        auto [xio, xii] = s.split(xi, 4, at_end);
        s.reorder(xo, xio, xii);
        if (vectorized) s.vectorize(xii);
        return s;
      };
      check(copy);
    }
  }
}

TEST_CASE("Halide 7764: the parts of the inner split outside of the tiles they end") {
  check([] {
    auto A = input<std::int32_t>("A", 16);
    axis x("x", 16);
    auto s = schedule(compute("g", {x}, A(x) + 1));
    auto [xo, xi] = s.split(x, 2);
    auto [xio, xii] = s.split(xi, 4);
    s.reorder(xio, xii, xo);  // each tile's tail overlaps where the next one has written
    return s;
  });
}

TEST_CASE("Halide 7851: lines split, fused with columns and split again, lanes across lines") {
  for (const tail at_end : {tail::guard, tail::cut}) {
    const auto change = [=](schedule& s, stage_schedule in, stage_schedule, axis y, axis x) {
      auto [yo, yi] = s.split(y, 2);
      s.reorder(yo, x, yi);
      auto [o, i] = s.split(s.fuse(yo, x), 2, at_end);
      s.reorder(o, i, yi).vectorize(yi);
      auto [iyo, iyi] = in.split(in.dimension(0), 2);
      in.reorder(iyo, in.dimension(1), iyi);
      auto [io, ii] = in.split(in.fuse(iyo, in.dimension(1)), 2, at_end);
      in.reorder(io, ii, iyi).vectorize(iyi);
    };
    check_sizes(blurred(change), 7, 33);
  }
}

TEST_CASE("Halide 7851: no stage is computed at a loop whose iterations are lanes") {
  const auto change = [](schedule& s, stage_schedule in, stage_schedule local, axis y, axis) {
    auto [yo, yi] = s.split(y, 2);
    s.vectorize(yi);
    local.compute_at(s, yi);
    in.compute_at(s, yi);
  };
  CHECK(has(refusal([&] { return blurred(change)(8, 8); }),
            "compute_at(consumer, axis) requires a loop that is not vectorized"));
}

TEST_CASE("Halide 7873: the tail of a sum's columns, with its terms inside and outside") {
  for (const tail at_end : {tail::guard, tail::cut}) {
    for (const bool inside : {true, false}) {
      const auto change = [=](schedule&, stage_schedule, stage_schedule local, axis y, axis x) {
        auto [xo, xi] = local.split(x, 4, at_end);
        if (!inside) local.reorder(y, xo, local.reduced(0), local.reduced(1), xi).vectorize(xi);
      };
      check_sizes(blurred(change), 5, 33);
    }
  }
}

TEST_CASE("Halide 7892: lanes of a split whose outer part is split and unrolled") {
  for (const tail at_end : {tail::guard, tail::cut}) {
    const auto change = [=](schedule&, stage_schedule, stage_schedule local, axis y, axis x) {
      auto [xo, xi] = local.split(x, 2, at_end);
      auto [xoo, xoi] = local.split(xo, 4, at_end);
      local.reorder(y, xoo, local.reduced(0), local.reduced(1), xoi, xi).unroll(xoi).vectorize(xi);
    };
    check_sizes(blurred(change), 4, 33);
  }
}

TEST_CASE("Halide 8038: fused parts of both dimensions in lanes, overlapping at the end") {
  const auto change = [](schedule& s, stage_schedule, stage_schedule local, axis y, axis x) {
    const axis v = local.reduced(0), u = local.reduced(1);
    auto [yo, yi] = local.split(y, 2);
    auto [xo, xi] = local.split(x, 5);
    local.reorder(yo, xo, xi, yi, v, u);
    auto [o, i] = local.split(local.fuse(yo, xo), 8);
    auto lanes = local.fuse(i, xi);
    local.split(o, 5);
    local.vectorize(local.split(lanes, 8, tail::shift).inner);
    s.split(x, 5, tail::shift);
  };
  check_sizes(blurred(change), 7, 32);
}

TEST_CASE("Halide 8038: only one loop of a nest becomes lanes") {
  const auto change = [](schedule&, stage_schedule in, stage_schedule, axis, axis) {
    auto t = in.tile(in.dimension(0), in.dimension(1), 2, 4);
    in.vectorize(t.inner_i).vectorize(t.inner_j);
  };
  CHECK(has(refusal([&] { return blurred(change)(8, 8); }),
            "a loop is vectorized, unrolled or parallel, not two of them"));
}

TEST_CASE("tvm 4243: a split that divides left a tail of -1 iterations to unroll") {
  const auto relu = [](extent n) {
    auto A = input<float>("A", n);
    axis i("i", n);
    auto s = schedule(compute("B", {i}, max(A(i), 0)));
    auto [block, in] = s.split(i, 128, tail::cut);
    auto [o, eight] = s.split(in, 8, tail::cut);
    s.unroll(eight);
    return s;
  };
  for (const int n : {130, 128, 129, 136, 7, 256}) check_sizes(relu, n);
}

TEST_CASE("tvm 4243: the outer part of what remains is spelled out a few at a time") {
  const auto relu = [](extent n) {
    auto A = input<float>("A", n);
    axis i("i", n);
    auto s = schedule(compute("B", {i}, max(A(i), 0)));
    auto [block, in] = s.split(i, 128);
    auto [o, eight] = s.split(in, 8, tail::cut);
    s.unroll(o, 3).vectorize(eight);
    return s;
  };
  for (const int n : {130, 128, 121}) check_sizes(relu, n);
}

TEST_CASE("Halide 9143: split factors of other types, and beyond 32 bits") {
  check([] {
    auto A = input<std::int32_t>("A", 64);
    axis x("x", 64);
    auto s = schedule(compute("f", {x}, A(x) + 1));
    s.split(x, std::uint32_t{8});
    return s;
  });
  const auto split_by = [](index_t factor) {
    return [=](extent n) {
      auto A = input<std::int32_t>("A", n);
      axis x("x", n);
      auto s = schedule(compute("f", {x}, A(x) + 1));
      s.split(x, factor, tail::cut);  // ends where the tensor does
      return s;
    };
  };
  check_sizes(split_by(index_t{1} << 31), 64);
  check_sizes(split_by((index_t{1} << 32) + 1), 64);
  const auto largest = split_by(std::numeric_limits<index_t>::max());
  check([&] { return largest(64); });
  CHECK(has(refusal_of_call([&] { return largest(extent::symbol(0)); }, {64}),
            "the sizes of this call need index arithmetic beyond 64 bits"));
}
