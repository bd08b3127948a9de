// Machine code in this process: one ORC session for the library, a JITDylib for each kernel, linked
// by JITLink, whose memory is written first and made executable, no longer writable, afterwards.
#pragma once

#include <atomic>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>

#include <llvm/ExecutionEngine/JITLink/EHFrameSupport.h>
#include <llvm/ExecutionEngine/Orc/Core.h>
#include <llvm/ExecutionEngine/Orc/ExecutorProcessControl.h>
#include <llvm/ExecutionEngine/Orc/MapperJITLinkMemoryManager.h>
#include <llvm/ExecutionEngine/Orc/MemoryMapper.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>
#include <llvm/Support/TargetSelect.h>
#if LLVM_VERSION_MAJOR >= 20
#include <llvm/ExecutionEngine/Orc/AbsoluteSymbols.h>
#endif

#include <tenon/codegen/llvm/emit/pipeline.hpp>

namespace tenon::inline TENON_ABI::emit {

/// The value, or failure with LLVM's words.
template <class T>
T expect(llvm::Expected<T> value) {
  if (!value) fail(blame::runtime, "LLVM: " + llvm::toString(value.takeError()));
  return std::move(*value);
}
inline void expect(llvm::Error problem) {
  if (problem) fail(blame::runtime, "LLVM: " + llvm::toString(std::move(problem)));
}

/// Keeps machine code; every member may be called from any thread.
class session {
 public:
  /// The one of this library; never destroyed, since kernels may run until the process ends.
  static session& instance() {
    static session* const one = new session;
    return *one;
  }

  llvm::orc::JITDylib& add(std::unique_ptr<llvm::MemoryBuffer> object) {
    llvm::orc::JITDylib& home = session_.createBareJITDylib("kernel" + std::to_string(next_++));
    home.addToLinkOrder(*runtime_);
    if (llvm::Error problem = linker_.add(home, std::move(object))) {
      remove(home);
      expect(std::move(problem));
    }
    return home;
  }

  void* entry(llvm::orc::JITDylib& home) {
    auto found = session_.lookup({&home}, "kernel");
    if (!found) {
      remove(home);
      expect(found.takeError());
    }
    return reinterpret_cast<void*>(static_cast<std::uintptr_t>(address(found->getAddress())));
  }

  void remove(llvm::orc::JITDylib& home) noexcept {
    llvm::consumeError(session_.removeJITDylib(home));
  }

 private:
  session()
      : session_(expect(llvm::orc::SelfExecutorProcessControl::Create())),
        linker_(session_, make_memory()) {
    session_.setErrorReporter([](llvm::Error problem) { llvm::consumeError(std::move(problem)); });
    linker_.addPlugin(std::make_unique<llvm::orc::EHFrameRegistrationPlugin>(
        session_, std::make_unique<llvm::jitlink::InProcessEHFrameRegistrar>()));
    runtime_ = &session_.createBareJITDylib("runtime");
    define_runtime();
  }

  /// Memory for code: written, then made executable and read-only, and given back on release.
  static std::unique_ptr<llvm::jitlink::JITLinkMemoryManager> make_memory() {
#if LLVM_VERSION_MAJOR >= 19
    return expect(llvm::jitlink::InProcessMemoryManager::Create());
#else
    // LLVM 16's InProcessMemoryManager never gives memory back; this one cuts pieces out of larger
    // reservations. Until LLVM 19 is the oldest.
    using llvm::orc::InProcessMemoryMapper;
    using llvm::orc::MapperJITLinkMemoryManager;
    return expect(MapperJITLinkMemoryManager::CreateWithMapper<InProcessMemoryMapper>(1 << 20));
#endif
  }

#if LLVM_VERSION_MAJOR >= 17
  using symbol = llvm::orc::ExecutorSymbolDef;
  static std::uint64_t address(llvm::orc::ExecutorAddr a) { return a.getValue(); }
#else
  using symbol = llvm::JITEvaluatedSymbol;
  static std::uint64_t address(std::uint64_t a) { return a; }
#endif

  template <class F>
  void define(llvm::orc::SymbolMap& all, const char* name, F* function) {
    const auto at = reinterpret_cast<std::uintptr_t>(function);
    const auto flags = llvm::JITSymbolFlags::Exported | llvm::JITSymbolFlags::Callable;
#if LLVM_VERSION_MAJOR >= 17
    all[session_.intern(name)] = symbol(llvm::orc::ExecutorAddr(at), flags);
#else
    all[session_.intern(name)] = symbol(at, flags);
#endif
  }

  /// All that code generators call for: nothing else of the process is visible to kernels.
  void define_runtime() {
    llvm::orc::SymbolMap all;
    using single = float (*)(float);
    using real = double (*)(double);
    define(all, "floorf", static_cast<single>(::floorf));
    define(all, "ceilf", static_cast<single>(::ceilf));
    define(all, "truncf", static_cast<single>(::truncf));
    define(all, "roundevenf", static_cast<single>(::rintf));
    define(all, "floor", static_cast<real>(::floor));
    define(all, "ceil", static_cast<real>(::ceil));
    define(all, "trunc", static_cast<real>(::trunc));
    define(all, "roundeven", static_cast<real>(::rint));
    define(all, "fmaf", static_cast<float (*)(float, float, float)>(::fmaf));
    define(all, "fma", static_cast<double (*)(double, double, double)>(::fma));
    define(all, "memcpy", &::memcpy);
    define(all, "memmove", &::memmove);
    define(all, "memset", &::memset);
    expect(runtime_->define(llvm::orc::absoluteSymbols(std::move(all))));
  }

  llvm::orc::ExecutionSession session_;
  llvm::orc::ObjectLinkingLayer linker_;
  llvm::orc::JITDylib* runtime_ = nullptr;
  std::atomic<unsigned> next_{0};
};

}  // namespace tenon::inline TENON_ABI::emit
