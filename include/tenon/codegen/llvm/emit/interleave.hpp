// Tensorized loops by interleave: rows of 16 bytes whose columns become neighbours, by shuffles.
#pragma once

#include <tenon/codegen/llvm/emit/store.hpp>
#include <tenon/ir/tensorized.hpp>

namespace tenon::inline TENON_ABI::emit {

/// Two vectors, element by element in turn.
inline llvm::Value* in_turn(state& s, llvm::Value* a, llvm::Value* b) {
  const int lanes = static_cast<int>(llvm::cast<llvm::FixedVectorType>(a->getType())->getNumElements());
  llvm::SmallVector<int, 64> order;
  for (int l = 0; l < lanes; ++l) {
    order.push_back(l);
    order.push_back(l + lanes);
  }
  s.shared.count();
  return s.build.CreateShuffleVector(a, b, order);
}

inline void emit_interleave(state& s, int at) {
  const ir::program& p = s.program();
  const ir::interleave_operands x = ir::interleave_operands_of(p, at);
  if (x.rows == 0 || !ir::has_instruction(p.machine, p, at)) {
    refuse("a tensorized loop of the loop program is not what its instruction does, or the target has none");
  }
  const auto number = [](index_t n) { return binding{binding::form::number, n, nullptr, 0}; };
  with(s.variable(x.column), number(0), [&] {
    llvm::SmallVector<llvm::Value*, 4> rows;
    for (int r = 0; r < x.rows; ++r) {
      with(s.variable(x.row), number(r), [&] {
        const place from = place_of(s, x.from.buffer, x.from.first);
        rows.push_back(load_run(s, x.from.buffer, from.pointer, from.alignment, x.columns));
      });
    }
    // Of four rows, first and third are put in turn, then both results: 0 1 2 3 0 1 2 3 …
    llvm::Value* all = x.rows == 2 ? in_turn(s, rows[0], rows[1])
                                   : in_turn(s, in_turn(s, rows[0], rows[2]), in_turn(s, rows[1], rows[3]));
    with(s.variable(x.row), number(0), [&] {
      const place to = place_of(s, x.to.buffer, x.to.first);
      tag(s, s.build.CreateAlignedStore(all, to.pointer, to.alignment), x.to.buffer);
    });
  });
}

}  // namespace tenon::inline TENON_ABI::emit
