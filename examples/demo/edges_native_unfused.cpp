// The pipeline stage by stage, compiled by the C++ compiler for every size.
#include "edges.hpp"
#include "subjects.hpp"

void demo::edges_native_unfused(tenon::executor& threads, const picture& rgb, picture& edges) {
  static const tenon::kernel<unfused, tenon::dynamic, tenon::dynamic> compiled;
  compiled.run({&threads, nullptr}, rgb, edges);
}
