// Names of tensors, axes and loops: at most 23 characters, held by value, so that they work in
// constant evaluation (Clang rejects libstdc++ 12's std::string there) and compare in three words.
#pragma once

#include <cstdint>

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI {

/// A short text held by value; characters past the 23rd are dropped.
struct name {
  std::uint64_t words[3];

  static constexpr int capacity = 23;

  constexpr bool operator==(const name& other) const {
    return words[0] == other.words[0] && words[1] == other.words[1] && words[2] == other.words[2];
  }
  constexpr char operator[](int i) const {
    return static_cast<char>(words[i >> 3] >> ((i & 7) * 8));
  }
  constexpr int size() const {
    int n = 0;
    while (n < capacity && (*this)[n] != '\0') ++n;
    return n;
  }
  constexpr bool empty() const { return words[0] == 0; }
  /// Appends one character; without effect when the name is full.
  constexpr void append(char c) {
    const int n = size();
    if (n < capacity) {
      words[n >> 3] |= static_cast<std::uint64_t>(static_cast<unsigned char>(c)) << ((n & 7) * 8);
    }
  }
};

/// The name spelled by a literal or any null-terminated text.
constexpr name make_name(const char* text) {
  name result{};
  for (int n = 0; n < name::capacity && text[n] != '\0'; ++n) {
    result.words[n >> 3] |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[n]))
                            << ((n & 7) * 8);
  }
  return result;
}

}  // namespace tenon::inline TENON_ABI
