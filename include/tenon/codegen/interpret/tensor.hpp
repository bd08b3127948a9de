// Buffers while a program is interpreted: where each element lies, who wrote it, and which
// iterations of a parallel loop touched it. Detectors answer here; sentences are made elsewhere.
#pragma once

#include <cstring>
#include <vector>

#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::interpreter {

/// The iterations of a parallel loop, or the threads of a block since their last barrier, that touched an element last, as ever growing stamps.
struct touch {
  std::uint32_t writer, reader, other_reader;

  /// Notes a read by iteration `me` of the loop whose first stamp is `first`; the stamp of another
  /// iteration that wrote the element, or 0.
  std::uint32_t note_read(std::uint32_t me, std::uint32_t first) {
    if (reader != me) {
      if (reader >= first) other_reader = reader;
      reader = me;
    }
    return writer >= first && writer != me ? writer : 0;
  }

  /// Notes a write; the stamp of another iteration that read or wrote the element, or 0.
  std::uint32_t note_write(std::uint32_t me, std::uint32_t first) {
    std::uint32_t other = 0;
    for (const std::uint32_t stamp : {other_reader, reader, writer}) {
      if (stamp >= first && stamp != me) other = stamp;
    }
    writer = me;
    return other;
  }
};

/// A buffer while it is alive.
struct tensor {
  unsigned char* base = nullptr;
  element type = element::f32;
  int rank = 0;
  index_t bytes = 0;  // of an element
  index_t extents[ir::max_rank] = {};
  index_t strides[ir::max_rank] = {};
  index_t masks[ir::max_rank] = {};  // fold - 1, or all ones
  index_t low = 0, count = 0;        // elements [low, low + count) exist
  bool is_argument = false;
  bool is_shared = false;  // among the iterations of the parallel loop, or the blocks, that run
  bool is_common = false;  // to the threads of the block that runs
  bool is_read_only = false;
  bool is_alive = false;
  std::uint32_t instance = 0;          // which allocation this is
  std::uint32_t* owners = nullptr;     // the allocation that wrote each byte, from `base` on
  std::vector<unsigned char> written;  // write-only arguments
  std::vector<touch> touches, thread_touches;  // where iterations or threads may collide

  /// Position of an element, or -1 - d when index `d` is outside, or -1 - rank when the element
  /// lies outside the allocation.
  index_t position(const index_t* indices, bool& outside) const {
    index_t at = 0;
    for (int d = 0; d < rank; ++d) {
      const index_t i = indices[d];
      if (i < 0 || i >= extents[d]) outside = true;
      at += strides[d] * (i & masks[d]);
    }
    if (!is_argument && (at < 0 || at >= count)) outside = true;
    return at;
  }

  std::uint64_t get(index_t at) const {
    std::uint64_t bits = 0;
    const unsigned char* from = base + at * bytes;
    switch (bytes) {  // constant sizes make single instructions
      case 1:
        std::memcpy(&bits, from, 1);
        break;
      case 2:
        std::memcpy(&bits, from, 2);
        break;
      case 4:
        std::memcpy(&bits, from, 4);
        break;
      default:
        std::memcpy(&bits, from, 8);
        break;
    }
    return type == element::boolean ? bits != 0 : bits;
  }

  void set(index_t at, std::uint64_t bits) {
    std::memcpy(base + at * bytes, &bits, static_cast<std::size_t>(bytes));
  }

  /// Whether the element holds what this allocation, or the kernel, put there.
  bool is_defined(index_t at) const {
    if (!written.empty()) return written[static_cast<std::size_t>(at - low)] != 0;
    if (owners == nullptr) return true;
    for (index_t byte = at * bytes; byte < (at + 1) * bytes; ++byte) {
      if (owners[byte] != instance) return false;
    }
    return true;
  }

  void define(index_t at) {
    if (!written.empty()) written[static_cast<std::size_t>(at - low)] = 1;
    if (owners == nullptr) return;
    for (index_t byte = at * bytes; byte < (at + 1) * bytes; ++byte) owners[byte] = instance;
  }
};

}  // namespace tenon::inline TENON_ABI::interpreter
