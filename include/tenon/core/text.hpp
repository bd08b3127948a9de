// Names as strings, for prints and sentences; apart from name.hpp, which constant evaluation uses.
#pragma once

#include <string>

#include <tenon/core/name.hpp>

namespace tenon::inline TENON_ABI {

/// The characters of a name.
inline std::string text(const name& n) {
  std::string s;
  for (int i = 0; i < n.size(); ++i) s += n[i];
  return s;
}

}  // namespace tenon::inline TENON_ABI
