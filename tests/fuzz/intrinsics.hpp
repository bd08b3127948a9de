// The intrinsics of random schedules by three numbers, as a step holds them: those of hardware/, their
// bodies in all combinations, under names of their own, so that a trace tells them apart.
#pragma once

#include <tenon/hardware/intrinsics/dot.hpp>
#include <tenon/hardware/intrinsics/interleave.hpp>

namespace fuzz {

using namespace tenon;

enum class intrinsic_kind { dot_u8s8, dot_s16, interleave };

/// Which bodies are instructions.
enum class intrinsic_bodies_kind { declared, with_reset, update_only, loops };

constexpr intrinsic plain_intrinsic(intrinsic_kind kind, index_t number) {
  switch (kind) {
    case intrinsic_kind::dot_u8s8:
      return dot_u8s8(number);
    case intrinsic_kind::dot_s16:
      return dot_s16(number);
    case intrinsic_kind::interleave:
      break;
  }
  switch (static_cast<element>(number)) {
    case element::u8:
      return interleave<std::uint8_t>();
    case element::i8:
      return interleave<std::int8_t>();
    case element::u16:
      return interleave<std::uint16_t>();
    case element::f16:
      return interleave<half>();
    case element::bf16:
      return interleave<bfloat16>();
    default:
      return interleave<std::int16_t>();
  }
}

/// Kind, lanes (of interleave the type of elements) and bodies.
constexpr intrinsic numbered_intrinsic(index_t kind, index_t number, index_t bodies) {
  intrinsic x = plain_intrinsic(static_cast<intrinsic_kind>(kind), number);
  const char which[] = {'x', static_cast<char>('0' + kind), 'x', static_cast<char>('0' + number / 10),
                        static_cast<char>('0' + number % 10), 'x', static_cast<char>('0' + bodies), 0};
  x.behaviour->label = make_name(which);
  switch (static_cast<intrinsic_bodies_kind>(bodies)) {
    case intrinsic_bodies_kind::declared:
      break;
    case intrinsic_bodies_kind::with_reset:
      x.bodies.reset = ir::instruction::fill;
      break;
    case intrinsic_bodies_kind::update_only:
      x.bodies.compute = ir::instruction::none;
      break;
    case intrinsic_bodies_kind::loops:
      x.bodies = {};
      break;
  }
  return x;
}

}  // namespace fuzz
