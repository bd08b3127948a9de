// Target descriptions: what lowering and schedules may know of the machine. Values, not macros:
// a description may be asked for a machine other than the one that compiles it.
#pragma once

#include <initializer_list>

#include <tenon/core/element.hpp>
#include <tenon/core/name.hpp>

namespace tenon::inline TENON_ABI {

/// Instruction sets with a preset; each includes those before it of the same family.
/// Devices whose code is printed as source: `opencl`, `cuda`.
enum class isa : std::uint8_t { generic, sse2, sse4_2, avx, avx2, avx2_fma, avx512, neon64, opencl, cuda };

/// What runs the instructions of a decoupled target: each unit its own, in their order, and it waits for
/// another only where a token says so (paper §4.4). A unit exchanges tokens with its neighbours in this
/// list.
enum class unit : std::uint8_t { load, compute, store };
inline constexpr int unit_count = 3;

/// The spelling of a unit in prints.
constexpr const char* spelling(unit u) {
  constexpr const char* names[] = {"load", "compute", "store"};
  return names[static_cast<int>(u)];
}

/// Memory of a decoupled target, which a schedule calls by its name.
struct scratchpad {
  name label;
  std::int32_t bytes;
  unit filled_by;  ///< runs the copies from global memory into it

  constexpr bool operator==(const scratchpad&) const = default;
};
inline constexpr int max_scratchpads = 4;

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
  std::int32_t queue_tokens;   ///< of a decoupled target: how many a queue between two units holds; else 0
  scratchpad scratchpads[max_scratchpads];  ///< those without a name don't exist

  constexpr bool operator==(const target&) const = default;

  /// Whether blocks of threads run what the loops bound to them hold.
  constexpr bool has_blocks() const { return block_threads > 0; }

  /// Whether units with queues of their own run what loads, computes and stores.
  constexpr bool is_decoupled() const { return queue_tokens > 0; }

  /// The number of the scratchpad with a name, from 1; 0 where there is none.
  constexpr int find_scratchpad(const name& label) const {
    for (int i = 0; i < max_scratchpads; ++i) {
      if (!label.empty() && scratchpads[i].label == label) return i + 1;
    }
    return 0;
  }

  /// Lanes of a full vector of elements `e`; at least 1.
  constexpr index_t lanes(element e) const {
    const index_t n = vector_bytes / size_of(e);
    return n < 1 ? 1 : n;
  }
};

/// The preset of an instruction set, with cache sizes that common processors have.
constexpr target preset(isa set) {
  target t{set, false, false, false, false, 0, 16, 32 << 10, 512 << 10, 8 << 20, 1, 0, 0, 0, {}};
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

/// A decoupled target whose queues hold `queue_tokens` each.
///
///   decoupled(4, {{make_name("inp"), 32 << 10, unit::load}, {make_name("acc"), 128 << 10, unit::compute}})
constexpr target decoupled(std::int32_t queue_tokens, std::initializer_list<scratchpad> scratchpads) {
  target t = preset(isa::generic);
  t.queue_tokens = queue_tokens;
  int at = 0;
  for (const scratchpad& s : scratchpads) {
    if (at < max_scratchpads) t.scratchpads[at++] = s;
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
