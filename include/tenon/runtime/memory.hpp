// Owned memory for tensors and workspaces: aligned for every vector register and cache line, and
// a sentence instead of a crash when the system has no more.
#pragma once

#include <new>
#include <utility>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include <tenon/core/checked.hpp>
#include <tenon/core/error.hpp>

namespace tenon::inline TENON_ABI {

/// Owns bytes that start at a multiple of 64; moves, never copies. The bytes are uninitialised.
/// From 2 MB on they are whole large pages, which the system is asked to make of them: columns of a
/// large tensor and the panels of a block otherwise need more addresses than a core keeps at hand.
class aligned_memory {
 public:
  static constexpr index_t alignment = 64;
  static constexpr index_t large_page = index_t{2} << 20;

  aligned_memory() = default;
  aligned_memory(aligned_memory&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  aligned_memory& operator=(aligned_memory&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~aligned_memory() { ::operator delete(data_, alignment_of(size_)); }

  /// Memory of `bytes`, or empty where there are none or the system refuses.
  static aligned_memory try_allocate(index_t bytes) {
    aligned_memory result;
    if (bytes <= 0) return result;
    auto room = static_cast<std::size_t>(bytes);
    constexpr auto page = static_cast<std::size_t>(large_page);
    if (bytes >= large_page && bytes <= INT64_MAX - large_page)
      room = (room + page - 1) / page * page;
    result.data_ =
        static_cast<unsigned char*>(::operator new(room, alignment_of(bytes), std::nothrow));
    if (result.data_ == nullptr) return result;
    result.size_ = bytes;
#if defined(__linux__)
    // Refused where the system has no large pages: the memory is as good as before.
    if (bytes >= large_page) static_cast<void>(::madvise(result.data_, room, MADV_HUGEPAGE));
#endif
    return result;
  }

  unsigned char* data() const { return data_; }
  index_t size() const { return size_; }

 private:
  static std::align_val_t alignment_of(index_t bytes) {
    return std::align_val_t{static_cast<std::size_t>(bytes < large_page ? alignment : large_page)};
  }

  unsigned char* data_ = nullptr;
  index_t size_ = 0;
};

/// Says that the system refused memory.
[[noreturn]] inline void fail_to_allocate(const char* who, index_t bytes) {
  fail(blame::runtime,
       {who, ": the system refused to allocate ", bytes, " bytes; free memory or ask for less"});
}

/// What `make()` gives; a sentence where the system refuses the memory that it needs.
template <class Make> auto with_memory(const char* who, const Make& make) {
#if TENON_EXCEPTIONS
  try {
    return make();
  } catch (const std::bad_alloc&) {
    fail(blame::runtime, {who, ": the system refused memory; free some and try again"});
  }
#else
  (void)who;
  return make();
#endif
}

/// Bytes rounded up to a multiple of 64; sets `overflow` when the result doesn't fit 64 bits.
constexpr index_t align_size(index_t bytes, bool& overflow) {
  const index_t padded = checked_add(bytes, aligned_memory::alignment - 1, overflow);
  return padded - padded % aligned_memory::alignment;
}

}  // namespace tenon::inline TENON_ABI
