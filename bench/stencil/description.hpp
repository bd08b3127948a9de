// The pipeline as a Tenon description, with the schedule that the benchmark measures and the one
// without fusion.
#pragma once

#include <memory>

#include <tenon/kernel/describe.hpp>

#include "pipeline.hpp"

namespace stencil {

enum class form { unfused, fused };

/// The edges of a picture of h lines and w columns; lines run on `Threads` threads.
template <form Form, int Threads>
struct edges_of {
  /// Lines of a strip that one thread fuses, columns of a tile whose lines stay in the first cache.
  static constexpr tenon::index_t strip = 256, tile = 512;

  constexpr tenon::schedule operator()(const tenon::context& c, tenon::extent h,
                                       tenon::extent w) const {
    using namespace tenon;
    const auto rgb = input<std::uint8_t>("rgb", 3, h, w);
    const axis y("y", h), x("x", w), xb("x", w - 4), yb("y", h - 4), ye("y", h - 6), xe("x", w - 6);
    const auto channel = [&](int number, float weight) {
      return weight * cast<float>(rgb(number, y, x));
    };
    const auto grey =
        compute("grey", {y, x},
                channel(0, red_weight) + channel(1, green_weight) + channel(2, blue_weight));
    const auto bx = compute("blur_x", {y, xb},
                            (grey(y, xb) + grey(y, xb + 4)) * w0 +
                                (grey(y, xb + 1) + grey(y, xb + 3)) * w1 + grey(y, xb + 2) * w2);
    const auto b = compute("blur_y", {yb, xb},
                           (bx(yb, xb) + bx(yb + 4, xb)) * w0 +
                               (bx(yb + 1, xb) + bx(yb + 3, xb)) * w1 + bx(yb + 2, xb) * w2);
    const auto gx = compute("gx", {ye, xe},
                            (b(ye, xe + 2) - b(ye, xe)) + 2 * (b(ye + 1, xe + 2) - b(ye + 1, xe)) +
                                (b(ye + 2, xe + 2) - b(ye + 2, xe)));
    const auto gy = compute("gy", {ye, xe},
                            (b(ye + 2, xe) - b(ye, xe)) + 2 * (b(ye + 2, xe + 1) - b(ye, xe + 1)) +
                                (b(ye + 2, xe + 2) - b(ye, xe + 2)));
    const auto magnitude =
        compute("magnitude", {ye, xe}, sqrt(gx(ye, xe) * gx(ye, xe) + gy(ye, xe) * gy(ye, xe)));
    const auto edges = compute("edges", {ye, xe},
                               select(magnitude(ye, xe) > threshold, constant<std::uint8_t>(255),
                                      constant<std::uint8_t>(0)));
    auto s = schedule(edges);
    const index_t lanes = c.machine.lanes(element::f32);
    const auto in_lanes = [&](stage_schedule stage, const axis& along) {
      stage.vectorize(stage.split(along, lanes, tail::shift).inner);
    };
    if (Form == form::unfused) {
      const auto in_strips = [&](stage_schedule stage, const axis& lines, const axis& along) {
        in_lanes(stage, along);
        if (Threads > 1) stage.parallel(stage.split(lines, strip).outer);
      };
      in_strips(s[grey], y, x);
      in_strips(s[bx], y, xb);
      in_strips(s[b], yb, xb);
      in_strips(s[gx], ye, xe);
      in_strips(s[gy], ye, xe);
      in_strips(s[magnitude], ye, xe);
      in_strips(s[edges], ye, xe);
      return s;
    }
    s[gx].compute_inline();
    s[gy].compute_inline();
    s[magnitude].compute_inline();
    const auto [yo, yi] = s.split(ye, strip);
    const auto [xo, xi] = s.split(xe, tile, tail::shift);
    const auto [xv, xl] = s.split(xi, lanes);
    s.reorder(yo, xo, yi, xv, xl).vectorize(xl);
    if (Threads > 1) s.parallel(yo);
    s[b].compute_at(s, yi).store_at(s, xo);
    s[bx].compute_at(s, yi).store_at(s, xo);
    s[grey].compute_at(s[bx], y);
    in_lanes(s[b], xb);
    in_lanes(s[bx], xb);
    in_lanes(s[grey], x);
    return s;
  }
};

/// Runs a kernel of either kind on a picture.
template <class Kernel>
bench::runner run_on(const picture& p, const std::shared_ptr<Kernel>& kernel) {
  return [p, kernel, threads = std::make_shared<tenon::thread_pool>(p.threads)] {
    kernel->run({threads.get(), nullptr},
                tenon::view<const std::uint8_t>(p.rgb, {3, height, width}),
                tenon::view<std::uint8_t>(p.edges, {edges_height, edges_width}));
  };
}

}  // namespace stencil
