// The pipeline as array expressions of Eigen, stage by stage, on strips of lines that stay in the
// second-level cache (whole-picture stages take about three times as long).
#include <Eigen/Core>

#include <algorithm>
#include <memory>

#include "../harness/two_threads.hpp"
#include "pipeline.hpp"

namespace stencil {
namespace {

using floats = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using bytes = Eigen::Array<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr int strip = 16;

struct stages {
  floats grey{strip + 6, width}, blur_x{strip + 6, width - 4}, blur_y{strip + 2, width - 4};
  floats gx{strip, edges_width}, gy{strip, edges_width}, magnitude{strip, edges_width};
};

// `n` lines of the result from line `y`.
void lines_of(const picture& p, stages& s, int y, int n) {
  constexpr std::ptrdiff_t plane = std::ptrdiff_t{height} * width;
  const auto colour = [&](int c) {
    return Eigen::Map<const bytes>(p.rgb + c * plane + std::ptrdiff_t{y} * width, n + 6, width)
        .cast<float>();
  };
  const int w = width - 4, e = edges_width;
  auto grey = s.grey.topRows(n + 6);
  auto blur_x = s.blur_x.topRows(n + 6);
  auto b = s.blur_y.topRows(n + 2);
  auto gx = s.gx.topRows(n), gy = s.gy.topRows(n), magnitude = s.magnitude.topRows(n);
  grey = red_weight * colour(0) + green_weight * colour(1) + blue_weight * colour(2);
  blur_x = (grey.middleCols(0, w) + grey.middleCols(4, w)) * w0 +
           (grey.middleCols(1, w) + grey.middleCols(3, w)) * w1 + grey.middleCols(2, w) * w2;
  b = (blur_x.middleRows(0, n + 2) + blur_x.middleRows(4, n + 2)) * w0 +
      (blur_x.middleRows(1, n + 2) + blur_x.middleRows(3, n + 2)) * w1 +
      blur_x.middleRows(2, n + 2) * w2;
  gx = (b.block(0, 2, n, e) - b.block(0, 0, n, e)) +
       2 * (b.block(1, 2, n, e) - b.block(1, 0, n, e)) +
       (b.block(2, 2, n, e) - b.block(2, 0, n, e));
  gy = (b.block(2, 0, n, e) - b.block(0, 0, n, e)) +
       2 * (b.block(2, 1, n, e) - b.block(0, 1, n, e)) +
       (b.block(2, 2, n, e) - b.block(0, 2, n, e));
  magnitude = (gx * gx + gy * gy).sqrt();
  Eigen::Map<bytes> edges(p.edges + std::ptrdiff_t{y} * edges_width, n, e);
  edges = (magnitude > threshold).select(bytes::Constant(n, e, 255), bytes::Zero(n, e));
}

void lines(const picture& p, stages& s, int first, int last) {
  for (int y = first; y < last; y += strip) lines_of(p, s, y, std::min(strip, last - y));
}

}  // namespace

bench::runner prepare_eigen(const picture& p) {
  auto mine = std::make_shared<stages>();
  if (p.threads == 1) return [=] { lines(p, *mine, 0, edges_height); };
  auto its = std::make_shared<stages>();
  constexpr int middle = edges_height / 2;
  auto pair =
      std::make_shared<bench::two_threads>([=] { lines(p, *its, middle, edges_height); });
  return [=] { pair->run([&] { lines(p, *mine, 0, middle); }); };
}

}  // namespace stencil
