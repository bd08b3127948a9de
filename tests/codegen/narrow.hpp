// Casts between float and half or bfloat16 by a back end: every bit pattern to float, and floats
// around every place where the result changes, in lanes or one by one. The bits must be those of
// core/half.hpp; all NaNs count as equal.
#pragma once

#include <doctest/doctest.h>

#include <cstring>
#include <vector>

#include <tenon/core/box.hpp>
#include <tenon/runtime/call.hpp>

#include "ir/programs.hpp"

namespace narrow_casts {

using namespace tenon;
using namespace tenon::ir;

constexpr int patterns = 1 << 16;
/// Lower halves of the floats that are cast; each is tried with every upper half.
constexpr std::uint32_t lower[] = {0, 0x0fff, 0x1000, 0x1001, 0x3000, 0x7fff, 0x8000, 0x8001};
constexpr int floats = patterns * 8;

/// wide[i] = float(bits[i]), narrow[i] = E(numbers[i]), for every i in turn.
constexpr void make_program(program& p, element e, int lanes, const target& machine) {
  p.label = make_name("narrow");
  p.machine = machine;
  const auto tensor = [&](element type, index_t n, ir::access use) {
    return programs::add_argument(p, "T", type, use, {make_affine(n)});
  };
  const int bits = tensor(e, patterns, ir::access::read);
  const int wide = tensor(element::f32, patterns, ir::access::write);
  const int numbers = tensor(element::f32, floats, ir::access::read);
  const int narrow = tensor(e, floats, ir::access::write);
  builder b(p);
  const auto copy = [&](int from, int to, index_t n) {
    const var_id outer = programs::add_loop(p, "io");
    const var_id lane = programs::add_loop(p, "lane");
    const affine i =
        lanes == 0 ? make_variable(outer) : make_variable(outer, lanes) + make_variable(lane);
    const element type = p.buffers[to].type;
    int body = b.store(to, {i}, b.cast(type, b.load(from, {i})));
    if (lanes > 0) body = b.loop(lane, make_affine(lanes), loop_kind::vector, body);
    return b.loop(outer, make_affine(lanes == 0 ? n : n / lanes), loop_kind::serial, body);
  };
  const int first = copy(bits, wide, patterns);
  p.root = b.block({first, copy(numbers, narrow, floats)});
  programs::mark_lanes(p);
}

template <class T>
struct data {
  std::vector<std::uint16_t> bits{}, narrow = std::vector<std::uint16_t>(floats, 0xcdcd);
  std::vector<float> wide = std::vector<float>(patterns, -99), numbers{};
  std::vector<void*> arguments{};
  kernel_call call{};

  data() {
    for (int i = 0; i < patterns; ++i) bits.push_back(static_cast<std::uint16_t>(i));
    for (int i = 0; i < floats; ++i) {
      const std::uint32_t word = (static_cast<std::uint32_t>(i / 8) << 16) | lower[i % 8];
      numbers.push_back(__builtin_bit_cast(float, word));
    }
    arguments = {bits.data(), wide.data(), numbers.data(), narrow.data()};
    call.arguments = arguments.data();
  }

  /// How many results aren't those of core/half.hpp.
  long wrong() const {
    long count = 0;
    for (std::size_t i = 0; i < wide.size(); ++i) {
      const float right = T::from_bits(bits[i]);
      const bool same =
          __builtin_bit_cast(std::uint32_t, right) == __builtin_bit_cast(std::uint32_t, wide[i]);
      if (!same && (right == right || wide[i] == wide[i])) ++count;
    }
    for (std::size_t i = 0; i < narrow.size(); ++i) {
      const T right(numbers[i]);
      const float got = T::from_bits(narrow[i]);
      if (right.bits() != narrow[i] && (got == got || numbers[i] == numbers[i])) ++count;
    }
    return count;
  }
};

/// Has `subject(program, call)` run the casts; it says whether it could.
template <class T, class Subject>
void check(isa set, int lanes, const Subject& subject) {
  box<program> p;
  make_program(*p, element_of<T>, lanes, preset(set));
  data<T> d;
  if (!subject(*p, d.call)) return;
  CAPTURE(spelling(set));
  CAPTURE(spelling(element_of<T>));
  CAPTURE(lanes);
  CHECK(d.wrong() == 0);
}

}  // namespace narrow_casts
