// docs/primitives.md: which primitive each description uses, so that "works" in the table stands for
// tests that run it: those of all descriptions by the interpreter, native, LLVM and printed C, those of
// the bound ones by OpenCL and CUDA too. TENON_UPDATE_GOLDEN=1 in the environment writes the table anew.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <tenon/kernel/describe.hpp>
#include <tenon/schedule/trace.hpp>

#include "kernel/descriptions.hpp"

namespace {

using namespace tenon;
namespace room = schedule_room;

/// The first descriptions that use a primitive, on processors and on devices.
struct users {
  std::string anywhere, bound;
};

constexpr int primitive_count = static_cast<int>(std::size(room::step_forms));

template <class Description, class... Sizes>
void enter(users (&all)[primitive_count], bool bound, const char* name, const Description& description,
           const Sizes&... sizes) {
  const size given[] = {size(sizes)..., size(0)};
  extent extents[sizeof...(Sizes) + 1];
  int symbols = 0;
  for (std::size_t k = 0; k < sizeof...(Sizes); ++k)
    extents[k] = given[k].is_dynamic() ? extent::symbol(symbols++) : extent(given[k].value);
  const schedule s = describe(description, context{preset(isa::avx2_fma)}, extents, std::index_sequence_for<Sizes...>());
  for (const room::step& x : s.state().steps) {
    users& u = all[static_cast<int>(x.what)];
    std::string& first = bound ? u.bound : u.anywhere;
    if (first.empty()) first = name;
  }
}

/// What the paper's figure 6 or the list of its first system calls a primitive by its name.
bool is_of_paper(const std::string& word) {
  for (const char* known : {"split", "split_parts", "fuse", "reorder", "vectorize", "unroll", "parallel", "bind", "set_scope",
                            "compute_at", "compute_inline", "compute_root", "cache_read", "cache_write",
                            "storage_align", "rfactor", "double_buffer", "prefetch", "pragma", "tensorize"}) {
    if (word == known) return true;
  }
  return false;
}

std::string table() {
  users all[primitive_count];
#define TENON_ENTER(name, ...) enter(all, false, #name, descriptions::name, __VA_ARGS__);
  TENON_PLAIN_DESCRIPTIONS(TENON_ENTER)
#undef TENON_ENTER
#define TENON_ENTER(name, ...) enter(all, true, #name, descriptions::name, __VA_ARGS__);
  TENON_BOUND_DESCRIPTIONS(TENON_ENTER)
#undef TENON_ENTER
  std::string rows;
  for (int i = 0; i < primitive_count; ++i) {
    const std::string word = room::step_forms[i].word;
    if (all[i].anywhere.empty()) all[i].anywhere = all[i].bound;
    CHECK_MESSAGE(!all[i].anywhere.empty(), word);
    const std::string device = all[i].bound.empty() ? "-" : "works";
    rows += "| `" + word + "` | " + (is_of_paper(word) ? "paper" : "ours") + " | works | works | works | works | " + device +
            " | " + device + " | `" + all[i].anywhere + "`" +
            (all[i].bound.empty() || all[i].bound == all[i].anywhere ? "" : ", `" + all[i].bound + "`") + " |\n";
  }
  return rows;
}

}  // namespace

TEST_CASE("the table of primitives is that of the tests") {
  const std::filesystem::path path =
      std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "docs" / "primitives.md";
  const std::string begin = "<!-- table -->\n", end = "<!-- end of table -->\n";
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  std::string said = text.str();
  const std::size_t from = said.find(begin), to = said.find(end);
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  const std::string head = begin +
                           "| primitive | from | interpreter | native | LLVM | C | OpenCL | CUDA | descriptions that use it |\n"
                           "|---|---|---|---|---|---|---|---|---|\n";
  const std::string wanted = head + table();
  const std::string found = said.substr(from, to - from);
  if (std::getenv("TENON_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << said.replace(from, to - from, wanted);
  else CHECK(found == wanted);
}
