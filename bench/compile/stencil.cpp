// needs: tenon/tenon.hpp
// unfilled
// The photograph's pipeline of bench/stencil, fused.
#include <tenon/tenon.hpp>
