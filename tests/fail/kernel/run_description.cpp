// expect-error: run<description>\(tensors…\) requires a callable from extents to a tenon::schedule
#include <tenon/kernel/run.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) { return n; };
void call() { tenon::run<description>(); }  // <-- here
