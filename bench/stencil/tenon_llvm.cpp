// The same descriptions, compiled by LLVM when the benchmark starts.
#include "pipeline.hpp"

bench::runner stencil::prepare_tenon_llvm(const picture&) { return {}; }

bench::runner stencil::prepare_tenon_llvm_unfused(const picture&) { return {}; }
