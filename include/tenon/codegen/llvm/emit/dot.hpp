// Tensorized loops by dot products. Of bytes: vpdpbusd where there is VNNI; elsewhere even and odd bytes are
// multiplied apart, as numbers of 16 bits whose pairs are summed in 32 bits, which is exact. Of bfloat16:
// vdpbf16ps where there is AVX-512 BF16, elsewhere two products and sums of floats.
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

/// c + a product of the lower, then one of the upper halves of each lane's 32 bits, as bfloat16.
inline llvm::Value* dot_of_floats(state& s, bool fused, llvm::Value* c, llvm::Value* a, llvm::Value* b) {
  llvm::IRBuilder<>& build = s.build;
  for (const bool upper : {false, true}) {
    const auto half_of = [&](llvm::Value* x) {
      return build.CreateBitCast(upper ? build.CreateAnd(x, 0xffff0000u) : build.CreateShl(x, 16), c->getType());
    };
    llvm::Value* const x = half_of(a);
    llvm::Value* const y = half_of(b);
    c = fused ? build.CreateIntrinsic(llvm::Intrinsic::fma, {c->getType()}, {x, y, c})
              : build.CreateFAdd(c, build.CreateFMul(x, y));
  }
  return c;
}

/// The same by vdpbf16ps, which takes the upper halves first: halves change places.
inline llvm::Value* dot_of_bf16(state& s, llvm::Value* c, llvm::Value* a, llvm::Value* b, int lanes) {
  const llvm::Intrinsic::ID id = lanes == 16  ? llvm::Intrinsic::x86_avx512bf16_dpbf16ps_512
                                 : lanes == 8 ? llvm::Intrinsic::x86_avx512bf16_dpbf16ps_256
                                              : llvm::Intrinsic::x86_avx512bf16_dpbf16ps_128;
  llvm::Type* const pairs = llvm::Intrinsic::getType(s.context(), id)->getParamType(1);
  const auto turned = [&](llvm::Value* x) {
    llvm::Value* const by = llvm::ConstantInt::get(x->getType(), 16);
    return s.build.CreateBitCast(s.build.CreateIntrinsic(llvm::Intrinsic::fshl, {x->getType()}, {x, x, by}), pairs);
  };
  return call_x86(s, id, {c, turned(a), turned(b)});
}

/// c + the dot products of words of four or two numbers.
inline llvm::Value* add_dots(state& s, int at, llvm::Value* c, llvm::Value* shared, llvm::Value* own, int lanes) {
  const ir::program& p = s.program();
  llvm::IRBuilder<>& b = s.build;
  if (p.statements[at].does == ir::instruction::dot_bf16) {
    if (p.machine.has_dot_bf16) return dot_of_bf16(s, c, shared, own, lanes);
    const int value = p.statements[ir::tensor_loops_of(p, at).store].value;
    return dot_of_floats(s, p.expressions[value].op == ir::operation::fma, c, shared, own);
  }
  if (p.statements[at].does == ir::instruction::dot_s16) {
    llvm::Type* halves = widened(b.getInt16Ty(), 2 * lanes);
    return b.CreateAdd(c, pair_sums(s, b.CreateBitCast(shared, halves), b.CreateBitCast(own, halves), lanes));
  }
  if (!p.machine.has_dot) return dot_by_pairs(s, c, shared, own, lanes);
  const llvm::Intrinsic::ID id = lanes == 16  ? llvm::Intrinsic::x86_avx512_vpdpbusd_512
                                 : lanes == 8 ? llvm::Intrinsic::x86_avx512_vpdpbusd_256
                                              : llvm::Intrinsic::x86_avx512_vpdpbusd_128;
  return call_x86(s, id, {c, shared, own});
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
      llvm::Type* const type = memory_type(s.context(), p.buffers[x.c.buffer].type);
      llvm::Value* sum = x.begins ? llvm::Constant::getNullValue(widened(type, x.lanes))
                                  : load_run(s, x.c.buffer, to.pointer, to.alignment, x.lanes);
      sum = add_dots(s, at, sum, shared, own, x.lanes);
      tag(s, b.CreateAlignedStore(sum, to.pointer, to.alignment), x.c.buffer);
    });
  });
}

}  // namespace tenon::inline TENON_ABI::emit
