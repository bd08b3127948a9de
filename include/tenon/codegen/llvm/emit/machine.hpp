// The processor that code is made for: the features of the program's instruction set, no more, so
// that bits are a function of the target; scheduled for the host.
#pragma once

#include <memory>
#include <string>

#include <llvm/ADT/StringMap.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/CodeGen.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Target/TargetOptions.h>
#if LLVM_VERSION_MAJOR >= 17
#include <llvm/TargetParser/Host.h>
#else
#include <llvm/Support/Host.h>
#endif

#include <tenon/core/error.hpp>
#include <tenon/core/target.hpp>

namespace tenon::inline TENON_ABI::emit {

/// LLVM's names of what an instruction set has beyond its architecture's base, by commas.
constexpr const char* features_of(isa set) {
  switch (set) {
    case isa::generic:
    case isa::sse2:
      return "";
    case isa::sse4_2:
      return "+sse3,+ssse3,+sse4.1,+sse4.2";
    case isa::avx:
      return "+avx";
    case isa::avx2:
      return "+avx2";
    case isa::avx2_fma:
      return "+avx2,+fma";
    case isa::avx512:
      return "+avx2,+fma,+avx512f,+avx512bw,+avx512dq,+avx512vl";
    case isa::neon64:
      return "+neon";
    case isa::opencl:
    case isa::cuda:
      break;  // refused before
  }
  return "";
}

constexpr bool is_x86(isa set) { return set >= isa::sse2 && set <= isa::avx512; }

/// What the host has, as LLVM names it.
inline const llvm::StringMap<bool>& host_features() {
#if LLVM_VERSION_MAJOR >= 19
  static const llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
#else
  static const llvm::StringMap<bool> features = [] {
    llvm::StringMap<bool> found;
    llvm::sys::getHostCPUFeatures(found);
    return found;
  }();
#endif
  return features;
}

/// Whether this process is of the instruction set's architecture.
inline bool is_native(isa set) {
#if defined(__x86_64__)
  return set == isa::generic || is_x86(set);
#elif defined(__aarch64__)
  return set == isa::generic || set == isa::neon64;
#else
  return set == isa::generic;
#endif
}

/// LLVM's names of what a target has beyond its architecture's base, by commas.
inline std::string features_of(const target& t) {
  std::string all = features_of(t.set);
  if (t.has_dot && t.set == isa::avx512) all += ",+avx512vnni";
  if (t.has_dot_bf16 && t.set == isa::avx512) all += ",+avx512bf16";
  if (t.has_dot && t.set == isa::avx2_fma) all += ",+avxvnni";
  return all;
}

/// Whether the host can run code for a target.
inline bool host_runs(const target& t) {
  if (!is_native(t.set)) return false;
  if (t.set == isa::neon64) return true;
  const std::string all = features_of(t);
  llvm::StringRef rest = all;
  while (!rest.empty()) {
    const auto [first, others] = rest.split(',');
    if (!host_features().lookup(first.drop_front())) return false;
    rest = others;
  }
  return true;
}

/// Instructions of the host that change no result: they shorten index arithmetic, and convert half.
inline std::string free_features(isa set) {
  std::string all;
  if (set < isa::avx2 || set > isa::avx512) return all;
  for (const char* name : {"bmi", "bmi2", "lzcnt", "popcnt", "f16c"}) {
    if (host_features().lookup(name)) all += std::string(",+") + name;
  }
  return all;
}

/// How one kernel is compiled.
struct machine {
  target goal;
  isa set;
  unsigned level;  ///< 0 … 3
  std::string features;
  std::string tune;  ///< LLVM's name of the processor to schedule for

  machine(const target& t, unsigned optimize, const char* tuned_for)
      : goal(t),
        set(t.set),
        level(optimize > 3 ? 3 : optimize),
        features(features_of(t) + free_features(t.set)),
        tune(tuned_for != nullptr ? std::string(tuned_for) : llvm::sys::getHostCPUName().str()) {}

  /// LLVM's base processor of the architecture.
  const char* processor() const {
    return llvm::sys::getProcessTriple().compare(0, 6, "x86_64") == 0 ? "x86-64" : "generic";
  }
  /// Whether half from and to float is an instruction.
  bool converts_half() const { return features.find("f16c") != std::string::npos; }
  std::unique_ptr<llvm::TargetMachine> create() const;
};

inline std::unique_ptr<llvm::TargetMachine> machine::create() const {
  if (!is_native(set)) {
    fail(blame::runtime, std::string("the bundled LLVM emits code for this machine's architecture "
                                     "only, which has no instruction set '") +
                             spelling(set) + "'");
  }
  const std::string triple = llvm::sys::getProcessTriple();
  std::string problem;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, problem);
  if (target == nullptr) fail(blame::runtime, "the bundled LLVM has no back end: " + problem);
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
#if LLVM_VERSION_MAJOR >= 18
  using codegen_level = llvm::CodeGenOptLevel;
#else
  using codegen_level = llvm::CodeGenOpt::Level;
#endif
  std::unique_ptr<llvm::TargetMachine> made(
      target->createTargetMachine(triple, processor(), features, options, llvm::Reloc::PIC_,
                                  llvm::CodeModel::Small, static_cast<codegen_level>(level), true));
  if (made == nullptr) fail(blame::internal, "LLVM refuses the target machine");
  return made;
}

}  // namespace tenon::inline TENON_ABI::emit
