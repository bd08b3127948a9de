// needs: tenon/jit.hpp
// The door to run-time compilation, without xsimd.
#include <tenon/jit.hpp>

int nothing() { return 0; }
