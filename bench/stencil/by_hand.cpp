// The pipeline as a careful C++ programmer writes it: once fused into a ring of lines, once stage
// by stage. Plain loops; the compiler vectorizes them.
#include <cmath>
#include <memory>
#include <vector>

#include "../harness/two_threads.hpp"
#include "pipeline.hpp"

namespace stencil {
namespace {

#define BENCH_RESTRICT __restrict__

// Each stage for one line of `n` results.

void grey_line(const std::uint8_t* BENCH_RESTRICT rgb, float* BENCH_RESTRICT out, int n) {
  constexpr std::ptrdiff_t plane = std::ptrdiff_t{height} * width;
  for (int x = 0; x < n; ++x) {
    out[x] = red_weight * static_cast<float>(rgb[x]) +
             green_weight * static_cast<float>(rgb[plane + x]) +
             blue_weight * static_cast<float>(rgb[2 * plane + x]);
  }
}

void blur_x_line(const float* BENCH_RESTRICT g, float* BENCH_RESTRICT out, int n) {
  for (int x = 0; x < n; ++x) {
    out[x] = (g[x] + g[x + 4]) * w0 + (g[x + 1] + g[x + 3]) * w1 + g[x + 2] * w2;
  }
}

void blur_y_line(const float* BENCH_RESTRICT a, const float* BENCH_RESTRICT b,
                 const float* BENCH_RESTRICT c, const float* BENCH_RESTRICT d,
                 const float* BENCH_RESTRICT e, float* BENCH_RESTRICT out, int n) {
  for (int x = 0; x < n; ++x) out[x] = (a[x] + e[x]) * w0 + (b[x] + d[x]) * w1 + c[x] * w2;
}

float gx_at(const float* a, const float* b, const float* c, int x) {
  return (a[x + 2] - a[x]) + 2 * (b[x + 2] - b[x]) + (c[x + 2] - c[x]);
}

float gy_at(const float* a, const float* c, int x) {
  return (c[x] - a[x]) + 2 * (c[x + 1] - a[x + 1]) + (c[x + 2] - a[x + 2]);
}

void edges_line(const float* BENCH_RESTRICT a, const float* BENCH_RESTRICT b,
                const float* BENCH_RESTRICT c, std::uint8_t* BENCH_RESTRICT out, int n) {
  for (int x = 0; x < n; ++x) {
    const float gx = gx_at(a, b, c, x), gy = gy_at(a, c, x);
    out[x] = std::sqrt(gx * gx + gy * gy) > threshold ? 255 : 0;
  }
}

// The lines that are still needed: whole lines, in the second-level cache. Narrower blocks of
// columns would fit the first, but each line of the picture is a page, which the prefetcher does
// not cross: they take twice the time.
struct rings {
  alignas(64) float grey[width + 64];
  alignas(64) float blur_x[5][width + 64];
  alignas(64) float blur_y[3][width + 64];
};

// Columns that the four stages work on in turn, in the first-level cache; a stage that reads to
// the right of its result stays `lag` columns behind the one it reads. All are multiples of 64, so
// that no loop has a scalar tail; columns past the right border are computed and never read.
constexpr int chunk = 512, lag = 64;

// The stages of line `y` of the picture; with it, line y - 4 of blur_y and y - 6 of the edges can
// be computed, when `blurred` and `done` say that the lines above are there.
void ring_line(const picture& p, rings& r, int y, bool blurred, bool done) {
  const std::uint8_t* rgb = p.rgb + std::ptrdiff_t{y} * width;
  std::uint8_t* out = p.edges + std::ptrdiff_t{y - border} * edges_width;
  float *x0 = r.blur_x[(y + 1) % 5], *x1 = r.blur_x[(y + 2) % 5], *x2 = r.blur_x[(y + 3) % 5];
  float *x3 = r.blur_x[(y + 4) % 5], *x4 = r.blur_x[y % 5];
  float *y0 = r.blur_y[(y + 1) % 3], *y1 = r.blur_y[(y + 2) % 3], *y2 = r.blur_y[y % 3];
  constexpr int whole = edges_width / 64 * 64;
  int blur = 0, edge = 0;  // columns done
  for (int x = 0; x < width; x += chunk) {
    const bool last = x + chunk == width;
    grey_line(rgb + x, r.grey + x, chunk);
    const int blur_end = last ? width : x + chunk - lag;
    blur_x_line(r.grey + blur, x4 + blur, blur_end - blur);
    if (blurred) {
      blur_y_line(x0 + blur, x1 + blur, x2 + blur, x3 + blur, x4 + blur, y2 + blur, blur_end - blur);
    }
    blur = blur_end;
    const int edge_end = last ? whole : blur - lag;
    if (done) edges_line(y0 + edge, y1 + edge, y2 + edge, out + edge, edge_end - edge);
    edge = edge_end;
  }
  // The columns that are left, as a whole vector that overlaps those before.
  constexpr int rest = edges_width - 64;
  if (done) edges_line(y0 + rest, y1 + rest, y2 + rest, out + rest, 64);
}

// Lines [first, last) of the result.
void ring(const picture& p, rings& r, int first, int last) {
  for (int y = first; y < last + border; ++y) {
    ring_line(p, r, y, y >= first + 4, y >= first + border);
  }
}

// Every stage of the unfused pipeline, whole.
struct stages {
  static constexpr std::ptrdiff_t w = width;
  std::unique_ptr<float[]> grey{new float[std::size_t(height) * width]};
  std::unique_ptr<float[]> blur_x{new float[std::size_t(height) * width]};
  std::unique_ptr<float[]> blur_y{new float[std::size_t(height) * width]};
  std::unique_ptr<float[]> gx{new float[std::size_t(height) * width]};
  std::unique_ptr<float[]> gy{new float[std::size_t(height) * width]};
  std::unique_ptr<float[]> magnitude{new float[std::size_t(height) * width]};
};

// Lines [first, last) of the result, each stage over all of its lines before the next one begins.
void unfused(const picture& p, stages& s, int first, int last) {
  constexpr std::ptrdiff_t w = width;
  for (int y = first; y < last + 6; ++y) grey_line(p.rgb + y * w, &s.grey[y * w], width);
  for (int y = first; y < last + 6; ++y) blur_x_line(&s.grey[y * w], &s.blur_x[y * w], width - 4);
  for (int y = first; y < last + 2; ++y) {
    const float* b = &s.blur_x[y * w];
    blur_y_line(b, b + w, b + 2 * w, b + 3 * w, b + 4 * w, &s.blur_y[y * w], width - 4);
  }
  for (int y = first; y < last; ++y) {
    const float* BENCH_RESTRICT b = &s.blur_y[y * w];
    float* BENCH_RESTRICT gx = &s.gx[y * w];
    for (int x = 0; x < edges_width; ++x) gx[x] = gx_at(b, b + w, b + 2 * w, x);
  }
  for (int y = first; y < last; ++y) {
    const float* BENCH_RESTRICT b = &s.blur_y[y * w];
    float* BENCH_RESTRICT gy = &s.gy[y * w];
    for (int x = 0; x < edges_width; ++x) gy[x] = gy_at(b, b + 2 * w, x);
  }
  for (int y = first; y < last; ++y) {
    const float *BENCH_RESTRICT gx = &s.gx[y * w], *BENCH_RESTRICT gy = &s.gy[y * w];
    float* BENCH_RESTRICT m = &s.magnitude[y * w];
    for (int x = 0; x < edges_width; ++x) m[x] = std::sqrt(gx[x] * gx[x] + gy[x] * gy[x]);
  }
  for (int y = first; y < last; ++y) {
    const float* BENCH_RESTRICT m = &s.magnitude[y * w];
    std::uint8_t* BENCH_RESTRICT out = p.edges + std::ptrdiff_t{y} * edges_width;
    for (int x = 0; x < edges_width; ++x) out[x] = m[x] > threshold ? 255 : 0;
  }
}

// `lines(first, last)` on one thread, or its two halves on two.
template <class Lines> bench::runner on_threads(int threads, Lines lines) {
  if (threads == 1) return [lines] { lines(0, edges_height); };
  constexpr int middle = edges_height / 2;
  auto pair = std::make_shared<bench::two_threads>([lines] { lines(middle, edges_height); });
  return [pair, lines] { pair->run([&] { lines(0, middle); }); };
}

}  // namespace

bench::runner prepare_ring_by_hand(const picture& p) {
  auto upper = std::make_shared<rings>();
  auto lower = std::make_shared<rings>();
  return on_threads(p.threads, [p, upper, lower](int first, int last) {
    ring(p, first == 0 ? *upper : *lower, first, last);
  });
}

bench::runner prepare_unfused_by_hand(const picture& p) {
  // Two halves share six lines at the middle, so each has stages of its own.
  auto upper = std::make_shared<stages>();
  auto lower = p.threads == 1 ? upper : std::make_shared<stages>();
  return on_threads(p.threads, [p, upper, lower](int first, int last) {
    unfused(p, first == 0 ? *upper : *lower, first, last);
  });
}

}  // namespace stencil
