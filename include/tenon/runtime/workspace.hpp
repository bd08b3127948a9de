// Memory for a kernel's temporaries: never the stack, kept from call to call, and the caller's
// own where the caller wants so.
//
//   tenon::workspace space;                                // owns and grows
//   tenon::workspace space(std::span<std::byte>(buffer));  // the caller's, never grows
//   tenon::workspace_loan loan(space, bytes);              // as long as a call runs
#pragma once

#include <atomic>
#include <cstddef>
#include <span>

#include <tenon/runtime/memory.hpp>

namespace tenon::inline TENON_ABI {

/// Bytes for a shared part and a part for each worker, each part padded to a multiple of 64 so
/// that all start aligned; a sentence when the sum doesn't fit 64 bits.
struct workspace_size {
  index_t shared;  ///< padded
  index_t worker;  ///< padded, of one worker
  index_t total;

  workspace_size(index_t shared_bytes, index_t worker_bytes, index_t workers) {
    bool overflow = shared_bytes < 0 || worker_bytes < 0 || workers < 1;
    shared = align_size(shared_bytes, overflow);
    worker = align_size(worker_bytes, overflow);
    total = checked_add(shared, checked_mul(worker, workers, overflow), overflow);
    if (!overflow) return;
    fail(blame::user, {"workspace: ", shared_bytes, " shared bytes and ", worker_bytes,
                       " bytes for each of ", workers,
                       " workers don't make a size that fits 64 "
                       "bits; use smaller extents or fewer workers"});
  }
};

/// Memory lent to one call at a time. While it is lent, further calls (nested, or from other
/// threads) get memory of their own from the system, so that sharing a workspace is always safe;
/// a workspace on the caller's memory refuses them instead.
class workspace {
 public:
  /// Owns its memory, which grows to the largest call.
  workspace() = default;
  /// Uses the caller's memory, from its first multiple of 64, and nothing else.
  explicit workspace(std::span<std::byte> memory) : is_supplied_(true) {
    const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    const std::size_t skipped = (0 - address) % std::uintptr_t(aligned_memory::alignment);
    if (memory.size() < skipped) return;
    data_ = reinterpret_cast<unsigned char*>(memory.data()) + skipped;
    capacity_.store(static_cast<index_t>(memory.size() - skipped));
  }
  workspace(const workspace&) = delete;
  workspace& operator=(const workspace&) = delete;

  /// Bytes that can be lent without asking the system.
  index_t capacity() const { return capacity_.load(); }
  /// The largest request so far.
  index_t peak() const { return peak_.load(); }
  /// Whether the memory is the caller's.
  bool is_supplied() const { return is_supplied_; }

  /// Makes room beforehand, so that calls up to `bytes` don't ask the system.
  void reserve(index_t bytes);
  /// Gives owned memory back to the system.
  void release();

 private:
  friend class workspace_loan;

  bool take() { return !lent_.exchange(true, std::memory_order_acquire); }
  void give_back() { lent_.store(false, std::memory_order_release); }

  void note(index_t bytes) {
    index_t before = peak_.load();
    while (before < bytes && !peak_.compare_exchange_weak(before, bytes)) {
    }
  }

  /// @pre taken by the caller; given back before it fails.
  void grow(index_t bytes) {
    if (bytes <= capacity()) return;
    if (is_supplied_) {
      const index_t has = capacity();
      give_back();
      fail(blame::user, {"workspace: the caller's memory holds ", has,
                         " bytes from its first multiple of 64; the kernel needs ", bytes});
    }
    capacity_.store(0);
    owned_ = aligned_memory();
    owned_ = aligned_memory::try_allocate(comfortable(bytes));
    data_ = owned_.data();
    capacity_.store(owned_.size());
    if (capacity() >= bytes) return;
    give_back();
    fail_to_allocate("workspace", bytes);
  }

  /// What is packed for a second cache gets a large page, as calls go through it again and again.
  static constexpr index_t comfortable(index_t bytes) {
    const bool small = bytes < aligned_memory::large_page / 8;
    return small || bytes > aligned_memory::large_page ? bytes : aligned_memory::large_page;
  }

  aligned_memory owned_;
  unsigned char* data_ = nullptr;
  const bool is_supplied_ = false;
  std::atomic<index_t> capacity_{0};
  std::atomic<index_t> peak_{0};
  std::atomic<bool> lent_{false};
};

/// The memory of one call: starts at a multiple of 64, uninitialised, gone with the loan.
class workspace_loan {
 public:
  workspace_loan(workspace& from, index_t bytes) : from_(from) {
    if (bytes < 0) {
      fail(blame::user, {"workspace: got a request for ", bytes, " bytes; it must be 0 or more"});
    }
    from.note(bytes);
    if (bytes == 0) return;
    if (from.take()) {
      from.grow(bytes);
      data_ = from.data_;
      holds_ = true;
      return;
    }
    if (from.is_supplied()) {
      fail(blame::user, "workspace: the caller's memory is in use by another call; give each "
                        "concurrent or nested call a workspace of its own");
    }
    own_ = aligned_memory::try_allocate(bytes);
    data_ = own_.data();
    if (data_ == nullptr) fail_to_allocate("workspace", bytes);
  }
  ~workspace_loan() {
    if (holds_) from_.give_back();
  }
  workspace_loan(const workspace_loan&) = delete;
  workspace_loan& operator=(const workspace_loan&) = delete;

  /// Null for 0 bytes.
  unsigned char* data() const { return data_; }

 private:
  workspace& from_;
  aligned_memory own_;
  unsigned char* data_ = nullptr;
  bool holds_ = false;
};

inline void workspace::reserve(index_t bytes) { workspace_loan(*this, bytes); }

inline void workspace::release() {
  if (is_supplied_ || !take()) return;
  capacity_.store(0);
  data_ = nullptr;
  owned_ = aligned_memory();
  give_back();
}

/// The workspace of calls that name none: one a thread, so that calls don't wait for each other.
/// Keeps the memory of the thread's largest call until the thread ends or calls `release()`.
inline workspace& default_workspace() {
  thread_local workspace space;
  return space;
}

}  // namespace tenon::inline TENON_ABI
