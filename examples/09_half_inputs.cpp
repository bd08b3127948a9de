// Lesson 9: half and bfloat16, which hold numbers in 16 bits and are computed with as float.
//
// What is read of a tensor of half is a float, exactly. Operations don't round to half in between:
// a value is rounded once, to the nearest, where a definition stores it, or where a cast says so.
// A reduction over values of half is a reduction of float and gives a tensor of float, so that sums
// keep their bits; one more definition makes half of it.
#include <tenon/tenon.hpp>

#include "lesson.hpp"

namespace {

using tenon::bfloat16;
using tenon::half;
using tenon::index_t;
using tenon::tensor;

// A layer: out = relu(x · w + bias), held as half, summed as float.
//   for i, for j.o:                        tiles of a row of `out`
//     C = sum over r of float(x[i, r]) * float(w[r, j])
//     out[i, j] = half(max(C[j] + bias[j], 0))
inline constexpr auto layer = [](tenon::extent rows, tenon::extent inputs, tenon::extent outputs) {
  using namespace tenon;
  const auto x = input<half>("x", rows, inputs);
  const auto w = input<half>("w", inputs, outputs);
  const auto bias = input<float>("bias", outputs);
  const axis i("i", rows), j("j", outputs), r("r", inputs);
  const auto C = compute("C", {i, j}, sum(x(i, r) * w(r, j), r));  // a tensor of float
  const auto out = compute("out", {i, j}, cast<half>(max(C(i, j) + bias(j), 0)));
  auto s = schedule(out);
  const auto [jo, ji] = s.split(j, 32);
  s.vectorize(ji);
  s[C].compute_at(s, jo).reorder(r, i, j).vectorize(j);
  return s;
};

// Rounding where it is stored, and where it is asked for: `plain` is rounded once, `careful` after
// the first sum too.
inline constexpr auto roundings = [](tenon::extent n) {
  using namespace tenon;
  const auto a = input<bfloat16>("a", n);
  const axis i("i", n);
  const auto plain = compute("plain", {i}, (a(i) + 0.1F) - a(i));
  const auto careful = compute("careful", {i}, cast<bfloat16>(a(i) + 0.1F) - a(i));
  return schedule(plain, careful);
};

}  // namespace

int main() {
  constexpr index_t rows = 9, inputs = 300, outputs = 70;
  tensor<half> x(rows, inputs), w(inputs, outputs), out(rows, outputs);
  tensor<float> bias(outputs);
  // Small whole numbers: every product and every sum is exact in float.
  x.generate([](index_t n) { return static_cast<float>(n * 7 % 11 - 5); });
  w.generate([](index_t n) { return static_cast<float>(n * 5 % 13 - 6); });
  bias.generate([](index_t n) { return static_cast<float>(n % 5) / 4; });

  std::puts(tenon::explain(layer, rows, inputs, outputs).c_str());
  const tenon::kernel<layer, rows, inputs, outputs> run;
  run(x, w, bias, out);
  for (index_t i = 0; i < rows; ++i) {
    for (index_t j = 0; j < outputs; ++j) {
      float sum = 0;
      for (index_t r = 0; r < inputs; ++r) sum += x(i, r) * w(r, j);
      const float value = sum + bias(j);
      lesson::check(out(i, j).bits() == half(value > 0 ? value : 0).bits(), "summed in float");
    }
  }

  tensor<bfloat16> a(20), plain(20), careful(20);
  a.generate([](index_t n) { return 1 + static_cast<float>(n) / 8; });
  const tenon::kernel<roundings, 20> compare;
  compare(a, plain, careful);
  for (index_t n = 0; n < a.size(); ++n) {
    const float sum = a(n) + 0.1F;
    lesson::check(plain(n).bits() == bfloat16(sum - a(n)).bits(), "rounded once");
    lesson::check(careful(n).bits() == bfloat16(bfloat16(sum) - a(n)).bits(), "rounded twice");
  }
  std::printf("1 + 0.1 - 1 in bfloat16: %g rounded once, %g rounded after the first sum too\n",
              double(plain(0)), double(careful(0)));
}
