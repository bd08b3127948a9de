// needs: tenon/tenon.hpp
// The photograph's pipeline of bench/stencil, fused.
#include <tenon/tenon.hpp>
