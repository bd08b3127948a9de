// needs: tenon/tenon.hpp
// One small kernel.
#include <tenon/tenon.hpp>
