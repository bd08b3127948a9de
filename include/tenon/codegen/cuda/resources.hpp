// What a compiled CUDA function takes of a processor, as ptxas reports it.
//
//   ptxas info    : Compiling entry function 'tenon_C_0' for 'sm_80'
//   ptxas info    : Function properties for tenon_C_0
//       0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
//   ptxas info    : Used 62 registers, used 1 barriers, 4096 bytes smem, 376 bytes cmem[0]
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tenon/core/element.hpp>
#include <tenon/core/error.hpp>

namespace tenon::inline TENON_ABI::cuda {

/// What one function takes on one architecture. Bytes of stack and of spills are those of a thread,
/// shared bytes those of a block.
struct resources {
  std::string function;
  std::string architecture;
  bool is_kernel = false;  ///< else a function that kernels call; it has no registers of its own
  index_t registers = 0;   ///< of a thread
  index_t stack_bytes = 0;
  index_t spill_store_bytes = 0;
  index_t spill_load_bytes = 0;
  index_t shared_bytes = 0;
  index_t constant_bytes = 0;  ///< 0 too where ptxas is silent about them, as for sm_90
  bool operator==(const resources&) const = default;

  /// Whether values that found no register go through memory.
  bool spills() const { return spill_store_bytes > 0 || spill_load_bytes > 0; }
};

/// The figures as words.
inline std::string text_of(const resources& r) {
  const auto bytes = [](index_t n, const char* of) { return std::to_string(n) + " bytes " + of; };
  return r.architecture + " " + r.function + ": " +
         (r.is_kernel ? std::to_string(r.registers) + " registers, " : "called, ") +
         bytes(r.shared_bytes, "shared, ") + bytes(r.constant_bytes, "constant, ") +
         bytes(r.stack_bytes, "stack, ") + bytes(r.spill_store_bytes, "spilled, ") +
         bytes(r.spill_load_bytes, "loaded back");
}

/// The number that stands before `unit` in a line; 0 where the line has no such number, and the sum
/// where it has several (constants lie in several banks).
inline index_t number_before(std::string_view line, std::string_view unit) {
  index_t sum = 0;
  for (std::size_t at = line.find(unit); at != line.npos; at = line.find(unit, at + 1)) {
    std::size_t first = at;
    while (first > 0 && line[first - 1] >= '0' && line[first - 1] <= '9') --first;
    index_t number = 0;
    for (; first < at; ++first) number = 10 * number + (line[first] - '0');
    sum += number;
  }
  return sum;
}

/// What stands behind `words` in a line, up to `end`; empty where the line lacks the words.
inline std::string_view behind(std::string_view line, std::string_view words, char end) {
  const std::size_t at = line.find(words);
  if (at == line.npos) return {};
  const std::string_view rest = line.substr(at + words.size());
  return rest.substr(0, rest.find(end));
}

/// Reads ptxas' report (`-Xptxas -v`) line by line.
class report_reader {
 public:
  /// Throws where a kernel's figures are missing: a report of another form must not pass for
  /// figures of zero.
  explicit report_reader(std::string_view report) {
    while (!report.empty()) {
      const std::size_t end = report.find('\n');
      read(report.substr(0, end));
      report.remove_prefix(end == report.npos ? report.size() : end + 1);
    }
    for (std::size_t k = 0; k < all_.size(); ++k) {
      if (!complete_[k])
        fail(blame::internal, "ptxas' report has no figures for '" + all_[k].function + "'");
    }
  }

  const std::vector<resources>& all() const { return all_; }

 private:
  void read(std::string_view line) {
    if (const auto name = behind(line, "Compiling entry function '", '\''); !name.empty()) {
      architecture_ = behind(line, "' for '", '\'');
      kernel_ = add(name, true);
      last_ = all_.size();
    } else if (const auto of = behind(line, "Function properties for ", '\n'); !of.empty()) {
      const bool same = kernel_ < all_.size() && all_[kernel_].function == of;
      last_ = same ? kernel_ : add(of, false);
    } else if (line.find("bytes stack frame") != line.npos && last_ < all_.size()) {
      resources& r = all_[last_];
      r.stack_bytes = number_before(line, " bytes stack frame");
      r.spill_store_bytes = number_before(line, " bytes spill stores");
      r.spill_load_bytes = number_before(line, " bytes spill loads");
      if (!r.is_kernel) complete_[last_] = true;
    } else if (line.find(": Used ") != line.npos && kernel_ < all_.size()) {
      resources& r = all_[kernel_];
      r.registers = number_before(line, " registers");
      r.shared_bytes = number_before(line, " bytes smem");
      r.constant_bytes = number_before(line, " bytes cmem[");
      complete_[kernel_] = last_ < all_.size();
    }
  }

  std::size_t add(std::string_view name, bool is_kernel) {
    resources r;
    r.function = name;
    r.architecture = architecture_;
    r.is_kernel = is_kernel;
    all_.push_back(r);
    complete_.push_back(false);
    return all_.size() - 1;
  }

  std::vector<resources> all_;
  std::vector<bool> complete_;
  std::string architecture_;
  std::size_t kernel_ = ~std::size_t{0};  ///< whose registers come next
  std::size_t last_ = ~std::size_t{0};    ///< whose properties come next
};

}  // namespace tenon::inline TENON_ABI::cuda
