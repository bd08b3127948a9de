// bench/conv2d: the convolutions of ResNet-18.
#include "suite.hpp"
#include "tenon.hpp"

int main(int argc, char** argv) {
  const auto chosen = [](const conv2d::operands& o, bool plain) {
    return conv2d::llvm(o, plain, false);
  };
  const auto direct = [](const conv2d::operands& o, bool plain) {
    return conv2d::llvm(o, plain, true);
  };
  return conv2d::measure(
      "conv2d", conv2d::layers,
      {{"tenon_llvm", bench::role::ours, chosen}, {"llvm_direct", bench::role::beside, direct}},
      argc, argv);
}
