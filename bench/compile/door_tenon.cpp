// needs: tenon/tenon.hpp
// The door to everything.
#include <tenon/tenon.hpp>

int nothing() { return 0; }
