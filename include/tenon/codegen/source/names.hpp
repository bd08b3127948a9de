// Names of a loop program as C identifiers, each once.
#pragma once

#include <cctype>
#include <set>
#include <string>

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI::source {

/// Hands out identifiers: j.i.o becomes j_i_o, a second one j_i_o_2. None begins with tenon_, as
/// the kernel and what it calls do.
class identifiers {
 public:
  /// `taken`: words that mean something else where the names are used.
  explicit identifiers(std::set<std::string> taken) : taken_(std::move(taken)) {}

  /// An identifier for `wanted` that was not given before.
  std::string give(const std::string& wanted) {
    std::string stem;
    for (const char c : wanted) {
      stem += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    }
    const bool begins = !stem.empty() && std::isalpha(static_cast<unsigned char>(stem[0])) != 0;
    if (!begins || stem.starts_with("tenon_")) stem = "v" + stem;
    std::string name = stem;
    for (int n = 2; !taken_.insert(name).second; ++n) name = stem + "_" + std::to_string(n);
    return name;
  }

 private:
  std::set<std::string> taken_;
};

}  // namespace tenon::inline TENON_ABI::source
