// expect-error: tenon::view<T> requires 'T' to be float, double, half, bfloat16, bool or an integer
#include <tenon/runtime/view.hpp>

tenon::view<long double> wrong;  // <-- here
