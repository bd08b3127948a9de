// The functions that the shared object exports. No exception leaves them.
#pragma once

#include <cstring>
#include <map>
#include <mutex>
#include <new>

#include <llvm/Support/CommandLine.h>
#include <llvm/Support/TargetSelect.h>

#include <tenon/codegen/llvm/emit/session.hpp>
#include <tenon/codegen/llvm/interface.hpp>
#include <tenon/core/box.hpp>
#include <tenon/ir/flat.hpp>

/// A kernel keeps its program, so that texts are made when they are asked for.
struct tenon_llvm_kernel {
  tenon::box<tenon::ir::program> program;
  tenon::emit::machine machine;
  llvm::orc::JITDylib* home = nullptr;
  void* entry = nullptr;

  ~tenon_llvm_kernel() {
    if (home != nullptr) tenon::emit::session::instance().remove(*home);
  }
};

namespace tenon::inline TENON_ABI::emit {

/// Writes a text, cut to `capacity` with the final zero.
inline void put_text(const std::string& text, char* out, std::size_t capacity) {
  if (out == nullptr || capacity == 0) return;
  const std::size_t length = text.size() < capacity ? text.size() : capacity - 1;
  std::memcpy(out, text.data(), length);
  out[length] = '\0';
}

/// The instruction set of a spelling.
inline isa find_isa(const char* spelled) {
  for (int i = 0; i <= static_cast<int>(isa::neon64); ++i) {
    if (std::strcmp(spelled, spelling(static_cast<isa>(i))) == 0) return static_cast<isa>(i);
  }
  fail(blame::user, std::string("there is no instruction set '") + spelled +
                        "'; known are generic, sse2, sse4_2, avx, avx2, avx2_fma, avx512, neon64");
}

/// Keeps LLVM's machine scheduler from moving the loads of unrolled terms to the front of a block:
/// with 8 × 2 vectors in registers and 4 terms it spilled until a product took 1.4 times as long,
/// and where it spills nothing it gains nothing.
inline void keep_order() {
  auto& options = llvm::cl::getRegisteredOptions();
  const auto found = options.find("enable-misched");
  if (found != options.end()) found->second->addOccurrence(0, "enable-misched", "false");
}

/// Registers LLVM's back end for the host, once.
inline void start() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    keep_order();
  });
}

inline std::unique_ptr<tenon_llvm_kernel> compile(const tenon_llvm_request& request) {
  start();
  box<ir::program> p;
  const ir::flat_fault fault =
      ir::decode(request.words, static_cast<std::int64_t>(request.count), *p);
  if (fault != ir::flat_fault::none) fail(blame::user, ir::sentence(fault));
  if (request.instruction_set != nullptr) {
    const isa set = find_isa(request.instruction_set);
    p->machine.has_dot = p->machine.has_dot && set == p->machine.set;
    p->machine.has_dot_bf16 = p->machine.has_dot_bf16 && set == p->machine.set;
    p->machine.set = set;
  }
  machine m(p->machine, request.optimize, request.tune);
  std::unique_ptr<tenon_llvm_kernel> kernel(new tenon_llvm_kernel{std::move(p), std::move(m)});
  std::unique_ptr<llvm::MemoryBuffer> object = object_of(*kernel->program, kernel->machine);
  if (!host_runs(kernel->machine.goal)) return kernel;
  session& all = session::instance();
  llvm::orc::JITDylib& home = all.add(std::move(object));
  kernel->entry = all.entry(home);
  kernel->home = &home;
  return kernel;
}

inline tenon_llvm_status status_of(const error& e) {
  switch (e.who()) {
    case blame::user:
      return tenon_llvm_bad_program;
    case blame::runtime:
      return tenon_llvm_unsupported;
    case blame::internal:
      break;
  }
  return tenon_llvm_internal;
}

/// Runs `work`, with exceptions turned into a status and a sentence.
template <class Work>
tenon_llvm_status guarded(char* message, std::size_t capacity, Work&& work) noexcept {
  try {
    work();
    return tenon_llvm_ok;
  } catch (const error& e) {
    put_text(e.what(), message, capacity);
    return status_of(e);
  } catch (const std::bad_alloc&) {
    put_text("there is not enough memory to compile the kernel", message, capacity);
    return tenon_llvm_out_of_memory;
  } catch (...) {
    put_text("the compilation of the kernel failed", message, capacity);
    return tenon_llvm_internal;
  }
}

}  // namespace tenon::inline TENON_ABI::emit

extern "C" {

[[gnu::visibility("default")]] void tenon_llvm_version(tenon_llvm_information* out) {
  *out = {tenon_llvm_interface, LLVM_VERSION_MAJOR, tenon::ir::flat_version};
}

[[gnu::visibility("default")]] std::int32_t tenon_llvm_compile(const tenon_llvm_request* request,
                                                               tenon_llvm_kernel** out,
                                                               char* message,
                                                               std::size_t capacity) {
  if (out == nullptr) return tenon_llvm_bad_request;
  *out = nullptr;
  if (request == nullptr || request->interface_version != tenon_llvm_interface ||
      request->words == nullptr) {
    tenon::emit::put_text("the request is null or of another interface version", message, capacity);
    return tenon_llvm_bad_request;
  }
  return tenon::emit::guarded(message, capacity,
                              [&] { *out = tenon::emit::compile(*request).release(); });
}

[[gnu::visibility("default")]] void* tenon_llvm_function(const tenon_llvm_kernel* kernel) {
  return kernel == nullptr ? nullptr : kernel->entry;
}

[[gnu::visibility("default")]] std::size_t tenon_llvm_text(const tenon_llvm_kernel* kernel,
                                                           std::int32_t which, char* out,
                                                           std::size_t capacity) {
  std::size_t length = 0;
  if (kernel == nullptr || which < tenon_llvm_ir || which > tenon_llvm_assembly) return 0;
  const tenon_llvm_status status = tenon::emit::guarded(nullptr, 0, [&] {
    const std::string text = tenon::emit::text_of(*kernel->program, kernel->machine,
                                                  static_cast<tenon::emit::stage>(which));
    tenon::emit::put_text(text, out, capacity);
    length = text.size();
  });
  return status == tenon_llvm_ok ? length : 0;
}

[[gnu::visibility("default")]] void tenon_llvm_release(tenon_llvm_kernel* kernel) { delete kernel; }

}  // extern "C"
