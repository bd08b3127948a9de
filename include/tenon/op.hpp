// Operators: convolutions, with schedules of their own.
#pragma once

#include <tenon/op/choose_convolution.hpp>
#include <tenon/op/depthwise_convolution.hpp>
