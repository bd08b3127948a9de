// Names as strings, for prints and sentences; apart from name.hpp, which constant evaluation uses.
#pragma once

#include <string>

#include <tenon/core/name.hpp>

namespace tenon::inline TENON_ABI {

/// The characters of a name.
inline std::string text(const name& n) {
  const int size = n.size();
  std::string s(static_cast<std::size_t>(size), '\0');
  for (int i = 0; i < size; ++i) s[static_cast<std::size_t>(i)] = n[i];
  return s;
}

}  // namespace tenon::inline TENON_ABI
