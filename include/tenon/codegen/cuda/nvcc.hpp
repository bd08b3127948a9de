// CUDA's compiler as a child process: CUDA C++ in, figures of each kernel out.
//
//   const auto figures = cuda::compile(text, "sm_80");   // throws nvcc's first sentence
//
// The compiler is the one that TENON_NVCC names, else the one that CMake found, else PATH's.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <tenon/codegen/cuda/child.hpp>
#include <tenon/codegen/cuda/resources.hpp>

namespace tenon::inline TENON_ABI::cuda {

/// The compiler that programs use, as a path, or as a name to be looked up in PATH.
inline std::string chosen_nvcc() {
  const char* chosen = std::getenv("TENON_NVCC");
  if (chosen != nullptr && *chosen != '\0') return chosen;
#if defined(TENON_NVCC_PATH)
  return TENON_NVCC_PATH;
#else
  return "nvcc";
#endif
}

/// Why this compiler can't be used; empty when it can.
inline std::string problem_of_nvcc(const std::string& nvcc = chosen_nvcc()) {
  if (run_child({nvcc, "--version"}).status == 0) return {};
  return "CUDA's compiler is missing: '" + nvcc +
         "' can't be run; install nvcc (PyPI: nvidia-cuda-nvcc), or name it in TENON_NVCC";
}

/// A file for as long as the object lives.
class temporary_file {
 public:
  temporary_file(const std::string& text, const std::string& ending) {
    const char* folder = std::getenv("TMPDIR");
    path_ = std::string(folder != nullptr && *folder != '\0' ? folder : "/tmp") + "/tenon_XXXXXX" +
            ending;
    const int file = ::mkstemps(path_.data(), static_cast<int>(ending.size()));
    if (file < 0) fail(blame::runtime, "no temporary file can be made: " + path_);
    std::size_t done = 0;
    for (ssize_t n = 1; n > 0 && done < text.size();
         done += static_cast<std::size_t>(n > 0 ? n : 0))
      n = ::write(file, text.data() + done, text.size() - done);
    ::close(file);
    if (done < text.size()) {
      ::unlink(path_.c_str());
      fail(blame::runtime, "a temporary file can't be written: " + path_);
    }
  }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// nvcc's first sentence about an error, else the first line of what it said.
inline std::string first_sentence(const std::string& said) {
  std::string first;
  for (std::size_t at = 0; at < said.size();) {
    const std::size_t end = std::min(said.find('\n', at), said.size());
    const std::string line = said.substr(at, end - at);
    if (line.find("error") != line.npos || line.find("fatal") != line.npos) return line;
    if (first.empty()) first = line;
    at = end + 1;
  }
  return first;
}

/// Compiles CUDA C++ for an architecture such as "sm_80" and tells what each function takes. Throws
/// one sentence where nvcc is missing or refuses the source; its warnings count as refusals.
inline std::vector<resources> compile(const std::string& source, const std::string& architecture,
                                      const std::string& nvcc = chosen_nvcc()) {
  const temporary_file file(source, ".cu");
  const child_end end =
      run_child({nvcc, "-std=c++17", "-Werror", "all-warnings", "-Xptxas", "-v",
                 "-arch=" + architecture, "-cubin", "-o", "/dev/null", file.path()});
  if (end.status == 0) return report_reader(end.said).all();
  if (const std::string missing = problem_of_nvcc(nvcc); !missing.empty())
    fail(blame::runtime, missing);
  fail(blame::runtime, "nvcc for " + architecture + ": " + first_sentence(end.said));
}

}  // namespace tenon::inline TENON_ABI::cuda
