// The pipeline as a Tenon description, compiled by the C++ compiler: fused, and stage by stage.
#include "pipeline.hpp"

bench::runner stencil::prepare_tenon_native(const picture&) { return {}; }

bench::runner stencil::prepare_tenon_native_unfused(const picture&) { return {}; }
