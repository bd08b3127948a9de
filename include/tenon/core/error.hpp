// One exception type with a sentence. Built without exceptions, errors go to a handler instead.
#pragma once

#include <concepts>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

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
[[noreturn, gnu::cold, gnu::noinline]] inline void fail(blame who, const std::string& sentence) {
#if TENON_EXCEPTIONS
  throw error(who, sentence);
#else
  if (installed_error_handler() != nullptr) installed_error_handler()(who, sentence.c_str());
  std::fprintf(stderr, "tenon: %s\n", sentence.c_str());
  std::abort();
#endif
}

/// A piece of a sentence: words, or a whole number.
class sentence_part {
 public:
  sentence_part(const char* words) : words_(words) {}
  sentence_part(const std::string& words) : words_(words) {}
  template <std::integral T>
  sentence_part(T number) : number_(static_cast<long long>(number)), is_number_(true) {}

  void append_to(std::string& sentence) const {
    if (is_number_)
      sentence += std::to_string(number_);
    else
      sentence += words_;
  }

 private:
  std::string_view words_;
  long long number_ = 0;
  bool is_number_ = false;
};

/// The same with a sentence in parts. They are put together here, once, because strings that are
/// joined wherever something may fail cost each user a second of compilation.
[[noreturn, gnu::cold, gnu::noinline]] inline void fail(
    blame who, std::initializer_list<sentence_part> parts) {
  std::string sentence;
  for (const sentence_part& part : parts) part.append_to(sentence);
  fail(who, sentence);
}

}  // namespace tenon::inline TENON_ABI
