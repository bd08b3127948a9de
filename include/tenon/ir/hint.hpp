// Hints on loops, from a closed list: what they are called, and what each back end makes of them. None
// of them lets a compiler change a value.
#pragma once

#include <tenon/ir/node.hpp>

namespace tenon::inline TENON_ABI::ir {

/// What the list calls a hint; empty for none.
constexpr const char* spelling(loop_hint h) {
  switch (h) {
    case loop_hint::none: return "";
    case loop_hint::unroll: return "unroll";
    case loop_hint::no_unroll: return "no_unroll";
    case loop_hint::no_vectorize: return "no_vectorize";
  }
  return "";
}

/// The hint of a name; none where the list doesn't have it.
constexpr loop_hint hint_of(const char* text) {
  for (int h = 1; h <= static_cast<int>(loop_hint::no_vectorize); ++h) {
    const char* name = spelling(static_cast<loop_hint>(h));
    int i = 0;
    while (name[i] != '\0' && name[i] == text[i]) ++i;
    if (name[i] == text[i]) return static_cast<loop_hint>(h);
  }
  return loop_hint::none;
}

/// What becomes of a hint, in a sentence.
constexpr const char* meaning(loop_hint h) {
  switch (h) {
    case loop_hint::none: return "";
    case loop_hint::unroll:
      return "GCC spells out 8 iterations at a time, Clang and LLVM as many as they find good, in native code, printed C "
             "and jit; OpenCL C and CUDA C++ say '#pragma unroll'; the interpreter has no use for it";
    case loop_hint::no_unroll:
      return "GCC and Clang don't unroll the loop, in native code and printed C; LLVM never does by itself; OpenCL C and "
             "CUDA C++ say '#pragma unroll 1'; the interpreter has no use for it";
    case loop_hint::no_vectorize:
      return "Clang, and GCC from version 14 on, don't vectorize the loop, in native code and printed C; LLVM never does "
             "by itself; older GCC, OpenCL C and CUDA C++ have no word for it, and the interpreter no use";
  }
  return "";
}

}  // namespace tenon::inline TENON_ABI::ir
