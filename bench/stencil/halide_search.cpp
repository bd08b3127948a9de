// Tries schedules of the Halide pipeline and prints a line for each, the best first:
// threads, best and median milliseconds, schedule. Arguments: the folder of libHalide.so, and
// optionally how many runs to take the median of.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <vector>

#include "halide_pipeline.hpp"

namespace {

struct trial {
  int threads;
  double best, median;  // milliseconds
  stencil::halide_schedule schedule;
};

std::vector<stencil::halide_schedule> candidates() {
  std::vector<stencil::halide_schedule> all;
  for (const char* name : {"Mullapudi2016", "Adams2019", "Li2018"}) {
    all.push_back({"auto", name});
  }
  for (const int vector : {16, 32, 8}) {
    for (const int grey : {1, 0}) {
      for (const int tile : {0, 512, 1024, 2048}) {
        for (const int strip : {64, 256, 1024, 2045}) {
          all.push_back({"slide", "", strip, tile, vector, grey, 1});
        }
      }
      for (const int tile : {128, 256, 512}) {
        for (const int strip : {16, 32, 64}) all.push_back({"tile", "", strip, tile, vector, grey});
      }
    }
    for (const int lines : {2, 4}) {
      for (const int tile : {0, 512, 1024}) {
        for (const int strip : {128, 512}) {
          all.push_back({"slide", "", strip, tile, vector, 1, lines});
        }
      }
    }
    for (const int lines : {1, 2, 4}) {
      for (const int tile : {512, 1024}) {
        for (const int strip : {512, 2044}) {
          all.push_back({"part", "", strip, tile, vector, 1, lines});
        }
      }
    }
  }
  return all;
}

// Processor time on one thread, which other work on the machine disturbs less; else wall time.
double now(int threads) {
  timespec t;
  clock_gettime(threads == 1 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) * 1e-6;
}

double milliseconds(Halide::Pipeline& pipeline, Halide::Buffer<std::uint8_t>& out,
                    const Halide::Target& target, int threads) {
  const double start = now(threads);
  pipeline.realize(out, target);
  return now(threads) - start;
}

// Best and median of `runs` runs; hopeless schedules get fewer.
trial measure(const stencil::halide_schedule& s, int threads, int runs,
              Halide::Buffer<std::uint8_t>& in, Halide::Buffer<std::uint8_t>& out, double best) {
  stencil::halide_stages stages;
  const Halide::Target target =
      stencil::halide_target().with_feature(Halide::Target::NoAsserts);
  stages.rgb.set(in);
  Halide::Pipeline pipeline = stages.apply(s, target, threads);
  pipeline.compile_jit(target);
  milliseconds(pipeline, out, target, threads);
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    times.push_back(milliseconds(pipeline, out, target, threads));
    if (i == 2 && best > 0 && times.back() > 2 * best) break;
  }
  std::sort(times.begin(), times.end());
  return {threads, times.front(), times[times.size() / 2], s};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  stencil::load_autoschedulers(argv[1]);
  const int runs = argc > 2 ? std::atoi(argv[2]) : 15;
  Halide::Buffer<std::uint8_t> in(stencil::width, stencil::height, 3);
  Halide::Buffer<std::uint8_t> out(stencil::edges_width, stencil::edges_height);
  std::mt19937 random(1);
  in.for_each_value([&](std::uint8_t& v) { v = static_cast<std::uint8_t>(random()); });
  for (const int threads : {1, 2}) {
    Halide::Internal::JITSharedRuntime::set_num_threads(threads);
    std::vector<trial> trials;
    double best = 0;
    for (const stencil::halide_schedule& s : candidates()) {
      try {
        trials.push_back(measure(s, threads, runs, in, out, best));
      } catch (const Halide::Error& refused) {
        std::fprintf(stderr, "%s: %s\n", s.text().c_str(), refused.what());
        continue;
      }
      const trial& t = trials.back();
      if (best == 0 || t.median < best) best = t.median;
      std::fprintf(stderr, "%d %.3f %.3f %s\n", t.threads, t.best, t.median, s.text().c_str());
    }
    std::sort(trials.begin(), trials.end(),
              [](const trial& a, const trial& b) { return a.best < b.best; });
    for (const trial& t : trials) {
      std::printf("%d\t%.3f\t%.3f\t%s\n", t.threads, t.best, t.median, t.schedule.text().c_str());
    }
  }
}
