// Lesson 1: a definition, a schedule, a kernel.
//
// A *description* is a callable from extents to a schedule. Inside it, `compute` says what each
// element of a tensor is, and the schedule says how the loops run. A `kernel` makes loops of it
// while your C++ compiler runs; calling the kernel runs them on your tensors.
#include <tenon/tenon.hpp>

#include "lesson.hpp"

// README: begin
inline constexpr auto brighten = [](tenon::extent height, tenon::extent width) {
  using namespace tenon;
  auto picture = input<float>("picture", height, width);
  axis y("y", height), x("x", width);
  auto twice = compute("twice", {y, x}, 2 * picture(y, x));
  auto bright = compute("bright", {y, x}, min(twice(y, x) + 0.25F, 1));
  auto s = schedule(bright);
  s[twice].compute_inline();          // no storage: its value goes into `bright`
  auto [outer, inner] = s.split(x, 8);
  s.vectorize(inner).parallel(y);     // eight columns at a time, lines on several threads
  return s;
};

void use(const tenon::tensor<float>& picture, tenon::tensor<float>& bright) {
  tenon::kernel<brighten, 480, 640> compiled;  // by this C++ compiler, at compile time
  compiled(picture, bright);
}
// README: end

int main() {
  // Tensors own their elements: zeros, row-major, aligned.
  tenon::tensor<float> picture(480, 640), bright(480, 640);
  picture.generate([](tenon::index_t n) { return static_cast<float>(n % 97) / 128; });

  use(picture, bright);

  for (int y = 0; y < 480; ++y) {
    for (int x = 0; x < 640; ++x) {
      const float value = 2 * picture(y, x) + 0.25F;
      lesson::check(bright(y, x) == (value < 1 ? value : 1), "bright(y, x)");
    }
  }

  // `explain` shows the schedule and the loop program: the very loops that a kernel runs. This is
  // for processors with AVX2 and FMA, wherever the lesson is built; `tenon::explain(brighten, 480,
  // 640)` shows those for the processor that this program is compiled for.
  std::puts(tenon::explain_for(preset(tenon::isa::avx2_fma), brighten, 480, 640).c_str());

  // Kernels check their arguments at the door. This picture is one line short:
  try {
    tenon::kernel<brighten, 480, 640> compiled;
    compiled(tenon::tensor<float>(479, 640), bright);
    lesson::check(false, "a picture of 479 lines must be refused");
  } catch (const tenon::error& e) {
    std::printf("refused: %s\n", e.what());
  }
}
