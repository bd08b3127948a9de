// A bounded cache of compiled kernels: the least recently used one goes first; when several
// threads miss the same kernel, one compiles it and the others wait.
#pragma once

#include <memory>
#include <vector>

#include <tenon/kernel/jit.hpp>
#include <tenon/runtime/mutex_lock.hpp>

namespace tenon::inline TENON_ABI {

/// What tells kernels apart: description, target, and which extents are known. Compared in full.
struct kernel_key {
  const void* description;  ///< the address of a constant of the description's value
  target machine;
  std::vector<index_t> sizes;

  bool operator==(const kernel_key&) const = default;
};

/// Compiled kernels by key. All functions may be called from any thread.
class kernel_cache {
 public:
  explicit kernel_cache(std::size_t capacity = 64) : capacity_(capacity < 1 ? 1 : capacity) {}
  ~kernel_cache() {
    pthread_cond_destroy(&ready_);
    pthread_mutex_destroy(&mutex_);
  }
  kernel_cache(const kernel_cache&) = delete;
  kernel_cache& operator=(const kernel_cache&) = delete;

  /// The kernel of a key, compiled by `make()` when it isn't there. What `make` throws reaches its
  /// caller, and nothing is kept; callers that waited for it try themselves.
  template <class Make>
  std::shared_ptr<const jit_kernel> find(const kernel_key& key, const Make& make) {
    return with_memory("kernel cache", [&] { return find_or_compile(key, make); });
  }

  /// Kernels that are kept or being compiled.
  std::size_t size() const {
    const mutex_lock lock(mutex_);
    return entries_.size();
  }
  /// Compilations so far.
  std::size_t compilations() const {
    const mutex_lock lock(mutex_);
    return compilations_;
  }
  /// Forgets every kernel that isn't being compiled; kernels in use stay alive until they return.
  void clear() {
    const mutex_lock lock(mutex_);
    std::erase_if(entries_, [](const auto& e) { return e->kernel != nullptr; });
  }

 private:
  struct entry {
    kernel_key key;
    std::shared_ptr<const jit_kernel> kernel;
    std::uint64_t used;
    bool failed;
  };

  template <class Make>
  std::shared_ptr<const jit_kernel> find_or_compile(const kernel_key& key, const Make& make) {
    std::shared_ptr<entry> mine;
    {
      mutex_lock lock(mutex_);
      while (const std::shared_ptr<entry> known = lookup(key)) {
        while (known->kernel == nullptr && !known->failed) lock.wait(ready_);
        if (known->kernel != nullptr) return known->kernel;
      }
      mine = std::make_shared<entry>(entry{key, nullptr, ++clock_, false});
      entries_.push_back(mine);
    }
    return compile(mine, make);
  }

  std::shared_ptr<entry> lookup(const kernel_key& key) {
    for (const auto& e : entries_) {
      if (!(e->key == key)) continue;
      e->used = ++clock_;
      return e;
    }
    return nullptr;
  }

  /// Takes a failed entry back, and wakes whoever waits for it.
  struct attempt {
    kernel_cache& cache;
    std::shared_ptr<entry> mine;
    ~attempt() {
      const mutex_lock lock(cache.mutex_);
      if (mine->kernel == nullptr) {
        mine->failed = true;
        std::erase(cache.entries_, mine);
      }
      pthread_cond_broadcast(&cache.ready_);
    }
  };

  template <class Make>
  std::shared_ptr<const jit_kernel> compile(const std::shared_ptr<entry>& mine, const Make& make) {
    const attempt guard{*this, mine};
    auto made = std::make_shared<const jit_kernel>(make());
    const mutex_lock lock(mutex_);
    mine->kernel = std::move(made);
    ++compilations_;
    evict();
    return mine->kernel;
  }

  void evict() {
    while (entries_.size() > capacity_) {
      auto oldest = entries_.end();
      for (auto e = entries_.begin(); e != entries_.end(); ++e) {
        if ((*e)->kernel == nullptr) continue;
        if (oldest == entries_.end() || (*e)->used < (*oldest)->used) oldest = e;
      }
      if (oldest == entries_.end()) return;
      entries_.erase(oldest);
    }
  }

  mutable pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t ready_ = PTHREAD_COND_INITIALIZER;
  std::vector<std::shared_ptr<entry>> entries_;
  std::uint64_t clock_ = 0;
  std::size_t compilations_ = 0;
  const std::size_t capacity_;
};

/// The cache that `run` uses unless it is given one: 64 kernels, made by the first call.
inline kernel_cache& default_cache() {
  static kernel_cache cache;
  return cache;
}

}  // namespace tenon::inline TENON_ABI
