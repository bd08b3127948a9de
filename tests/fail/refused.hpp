// How the programs of this folder say what they test. Each is a description that breaks one rule,
// at the line marked as wrong. The C++ compiler refuses it as it stands. With a registry declared
// before it (tests/schedule/rules_test.cpp), the same text becomes a test at run time.
//
//   TENON_REFUSED(split_factor, "split(axis, factor) requires a positive factor: got 0", 16)
#pragma once

#ifdef TENON_REFUSED_AT_RUN_TIME
#include <tenon/kernel/jit.hpp>

/// A description under test: what it must be refused with, and how to lower it.
struct refused {
  const char* name;
  const char* sentence;
  int last_line;  ///< the line that breaks the rule comes before
  void (*lower)();
};

/// Enters a description into the registry.
struct enter_refused {
  explicit enter_refused(const refused& r);
};

#define TENON_REFUSED_FOR(machine, name, sentence, ...)                      \
  static const enter_refused name##_entered({#name, sentence, __LINE__, [] { \
    tenon::lower_description(machine, name, __VA_ARGS__);                    \
  }});
#else
#include <tenon/kernel/kernel.hpp>

#define TENON_REFUSED_FOR(machine, name, sentence, ...) \
  tenon::kernel_for<machine, name, __VA_ARGS__> name##_kernel;
#endif

#define TENON_REFUSED(...) TENON_REFUSED_FOR(tenon::compiled_target(), __VA_ARGS__)
/// The same for a device, which refuses what a processor takes.
#define TENON_REFUSED_ON_DEVICE(...) TENON_REFUSED_FOR(tenon::preset(isa::opencl), __VA_ARGS__)
/// The same for a decoupled target.
#define TENON_REFUSED_ON_UNITS(...)                                                              \
  TENON_REFUSED_FOR(tenon::decoupled(2, {{tenon::make_name("inp"), 256, tenon::unit::load},      \
                                         {tenon::make_name("acc"), 256, tenon::unit::compute}}), \
                    __VA_ARGS__)

using namespace tenon;
