// Windows, tiles and the choice of an algorithm: what holds for all sizes.
#include <doctest/doctest.h>

#include <tenon/op/choose_convolution.hpp>

namespace {

using namespace tenon;
using op::conv2d_sizes;

conv2d_sizes layer(index_t size, index_t channels, index_t filters, index_t kernel,
                   index_t stride) {
  return {1,       channels, size,   size,
          filters, kernel,   kernel, op::same_window(size, size, kernel, kernel, stride)};
}

}  // namespace

TEST_CASE(
    "SAME padding gives as many outputs as strides fit, the smaller half of the zeros ahead") {
  const op::window2d even = op::same_window(224, 7, 7, 3, 2);
  CHECK(even.before[0] == 2);
  CHECK(even.after[0] == 3);
  CHECK(even.count(0, 224, 7) == 112);
  CHECK(even.before[1] == 1);
  CHECK(even.after[1] == 1);
  CHECK(even.count(1, 7, 3) == 4);
  CHECK(op::same_window(5, 5, 1, 1, 3).is_padded() == false);
  CHECK(op::window2d{}.count(0, 2, 3) == 0);
}

TEST_CASE(
    "only dense windows of 3 x 3 are left to Winograd, where products outweigh the transforms") {
  using op::convolution_algorithm;
  for (const isa set : {isa::avx2_fma, isa::avx512, isa::neon64}) {
    const auto chosen = [&](const conv2d_sizes& of) {
      return op::choose_convolution(preset(set), element::f32, of);
    };
    CHECK(chosen(layer(56, 64, 64, 1, 1)) == convolution_algorithm::direct);
    CHECK(chosen(layer(56, 64, 128, 3, 2)) == convolution_algorithm::direct);
    CHECK(chosen(layer(28, 3, 2, 3, 1)) == convolution_algorithm::direct);
    CHECK(chosen(layer(56, 64, 64, 3, 1)) == convolution_algorithm::winograd4);
    conv2d_sizes apart = layer(56, 64, 64, 3, 1);
    apart.by.dilation[0] = 2;
    CHECK(chosen(apart) == convolution_algorithm::direct);
  }
}

TEST_CASE("tiles fit the registers, and parts divide where they can") {
  for (const isa set : {isa::sse2, isa::avx2_fma, isa::avx512, isa::neon64}) {
    const target machine = preset(set);
    for (index_t size = 1; size < 60; ++size) {
      const conv2d_sizes of = layer(size, size % 37 + 1, size % 23 + 1, 3, size % 2 + 1);
      const op::direct_tiles t = op::choose_direct_tiles(machine, element::f32, of);
      CHECK(t.pixels * t.vectors + t.vectors + 1 <= machine.registers);
      CHECK(t.pixels >= 1);
      CHECK(t.pixels <= (t.flat ? of.out_rows() : 1) * of.out_columns());
      CHECK(t.slab >= 1);
      CHECK(t.slab <= of.out_rows());
      CHECK(t.blocks * t.depth < of.channels + t.depth * t.blocks);
    }
  }
  CHECK(op::whole_part(56, 20) == 14);
  CHECK(op::whole_part(13, 5) == 5);
  CHECK(op::whole_part(8, 100) == 8);
  CHECK(op::whole_part(7, 0) == 1);
}
