// expect-error: tenon::view_of\(x\) requires 'x' to outlive the view: give the object a name
#include <tenon/runtime/view_of.hpp>

auto wrong = tenon::view_of(tenon::tensor<float>(4));  // <-- here
