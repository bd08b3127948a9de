// The picture's pipeline: grey, a Gaussian in two passes, Sobel gradients, their magnitude, a
// threshold. Defined once; scheduled stage by stage, and fused into one pass over the lines.
#pragma once

#include <tenon/tenon.hpp>

#include "subjects.hpp"

namespace demo {

/// The definitions, from the planes of a picture (3, height, width) to its edges. Each stage reads
/// only what is there, so it is smaller than the one that it reads.
struct edge_stages {
  tenon::tensor_of<float, 2> grey, blur_x, blur_y, gx, gy, magnitude;
  tenon::tensor_of<std::uint8_t, 2> edges;
};

constexpr edge_stages define_edges(tenon::extent height, tenon::extent width) {
  using namespace tenon;
  constexpr float w0 = 1.0F / 16, w1 = 4.0F / 16, w2 = 6.0F / 16;
  const axis y("y", height), x("x", width);
  const axis blurred_x("x", width - 4), blurred_y("y", height - 4);
  const axis edge_y("y", height - border), edge_x("x", width - border);

  const auto rgb = input<std::uint8_t>("rgb", 3, height, width);
  const auto plane = [&](int channel) { return cast<float>(rgb(channel, y, x)); };
  const auto grey = compute("grey", {y, x}, 0.299F * plane(0) + 0.587F * plane(1) + 0.114F * plane(2));
  const auto across = [&](int c) { return grey(y, blurred_x + c); };
  const auto blur_x = compute("blur_x", {y, blurred_x}, (across(0) + across(4)) * w0 +
                                                            (across(1) + across(3)) * w1 + across(2) * w2);
  const auto down = [&](int r) { return blur_x(blurred_y + r, blurred_x); };
  const auto blur_y = compute("blur_y", {blurred_y, blurred_x},
                              (down(0) + down(4)) * w0 + (down(1) + down(3)) * w1 + down(2) * w2);
  const auto at = [&](int r, int c) { return blur_y(edge_y + r, edge_x + c); };
  const auto gx = compute("gx", {edge_y, edge_x}, (at(0, 2) - at(0, 0)) + 2 * (at(1, 2) - at(1, 0)) +
                                                      (at(2, 2) - at(2, 0)));
  const auto gy = compute("gy", {edge_y, edge_x}, (at(2, 0) - at(0, 0)) + 2 * (at(2, 1) - at(0, 1)) +
                                                      (at(2, 2) - at(0, 2)));
  const auto dx = gx(edge_y, edge_x), dy = gy(edge_y, edge_x);
  const auto magnitude = compute("magnitude", {edge_y, edge_x}, sqrt(dx * dx + dy * dy));
  const auto edges = compute("edges", {edge_y, edge_x},
                             select(magnitude(edge_y, edge_x) > 24, constant<std::uint8_t>(255),
                                    constant<std::uint8_t>(0)));
  return {grey, blur_x, blur_y, gx, gy, magnitude, edges};
}

/// Runs a stage's columns in vectors, 32 at a time; the last ones alone.
constexpr void in_vectors(tenon::stage_schedule stage) {
  const auto [outer, inner] = stage.split(stage.dimension(1), 32, tenon::tail::cut);
  stage.vectorize(inner);
}

/// Each stage writes a whole picture, and the next one reads it.
inline constexpr auto unfused = [](tenon::extent height, tenon::extent width) {
  const edge_stages d = define_edges(height, width);
  auto s = tenon::schedule(d.edges);
  for (const auto& stage : {d.grey, d.blur_x, d.blur_y, d.gx, d.gy, d.magnitude}) {
    in_vectors(s[stage]);
    s[stage].parallel(s[stage].dimension(0));
  }
  in_vectors(s);
  s.parallel(s.dimension(0));
  return s;
};

/// One pass: for each line of edges, the lines of the stages before it that are not there yet, in
/// buffers of a few lines that stay in the cache. Threads take strips of 64 lines.
inline constexpr auto fused = [](tenon::extent height, tenon::extent width) {
  const edge_stages d = define_edges(height, width);
  auto s = tenon::schedule(d.edges);
  const auto [strip, line] = s.split(s.dimension(0), 64);
  in_vectors(s);
  s.parallel(strip);
  for (const auto& stage : {d.gx, d.gy, d.magnitude}) s[stage].compute_inline();
  for (const auto& stage : {d.grey, d.blur_x, d.blur_y}) {
    s[stage].compute_at(s, line).store_at(s, strip);
    in_vectors(s[stage]);
  }
  return s;
};

/// Any stage can be the result: how much each point is an edge, as grey values.
inline constexpr auto strength = [](tenon::extent height, tenon::extent width) {
  using namespace tenon;
  const edge_stages d = define_edges(height, width);
  const axis y("y", height - border), x("x", width - border);
  const auto shown = compute("strength", {y, x}, cast<std::uint8_t>(min(2 * d.magnitude(y, x), 255)));
  auto s = schedule(shown);
  for (const auto& stage : {d.gx, d.gy, d.magnitude}) s[stage].compute_inline();
  return s;
};

/// A stage more: of each edge, only the points where it is strongest across its direction. Nothing
/// is said about its loops: the default schedule computes stage by stage.
inline constexpr auto outlines = [](tenon::extent height, tenon::extent width) {
  using namespace tenon;
  const edge_stages d = define_edges(height, width);
  const axis y("y", height - border - 2), x("x", width - border - 2);
  const auto near = [&](int r, int c) { return d.magnitude(y + 1 + r, x + 1 + c); };
  const auto upright = abs(d.gx(y + 1, x + 1)) >= abs(d.gy(y + 1, x + 1));
  const auto before = select(upright, near(0, -1), near(-1, 0));
  const auto after = select(upright, near(0, 1), near(1, 0));
  const auto strongest = near(0, 0) > 24 && near(0, 0) >= before && near(0, 0) > after;
  return schedule(compute("outlines", {y, x}, select(strongest, constant<std::uint8_t>(255),
                                                     constant<std::uint8_t>(0))));
};

}  // namespace demo
