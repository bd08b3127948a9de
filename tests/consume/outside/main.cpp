// The smallest program that uses the headers.
#include <tenon/core/checked.hpp>

int main() { return tenon::floor_div(-7, 2) == -4 && tenon::floor_mod(-7, 2) == 1 ? 0 : 1; }
