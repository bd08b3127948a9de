// Oclgrind: an OpenCL device that walks through kernels and reports races, accesses out of bounds and
// decisions by values that nobody wrote. It stands before the process as `oclgrind … PROGRAM …`.
#pragma once

#include <cstdlib>
#include <fstream>
#include <string>

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

}  // namespace fuzz
