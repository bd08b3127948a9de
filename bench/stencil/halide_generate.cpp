// Compiles the best recorded schedule ahead of time: halide_generate FOLDER SEARCH THREADS PREFIX
// writes PREFIX.o and PREFIX.h with the function stencil_halide_THREADS.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "halide_pipeline.hpp"

namespace {

// The first line of the search for that number of threads: it is sorted.
stencil::halide_schedule best_of(const char* search, int threads) {
  std::ifstream file(search);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    int of = 0;
    double best = 0, median = 0;
    if (!(words >> of >> best >> median) || of != threads) continue;
    std::string text;
    std::getline(words >> std::ws, text);
    return stencil::halide_schedule::parse(text);
  }
  std::fprintf(stderr, "%s has no line for %d threads\n", search, threads);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const int threads = std::atoi(argv[3]);
  const std::string prefix = argv[4], name = "stencil_halide_" + std::string(argv[3]);
  stencil::load_autoschedulers(argv[1]);
  const stencil::halide_schedule schedule = best_of(argv[2], threads);
  std::printf("halide, %d threads: %s\n", threads, schedule.text().c_str());
  const Halide::Target target = stencil::halide_target()
                                    .with_feature(Halide::Target::NoAsserts)
                                    .with_feature(Halide::Target::NoBoundsQuery);
  stencil::halide_stages stages;
  Halide::Pipeline pipeline = stages.apply(schedule, target, threads);
  const std::vector<Halide::Argument> arguments{stages.rgb};
  pipeline.compile_to_object(prefix + ".o", arguments, name, target);
  pipeline.compile_to_header(prefix + ".h", arguments, name, target);
}
