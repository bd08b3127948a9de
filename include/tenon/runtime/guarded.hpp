// Memory between two pages that nobody may touch, for tests and fuzzing: a kernel that reads or
// writes one byte too far stops at once. Starts poisoned, so that what was never written shows.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

#include <tenon/runtime/memory.hpp>
#include <tenon/runtime/view.hpp>

namespace tenon::inline TENON_ABI {

/// Which end of the memory touches an inaccessible page; the other end is rounded to a page.
enum class guard : unsigned char {
  after,   ///< one byte past the last faults
  before,  ///< one byte before the first faults
};

/// Owns `bytes` that touch an inaccessible page, filled with a poison byte.
class guarded_memory {
 public:
  /// As float -4.3e8, as int8 -51: far from the data of tests.
  static constexpr unsigned char default_poison = 0xCD;

  guarded_memory(index_t bytes, guard side, unsigned char poison = default_poison) {
    const index_t page = sysconf(_SC_PAGESIZE);
    bool overflow = bytes < 0;
    const index_t inside = checked_mul(ceil_div(bytes, page), page, overflow);
    const index_t whole = checked_add(inside, 2 * page, overflow);
    if (overflow) {
      fail(blame::user, {"guarded_memory: got a request for ", bytes,
                         " bytes; it must be 0 or more and fit 64 bits with two pages"});
    }
    void* mapped = mmap(nullptr, static_cast<std::size_t>(whole), PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) fail_to_allocate("guarded_memory", whole);
    base_ = static_cast<unsigned char*>(mapped);
    whole_ = whole;
    size_ = bytes;
    data_ = base_ + page + (side == guard::after ? inside - bytes : 0);
    if (inside == 0) return;
    if (mprotect(base_ + page, static_cast<std::size_t>(inside), PROT_READ | PROT_WRITE) != 0) {
      munmap(base_, static_cast<std::size_t>(whole));
      fail_to_allocate("guarded_memory", whole);
    }
    std::memset(base_ + page, poison, static_cast<std::size_t>(inside));
  }
  guarded_memory(guarded_memory&& other) noexcept
      : base_(std::exchange(other.base_, nullptr)),
        data_(other.data_),
        whole_(other.whole_),
        size_(other.size_) {}
  guarded_memory& operator=(guarded_memory&&) = delete;
  ~guarded_memory() {
    if (base_ != nullptr) munmap(base_, static_cast<std::size_t>(whole_));
  }

  unsigned char* data() const { return data_; }
  index_t size() const { return size_; }

 private:
  unsigned char* base_ = nullptr;
  unsigned char* data_ = nullptr;
  index_t whole_ = 0;
  index_t size_ = 0;
};

/// A row-major tensor in guarded memory.
template <class T> class guarded_tensor {
 public:
  guarded_tensor(std::span<const index_t> extents, guard side,
                 unsigned char poison = guarded_memory::default_poison)
      : memory_(bytes_of(extents), side, poison),
        elements_(reinterpret_cast<T*>(memory_.data()), extents) {}
  guarded_tensor(std::initializer_list<index_t> extents, guard side,
                 unsigned char poison = guarded_memory::default_poison)
      : guarded_tensor(std::span<const index_t>(extents.begin(), extents.size()), side, poison) {}

  /// The elements; they live as long as the guarded_tensor.
  tenon::view<T> view() const { return elements_; }

 private:
  static index_t bytes_of(std::span<const index_t> extents) {
    const int rank = static_cast<int>(extents.size());
    check_rank_limit({"guarded_tensor"}, rank);
    check_extents({"guarded_tensor"}, element_of<T>, extents.data(), rank);
    return count_elements(extents.data(), rank) * index_t(sizeof(T));
  }

  guarded_memory memory_;
  tenon::view<T> elements_;
};

}  // namespace tenon::inline TENON_ABI
