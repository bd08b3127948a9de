// Guarded memory: one byte too far ends the process, here that of a child.
#include <doctest/doctest.h>

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <tenon/runtime/guarded.hpp>

#include "sentence.hpp"

// The child must die of the signal itself.
extern "C" const char* __asan_default_options() { return "handle_segv=0:handle_sigbus=0"; }

namespace {

// Whether reading or writing the byte ends the process.
bool faults(volatile unsigned char* byte, bool write) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    if (write) {
      *byte = 1;
    } else {
      (void)*byte;
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGBUS);
}

}  // namespace

TEST_CASE("the guarded side faults at the first byte") {
  for (tenon::index_t bytes : {0, 1, 63, 4096, 4097, 12288}) {
    const tenon::guarded_memory after(bytes, tenon::guard::after);
    CHECK(faults(after.data() + bytes, false));
    CHECK(faults(after.data() + bytes, true));
    const tenon::guarded_memory before(bytes, tenon::guard::before);
    CHECK(faults(before.data() - 1, false));
    CHECK(faults(before.data() - 1, true));
    if (bytes > 0) {
      CHECK_FALSE(faults(after.data() + bytes - 1, true));
      CHECK_FALSE(faults(before.data(), true));
    }
  }
}

TEST_CASE("guarded memory starts poisoned and moves") {
  tenon::guarded_memory memory(100, tenon::guard::after, 0x5A);
  for (int i = 0; i < 100; ++i) CHECK(memory.data()[i] == 0x5A);
  unsigned char* data = memory.data();
  const tenon::guarded_memory moved = std::move(memory);
  CHECK(moved.data() == data);
  CHECK(moved.size() == 100);
}

TEST_CASE("guarded tensors end where their memory does") {
  const tenon::guarded_tensor<float> t({3, 5}, tenon::guard::after);
  const auto v = t.view();
  CHECK(v.extent(0) == 3);
  CHECK(v.stride(0) == 5);
  std::uint32_t bits = 0;
  std::memcpy(&bits, &v(2, 4), 4);
  CHECK(bits == 0xCDCDCDCD);
  CHECK(faults(reinterpret_cast<unsigned char*>(v.data() + 15), false));
}

TEST_CASE("what guarded memory refuses") {
  CHECK(sentence([] { tenon::guarded_memory(-1, tenon::guard::after); }) ==
        "user: guarded_memory: got a request for -1 bytes; it must be 0 or more and fit 64 bits "
        "with two pages");
  CHECK(sentence([] { tenon::guarded_memory(INT64_MAX - 100, tenon::guard::after); })
            .find("user: guarded_memory: got a request for 9223372036854775707 bytes") == 0);
  CHECK(sentence([] { tenon::guarded_memory(INT64_MAX / 2, tenon::guard::after); })
            .find("runtime: guarded_memory: the system refused to allocate") == 0);
  CHECK(sentence([] { tenon::guarded_tensor<int>({-2}, tenon::guard::after); }) ==
        "user: guarded_tensor: extent 0 is -2; an extent must be 0 or more");
}
