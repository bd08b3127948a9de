// The product of bytes as Tenon descriptions: by dot products of the machine, and the same loops
// without them.
#pragma once

#include <tenon/hardware/tile_dot.hpp>
#include <tenon/kernel/describe.hpp>

namespace bytes {

/// Tiled by rule; `ByDots` false: the loops of the intrinsics run as the compiler makes them, lanes
/// in vectors and terms spelled out.
template <bool ByDots>
inline constexpr auto product =
    [](const tenon::context& c, tenon::extent m, tenon::extent n, tenon::extent k) {
      using namespace tenon;
      const auto A = input<std::uint8_t>("A", m, k);
      const auto B = input<std::int8_t>("B", k, n);
      const axis i("i", m), j("j", n), r("r", k);
      const auto C =
          compute("C", {i, j}, sum(cast<std::int32_t>(A(i, r)) * cast<std::int32_t>(B(r, j)), r));
      const contraction of{i, j, r, A, 0, B, 1};
      const dot_tiles t = choose_dot_tiles(c.machine, sizes_of(of));
      auto s = schedule(C);
      if constexpr (ByDots) {
        tile_dot(s, s, of, t);
      } else {
        const auto [io, ii] = s.split(i, t.rows, tail::cut);
        const auto [jo, jb] = s.split(j, t.columns, tail::cut);
        const auto [jv, jl] = s.split(jb, t.lanes);
        const auto [ro, rb] = s.split(r, t.depth, tail::cut);
        const auto [rw, rt] = s.split(rb, dot_terms, tail::cut);
        s.reorder(jo, ro, io, rw, ii, jv, rt, jl)
            .cache_write(io)
            .unroll(ii)
            .unroll(jv)
            .unroll(rt)
            .vectorize(jl);
        s.cache_read(B, s).pack(0, dot_terms).pad(1).compute_at(s, ro);
      }
      return s;
    };

}  // namespace bytes
