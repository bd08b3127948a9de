// The loop program of every description of the tests, as text, against tests/golden: what each
// primitive makes of loops. After a change that is meant, TENON_UPDATE_GOLDEN=1 in the environment
// writes the texts anew; read the difference before it is committed.
#include <doctest/doctest.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <tenon/kernel/explain.hpp>

#include "kernel/call_descriptions.hpp"
#include "kernel/decoupled_descriptions.hpp"
#include "kernel/descriptions.hpp"
#include "kernel/narrow_descriptions.hpp"
#include "kernel/scan_descriptions.hpp"

namespace {

using namespace tenon;

/// "matmul of 13, 19, 7" -> golden/matmul_of_13_19_7.txt beside this folder.
std::filesystem::path file_of(const std::string& name) {
  std::string file;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) file += c;
    else if (!file.empty() && file.back() != '_') file += '_';
  }
  while (file.back() == '_') file.pop_back();
  return std::filesystem::path(__FILE__).parent_path().parent_path() / "golden" / (file + ".txt");
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

template <class Description, class... Sizes>
void check(const std::string& name, const target& machine, const Description& description, const Sizes&... sizes) {
  const std::string text = explain_for(machine, description, sizes...);
  const std::filesystem::path path = file_of(name);
  if (std::getenv("TENON_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
  CHECK(content_of(path) == text);
}

}  // namespace

#define TENON_CASE(name, ...) \
  TEST_CASE(#name " of " #__VA_ARGS__) { check(#name " of " #__VA_ARGS__, preset(isa::avx2_fma), descriptions::name, __VA_ARGS__); }
TENON_DESCRIPTIONS(TENON_CASE)
TENON_NARROW_DESCRIPTIONS(TENON_CASE)
TENON_SCAN_DESCRIPTIONS(TENON_CASE)
TENON_CALL_DESCRIPTIONS(TENON_CASE)
#undef TENON_CASE
#define TENON_CASE(name, ...) \
  TEST_CASE(#name " of " #__VA_ARGS__) { check(#name " of " #__VA_ARGS__, descriptions::accelerator, descriptions::name, __VA_ARGS__); }
TENON_DECOUPLED_DESCRIPTIONS(TENON_CASE)
