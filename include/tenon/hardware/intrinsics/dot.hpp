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

/// Lanes of the widest dot product of a machine; of a vector where it has none, and refuses.
constexpr index_t dot_lanes(const target& machine) {
  const index_t bytes = ir::integer_bytes(machine.set);
  return bytes > 0 && bytes < machine.vector_bytes ? bytes / 4 : machine.lanes(element::i32);
}

}  // namespace tenon::inline TENON_ABI
