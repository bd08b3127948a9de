// One exception type with a sentence. Built without exceptions, errors go to a handler instead.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI {

/// Whose mistake an error is.
enum class blame : unsigned char {
  user,     ///< the call, description or schedule breaks a rule; the sentence says which
  internal, ///< our own verifier failed: please report it
  runtime,  ///< memory, a shared object or a device refused
};

/// What every failing call of the library throws; `what()` is a sentence that says what was
/// wrong, where, and what would be right.
class error : public std::runtime_error {
 public:
  error(blame who, const std::string& sentence) : std::runtime_error(sentence), who_(who) {}
  blame who() const noexcept { return who_; }

 private:
  blame who_;
};

/// Called with the sentence of an error when the library is built without exceptions; must not
/// return (if it does, the program is aborted).
using error_handler = void (*)(blame who, const char* sentence);

inline error_handler& installed_error_handler() {
  static error_handler handler = nullptr;
  return handler;
}

/// Installs a handler and returns the one before; nullptr stands for "print and abort".
inline error_handler set_error_handler(error_handler handler) {
  error_handler& slot = installed_error_handler();
  const error_handler before = slot;
  slot = handler;
  return before;
}

/// Throws `error`, or calls the handler where exceptions are switched off.
[[noreturn]] inline void fail(blame who, const std::string& sentence) {
#if TENON_EXCEPTIONS
  throw error(who, sentence);
#else
  if (installed_error_handler() != nullptr) installed_error_handler()(who, sentence.c_str());
  std::fprintf(stderr, "tenon: %s\n", sentence.c_str());
  std::abort();
#endif
}

}  // namespace tenon::inline TENON_ABI
