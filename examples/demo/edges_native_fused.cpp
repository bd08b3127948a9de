// The fused pipeline, compiled by the C++ compiler for every size.
#include "edges.hpp"
#include "subjects.hpp"

void demo::edges_native_fused(tenon::executor& threads, const picture& rgb, picture& edges) {
  static const tenon::kernel<fused, tenon::dynamic, tenon::dynamic> compiled;
  compiled.run({&threads, nullptr}, rgb, edges);
}
