// expect-error: tenon::view<T> requires 'T' to be float, double, bool or an integer of 8 to 64
#include <tenon/runtime/view.hpp>

tenon::view<long double> wrong;  // <-- here
