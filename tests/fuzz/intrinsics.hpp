// The intrinsics of random schedules by three numbers, as a step holds them: those of hardware/,
// their bodies in all combinations, under names of their own, so that a trace tells them apart.
#pragma once

#include <tenon/hardware/intrinsics/dot.hpp>
#include <tenon/hardware/intrinsics/interleave.hpp>
#include <tenon/hardware/intrinsics/outer.hpp>

namespace fuzz {

using namespace tenon;

enum class intrinsic_kind { dot_u8s8, dot_s16, interleave, dot_bf16, outer };

/// Which bodies are instructions.
enum class intrinsic_bodies_kind { declared, with_reset, update_only, loops };

constexpr intrinsic plain_intrinsic(intrinsic_kind kind, index_t number) {
  switch (kind) {
    case intrinsic_kind::dot_u8s8:
      return dot_u8s8(number);
    case intrinsic_kind::dot_s16:
      return dot_s16(number);
    case intrinsic_kind::dot_bf16:
      return dot_bf16(number);
    case intrinsic_kind::outer:
      return outer_products({number / 10000, number / 100 % 100}, number % 100);
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

/// A name of three numbers.
constexpr name intrinsic_label(index_t kind, index_t number, index_t bodies) {
  char text[16] = {'x', static_cast<char>('0' + kind), 'x'};
  int at = 3;
  for (index_t power = 100000; power > 0; power /= 10)
    text[at++] = static_cast<char>('0' + number / power % 10);
  text[at++] = 'x';
  text[at++] = static_cast<char>('0' + bodies);
  return make_name(text);
}

/// Kind, bodies, and between them: lanes, of interleave the type of elements, of outer products
/// rows, columns and depth, two digits each.
constexpr intrinsic numbered_intrinsic(index_t kind, index_t number, index_t bodies) {
  intrinsic x = plain_intrinsic(static_cast<intrinsic_kind>(kind), number);
  x.behaviour->label = intrinsic_label(kind, number, bodies);
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
