// needs: tenon/tenon.hpp
// unfilled
// A scheduled matrix product.
#include <tenon/tenon.hpp>
