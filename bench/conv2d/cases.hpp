// The convolutions that are measured, Table 2 of the paper: C1 to C12, the layers of ResNet-18, and
// D1 to D9, the depthwise ones of MobileNet.
#pragma once

#include <algorithm>

namespace conv2d {

/// A layer of batch 1 on squares: y (oc, out, out) of x (ic, size, size) and w (oc, ic / groups, k,
/// k). Each group of output channels reads its own group of input channels.
struct layer {
  const char* name;
  int size, ic, oc, k, stride;
  int groups = 1;

  /// As SAME padding has it: an output for each input, or for each `stride` of them.
  constexpr int out() const { return (size + stride - 1) / stride; }
  /// Zeros that SAME padding puts around x; the smaller half comes before it.
  constexpr int padding() const { return std::max((out() - 1) * stride + k - size, 0); }
  constexpr int pad_before() const { return padding() / 2; }
  constexpr int pad_after() const { return padding() - pad_before(); }
  constexpr int ic_of_group() const { return ic / groups; }
  constexpr int oc_of_group() const { return oc / groups; }
  /// Multiplications by zeros of the padding count, as they do in the paper.
  constexpr double flops() const { return 2.0 * oc * out() * out() * ic_of_group() * k * k; }
};

inline constexpr layer layers[] = {
    {"C1", 224, 3, 64, 7, 2},    {"C2", 56, 64, 64, 3, 1},    {"C3", 56, 64, 64, 1, 1},
    {"C4", 56, 64, 128, 3, 2},   {"C5", 56, 64, 128, 1, 2},   {"C6", 28, 128, 128, 3, 1},
    {"C7", 28, 128, 256, 3, 2},  {"C8", 28, 128, 256, 1, 2},  {"C9", 14, 256, 256, 3, 1},
    {"C10", 14, 256, 512, 3, 2}, {"C11", 14, 256, 512, 1, 2}, {"C12", 7, 512, 512, 3, 1},
};

/// A group for each channel.
constexpr layer channelwise(const char* name, int size, int channels, int stride) {
  return {name, size, channels, channels, 3, stride, channels};
}

inline constexpr layer depthwise_layers[] = {
    channelwise("D1", 112, 32, 1), channelwise("D2", 112, 64, 2), channelwise("D3", 56, 128, 1),
    channelwise("D4", 56, 128, 2), channelwise("D5", 28, 256, 1), channelwise("D6", 28, 256, 2),
    channelwise("D7", 14, 512, 1), channelwise("D8", 14, 512, 2), channelwise("D9", 7, 1024, 1),
};

}  // namespace conv2d
