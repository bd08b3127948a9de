// Workspaces: loans, growth, the caller's memory, and what they refuse.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <thread>

#include <tenon/runtime/workspace.hpp>

#include "sentence.hpp"

// The sanitizers' allocators report refused memory as the system does.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }

using tenon::aligned_memory;
using tenon::index_t;
using tenon::workspace;
using tenon::workspace_loan;
using tenon::workspace_size;

namespace {

bool is_aligned(const void* p) { return reinterpret_cast<std::uintptr_t>(p) % 64 == 0; }

}  // namespace

TEST_CASE("an owning workspace grows and keeps its memory") {
  workspace space;
  CHECK(space.capacity() == 0);
  CHECK(space.peak() == 0);
  unsigned char* first = nullptr;
  {
    const workspace_loan loan(space, 1000);
    first = loan.data();
    CHECK(is_aligned(first));
    std::memset(first, 1, 1000);
  }
  CHECK(space.capacity() == 1000);
  {
    const workspace_loan loan(space, 100);
    CHECK(loan.data() == first);
  }
  {
    const workspace_loan loan(space, 5000);
    std::memset(loan.data(), 2, 5000);
  }
  CHECK(space.peak() == 5000);
  CHECK(space.capacity() == 5000);
  CHECK(workspace_loan(space, 0).data() == nullptr);
  space.release();
  CHECK(space.capacity() == 0);
  CHECK(space.peak() == 5000);
  space.reserve(300);
  CHECK(space.capacity() == 300);
  CHECK_FALSE(space.is_supplied());
}

TEST_CASE("a workspace for a second cache is a large page, larger ones are whole pages") {
  const auto is_page = [](const void* p) {
    return reinterpret_cast<std::uintptr_t>(p) % aligned_memory::large_page == 0;
  };
  workspace space;
  space.reserve(aligned_memory::large_page / 8 - 1);
  CHECK(space.capacity() == aligned_memory::large_page / 8 - 1);
  for (const index_t bytes : {aligned_memory::large_page / 8, aligned_memory::large_page,
                              aligned_memory::large_page + 1}) {
    const workspace_loan loan(space, bytes);
    CHECK(is_page(loan.data()));
    CHECK(space.capacity() == std::max(bytes, aligned_memory::large_page));
    std::memset(loan.data(), 1, static_cast<std::size_t>(bytes));
  }
}

TEST_CASE("a loan inside a loan has memory of its own") {
  workspace space;
  const workspace_loan outer(space, 128);
  std::memset(outer.data(), 1, 128);
  {
    const workspace_loan inner(space, 256);
    CHECK(is_aligned(inner.data()));
    CHECK(inner.data() != outer.data());
    std::memset(inner.data(), 2, 256);
  }
  space.release();
  CHECK(outer.data()[127] == 1);
  CHECK(space.capacity() == 128);
  CHECK(space.peak() == 256);
}

TEST_CASE("the caller's memory is used from its first multiple of 64") {
  alignas(64) std::byte buffer[512];
  workspace whole{std::span<std::byte>(buffer)};
  CHECK(whole.capacity() == 512);
  CHECK(whole.is_supplied());
  workspace offset{std::span<std::byte>(buffer + 1, 511)};
  CHECK(offset.capacity() == 448);
  {
    const workspace_loan loan(offset, 448);
    CHECK(loan.data() == reinterpret_cast<unsigned char*>(buffer + 64));
    CHECK(sentence([&] { workspace_loan(offset, 1); }) ==
          "user: workspace: the caller's memory is in use by another call; give each concurrent "
          "or nested call a workspace of its own");
  }
  CHECK(sentence([&] { workspace_loan(offset, 449); }) ==
        "user: workspace: the caller's memory holds 448 bytes from its first multiple of 64; the "
        "kernel needs 449");
  CHECK(offset.peak() == 449);
  CHECK(sentence([&] { workspace_loan(offset, 448); }) == "nothing was thrown");
  offset.release();
  CHECK(offset.capacity() == 448);
  CHECK(workspace(std::span<std::byte>(buffer + 1, 10)).capacity() == 0);
  CHECK(workspace(std::span<std::byte>()).capacity() == 0);
}

TEST_CASE("what a workspace refuses") {
  workspace space;
  CHECK(sentence([&] { workspace_loan(space, -1); }) ==
        "user: workspace: got a request for -1 bytes; it must be 0 or more");
  CHECK(sentence([&] { workspace_loan(space, INT64_MAX - 4096); }) ==
        "runtime: workspace: the system refused to allocate 9223372036854771711 bytes; free "
        "memory or ask for less");
  CHECK(space.capacity() == 0);
  CHECK(sentence([&] { workspace_loan(space, 64); }) == "nothing was thrown");
  const workspace_loan outer(space, 64);
  CHECK(sentence([&] { workspace_loan(space, INT64_MAX - 4096); })
            .find("runtime: workspace: the system refused") == 0);
}

TEST_CASE("sizes are padded and checked") {
  const workspace_size size(1, 65, 3);
  CHECK(size.shared == 64);
  CHECK(size.worker == 128);
  CHECK(size.total == 64 + 3 * 128);
  CHECK(workspace_size(0, 0, 8).total == 0);
  CHECK(sentence([] { workspace_size(0, INT64_MAX / 2, 3); }) ==
        "user: workspace: 0 shared bytes and 4611686018427387903 bytes for each of 3 workers don't "
        "make a size that fits 64 bits; use smaller extents or fewer workers");
  CHECK(sentence([] { workspace_size(INT64_MAX, 0, 1); }).find("don't make a size") !=
        std::string::npos);
  CHECK(sentence([] { workspace_size(-1, 0, 1); }).find("don't make a size") != std::string::npos);
  CHECK(sentence([] { workspace_size(0, 0, 0); }).find("don't make a size") != std::string::npos);
}

TEST_CASE("the default workspace belongs to its thread") {
  workspace* mine = &tenon::default_workspace();
  CHECK(mine == &tenon::default_workspace());
  workspace* other = nullptr;
  std::thread([&] { other = &tenon::default_workspace(); }).join();
  CHECK(mine != other);
}
