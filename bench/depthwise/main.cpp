// bench/depthwise: the depthwise convolutions of MobileNet.
#include "../conv2d/suite.hpp"
#include "tenon.hpp"

int main(int argc, char** argv) {
  return conv2d::measure("depthwise", conv2d::depthwise_layers,
                         {{"tenon_llvm", bench::role::ours, depthwise::llvm}}, argc, argv);
}
