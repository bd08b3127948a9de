// Lesson 10: a recurrence, as one description.
//
// `state` names the rows that earlier steps made, the definitions between say what a step makes of
// them, and `scan` closes the circle: row 0 is the start, row t + 1 is what step t gives. The steps
// run inside the scan's loop over rows, which `explain` shows; their own loops are free.
#include <cmath>

#include <tenon/tenon.hpp>

#include "lesson.hpp"

/// h(t + 1) = tanh(W·h(t) + X(t)), from h0 on.
inline constexpr auto layer = [](tenon::extent steps, tenon::extent n) {
  using namespace tenon;
  const auto W = input<float>("W", n, n);
  const auto X = input<float>("X", steps, n);
  const auto h0 = input<float>("h0", n);
  const auto h = state<float>("h", steps + 1, n);
  const axis t("t", steps), u("u", steps + 1), j("j", n), k("k", n);
  const auto a = compute("a", {t, j}, sum(W(k, j) * h(t, k), k));
  const auto b = compute("b", {t, j}, tanh(a(t, j) + X(t, j)));
  const auto rows = scan("rows", {u, j}, next(h, h0, b));

  auto s = schedule(rows);
  s[b].compute_inline();
  auto [jo, ji] = s[a].split(j, 8);
  s[a].reorder(jo, k, ji).vectorize(ji);
  return s;
};

int main() {
  const int steps = 6, n = 24;
  tenon::tensor<float> W(n, n), X(steps, n), rows(steps + 1, n);
  tenon::tensor<float> h0(n);
  for (int i = 0; i < n; ++i) {
    h0(i) = 0.1f * static_cast<float>(i % 5);
    for (int j = 0; j < n; ++j) W(i, j) = 0.02f * static_cast<float>((i * 7 + j * 3) % 11 - 5);
    for (int t = 0; t < steps; ++t) X(t, i) = 0.3f * static_cast<float>((t + i) % 4 - 1);
  }
  const tenon::kernel<layer, tenon::dynamic, 24> run;
  run(W, X, h0, rows);

  float most = 0;
  for (int t = 0; t < steps; ++t) {
    for (int j = 0; j < n; ++j) {
      float sum = X(t, j);
      for (int k = 0; k < n; ++k) sum += W(k, j) * rows(t, k);
      most = std::fmax(most, std::fabs(std::tanh(sum) - rows(t + 1, j)));
    }
  }
  lesson::check(most < 1e-6f, "each row follows from the one before");
  std::printf("%d steps; the last row differs from the C library by at most %g\n", steps, double(most));
}
