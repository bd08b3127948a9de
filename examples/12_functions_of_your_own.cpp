// Lesson 12: a function of your own amid what is compiled.
//
// A median is no sum over anything, and no expression says how to sort. `external` names a function of
// views; `call` defines a tensor that it computes, a tile at a time: here a line of medians, from the
// neighbours of each of its pixels. Of the function nothing is known but what it reads and writes; the
// loops around it are the compiler's. So lines run on several threads, and what the function
// reads is gathered line by line, right before it does.
#include <algorithm>

#include <tenon/tenon.hpp>

#include "lesson.hpp"

namespace {

/// For each column of a line, the middle one of its values.
void medians(tenon::view<const float> neighbours, tenon::view<float> line) {
  float values[16];
  const auto count = static_cast<int>(neighbours.extent(1));
  for (tenon::index_t x = 0; x < line.extent(0); ++x) {
    for (int k = 0; k < count; ++k) values[k] = neighbours(x, k);
    std::nth_element(values, values + count / 2, values + count);
    line(x) = values[count / 2];
  }
}

inline constexpr auto middle = tenon::external<medians>("medians");

/// The median of 3×3 pixels, added to the picture.
inline constexpr auto denoise = [](tenon::extent height, tenon::extent width) {
  using namespace tenon;
  const auto picture = input<float>("picture", height + 2, width + 2);
  const axis y("y", height), x("x", width), k("k", 9);
  const auto around = compute("around", {y, x, k}, picture(y + floordiv(k, 3), x + mod(k, 3)));
  const auto quiet = call("quiet", {y}, {x}, middle, rows(around, y));  // a line at a time
  const auto out = compute("out", {y, x}, picture(y + 1, x + 1) * 0.25F + quiet(y, x) * 0.75F);
  auto s = schedule(out);
  auto [outer, inner] = s.split(y, 8);
  s.parallel(outer);
  s[quiet].compute_at(out, inner);
  s[around].compute_at(quiet, y);
  return s;
};

}  // namespace

int main() {
  const tenon::index_t height = 45, width = 70;
  tenon::tensor<float> picture(height + 2, width + 2), out(height, width);
  for (tenon::index_t y = 0; y < height + 2; ++y) {
    for (tenon::index_t x = 0; x < width + 2; ++x)
      picture(y, x) = static_cast<float>((y * 31 + x * 17) % 23) + (y * x % 11 == 0 ? 200.0F : 0.0F);
  }
  const tenon::kernel<denoise, tenon::dynamic, 70> compiled;
  compiled(picture, out);

  for (tenon::index_t y = 0; y < height; ++y) {
    for (tenon::index_t x = 0; x < width; ++x) {
      float values[9];
      for (int k = 0; k < 9; ++k) values[k] = picture(y + k / 3, x + k % 3);
      std::sort(values, values + 9);
      lesson::check(out(y, x) == picture(y + 1, x + 1) * 0.25F + values[4] * 0.75F, "the median of nine");
    }
  }
  std::printf("%s\n", tenon::explain(denoise, tenon::dynamic, 70).c_str());
  return 0;
}
