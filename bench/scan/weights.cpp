// What no LSTM can leave out: reading its weights, W once and U at each step.
#include <bit>
#include <cstdint>

#include "tenon.hpp"

namespace {

std::uint32_t sum_of(const float* from, std::ptrdiff_t count) {
  std::uint32_t sum = 0;
  for (std::ptrdiff_t i = 0; i < count; ++i) sum += std::bit_cast<std::uint32_t>(from[i]);
  return sum;
}

}  // namespace

bench::runner lstm::read_weights(const operands& o) {
  return [&o] {
    std::uint32_t sum = sum_of(o.w.data(), o.w.size());
    // To and fro by pieces, as the fused layer does: the last of a step are there for the next.
    const std::ptrdiff_t pieces = o.n / 8, length = o.u.size() / pieces;
    for (int step = 0; step < o.t; ++step) {
      for (std::ptrdiff_t piece = 0; piece < pieces; ++piece)
        sum += sum_of(o.u.data() + (step % 2 == 0 ? piece : pieces - 1 - piece) * length, length);
    }
    volatile std::uint32_t kept = sum;
    (void)kept;
  };
}
