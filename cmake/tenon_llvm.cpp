// The bundled LLVM: a shared object that exports tenon_llvm_* and nothing else.
#include <tenon/codegen/llvm/emit/exports.hpp>
