// What the lessons share: checking a result, and timing it. No part of the library.
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace lesson {

/// Ends the program with exit code 1 unless `holds`.
inline void check(bool holds, const char* what) {
  if (holds) return;
  std::printf("MISMATCH: %s\n", what);
  std::exit(1);
}

/// Seconds of the fastest of several calls, about a fifth of a second of them.
template <class Call> double seconds(const Call& call) {
  using clock = std::chrono::steady_clock;
  double best = 1e9;
  const auto begin = clock::now();
  for (int calls = 0; calls < 3 || clock::now() - begin < std::chrono::milliseconds(200); ++calls) {
    const auto start = clock::now();
    call();
    const double time = std::chrono::duration<double>(clock::now() - start).count();
    if (time < best) best = time;
  }
  return best;
}

}  // namespace lesson
