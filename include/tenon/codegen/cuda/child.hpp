// Another program, run as a child process, and all that it says.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include <tenon/core/error.hpp>

namespace tenon::inline TENON_ABI::cuda {

/// How a child process ended.
struct child_end {
  bool started = false;
  int status = -1;   ///< its exit status; -1 when a signal ended it
  std::string said;  ///< standard output and standard error, as they came
};

/// Runs a program with its arguments, without a shell between: a name without a slash is looked up
/// in PATH, and nothing in the words is expanded.
inline child_end run_child(const std::vector<std::string>& words) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail(blame::runtime, "no pipe to a child process");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
  std::vector<char*> pointers;
  for (const std::string& w : words) pointers.push_back(const_cast<char*>(w.c_str()));
  pointers.push_back(nullptr);
  pid_t child = -1;
  child_end end;
  end.started =
      ::posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  char piece[4096];
  while (end.started) {
    const ssize_t count = ::read(ends[0], piece, sizeof piece);
    if (count > 0)
      end.said.append(piece, static_cast<std::size_t>(count));
    else if (count == 0 || errno != EINTR)
      break;
  }
  ::close(ends[0]);
  int status = 0;
  while (end.started && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (end.started && WIFEXITED(status)) end.status = WEXITSTATUS(status);
  return end;
}

}  // namespace tenon::inline TENON_ABI::cuda
