// Runs cases in forked children with a time limit, so that a crash or an endless loop is one more
// kind of finding and not the end of the campaign.
#pragma once

#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <new>

#include "run.hpp"

namespace fuzz {

/// Memory that parent and children see.
template <class T>
class shared {
 public:
  shared() {
    void* memory =
        mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) fail(blame::runtime, "mmap refused memory for the children");
    object_ = new (memory) T();
  }
  shared(const shared&) = delete;
  shared& operator=(const shared&) = delete;
  ~shared() { munmap(object_, sizeof(T)); }
  T* operator->() { return object_; }
  T& operator*() { return *object_; }

 private:
  T* object_;
};

inline double seconds_of(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
}
inline double seconds_now() { return seconds_of(CLOCK_MONOTONIC); }

/// How a child ended.
struct ending {
  bool timed_out = false;
  int signal = 0;
  int code = 0;

  bool is_clean() const { return !timed_out && signal == 0 && code == 0; }
  std::string text() const {
    if (timed_out) return "the time limit was reached";
    if (signal != 0)
      return std::string("signal ") + std::to_string(signal) + " (" + strsignal(signal) + ")";
    return "exit code " + std::to_string(code);
  }
};

/// Runs `body` in a child. `progress` changes with each case; a case that takes more than `limit`
/// seconds of processor time ends the child, since beside other work it may wait long for a processor;
/// so does one that waits ten times as long.
inline ending run_child(const std::function<void()>& body, const volatile long& progress,
                        double limit) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) fail(blame::runtime, "fork refused another process");
  if (child == 0) {
    body();
    std::fflush(nullptr);
    _exit(0);
  }
  ending end;
  clockid_t worked{};
  if (clock_getcpuclockid(child, &worked) != 0) worked = CLOCK_MONOTONIC;
  long seen = progress;
  double since = seconds_now(), worked_since = seconds_of(worked);
  for (useconds_t nap = 200;; nap = nap < 5000 ? nap * 2 : nap) {
    int status = 0;
    if (waitpid(child, &status, WNOHANG) == child) {
      if (WIFSIGNALED(status))
        end.signal = WTERMSIG(status);
      else
        end.code = WEXITSTATUS(status);
      return end;
    }
    if (progress != seen) {
      seen = progress;
      since = seconds_now();
      worked_since = seconds_of(worked);
    } else if (seconds_of(worked) - worked_since > limit || seconds_now() - since > 10 * limit) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      end.timed_out = true;
      return end;
    }
    usleep(nap);
  }
}

/// The outcome of one case, run by a child.
struct single {
  volatile long progress;
  int which;
  bool finished;
  char what[1024];
};

/// Runs a case in this process; sizes that make no tensors are a refusal.
inline outcome run_here(const recipe& r, const run_options& options) {
  try {
    return case_runner(r, options).run();
  } catch (const std::exception& x) {
    outcome o;
    o.which = verdict::refused;
    o.what = x.what();
    return o;
  }
}

inline outcome run_alone(const recipe& r, const run_options& options, double limit = 30) {
  shared<single> s;
  const ending end = run_child(
      [&] {
        const outcome o = run_here(r, options);
        s->which = static_cast<int>(o.which);
        std::snprintf(s->what, sizeof s->what, "%s", o.what.c_str());
        s->finished = true;
      },
      s->progress, limit);
  outcome o;
  if (s->finished) {
    o.which = static_cast<verdict>(s->which);
    o.what = s->what;
  } else {
    o.which = verdict::failure;
    o.what = "crash: " + end.text();
  }
  return o;
}

}  // namespace fuzz
