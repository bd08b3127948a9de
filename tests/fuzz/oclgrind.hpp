// Oclgrind: an OpenCL device that walks through kernels and reports races, accesses out of bounds
// and what follows from values that nobody wrote. It stands before a command.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "text.hpp"

namespace fuzz {

/// Whether Oclgrind is the device, and writes a log.
inline bool is_in_oclgrind() { return std::getenv("OCLGRIND_LOG") != nullptr; }

/// The first of what Oclgrind reported about the last device, which is closed; empty for nothing. It
/// begins its log anew for each device, and ends it when the device is closed.
inline std::string oclgrind_report() {
  std::ifstream log(std::getenv("OCLGRIND_LOG"));
  std::string found, line;
  for (int lines = 0; lines < 2 && std::getline(log, line);) {
    if (line.empty()) continue;
    found += (lines++ == 0 ? "" : ", ") + line.substr(line.find_first_not_of("\t "));
  }
  return found;
}

/// The command that runs this program on devices in Oclgrind; its words follow. Without optimization
/// Oclgrind's LLVM makes only what it can walk through.
inline std::string command_in_oclgrind(const std::string& log) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  return "oclgrind --data-races --uninitialized --build-options -cl-opt-disable --log " + log + " " +
         self + " --no-llvm --opencl";
}

/// Runs a command to its end; whether it succeeded. Throws where Oclgrind isn't installed.
inline bool succeeds(const std::string& command) {
  std::fflush(nullptr);
  const int status = std::system(command.c_str());
  constexpr int not_found = 127;
  if (WIFEXITED(status) && WEXITSTATUS(status) == not_found)
    fail(blame::runtime, "Oclgrind, which judges OpenCL programs, is not installed");
  return status == 0;
}

/// Whether a case passes in Oclgrind.
inline bool passes_in_oclgrind(const recipe& r) {
  const std::string base =
      std::filesystem::temp_directory_path() / ("tenon_fuzz_" + std::to_string(r.seed));
  std::ofstream(base + ".txt") << text(r);
  const bool passed = succeeds(command_in_oclgrind(base + ".log") + " --replay " + base + ".txt >" +
                               base + ".out 2>&1");
  for (const char* end : {".txt", ".log", ".out"}) std::filesystem::remove(base + end);
  return passed;
}

}  // namespace fuzz
