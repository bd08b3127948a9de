// Names of a loop program as C identifiers, each once.
#pragma once

#include <cctype>
#include <set>
#include <string>
#include <vector>

#include <tenon/core/text.hpp>
#include <tenon/ir/program.hpp>

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

/// Identifiers of everything in a program that has a name.
struct program_names {
  identifiers all;
  std::vector<std::string> variables;
  std::vector<std::string> buffers;

  program_names(const ir::program& p, std::set<std::string> taken) : all(std::move(taken)) {
    const auto give = [&](const name& n, const char* otherwise) {
      return all.give(n.empty() ? otherwise : text(n));
    };
    for (const ir::buffer& b : p.buffers) buffers.push_back(give(b.label, "buffer"));
    for (const ir::variable& v : p.variables) variables.push_back(give(v.label, "v"));
  }

  const std::string& variable(ir::var_id v) const { return variables[static_cast<std::size_t>(v)]; }
  const std::string& buffer(int b) const { return buffers[static_cast<std::size_t>(b)]; }
};

}  // namespace tenon::inline TENON_ABI::source
