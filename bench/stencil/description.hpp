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
  /// Lines of a strip that one thread fuses: the six that it reads of the next are few beside them.
  static constexpr tenon::index_t strip = 512;

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
    // `vectors` at once, so that few instructions count and compare.
    const auto in_lanes = [&](stage_schedule stage, const axis& along, index_t vectors) {
      stage.vectorize(stage.split(along, vectors * lanes, tail::shift).inner);
    };
    if (Form == form::unfused) {
      const auto in_strips = [&](stage_schedule stage, const axis& lines, const axis& along) {
        in_lanes(stage, along, 1);
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
    // Lines from end to end, as each is a page of the picture, which the prefetcher does not cross.
    // The stages take turns on a part of a few lines; its floats (a line of grey, eight of blur_x
    // and six of blur_y, or as many bytes) stay in the first cache, what is between parts in the
    // second.
    const index_t part = c.machine.l1_bytes / (16 * size_of(element::f32)), lines = 4, vectors = 8;
    const auto [yo, yi] = s.split(ye, strip);
    const auto [ys, yl] = s.split(yi, lines);
    const auto [xo, xi] = s.split(xe, part, tail::shift);
    const auto [xv, xl] = s.split(xi, vectors * lanes);
    s.reorder(yo, ys, xo, yl, xv, xl).vectorize(xl);
    if (Threads > 1) s.parallel(yo);
    s[b].compute_at(s, xo).store_at(s, yo);
    s[bx].compute_at(s, xo).store_at(s, yo);
    s[grey].compute_at(s[bx], y);
    in_lanes(s[b], xb, vectors);
    in_lanes(s[bx], xb, vectors);
    in_lanes(s[grey], x, vectors);
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
