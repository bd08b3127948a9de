// The product of bytes as Tenon descriptions: by dot products of the machine, and the same loops
// without them.
#pragma once

#include <tenon/hardware/tile_dot.hpp>
#include <tenon/kernel/describe.hpp>

namespace bytes {

/// The machine's dot products.
inline constexpr auto product = [](const tenon::context& c, tenon::extent m, tenon::extent n,
                                   tenon::extent k) {
  using namespace tenon;
  const axis i("i", m), j("j", n), r("r", k);
  return dot_product(input<std::uint8_t>("A", m, k), input<std::int8_t>("B", k, n), i, j, r,
                     c.machine);
};

/// The same tiles and panels without an intrinsic: lanes in vectors, terms spelled out.
inline constexpr auto plain = [](const tenon::context& c, tenon::extent m, tenon::extent n,
                                 tenon::extent k) {
  using namespace tenon;
  const auto A = input<std::uint8_t>("A", m, k);
  const auto B = input<std::int8_t>("B", k, n);
  const axis i("i", m), j("j", n), r("r", k);
  const auto C =
      compute("C", {i, j}, sum(cast<std::int32_t>(A(i, r)) * cast<std::int32_t>(B(r, j)), r));
  const dot_tiles t = choose_dot_tiles(
      c.machine, sizes_of(contraction{i, j, r, A, 0, B, 1}), c.machine.has_dot ? 4 : 2);
  auto s = schedule(C);
  const auto [io, ii] = s.split(i, t.rows, tail::cut);
  const auto [jo, jb] = s.split(j, t.columns, tail::cut);
  const auto [jv, jl] = s.split(jb, t.lanes);
  const auto [rw, rt] = s.split(r, t.terms, tail::cut);  // no panel here has too many terms
  s.reorder(jo, io, rw, ii, jv, rt, jl).cache_write(io);
  s.unroll(ii).unroll(jv).unroll(rt).vectorize(jl);
  s.cache_read(B, s).pack(0, t.terms).pad(1).compute_at(s, jo);
  return s;
};

}  // namespace bytes
