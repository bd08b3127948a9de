// bench/stencil: a photograph's pipeline, fused by Tenon, by hand and by Halide.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "pipeline.hpp"

namespace {

using stencil::height;
using stencil::width;

// A smooth scene with some noise, so that about half of the result are edges.
std::vector<std::uint8_t> make_picture() {
  std::vector<std::uint8_t> rgb(std::size_t(3) * height * width);
  std::mt19937 random(7);
  std::uint8_t* out = rgb.data();
  for (int c = 0; c < 3; ++c) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const double scene = 128 + 60 * std::sin(0.013 * x + 0.4 * c) * std::cos(0.011 * y) +
                             40 * ((x / 97 + y / 61) % 2);
        const int noise = static_cast<int>(random() % 81) - 40;
        *out++ = static_cast<std::uint8_t>(std::clamp(static_cast<int>(scene) + noise, 0, 255));
      }
    }
  }
  return rgb;
}

// The magnitude of every result, in double precision, straight from README.md's table.
std::vector<float> exact_magnitude(const std::vector<std::uint8_t>& rgb) {
  const std::size_t plane = std::size_t(height) * width, w = width;
  std::vector<double> grey(plane), blur_x(plane), blur_y(plane);
  for (std::size_t i = 0; i < plane; ++i) {
    grey[i] = 0.299 * rgb[i] + 0.587 * rgb[plane + i] + 0.114 * rgb[2 * plane + i];
  }
  for (std::size_t i = 0; i + 4 < plane; ++i) {
    blur_x[i] = (grey[i] + grey[i + 4] + 4 * (grey[i + 1] + grey[i + 3]) + 6 * grey[i + 2]) / 16;
  }
  for (std::size_t i = 0; i + 4 * w < plane; ++i) {
    blur_y[i] = (blur_x[i] + blur_x[i + 4 * w] + 4 * (blur_x[i + w] + blur_x[i + 3 * w]) +
                 6 * blur_x[i + 2 * w]) / 16;
  }
  std::vector<float> magnitude;
  magnitude.reserve(plane);
  for (int y = 0; y < stencil::edges_height; ++y) {
    for (int x = 0; x < stencil::edges_width; ++x) {
      const double* b = &blur_y[y * w + x];
      const double gx = b[2] - b[0] + 2 * (b[w + 2] - b[w]) + b[2 * w + 2] - b[2 * w];
      const double gy = b[2 * w] - b[0] + 2 * (b[2 * w + 1] - b[1]) + b[2 * w + 2] - b[2];
      magnitude.push_back(static_cast<float>(std::sqrt(gx * gx + gy * gy)));
    }
  }
  return magnitude;
}

std::string compare(const std::vector<float>& magnitude, const std::vector<std::uint8_t>& edges) {
  std::size_t wrong = 0, first = 0, zeros = 0;
  for (std::size_t i = magnitude.size(); i-- > 0;) {
    const std::uint8_t expected = magnitude[i] > stencil::threshold ? 255 : 0;
    zeros += expected == 0;
    if (edges[i] == expected || std::abs(magnitude[i] - stencil::threshold) < 1e-3F) continue;
    ++wrong;
    first = i;
  }
  // A result that is all one value proves nothing.
  if (zeros * 10 > magnitude.size() * 7 || zeros * 10 < magnitude.size() * 3) {
    return "the expected result is nearly constant";
  }
  if (wrong == 0) return "";
  return std::to_string(wrong) + " pixels differ, the first at (" +
         std::to_string(first / stencil::edges_width) + ", " +
         std::to_string(first % stencil::edges_width) + ")";
}

struct entry {
  const char* name;
  bench::role who;
  stencil::prepare prepare;
};

const entry entries[] = {
    {"tenon_native", bench::role::ours, stencil::prepare_tenon_native},
    {"tenon_llvm", bench::role::ours, stencil::prepare_tenon_llvm},
    {"tenon_native_unfused", bench::role::ours, stencil::prepare_tenon_native_unfused},
    {"tenon_llvm_unfused", bench::role::ours, stencil::prepare_tenon_llvm_unfused},
    {"halide", bench::role::peer, stencil::prepare_halide},
    {"ring_by_hand", bench::role::beside, stencil::prepare_ring_by_hand},
    {"unfused_by_hand", bench::role::beside, stencil::prepare_unfused_by_hand},
    {"eigen", bench::role::peer, stencil::prepare_eigen},
};

}  // namespace

int main(int argc, char** argv) {
  bench::suite suite("stencil", argc, argv);
  const std::vector<std::uint8_t> rgb = make_picture();
  const std::vector<float> magnitude = exact_magnitude(rgb);
  std::vector<std::uint8_t> edges(magnitude.size());
  for (int threads = 1; threads <= 2; ++threads) {
    bench::work w;
    w.group = "the picture's pipeline";
    w.name = "4096x4096_" + std::to_string(threads) + (threads == 1 ? "_thread" : "_threads");
    w.threads = threads;
    w.poison = [&] { std::fill(edges.begin(), edges.end(), std::uint8_t{0x5A}); };
    w.check = [&] { return compare(magnitude, edges); };
    for (const entry& e : entries) {
      const stencil::picture p{rgb.data(), edges.data(), threads};
      w.subjects.push_back({e.name, e.who, [=] { return e.prepare(p); }});
    }
    suite.add(std::move(w));
  }
  return suite.run();
}
