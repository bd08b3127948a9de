// Declarations of intrinsics: what a piece of hardware does, as an ordinary definition over small
// constant extents, and the instruction that does it. Those of real processors are in hardware/.
//
//   auto a = input<std::uint8_t>("a", 4);
//   auto b = input<std::int8_t>("b", 16, 4).dense();     // without it, rows of b may lie anywhere
//   axis l("l", 16), k("k", 4);
//   auto c = compute("c", {l}, sum(cast<std::int32_t>(a(k)) * cast<std::int32_t>(b(l, k)), k));
//   const intrinsic dot{c, ir::instruction::dot_u8s8};
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI {

/// An intrinsic: its behaviour, which is the truth, and the instruction by which back ends run it.
/// A sum in it is added to what is there; where sums begin, `reset` is a loop in lanes.
struct intrinsic {
  expr::reference behaviour;
  ir::instruction does;

  /// Of a tensor's definition; without an instruction its loops run as they are.
  template <class Tensor>
  constexpr explicit intrinsic(const Tensor& tensor, ir::instruction by = ir::instruction::none)
      : behaviour(tensor.definition()), does(by) {}
};

}  // namespace tenon::inline TENON_ABI
