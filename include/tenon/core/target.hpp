// Target descriptions: what lowering and schedules may know of the machine. Values, not macros:
// a description may be asked for a machine other than the one that compiles it.
#pragma once

#include <tenon/core/element.hpp>
#include <tenon/core/name.hpp>

namespace tenon::inline TENON_ABI {

/// Instruction sets with a preset; each includes those before it of the same family.
/// Devices whose code is printed as source: `opencl`, `cuda`.
enum class isa : std::uint8_t { generic, sse2, sse4_2, avx, avx2, avx2_fma, avx512, neon64, opencl, cuda };

/// The machine as seen by schedules and lowering. Part of a kernel's type, so a structural value.
struct target {
  isa set;
  bool has_fma;              ///< lowering makes fma nodes of a·b + c, rounded once
  bool has_masks;            ///< stores and loads of some lanes cost about as much as of all
  bool has_dot;              ///< one instruction adds four products of bytes to each 32 bits (VNNI)
  bool has_dot_bf16;         ///< one instruction adds two products of bfloat16 to each float (AVX-512 BF16)
  std::int32_t vector_bytes; ///< width of one vector register; 0 where there is none
  std::int32_t registers;    ///< number of vector registers
  std::int32_t l1_bytes;     ///< data cache of a core
  std::int32_t l2_bytes;     ///< second level, of a core
  std::int64_t l3_bytes;     ///< last level, as far as one core may use it
  std::int32_t cores;        ///< threads that a parallel loop may expect; 1 when unknown
  std::int32_t block_threads;  ///< most threads of a block; 0: bound loops run as loops of a core
  std::int32_t shared_bytes;   ///< memory that the threads of a block share

  constexpr bool operator==(const target&) const = default;

  /// Whether blocks of threads run what the loops bound to them hold.
  constexpr bool has_blocks() const { return block_threads > 0; }

  /// Lanes of a full vector of elements `e`; at least 1.
  constexpr index_t lanes(element e) const {
    const index_t n = vector_bytes / size_of(e);
    return n < 1 ? 1 : n;
  }
};

/// The preset of an instruction set, with cache sizes that common processors have.
constexpr target preset(isa set) {
  target t{set, false, false, false, false, 0, 16, 32 << 10, 512 << 10, 8 << 20, 1, 0, 0};
  switch (set) {
    case isa::generic: break;
    case isa::sse2:
    case isa::sse4_2: t.vector_bytes = 16; break;
    case isa::avx:
    case isa::avx2: t.vector_bytes = 32; break;
    case isa::avx2_fma:
      t.vector_bytes = 32;
      t.has_fma = true;
      break;
    case isa::avx512:
      t.vector_bytes = 64;
      t.registers = 32;
      t.has_fma = true;
      t.has_masks = true;
      t.l2_bytes = 1 << 20;
      break;
    case isa::neon64:
      t.vector_bytes = 16;
      t.registers = 32;
      t.has_fma = true;
      break;
    case isa::opencl:  // what every device has that OpenCL calls a full one
      t.vector_bytes = 16;
      t.registers = 64;
      t.has_fma = true;
      t.block_threads = 256;
      t.shared_bytes = 32 << 10;
      break;
    case isa::cuda:
      t.vector_bytes = 16;
      t.registers = 64;
      t.has_fma = true;
      t.block_threads = 1024;
      t.shared_bytes = 48 << 10;
      break;
  }
  return t;
}

/// The instruction set that this translation unit is compiled for.
constexpr isa compiled_isa() {
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
  return isa::avx512;
#elif defined(__AVX2__) && defined(__FMA__)
  return isa::avx2_fma;
#elif defined(__AVX2__)
  return isa::avx2;
#elif defined(__AVX__)
  return isa::avx;
#elif defined(__SSE4_2__)
  return isa::sse4_2;
#elif defined(__SSE2__)
  return isa::sse2;
#elif defined(__aarch64__)
  return isa::neon64;
#else
  return isa::generic;
#endif
}

/// The preset of that instruction set, with what else the compiler may use.
constexpr target compiled_target() {
  target t = preset(compiled_isa());
#if defined(__AVX512VNNI__)
  t.has_dot = t.set == isa::avx512;
#endif
#if defined(__AVX512BF16__)
  t.has_dot_bf16 = t.set == isa::avx512;
#endif
#if defined(__AVXVNNI__)
  t.has_dot = t.has_dot || t.set == isa::avx2_fma;
#endif
  return t;
}

/// The spelling of an instruction set in prints and options.
constexpr const char* spelling(isa set) {
  constexpr const char* names[] = {"generic", "sse2", "sse4_2", "avx", "avx2", "avx2_fma", "avx512", "neon64", "opencl", "cuda"};
  return names[static_cast<int>(set)];
}

}  // namespace tenon::inline TENON_ABI
