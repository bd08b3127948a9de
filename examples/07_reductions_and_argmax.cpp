// Lesson 7: reductions: over one axis or several, with two results, and with a reducer of your own.
//
// A reduction is the whole value of its definition. Its terms are combined from the left, in the
// order of the axes. A schedule may reorder them only if the reducer is associative and
// commutative, and `explain` says so when it does.
#include <string>

#include <tenon/tenon.hpp>

#include "lesson.hpp"

namespace {

using tenon::index_t;
using tenon::tensor;

// The greatest element of each row and where it stands: one definition with two results, one loop.
//   for i: best[i] = -inf; place[i] = 0; for j: if (scores[i, j] > best[i]) …
inline constexpr auto classify = [](tenon::extent rows, tenon::extent classes) {
  using namespace tenon;
  const auto scores = input<float>("scores", rows, classes);
  const axis i("i", rows), j("j", classes);
  const auto [best, place] = compute("best", {i}, argmax(scores(i, j), j));
  return schedule(best, place);
};

// softmax: definitions that read reductions. The greatest of each row is subtracted first, so that
// exp never overflows. Everything of a row is computed inside its loop:
//   for i:
//     m = max over j of scores[i, j]
//     for j: e[j] = exp(scores[i, j] - m)
//     total = sum over j of e[j]
//     for j: out[i, j] = e[j] / total
inline constexpr auto softmax = [](tenon::extent rows, tenon::extent classes) {
  using namespace tenon;
  const auto scores = input<float>("scores", rows, classes);
  const axis i("i", rows), j("j", classes), k("k", classes);
  const auto greatest = compute("greatest", {i}, max(scores(i, k), k));
  const auto e = compute("e", {i, j}, exp(scores(i, j) - greatest(i)));
  const auto total = compute("total", {i}, sum(e(i, k), k));
  const auto out = compute("out", {i, j}, e(i, j) / total(i));
  auto s = schedule(out);
  s[greatest].compute_at(s, i);
  s[e].compute_at(s, i);
  s[total].compute_at(s, i);
  s[e].vectorize(s[e].split(j, 16, tail::cut).inner);
  s.vectorize(s.split(j, 16, tail::cut).inner);
  return s;
};

// A reducer of your own: an identity and a combination, written in the language itself. This one
// adds counts (0 or more) up to a limit, which is associative and commutative, so it says so: its
// loops may be reordered.
inline constexpr auto exposure = [](tenon::extent rows, tenon::extent classes) {
  using namespace tenon;
  const auto counts = input<std::int32_t>("counts", rows, classes);
  const axis i("i", rows), j("j", classes);
  const auto saturating =
      commutative_reducer(std::int32_t{0}, [](auto a, auto b) { return min(a + b, 255); });
  const auto level = compute("level", {j}, reduce(saturating, counts(i, j), i));
  auto s = schedule(level);
  const auto [jo, ji] = s.split(j, 8);
  s.reorder(jo, i, ji).vectorize(ji);
  return s;
};

}  // namespace

int main() {
  constexpr index_t rows = 37, classes = 21;
  tensor<float> scores(rows, classes);
  scores.generate([](index_t n) { return static_cast<float>(n * 29 % 53 - 26) / 4; });

  tensor<float> best(rows);
  tensor<index_t> place(rows);
  const tenon::kernel<classify, rows, classes> find;
  find(scores, best, place);
  for (index_t i = 0; i < rows; ++i) {
    index_t expected = 0;
    for (index_t j = 1; j < classes; ++j) {
      if (scores(i, j) > scores(i, expected)) expected = j;  // the first of equals
    }
    lesson::check(place(i) == expected && best(i) == scores(i, expected), "argmax");
  }

  std::puts(tenon::explain(softmax, tenon::dynamic, classes).c_str());
  tensor<float> shares(rows, classes);
  const tenon::kernel<softmax, tenon::dynamic, classes> normalise;
  normalise(scores, shares);
  for (index_t i = 0; i < rows; ++i) {
    float total = 0;
    for (index_t j = 0; j < classes; ++j) {
      total += shares(i, j);
      lesson::check(shares(i, j) > 0 && shares(i, j) <= shares(i, place(i)), "softmax keeps the order");
    }
    lesson::check(total > 0.99999F && total < 1.00001F, "the shares of a row add up to 1");
  }

  tensor<std::int32_t> counts(rows, classes), levels(classes);
  counts.generate([](index_t n) { return static_cast<std::int32_t>(n % 13); });
  const tenon::kernel<exposure, rows, classes> expose;
  expose(counts, levels);
  for (index_t j = 0; j < classes; ++j) {
    std::int32_t level = 0;
    for (index_t i = 0; i < rows; ++i) level = level + counts(i, j) < 255 ? level + counts(i, j) : 255;
    lesson::check(levels(j) == level, "a reducer of one's own");
  }
}
