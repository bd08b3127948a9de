// Tensorized loops by dot products. Of bytes: vpdpbusd where there is VNNI; elsewhere even and odd bytes are
// multiplied apart, as numbers of 16 bits whose pairs are summed in 32 bits, which is exact.
#pragma once

#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/IntrinsicsX86.h>

#include <tenon/codegen/llvm/emit/expression.hpp>
#include <tenon/ir/tensorized.hpp>

namespace tenon::inline TENON_ABI::emit {

/// 32 bits of neighbouring bytes for each of `lanes`; one for all of them where `lanes` is 0.
inline llvm::Value* load_words(state& s, const ir::tensor_operand& x, int lanes) {
  const place at = place_of(s, x.buffer, x.first);
  llvm::LoadInst* l = s.build.CreateAlignedLoad(widened(s.build.getInt32Ty(), lanes), at.pointer, at.alignment);
  tag(s, l, x.buffer);
  s.shared.count();
  return l;
}

inline llvm::Value* call_x86(state& s, llvm::Intrinsic::ID id, llvm::ArrayRef<llvm::Value*> arguments) {
  s.shared.count();
  return s.build.CreateIntrinsic(id, {}, arguments);
}

/// The sums of pairs of products of 16-bit numbers, in 32 bits.
inline llvm::Value* pair_sums(state& s, llvm::Value* a, llvm::Value* b, int lanes) {
  llvm::Type* type = widened(s.build.getInt32Ty(), lanes);
  const llvm::Intrinsic::ID id = lanes == 16  ? llvm::Intrinsic::x86_avx512_pmaddw_d_512
                                 : lanes == 8 ? llvm::Intrinsic::x86_avx2_pmadd_wd
                                              : llvm::Intrinsic::x86_sse2_pmadd_wd;
  return s.build.CreateBitCast(call_x86(s, id, {a, b}), type);
}

/// c + the sums of 4 products in each lane, without VNNI.
inline llvm::Value* dot_by_pairs(state& s, llvm::Value* c, llvm::Value* a, llvm::Value* b, int lanes) {
  llvm::IRBuilder<>& build = s.build;
  llvm::Type* halves = widened(build.getInt16Ty(), 2 * lanes);
  a = build.CreateBitCast(a, halves);
  b = build.CreateBitCast(b, halves);
  llvm::Value* even = pair_sums(s, build.CreateAnd(a, 255), build.CreateAShr(build.CreateShl(b, 8), 8), lanes);
  llvm::Value* odd = pair_sums(s, build.CreateLShr(a, 8), build.CreateAShr(b, 8), lanes);
  return build.CreateAdd(c, build.CreateAdd(even, odd));
}

inline void emit_dot(state& s, int at) {
  const ir::program& p = s.program();
  const ir::dot_operands x = ir::dot_operands_of(p, at);
  if (x.lanes == 0 || !ir::has_instruction(p.machine, p, at)) {
    refuse("a tensorized loop of the loop program is not what its instruction does, or the target has none");
  }
  with(s.variable(x.lane), binding{binding::form::number, 0, nullptr, 0}, [&] {
    with(s.variable(x.term), binding{binding::form::number, 0, nullptr, 0}, [&] {
      llvm::IRBuilder<>& b = s.build;
      llvm::Value* shared = b.CreateVectorSplat(static_cast<unsigned>(x.lanes), load_words(s, x.a, 0));
      llvm::Value* own = load_words(s, x.b, x.lanes);
      const place to = place_of(s, x.c.buffer, x.c.first);
      llvm::Value* sum = x.begins ? llvm::Constant::getNullValue(widened(b.getInt32Ty(), x.lanes))
                                  : load_run(s, x.c.buffer, to.pointer, to.alignment, x.lanes);
      if (p.statements[at].does == ir::instruction::dot_s16) {
        llvm::Type* halves = widened(b.getInt16Ty(), 2 * x.lanes);
        sum = b.CreateAdd(sum, pair_sums(s, b.CreateBitCast(shared, halves),
                                         b.CreateBitCast(own, halves), x.lanes));
      } else if (p.machine.has_dot) {
        const llvm::Intrinsic::ID id = x.lanes == 16  ? llvm::Intrinsic::x86_avx512_vpdpbusd_512
                                       : x.lanes == 8 ? llvm::Intrinsic::x86_avx512_vpdpbusd_256
                                                      : llvm::Intrinsic::x86_avx512_vpdpbusd_128;
        sum = call_x86(s, id, {sum, shared, own});
      } else {
        sum = dot_by_pairs(s, sum, shared, own, x.lanes);
      }
      tag(s, b.CreateAlignedStore(sum, to.pointer, to.alignment), x.c.buffer);
    });
  });
}

}  // namespace tenon::inline TENON_ABI::emit
