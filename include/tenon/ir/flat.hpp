// The loop program as an array of 64-bit words: how a kernel crosses to the bundled LLVM, which was
// built by another compiler and must not see our types. Versioned, checksummed, and read back with
// distrust: no array of words, however damaged, makes the reader crash or loop.
//
//   words = magic, version, length, checksum, pool sizes, header, pools in the order of `program`
//
// fields.hpp lists the fields of each struct once, for writer and reader alike.
#pragma once

#include <vector>

#include <tenon/ir/fields.hpp>
#include <tenon/ir/links.hpp>

namespace tenon::inline TENON_ABI::ir {

inline constexpr std::int64_t flat_magic = 0x314d415247504e54;  // "TNPGRAM1" in memory
inline constexpr std::int64_t flat_version = 6;
inline constexpr int flat_prefix = 4;  ///< words before the pool sizes

/// What is wrong with an array of words.
enum class flat_fault : std::uint8_t {
  none,
  magic,
  version,
  length,
  checksum,
  count,
  range,
  form,
  reference,
  tree,
};

/// The sentence of a fault.
constexpr const char* sentence(flat_fault fault) {
  constexpr const char* sentences[] = {
      "the words hold a loop program",
      "the words do not begin with the mark of a loop program",
      "the words hold another format version: use headers and bundled LLVM of one release",
      "the number of words differs from the length that they state",
      "the checksum of the words does not match: they were damaged",
      "a pool of the loop program holds more entries than a program may have",
      "a field of the loop program is outside the range of its type",
      "an affine form of the loop program is malformed",
      "an entry of the loop program names another that does not exist or comes later",
      "the statements of the loop program do not form a tree",
  };
  return sentences[static_cast<int>(fault)];
}

namespace flat {

/// Appends fields as words.
struct writer {
  std::vector<std::int64_t>& words;

  template <class T>
  constexpr void number(T value, std::int64_t = 0, std::int64_t = 0) {
    words.push_back(static_cast<std::int64_t>(value));
  }
  template <class E>
  constexpr void choice(E value, E) {
    number(value);
  }
  constexpr void flag(bool value) { number(value); }
  /// Of a function of this process; constant evaluation knows no addresses but null.
  template <class F>
  constexpr void address(F* function) {
    number(function == nullptr ? 0 : reinterpret_cast<std::intptr_t>(function));
  }
  constexpr void text(const name& n) {
    for (std::uint64_t w : n.words) number(w);
  }
  constexpr void form(const affine& a) {
    number(a.constant);
    number(a.count);
    for (const term& t : a) {
      number(t.var);
      number(t.factor);
    }
  }
};

/// Reads fields from words; after the first fault everything reads as zero.
struct reader {
  const std::int64_t* next;
  const std::int64_t* end;
  int variables = 0;
  flat_fault fault = flat_fault::none;

  constexpr void blame(flat_fault f) {
    if (fault == flat_fault::none) fault = f;
  }
  constexpr std::int64_t word() {
    if (next == end) blame(flat_fault::length);
    return fault == flat_fault::none ? *next++ : 0;
  }
  template <class T>
  constexpr void number(T& value, std::int64_t low, std::int64_t high) {
    const std::int64_t w = word();
    if (w < low || w > high) blame(flat_fault::range);
    value = fault == flat_fault::none ? static_cast<T>(w) : T{};
  }
  template <class T>
  constexpr void number(T& value) {
    if constexpr (sizeof(T) == 8) {
      value = static_cast<T>(word());
    } else {
      number(value, INT32_MIN, INT32_MAX);
    }
  }
  template <class E>
  constexpr void choice(E& value, E last) {
    number(value, 0, static_cast<std::int64_t>(last));
  }
  constexpr void flag(bool& value) { number(value, 0, 1); }
  template <class F>
  constexpr void address(F*& function) {
    function = reinterpret_cast<F*>(static_cast<std::intptr_t>(word()));
  }
  constexpr void text(name& n) {
    for (std::uint64_t& w : n.words) number(w);
    if ((n.words[2] >> 56) != 0) blame(flat_fault::range);
  }
  constexpr void form(affine& a) {
    a = {};
    number(a.constant);
    std::int32_t count = 0;
    number(count, 0, affine::capacity);
    for (int i = 0; i < count; ++i) {
      term& t = a.terms[i];
      number(t.var, 0, INT32_MAX);
      number(t.factor);
      const bool sorted = i == 0 || a.terms[i - 1].var < t.var;
      if (t.var >= variables || !sorted || t.factor == 0) blame(flat_fault::form);
    }
    a.count = fault == flat_fault::none ? count : 0;
  }
};

constexpr std::int64_t checksum(const std::int64_t* words, std::int64_t count) {
  std::uint64_t sum = 0xcbf29ce484222325u ^ static_cast<std::uint64_t>(count);
  for (std::int64_t i = 0; i < count; ++i) {
    sum = (sum ^ static_cast<std::uint64_t>(words[i])) * 0x9e3779b97f4a7c15u;
    sum ^= sum >> 29;
  }
  return static_cast<std::int64_t>(sum);
}

}  // namespace flat

/// The program as words. A program that overflowed its pools must be refused before.
constexpr std::vector<std::int64_t> encode(const program& p) {
  std::vector<std::int64_t> words;
  flat::writer out{words};
  for (std::int64_t w : {flat_magic, flat_version, std::int64_t{0}, std::int64_t{0}}) out.number(w);
  flat::each_pool(p, [&](const auto& pool) { out.number(pool.size()); });
  flat::describe_header(out, p);
  flat::each_pool(p, [&](const auto& pool) {
    for (const auto& entry : pool) flat::describe(out, entry);
  });
  const auto count = static_cast<std::int64_t>(words.size());
  words[2] = count;
  words[3] = flat::checksum(words.data() + flat_prefix, count - flat_prefix);
  return words;
}

/// Reads `count` words into `p`, whose contents are unspecified when there is a fault.
/// @post decode(encode(p)) equals p, field by field
constexpr flat_fault decode(const std::int64_t* words, std::int64_t count, program& p) {
  if (count < flat_prefix) return flat_fault::length;
  if (words[0] != flat_magic) return flat_fault::magic;
  if (words[1] != flat_version) return flat_fault::version;
  if (words[2] != count) return flat_fault::length;
  if (words[3] != flat::checksum(words + flat_prefix, count - flat_prefix)) {
    return flat_fault::checksum;
  }
  flat::reader in{words + flat_prefix, words + count};
  flat::each_pool(p, [&](auto& pool) {
    pool.overflowed = false;
    const std::int64_t size = in.word();
    if (size < 0 || size > pool.capacity()) in.blame(flat_fault::count);
    pool.count = in.fault == flat_fault::none ? static_cast<int>(size) : 0;
  });
  in.variables = p.variables.size();
  flat::describe_header(in, p);
  flat::each_pool(p, [&](auto& pool) {
    for (auto& entry : pool) {
      entry = {};
      flat::describe(in, entry);
      if (in.fault != flat_fault::none) return;
    }
  });
  if (in.fault != flat_fault::none) return in.fault;
  if (in.next != in.end) return flat_fault::length;
  const links names{p};
  if (!names.hold()) return flat_fault::reference;
  return names.tree() ? flat_fault::none : flat_fault::tree;
}

}  // namespace tenon::inline TENON_ABI::ir
