// needs: tenon/tenon.hpp
// unfilled
// One small kernel.
#include <tenon/tenon.hpp>
