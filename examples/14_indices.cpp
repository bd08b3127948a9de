// Lesson 14: indices that are no sums of axes: groups of neighbours, and numbers that are read.
//
// `floordiv(i, c)` and `mod(i, c)` count groups of c neighbours and the places within a group; both
// are floored. `gather(value, bound)` is an index that a tensor holds. Where a schedule splits an axis
// by c, the quotient is the outer loop and the remainder the inner one, and lanes stay neighbours.
#include <tenon/tenon.hpp>

#include "lesson.hpp"

namespace {

using tenon::index_t;
using tenon::tensor;

// Space to depth: each block of 2 × 2 points becomes one point of four channels, which lie next to
// each other. Channel k is point (k / 2, k mod 2) of the block.
//   for y: for x: for k < 4: out[y, x, k] = image[2y + k / 2, 2x + k mod 2]
inline constexpr auto space_to_depth = [](tenon::extent height, tenon::extent width) {
  using namespace tenon;
  const auto image = input<float>("image", height * 2, width * 2);
  const axis y("y", height), x("x", width), k("k", 4);
  const auto out = compute("out", {y, x, k}, image(y * 2 + floordiv(k, 2), x * 2 + mod(k, 2)));
  auto s = schedule(out);
  s.unroll(k);
  return s;
};

// And back: the channel that a point was, at the point that its block became. Eight columns are four
// blocks, so that a line is computed from what four reads of two neighbours give.
inline constexpr auto depth_to_space = [](tenon::extent height, tenon::extent width) {
  using namespace tenon;
  const auto blocks = input<float>("blocks", height, width, 4);
  const axis i("i", height * 2), j("j", width * 2);
  const auto out = compute("image", {i, j}, blocks(floordiv(i, 2), floordiv(j, 2), mod(i, 2) * 2 + mod(j, 2)));
  auto s = schedule(out);
  s.vectorize(s.split(j, 8).inner);
  return s;
};

// An embedding: a row of a table for each word. A number outside of the table takes the nearest row;
// nothing outside of it is ever read. The number is read once for all lanes of a row:
//   for i: at = clamp(words[i]); for j, 16 at a time: rows[i, j] = table[at, j]
inline constexpr auto embed = [](tenon::extent words, tenon::extent known, tenon::extent size) {
  using namespace tenon;
  const auto table = input<float>("table", known, size);
  const auto word = input<std::int32_t>("words", words);
  const axis i("i", words), j("j", size);
  const auto rows = compute("rows", {i, j}, table(gather(word(i), known), j));
  auto s = schedule(rows);
  s.vectorize(s.split(j, 16, tail::cut).inner);
  return s;
};

}  // namespace

int main() {
  constexpr index_t height = 5, width = 7;
  tensor<float> image(2 * height, 2 * width), blocks(height, width, index_t{4}), again(2 * height, 2 * width);
  image.generate([](index_t n) { return static_cast<float>(n); });
  tenon::kernel<space_to_depth, height, width>{}(image, blocks);
  lesson::check(blocks(1, 3, 2) == image(3, 6), "channel 2 is the point below");
  tenon::kernel<depth_to_space, height, width>{}(blocks, again);
  for (index_t i = 0; i < 2 * height; ++i) {
    for (index_t j = 0; j < 2 * width; ++j) lesson::check(again(i, j) == image(i, j), "there and back");
  }
  std::puts(tenon::explain(depth_to_space, height, width).c_str());

  constexpr index_t known = 11, size = 40;
  tensor<float> table(known, size), rows(index_t{6}, size);
  table.generate([](index_t n) { return static_cast<float>(n % 97); });
  tensor<std::int32_t> words(6);
  const std::int32_t numbers[] = {3, 0, 10, 99, -1, 3};
  for (index_t i = 0; i < 6; ++i) words(i) = numbers[i];
  tenon::kernel<embed, tenon::dynamic, known, size>{}(table, words, rows);
  const index_t expected[] = {3, 0, 10, 10, 0, 3};
  for (index_t i = 0; i < 6; ++i) {
    for (index_t j = 0; j < size; ++j) lesson::check(rows(i, j) == table(expected[i], j), "rows by number");
  }
  std::puts(tenon::explain(embed, tenon::dynamic, known, size).c_str());
}
