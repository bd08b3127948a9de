// Printed C, compiled and loaded: what a C compiler that is installed makes of a loop program.
#pragma once

#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <tenon/codegen/source/c.hpp>
#include <tenon/core/error.hpp>
#include <tenon/core/text.hpp>
#include <tenon/runtime/call.hpp>

namespace compiled {

using namespace tenon;

/// The C compilers that are installed; those that aren't are named once.
inline const std::vector<std::string>& c_compilers() {
  static const std::vector<std::string> found = [] {
    std::vector<std::string> all;
    for (const std::string name : {"gcc", "clang-19"}) {
      if (std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0)
        all.push_back(name);
      else
        std::printf("no printed C by %s: it is not installed\n", name.c_str());
    }
    return all;
  }();
  return found;
}

/// Code of one program, in a library that stays loaded as long as this lives. Throws where the
/// compiler says anything at all.
class c_code {
 public:
  c_code(const std::string& compiler, const ir::program& p) {
    const std::filesystem::path folder = make_folder();
    const std::string source = folder / "kernel.c", library = folder / "kernel.so";
    source::c_file file;
    file.add_entry("entry", p, file.add(p));
    std::string text = file.text();
    for (const ir::external_function& f : p.functions) text += through_pointer(tenon::text(f.label));
    std::ofstream(source) << text;
    const std::string command = compiler +
                                " -std=c11 -O1 -march=native -Wall -Wextra -Werror -shared -fPIC "
                                "-o " +
                                library + " " + source + " -lm 2>&1";
    const std::string said = output_of(command);
    if (said.empty()) loaded_ = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    std::filesystem::remove_all(folder);
    if (loaded_ == nullptr) {
      fail(blame::runtime, compiler + " doesn't take printed C:\n" + said + text);
    }
    run_ = reinterpret_cast<function>(dlsym(loaded_, "entry"));
    for (const ir::external_function& f : p.functions) {
      void* const pointer = dlsym(loaded_, (tenon::text(f.label) + "_pointer").c_str());
      *static_cast<void (**)(const argument*) noexcept>(pointer) = f.entry;
    }
  }
  c_code(const c_code&) = delete;
  c_code& operator=(const c_code&) = delete;
  ~c_code() { dlclose(loaded_); }

  void operator()(const kernel_call& call) const {
    run_(call.arguments, call.parameters, call.workspace);
  }

 private:
  using function = void (*)(void* const*, const index_t*, unsigned char*);
  void* loaded_ = nullptr;
  function run_ = nullptr;

  /// A function that a program calls, in the library itself: it passes on to one of this process.
  static std::string through_pointer(const std::string& name) {
    return "\nvoid (*" + name + "_pointer)(const tenon_view *views);\nvoid " + name + "(const tenon_view *views) { " +
           name + "_pointer(views); }\n";
  }

  static std::filesystem::path make_folder() {
    std::string path = (std::filesystem::temp_directory_path() / "tenon_c_XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) fail(blame::runtime, "no folder for printed C: " + path);
    return path;
  }

  static std::string output_of(const std::string& command) {
    std::string said;
    FILE* from = popen(command.c_str(), "r");
    if (from == nullptr) return "it can't be started";
    for (int c = std::fgetc(from); c != EOF; c = std::fgetc(from)) said += static_cast<char>(c);
    return pclose(from) == 0 || !said.empty() ? said : "it failed";
  }
};

}  // namespace compiled
