// What a failing call says, and whose mistake it says it is.
#pragma once

#include <string>

#include <tenon/core/error.hpp>

/// "user: …", "internal: …" or "runtime: …"; "nothing was thrown" where the call succeeds.
template <class Call> std::string sentence(Call call) {
  try {
    call();
  } catch (const tenon::error& e) {
    const char* words[] = {"user: ", "internal: ", "runtime: "};
    return std::string(words[static_cast<int>(e.who())]) + e.what();
  }
  return "nothing was thrown";
}
