// The bundled LLVM as seen by programs: finds the shared object, checks that it speaks our
// language, and compiles loop programs with it. No LLVM header, nothing to link but dlopen.
//
//   codegen::compiled_function f(program);
//   f(call);                                    // runs machine code
//   f.text(codegen::compiled_text::assembly);   // shows it
//
// The shared object is the one that TENON_LLVM_LIBRARY names, else the build tree's, else the
// installed one; never one from the working directory or the loader's search path.
#pragma once

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tenon/codegen/llvm/interface.hpp>
#include <tenon/core/error.hpp>
#include <tenon/ir/flat.hpp>
#include <tenon/runtime/call.hpp>

namespace tenon::inline TENON_ABI::codegen {

/// The shared object's functions, or why there are none.
struct llvm_library {
  std::string path;     ///< where it was found
  std::string problem;  ///< a sentence; empty when it can be used
  tenon_llvm_information information{};
  tenon_llvm_compile_function compile = nullptr;
  tenon_llvm_function_function function = nullptr;
  tenon_llvm_text_function text = nullptr;
  tenon_llvm_release_function release = nullptr;

  /// The one of this process, loaded on first use and kept until the process ends.
  static const llvm_library& instance() {
    static const llvm_library one = load(find());
    return one;
  }
  /// Whether kernels can be compiled; if not, `problem` says why.
  bool available() const { return problem.empty(); }

  static std::string find();
  static llvm_library load(const std::string& path);

 private:
  bool lacks_symbols(void* handle);
};

/// The file to load; empty when nothing names one.
inline std::string llvm_library::find() {
  const char* chosen = std::getenv("TENON_LLVM_LIBRARY");
  if (chosen != nullptr && *chosen != '\0') return chosen;
#if defined(TENON_LLVM_LIBRARY_PATH)
  if (::access(TENON_LLVM_LIBRARY_PATH, R_OK) == 0) return TENON_LLVM_LIBRARY_PATH;
#endif
#if defined(TENON_LLVM_INSTALL_PATH)
  return TENON_LLVM_INSTALL_PATH;
#elif defined(TENON_LLVM_LIBRARY_PATH)
  return TENON_LLVM_LIBRARY_PATH;
#else
  return {};
#endif
}

inline bool llvm_library::lacks_symbols(void* handle) {
  const auto get = [&](auto& slot, const char* symbol) {
    slot = reinterpret_cast<std::remove_reference_t<decltype(slot)>>(dlsym(handle, symbol));
    return slot != nullptr;
  };
  return !get(compile, "tenon_llvm_compile") || !get(function, "tenon_llvm_function") ||
         !get(text, "tenon_llvm_text") || !get(release, "tenon_llvm_release");
}

/// Loads one file; the result says in `problem` what was wrong with it.
inline llvm_library llvm_library::load(const std::string& path) {
  llvm_library all;
  all.path = path;
  const std::string cure = "; set TENON_LLVM_LIBRARY to the full path of tenon's libtenon_llvm.so";
  if (path.empty()) {
    all.problem = "the bundled LLVM was not built with this program" + cure;
    return all;
  }
  if (path[0] != '/') {
    all.problem = "the bundled LLVM must be named by a full path, not by '" + path + "'" + cure;
    return all;
  }
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* reason = dlerror();
    all.problem = "the bundled LLVM cannot be loaded: " +
                  std::string(reason == nullptr ? path.c_str() : reason) + cure;
    return all;
  }
  const auto version =
      reinterpret_cast<tenon_llvm_version_function>(dlsym(handle, "tenon_llvm_version"));
  if (version != nullptr) version(&all.information);
  if (version == nullptr || all.lacks_symbols(handle)) {
    all.problem =
        "'" + path + "' is not tenon's bundled LLVM: it lacks tenon_llvm_* functions" + cure;
  } else if (all.information.interface_version != tenon_llvm_interface ||
             all.information.flat_version != ir::flat_version) {
    all.problem = "the bundled LLVM in '" + path + "' is of another release of tenon (interface " +
                  std::to_string(all.information.interface_version) + ", expected " +
                  std::to_string(tenon_llvm_interface) + ")" + cure;
  }
  return all;
}

/// What a text of a compiled kernel shows.
enum class compiled_text : std::int32_t {
  emitted = tenon_llvm_ir,
  optimized = tenon_llvm_optimized,
  assembly = tenon_llvm_assembly,
};

/// Choices for one compilation.
struct compile_options {
  std::uint32_t optimize = 2;             ///< 0 … 3
  const char* instruction_set = nullptr;  ///< a spelling of `isa`; null: the program's
  const char* tune = nullptr;             ///< an LLVM processor name; null: the host
};

/// A loop program compiled by the bundled LLVM; owns its machine code.
class compiled_function {
 public:
  using entry = void (*)(const kernel_call*);

  compiled_function() = default;

  /// Compiles; fails with a sentence when the bundled LLVM is absent or refuses the program.
  explicit compiled_function(const ir::program& p, const compile_options& options = {}) {
    const llvm_library& llvm = llvm_library::instance();
    if (!llvm.available()) fail(blame::runtime, llvm.problem);
    if (p.overflowed()) fail(blame::user, "the loop program is larger than a program may become");
    const std::vector<std::int64_t> words = ir::encode(p);
    const tenon_llvm_request request{
        tenon_llvm_interface, options.optimize, options.instruction_set,
        options.tune,         words.data(),     words.size()};
    char message[1024] = "";
    const std::int32_t status = llvm.compile(&request, &kernel_, message, sizeof message);
    if (status != tenon_llvm_ok) fail(blame_of(status), message);
    entry_ = reinterpret_cast<entry>(llvm.function(kernel_));
  }
  compiled_function(compiled_function&& other) noexcept { swap(other); }
  compiled_function& operator=(compiled_function&& other) noexcept {
    swap(other);
    return *this;
  }
  ~compiled_function() {
    if (kernel_ != nullptr) llvm_library::instance().release(kernel_);
  }

  /// Whether this machine can run it: false for the instruction set of another machine.
  bool is_runnable() const { return entry_ != nullptr; }
  entry function() const { return entry_; }

  /// Runs the kernel.
  void operator()(const kernel_call& call) const {
    if (entry_ == nullptr) {
      fail(blame::runtime,
           "the kernel was compiled for an instruction set that this machine lacks");
    }
    entry_(&call);
  }

  /// LLVM IR or assembly, made now.
  std::string text(compiled_text which) const {
    if (kernel_ == nullptr) return {};
    const auto get = llvm_library::instance().text;
    std::string all(get(kernel_, static_cast<std::int32_t>(which), nullptr, 0), '\0');
    get(kernel_, static_cast<std::int32_t>(which), all.data(), all.size() + 1);
    return all;
  }

 private:
  static blame blame_of(std::int32_t status) {
    if (status == tenon_llvm_bad_program) return blame::user;
    return status == tenon_llvm_internal ? blame::internal : blame::runtime;
  }
  void swap(compiled_function& other) noexcept {
    std::swap(kernel_, other.kernel_);
    std::swap(entry_, other.entry_);
  }

  tenon_llvm_kernel* kernel_ = nullptr;
  entry entry_ = nullptr;
};

}  // namespace tenon::inline TENON_ABI::codegen
