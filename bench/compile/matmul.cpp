// needs: tenon/tenon.hpp
// A scheduled matrix product.
#include <tenon/tenon.hpp>
