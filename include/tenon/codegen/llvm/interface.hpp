// The C interface between users' programs and the bundled LLVM, a shared object that was built by
// another compiler: plain structs, numbers and text cross it; no C++ type, no exception.
// Users go through library.hpp; this file is for that header and for the shared object.
#pragma once

#include <cstddef>
#include <cstdint>

/// Raised with every change of this file, of the flat format or of `kernel_call`.
inline constexpr std::uint32_t tenon_llvm_interface = 1;

extern "C" {

/// A compiled kernel: machine code, kept until it is released.
struct tenon_llvm_kernel;

/// What a shared object says of itself.
struct tenon_llvm_information {
  std::uint32_t interface_version;  ///< its `tenon_llvm_interface`
  std::uint32_t llvm_major;
  std::int64_t flat_version;  ///< of the loop programs that it reads
};

/// One kernel to compile.
struct tenon_llvm_request {
  std::uint32_t interface_version;  ///< the caller's `tenon_llvm_interface`
  std::uint32_t optimize;           ///< 0 (none) … 3 (as much as pays); 2 is the usual
  const char* instruction_set;      ///< a spelling of `tenon::isa`; null: the program's
  const char* tune;                 ///< an LLVM processor name to schedule for; null: the host
  const std::int64_t* words;        ///< a loop program in the flat format
  std::size_t count;
};

enum tenon_llvm_status : std::int32_t {
  tenon_llvm_ok = 0,
  tenon_llvm_bad_request = 1,  ///< null, or another interface version
  tenon_llvm_bad_program = 2,  ///< damaged words, or a program that breaks a rule
  tenon_llvm_unsupported = 3,  ///< this machine or this LLVM can't
  tenon_llvm_out_of_memory = 4,
  tenon_llvm_internal = 5,  ///< please report it
};

enum tenon_llvm_which : std::int32_t {
  tenon_llvm_ir = 0,         ///< LLVM IR as emitted
  tenon_llvm_optimized = 1,  ///< LLVM IR after the passes
  tenon_llvm_assembly = 2,
};

using tenon_llvm_version_function = void (*)(tenon_llvm_information* out);

/// Compiles; on failure `*out` is null and `message` (of `capacity` bytes) holds a sentence.
using tenon_llvm_compile_function = std::int32_t (*)(const tenon_llvm_request* request,
                                                     tenon_llvm_kernel** out, char* message,
                                                     std::size_t capacity);

/// The entry, a `void (*)(const tenon::kernel_call*)`; null when the kernel was compiled for an
/// instruction set that this machine lacks, so that only its texts can be had.
using tenon_llvm_function_function = void* (*)(const tenon_llvm_kernel* kernel);

/// Writes a text of the kernel, cut to `capacity` bytes with the final zero; returns its length,
/// or 0 when it could not be made.
using tenon_llvm_text_function = std::size_t (*)(const tenon_llvm_kernel* kernel,
                                                 std::int32_t which, char* out,
                                                 std::size_t capacity);

/// Frees the kernel's code; no call of it may be running. Null is allowed.
using tenon_llvm_release_function = void (*)(tenon_llvm_kernel* kernel);

}  // extern "C"
