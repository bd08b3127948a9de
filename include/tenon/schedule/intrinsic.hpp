// Declarations of intrinsics: what a piece of hardware does, as an ordinary definition over small
// constant extents, and the instruction that does it. Those of real processors are in hardware/.
//
//   auto a = input<std::uint8_t>("a", 4);
//   auto b = input<std::int8_t>("b", 16, 4).dense();     // without it, rows of b may lie anywhere
//   axis l("l", 16), k("k", 4);
//   auto c = compute("c", {l}, sum(cast<std::int32_t>(a(k)) * cast<std::int32_t>(b(l, k)), k));
//   const intrinsic dot{c, ir::instruction::dot_u8s8};
//
// Three bodies run it (paper §4.3): `compute` where all terms of its sums are inside, `reset` where
// sums begin further out, `update` where terms are added to what is there.
//
//   const intrinsic unit{c, {.compute = …, .reset = ir::instruction::fill, .update = …}};
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI {

/// An intrinsic: its behaviour, which is the truth, and the instructions by which back ends run it.
struct intrinsic {
  expr::reference behaviour;
  intrinsic_bodies bodies;

  /// Of a tensor's definition; without an instruction its loops run as they are.
  template <class Tensor>
  constexpr explicit intrinsic(const Tensor& tensor, ir::instruction by = ir::instruction::none)
      : behaviour(tensor.definition()), bodies{by, ir::instruction::none, by} {}

  /// The same by an instruction for each body.
  template <class Tensor>
  constexpr intrinsic(const Tensor& tensor, const intrinsic_bodies& by)
      : behaviour(tensor.definition()), bodies(by) {}
};

}  // namespace tenon::inline TENON_ABI
