// needs: tenon/tenon.hpp
// Ten different kernels like that of one_kernel.cpp.
#include <tenon/tenon.hpp>
