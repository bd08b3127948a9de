// Operators: convolutions, with schedules of their own.
#pragma once

#include <tenon/op/choose_convolution.hpp>
