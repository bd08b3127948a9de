// Lesson 3: two stages of a stencil in one pass. `compute_at` says where a stage is computed,
// `store_at` how long its storage lives; lowering finds out which part of it is needed there.
//
// The pipeline blurs a picture across and then down:
//   across(y, x) = (in(y, x) + in(y, x + 1) + in(y, x + 2)) / 3
//   down(y, x)   = (across(y, x) + across(y + 1, x) + across(y + 2, x)) / 3
#include <string>

#include <tenon/tenon.hpp>

#include "lesson.hpp"

namespace {

enum class form { whole, line, window };

template <form Form> struct blur {
  constexpr tenon::schedule operator()(tenon::extent height, tenon::extent width) const {
    using namespace tenon;
    const auto in = input<float>("in", height, width);
    const axis yi("y", height), y("y", height - 2), x("x", width - 2);
    const auto across = compute("across", {yi, x}, (in(yi, x) + in(yi, x + 1) + in(yi, x + 2)) * (1 / 3.0F));
    const auto down = compute("down", {y, x}, (across(y, x) + across(y + 1, x) + across(y + 2, x)) * (1 / 3.0F));

    auto s = schedule(down);
    // Both stages run their columns in vectors. The last vector of a line starts earlier, so that
    // it ends where the line ends: some columns are computed twice, and no condition is needed.
    s.vectorize(s.split(x, 16, tail::shift).inner);
    auto first = s[across];
    first.vectorize(first.split(x, 16, tail::shift).inner);

    if constexpr (Form == form::whole) {
      // Nothing said: `across` is computed as a whole, stored, and read again.
      //   across[height, width - 2] = …        memory for a whole picture
      //   down[height - 2, width - 2] = …

    } else if constexpr (Form == form::line) {
      // Inside each line of `down`, the three lines of `across` that it reads. They stay in the
      // cache, but every line of `across` is computed three times.
      //   for y: across[3, width - 2] = …; for x: down[y, x] = …
      first.compute_at(s, y);

    } else {
      // The same, with storage that lives around all lines: a line that the iteration before has
      // computed is still there, so each iteration computes one new line (the first one three).
      // Storage *folds*: line y is kept at y modulo 4, the power of two that holds three lines.
      //   across[4, width - 2]; for y: across[y + 2] = …; for x: down[y, x] = …
      first.compute_at(s, y).store_root();
    }
    return s;
  }
};

constexpr int height = 1200, width = 1600;
using picture = tenon::tensor<float>;

template <form Form> picture timed(const char* what, const picture& in) {
  picture out(height - 2, width - 2);
  const tenon::kernel<blur<Form>{}, height, width> compiled;
  const double time = lesson::seconds([&] { compiled(in, out); });
  std::printf("%-24s %6.2f ms, %9lld bytes for `across`\n", what, 1e3 * time,
              static_cast<long long>(compiled.workspace_bytes(1, in, out)));
  return out;
}

}  // namespace

int main() {
  std::puts(tenon::explain(blur<form::window>{}, height, width).c_str());

  picture in(height, width);
  in.generate([](tenon::index_t n) { return static_cast<float>(n % 251) / 7; });
  const picture whole = timed<form::whole>("a whole picture", in);
  const picture line = timed<form::line>("three lines each time", in);
  const picture window = timed<form::window>("a window of lines", in);

  // A schedule never changes a result: all bits are the same.
  lesson::check(line == whole, "three lines each time");
  lesson::check(window == whole, "a window of lines");
  for (int y = 0; y < height - 2; ++y) {
    for (int x = 0; x < width - 2; ++x) {
      double exact = 0;
      for (int i = 0; i < 9; ++i) exact += in(y + i / 3, x + i % 3) / 9.0;
      lesson::check(whole(y, x) > exact - 1e-4 && whole(y, x) < exact + 1e-4, "down(y, x)");
    }
  }
}
