// What a tensorized loop must hold, and the operands of its instruction: for lowering, which makes
// such loops, for the verifier, and for back ends that must not trust.
//
//   tensorized for (l < 16, by dot_u8s8) {
//     for (k < 4) {
//       C[i, l] = (C[i, l] + (int32(A[i, 4*r + k]) * int32(B[r, l, k])));
//     }
//   }
#pragma once

#include <tenon/ir/tensor_loops.hpp>

namespace tenon::inline TENON_ABI::ir {

/// The spelling of an instruction in prints.
constexpr const char* spelling(instruction i) {
  constexpr const char* names[] = {"loops",    "dot_u8s8", "dot_s16",  "interleave",
                                   "dot_bf16", "fill",     "outer_f32"};
  return names[static_cast<int>(i)];
}

/// The operands of a dot product; `lanes` is 0 where a statement is something else.
struct dot_operands {
  int lanes;
  bool begins;  ///< nothing is read of what the results hold
  var_id lane, term;
  tensor_operand c, a, b;
};

/// The load that a value was widened from; null where it is something else, or has conditions.
constexpr const expression* widened_load(const program& p, int e, element from, element to) {
  if (p.expressions[e].op != operation::cast || p.expressions[e].type != to) return nullptr;
  const expression& load = p.expressions[p.expressions[e].a];
  return load.op == operation::load && load.type == from && load.guards == 0 ? &load : nullptr;
}

/// What a tensorized loop stores, as what its place holds plus a product.
struct sum_of_product {
  held holds;  ///< otherwise: something else is stored
  int a, b;    ///< what is multiplied
};
constexpr sum_of_product sum_of_product_in(const program& p, const tensor_loops& loops,
                                           element type) {
  const expression& sum = p.expressions[p.statements[loops.store].value];
  if (sum.type != type) return {};
  if (sum.op == operation::fma) return {held_by(p, loops, p.expressions[sum.c]), sum.a, sum.b};
  if (sum.op != operation::add) return {};
  const held left = held_by(p, loops, p.expressions[sum.a]);
  const held right = held_by(p, loops, p.expressions[sum.b]);
  const expression& product = p.expressions[left != held::otherwise ? sum.b : sum.a];
  if (product.op != operation::multiply) return {};
  return {left != held::otherwise ? left : right, product.a, product.b};
}

/// What a dot product multiplies, in what it adds up, and how many terms.
struct dot_types {
  element left, right, wide;
  index_t terms;
};
constexpr dot_types dot_types_of(instruction i) {
  if (i == instruction::dot_bf16) return {element::bf16, element::bf16, element::f32, 2};
  if (i == instruction::dot_s16) return {element::i16, element::i16, element::i32, 2};
  return {element::u8, element::i8, element::i32, 4};
}

/// The operands of a tensorized loop that a dot product runs.
constexpr dot_operands dot_operands_of(const program& p, int s) {
  const tensor_loops loops = tensor_loops_of(p, s);
  if (!loops.plain || loops.count != 2) return {};
  const dot_types of = dot_types_of(p.statements[s].does);
  const sum_of_product sum = sum_of_product_in(p, loops, of.wide);
  if (sum.holds == held::otherwise) return {};
  const statement& store = p.statements[loops.store];
  for (const bool swapped : {false, true}) {
    const expression* const a = widened_load(p, swapped ? sum.b : sum.a, of.left, of.wide);
    const expression* const b = widened_load(p, swapped ? sum.a : sum.b, of.right, of.wide);
    for (const int inner : {0, 1}) {
      const index_t lanes = loops.extents[1 - inner];
      const bool fits =
          loops.extents[inner] == of.terms && (lanes == 4 || lanes == 8 || lanes == 16);
      if (a == nullptr || b == nullptr || !fits) continue;
      const dot_operands x{static_cast<int>(lanes),     sum.holds == held::begun,
                           loops.vars[1 - inner],       loops.vars[inner],
                           {store.buffer, store.first}, {a->buffer, a->first},
                           {b->buffer, b->first}};
      if (steps_by(p, x.c, x.lane, 1, x.term, 0) && steps_by(p, x.a, x.lane, 0, x.term, 1) &&
          steps_by(p, x.b, x.lane, of.terms, x.term, 1)) {
        return x;
      }
    }
  }
  return {};
}

/// The operands of interleave; `rows` is 0 where a statement is something else.
struct interleave_operands {
  int rows, columns;
  var_id row, column;
  tensor_operand to, from;
};

/// The operands of a tensorized loop that interleave runs.
constexpr interleave_operands interleave_operands_of(const program& p, int s) {
  const tensor_loops loops = tensor_loops_of(p, s);
  if (!loops.plain || loops.count != 2) return {};
  const statement& store = p.statements[loops.store];
  const expression& load = p.expressions[store.value];
  if (load.op != operation::load || load.guards > 0 || load.buffer == store.buffer) return {};
  const index_t rows = 4 / size_of(load.type);
  const int inner = loops.extents[1] == rows ? 1 : 0;
  const interleave_operands x{
      static_cast<int>(rows),      static_cast<int>(loops.extents[1 - inner]),
      loops.vars[inner],           loops.vars[1 - inner],
      {store.buffer, store.first}, {load.buffer, load.first}};
  const step column = step_of(p, load.buffer, load.first, x.column);
  const bool fits =
      rows > 1 && loops.extents[inner] == rows && x.columns * size_of(load.type) == 16;
  return fits && steps_by(p, x.to, x.column, rows, x.row, 1) && column.known && column.elements == 1
             ? x
             : interleave_operands{};
}

/// The operands of fill; `lanes` is 0 where a statement is something else.
struct fill_operands {
  int lanes;
  var_id lane;
  tensor_operand to;
};

/// The operands of a tensorized loop that fill runs: as many neighbours as lanes can be.
constexpr fill_operands fill_operands_of(const program& p, int s) {
  const tensor_loops loops = tensor_loops_of(p, s);
  if (!loops.plain || loops.count != 1 || loops.extents[0] > 64) return {};
  const statement& store = p.statements[loops.store];
  const step along = step_of(p, store.buffer, store.first, loops.vars[0]);
  const bool is_power = loops.extents[0] > 1 && (loops.extents[0] & (loops.extents[0] - 1)) == 0;
  const bool fits = p.expressions[store.value].op == operation::constant && along.known &&
                    along.elements == 1 && is_power;
  if (!fits) return {};
  return {static_cast<int>(loops.extents[0]), loops.vars[0], {store.buffer, store.first}};
}

/// The operands of outer products; `rows` is 0 where a statement is something else.
struct outer_operands {
  int rows, columns;
  index_t depth;
  bool begins;  ///< nothing is read of what the results hold
  var_id row, column, term;
  tensor_operand c, a, b;
};

/// Whether a variable moves an access in none of its folded dimensions.
constexpr bool is_unfolded(const program& p, const tensor_operand& x, var_id v) {
  for (int d = 0; d < p.buffers[x.buffer].rank; ++d) {
    if (p.buffers[x.buffer].folds[d] != 0 && p.forms[x.first + d].factor_of(v) != 0) return false;
  }
  return true;
}

/// The operands of a tensorized loop that outer products run: neighbours along the columns of b and
/// c, of which there are as many as lanes can be; all else lies anywhere.
constexpr outer_operands outer_operands_of(const program& p, int s) {
  const tensor_loops loops = tensor_loops_of(p, s);
  if (!loops.plain || loops.count != 3) return {};
  const sum_of_product sum = sum_of_product_in(p, loops, element::f32);
  if (sum.holds == held::otherwise) return {};
  const statement& store = p.statements[loops.store];
  for (int order = 0; order < 12; ++order) {
    const int column = order % 3, row = (column + 1 + order / 3 % 2) % 3, term = 3 - column - row;
    const expression& a = p.expressions[order < 6 ? sum.a : sum.b];
    const expression& b = p.expressions[order < 6 ? sum.b : sum.a];
    const bool plain = a.op == operation::load && b.op == operation::load && a.guards == 0 &&
                       b.guards == 0 && a.buffer != store.buffer && b.buffer != store.buffer;
    const index_t rows = loops.extents[row], columns = loops.extents[column];
    const bool is_power = columns > 1 && columns <= 64 && (columns & (columns - 1)) == 0;
    if (!plain || rows > 16 || !is_power) continue;
    const var_id i = loops.vars[row], j = loops.vars[column], k = loops.vars[term];
    const outer_operands x{static_cast<int>(rows),
                           static_cast<int>(columns),
                           loops.extents[term],
                           sum.holds == held::begun,
                           i,
                           j,
                           k,
                           {store.buffer, store.first},
                           {a.buffer, a.first},
                           {b.buffer, b.first}};
    const auto still = [&](const tensor_operand& of, var_id v) {
      for (int d = 0; d < p.buffers[of.buffer].rank; ++d) {
        if (p.forms[of.first + d].factor_of(v) != 0) return false;
      }
      return true;
    };
    if (steps_by(p, x.c, j, 1, j, 1) && steps_by(p, x.b, j, 1, j, 1) && still(x.c, k) &&
        still(x.b, i) && still(x.a, j) && !still(x.c, i) && is_unfolded(p, x.c, i)) {
      return x;
    }
  }
  return {};
}

/// Whether the results of outer products, a row of b and an element of a fit a machine's registers.
constexpr bool holds_outer(const target& machine, const outer_operands& x) {
  const index_t lanes = machine.lanes(element::f32);
  const index_t wide = x.columns < lanes ? 1 : x.columns / lanes;
  return machine.vector_bytes > 0 && !machine.has_blocks() &&
         x.rows * wide + wide + 1 <= machine.registers;
}

/// Bytes of the registers in which an x86 computes with integers; 0 of others.
constexpr index_t integer_bytes(isa set) {
  if (set < isa::sse2 || set > isa::avx512) return 0;
  return set == isa::avx512 ? 64 : set >= isa::avx2 ? 32 : 16;
}

/// Whether a machine runs a tensorized loop, which is what its instruction does, by that, or by a
/// few that do the same. Where there is no VNNI, dot_u8s8 takes products of 16 bits, whose sums in
/// 32 bits are exact; without AVX-512 BF16, dot_bf16 multiplies and adds floats.
constexpr bool has_instruction(const target& machine, const program& p, int s) {
  switch (p.statements[s].does) {
    case instruction::none:
    case instruction::fill:
      return true;
    case instruction::dot_u8s8:
    case instruction::dot_s16:
    case instruction::dot_bf16:
      return dot_operands_of(p, s).lanes * 4 <= integer_bytes(machine.set);
    case instruction::interleave:
      return integer_bytes(machine.set) > 0;
    case instruction::outer_f32:
      return holds_outer(machine, outer_operands_of(p, s));
  }
  return false;
}

/// Whether a tensorized loop is what its instruction does.
constexpr bool is_tensorized(const program& p, int s) {
  switch (p.statements[s].does) {
    case instruction::none:
      return tensor_loops_of(p, s).plain;
    case instruction::dot_u8s8:
    case instruction::dot_s16:
    case instruction::dot_bf16:
      return dot_operands_of(p, s).lanes > 0;
    case instruction::interleave:
      return interleave_operands_of(p, s).rows > 0;
    case instruction::fill:
      return fill_operands_of(p, s).lanes > 0;
    case instruction::outer_f32:
      return outer_operands_of(p, s).rows > 0;
  }
  return false;
}

}  // namespace tenon::inline TENON_ABI::ir
