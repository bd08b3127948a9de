// Oclgrind: an OpenCL device that walks through kernels and reports races, accesses out of bounds and
// what follows from values that nobody wrote. It stands before a command: `oclgrind … PROGRAM …`.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "text.hpp"

namespace fuzz {

/// The first of what Oclgrind reported about the last device, which is closed; empty where the device is another.
/// It begins its log anew for each device, and writes it to the end when the device is closed.
inline std::string oclgrind_report() {
  const char* const path = std::getenv("OCLGRIND_LOG");
  if (path == nullptr) return {};
  std::ifstream log(path);
  std::string found, line;
  for (int lines = 0; lines < 2 && std::getline(log, line);) {
    if (line.empty()) continue;
    found += (lines++ == 0 ? "" : ", ") + line.substr(line.find_first_not_of("\t "));
  }
  return found;
}

/// Whether this program, in Oclgrind, finds that a case passes; not where Oclgrind isn't installed, which it
/// prints. Without optimization its LLVM makes only what it can walk through.
inline bool passes_in_oclgrind(const recipe& r) {
  const std::string base = std::filesystem::temp_directory_path() / ("tenon_fuzz_" + std::to_string(r.seed));
  std::ofstream(base + ".txt") << text(r);
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  const std::string command = "oclgrind --data-races --uninitialized --build-options -cl-opt-disable --log " + base + ".log " +
                              self + " --no-llvm --opencl --replay " + base + ".txt >" + base + ".out 2>&1";
  const int status = std::system(command.c_str());
  for (const char* end : {".txt", ".log", ".out"}) std::filesystem::remove(base + end);
  constexpr int not_found = 127;
  if (WIFEXITED(status) && WEXITSTATUS(status) == not_found)
    std::printf("without Oclgrind: it is not installed, and what a device's compiler gets wrong counts as a mismatch\n");
  return status == 0;
}

}  // namespace fuzz
