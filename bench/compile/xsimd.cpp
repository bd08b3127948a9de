// The SIMD library alone: what our door is compared with.
#include <xsimd/xsimd.hpp>

int nothing() { return 0; }
