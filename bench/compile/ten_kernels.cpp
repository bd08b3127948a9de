// needs: tenon/tenon.hpp
// unfilled
// Ten different kernels like that of one_kernel.cpp.
#include <tenon/tenon.hpp>
