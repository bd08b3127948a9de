// Tensorized loops by sums of outer products: results stay in registers while terms are added.
#pragma once

#include <tenon/codegen/llvm/emit/loop.hpp>
#include <tenon/ir/tensorized.hpp>

namespace tenon::inline TENON_ABI::emit {

/// One emission of the loops.
struct outer_emitter {
  state& s;
  const ir::outer_operands x;
  const bool fused;
  llvm::Type* const type;  ///< of a register
  const int lanes, wide;   ///< of a register; registers of a row
  std::vector<llvm::AllocaInst*> sums{};

  /// Emits what is at a row, a register and a term.
  template <class Body>
  void at(index_t row, int part, const binding& term, Body&& body) {
    const auto number = [](index_t n) { return binding{binding::form::number, n, nullptr, 0}; };
    with(s.variable(x.row), number(row), [&] {
      with(s.variable(x.column), number(index_t{part} * lanes),
           [&] { with(s.variable(x.term), term, body); });
    });
  }

  llvm::Value* load(const ir::tensor_operand& from, int count) {
    const place at = place_of(s, from.buffer, from.first);
    return load_run(s, from.buffer, at.pointer, at.alignment, count);
  }

  template <class Body>
  void for_each(const Body& body) {
    for (int r = 0; r < x.rows; ++r) {
      for (int v = 0; v < wide; ++v) body(r, v, sums[static_cast<std::size_t>(r * wide + v)]);
    }
  }

  void run() {
    llvm::IRBuilder<>& b = s.build;
    llvm::IRBuilder<> entry(&s.function->getEntryBlock(), s.function->getEntryBlock().begin());
    for (int i = 0; i < x.rows * wide; ++i) sums.push_back(entry.CreateAlloca(type));
    const binding first{binding::form::number, 0, nullptr, 0};
    for_each([&](int r, int v, llvm::AllocaInst* sum) {
      at(r, v, first, [&] {
        b.CreateStore(x.begins ? llvm::Constant::getNullValue(type) : load(x.c, lanes), sum);
      });
    });
    count_up(s, s.number(0), s.number(x.depth), 1, [&](llvm::Value* k) {
      add_terms({binding::form::value, 0, k, s.depth});
    });
    for_each([&](int r, int v, llvm::AllocaInst* sum) {
      at(r, v, first, [&] {
        const place to = place_of(s, x.c.buffer, x.c.first);
        tag(s, b.CreateAlignedStore(b.CreateLoad(type, sum), to.pointer, to.alignment), x.c.buffer);
      });
    });
  }

  void add_terms(const binding& term) {
    llvm::IRBuilder<>& b = s.build;
    llvm::SmallVector<llvm::Value*, 8> right;
    for (int v = 0; v < wide; ++v) at(0, v, term, [&] { right.push_back(load(x.b, lanes)); });
    for (int r = 0; r < x.rows; ++r) {
      llvm::Value* left = nullptr;
      at(r, 0, term,
         [&] { left = b.CreateVectorSplat(static_cast<unsigned>(lanes), load(x.a, 0)); });
      for (int v = 0; v < wide; ++v) {
        llvm::AllocaInst* const sum = sums[static_cast<std::size_t>(r * wide + v)];
        llvm::Value* const before = b.CreateLoad(type, sum);
        llvm::Value* const by = right[static_cast<std::size_t>(v)];
        s.shared.count();
        b.CreateStore(fused ? b.CreateIntrinsic(llvm::Intrinsic::fma, {type}, {left, by, before})
                            : b.CreateFAdd(before, b.CreateFMul(left, by)),
                      sum);
      }
    }
  }
};

inline void emit_outer(state& s, int at) {
  const ir::program& p = s.program();
  const ir::outer_operands x = ir::outer_operands_of(p, at);
  if (x.rows == 0 || !ir::has_instruction(p.machine, p, at)) {
    refuse(
        "a tensorized loop of the loop program is not what its instruction does, or the target has "
        "none");
  }
  const int value = p.statements[ir::tensor_loops_of(p, at).store].value;
  const int lanes = std::min(x.columns, static_cast<int>(p.machine.lanes(element::f32)));
  outer_emitter{s,
                x,
                p.expressions[value].op == ir::operation::fma,
                widened(s.build.getFloatTy(), lanes),
                lanes,
                x.columns / lanes}
      .run();
}

}  // namespace tenon::inline TENON_ABI::emit
