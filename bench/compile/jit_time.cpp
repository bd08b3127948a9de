// needs: tenon/jit.hpp
// unfilled
// Prints, for each kernel that another file here compiles natively, `FILE SECONDS`: the median time
// from description to function with LLVM, its library already loaded.
#include <tenon/jit.hpp>

int main() {}
