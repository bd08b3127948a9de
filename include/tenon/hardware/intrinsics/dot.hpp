// Dot products of few narrow numbers, added to wide ones: what processors have for quantised
// networks.
#pragma once

#include <tenon/expr/tensor.hpp>
#include <tenon/ir/tensorized.hpp>
#include <tenon/schedule/intrinsic.hpp>

namespace tenon::inline TENON_ABI {

/// c(l) += Σ a(k) · b(l, k) over 4 terms, uint8 · int8 added up in int32, for 4, 8 or 16 lanes: one
/// vpdpbusd where there is VNNI, else two multiplications of 16 bits. Exact, it never saturates.
constexpr intrinsic dot_u8s8(index_t lanes) {
  const auto a = input<std::uint8_t>("a", 4);
  const auto b = input<std::int8_t>("b", lanes, 4).dense();
  const axis l("l", lanes), k("k", 4);
  const auto term = cast<std::int32_t>(a(k)) * cast<std::int32_t>(b(l, k));
  return intrinsic(compute("c", {l}, sum(term, k)), ir::instruction::dot_u8s8);
}

/// c(l) += Σ a(k) · b(l, k) over 2 terms, int16 · int16 added up in int32, for 4, 8 or 16 lanes: a
/// multiplication and an addition on any x86.
constexpr intrinsic dot_s16(index_t lanes) {
  const auto a = input<std::int16_t>("a", 2);
  const auto b = input<std::int16_t>("b", lanes, 2).dense();
  const axis l("l", lanes), k("k", 2);
  const auto term = cast<std::int32_t>(a(k)) * cast<std::int32_t>(b(l, k));
  return intrinsic(compute("c", {l}, sum(term, k)), ir::instruction::dot_s16);
}

/// c(l) += Σ a(k) · b(l, k) over 2 terms, bfloat16 · bfloat16 in float, for 4, 8 or 16 lanes: one
/// vdpbf16ps and a rotation of each operand's pairs where there is AVX-512 BF16, as that adds the
/// second product of a pair first; else two products and sums of floats. A product of two bfloat16
/// is exact in float, and each sum is rounded to nearest, as the behaviour says. But vdpbf16ps
/// takes subnormal operands and results for zero, and behaviour and all else keep them: with
/// numbers so small (below 2^-126) results differ there from those of other targets.
constexpr intrinsic dot_bf16(index_t lanes) {
  const auto a = input<bfloat16>("a", 2);
  const auto b = input<bfloat16>("b", lanes, 2).dense();
  const axis l("l", lanes), k("k", 2);
  const auto term = cast<float>(a(k)) * cast<float>(b(l, k));
  return intrinsic(compute("c", {l}, sum(term, k)), ir::instruction::dot_bf16);
}

/// Lanes of the widest dot product of a machine; of a vector where it has none, and refuses.
constexpr index_t dot_lanes(const target& machine) {
  const index_t bytes = ir::integer_bytes(machine.set);
  return bytes > 0 && bytes < machine.vector_bytes ? bytes / 4 : machine.lanes(element::i32);
}

}  // namespace tenon::inline TENON_ABI
