// Half and bfloat16, which are 16-bit integers to LLVM, from and to float. Half goes by LLVM's own
// conversion only where that is one instruction: elsewhere it would call a function that a process
// may not have.
#pragma once

#include <llvm/IR/Intrinsics.h>

#include <tenon/codegen/llvm/emit/state.hpp>

namespace tenon::inline TENON_ABI::emit {

/// Integer arithmetic on values of one type, with numbers in every lane.
struct words {
  llvm::IRBuilder<>& build;
  llvm::Type* type;  ///< i32, or lanes of it

  llvm::Value* number(std::uint32_t n) const { return llvm::ConstantInt::get(type, n); }
  llvm::Value* plus(llvm::Value* x, std::uint32_t n) const { return build.CreateAdd(x, number(n)); }
  llvm::Value* masked(llvm::Value* x, std::uint32_t n) const {
    return build.CreateAnd(x, number(n));
  }
  llvm::Value* left(llvm::Value* x, std::uint32_t n) const { return build.CreateShl(x, number(n)); }
  llvm::Value* right(llvm::Value* x, std::uint32_t n) const {
    return build.CreateLShr(x, number(n));
  }
  /// x < n ? a : b.
  llvm::Value* below(llvm::Value* x, std::uint32_t n, llvm::Value* a, llvm::Value* b) const {
    return build.CreateSelect(build.CreateICmpULT(x, number(n)), a, b);
  }
};

inline llvm::Value* float_of_bfloat16(state& s, llvm::Value* v) {
  const words w{s.build, type_like(element::u32, v)};
  llvm::Value* wide = w.left(s.build.CreateZExt(v, w.type), 16);
  return s.build.CreateBitCast(wide, type_like(element::f32, v));
}

inline llvm::Value* bfloat16_of_float(state& s, llvm::Value* v) {
  const words w{s.build, type_like(element::u32, v)};
  llvm::Value* wide = s.build.CreateBitCast(v, w.type);
  llvm::Value* last = w.masked(w.right(wide, 16), 1);
  llvm::Value* nearest = s.build.CreateAdd(w.plus(wide, 0x7fff), last);
  llvm::Value* nan = s.build.CreateOr(wide, w.number(0x40'0000));
  llvm::Value* rounded = s.build.CreateSelect(s.build.CreateFCmpUNO(v, v), nan, nearest);
  return s.build.CreateTrunc(w.right(rounded, 16), type_like(element::bf16, v));
}

/// A float that LLVM computes as such. Without it LLVM moves comparisons and choices across the
/// conversions, to half: no instruction does those, so that it converts and compares lane by lane,
/// and takes the larger of two by a function that a process may not have.
inline llvm::Value* kept_float(state& s, llvm::Value* v) {
  return s.build.CreateUnaryIntrinsic(llvm::Intrinsic::arithmetic_fence, v);
}

inline llvm::Value* float_of_half(state& s, llvm::Value* v) {
  llvm::IRBuilder<>& b = s.build;
  llvm::Type* real = type_like(element::f32, v);
  if (s.shared.converts_half) {
    llvm::Type* half_type = v->getType()->getWithNewType(b.getHalfTy());
    return kept_float(s, b.CreateFPExt(b.CreateBitCast(v, half_type), real));
  }
  const words w{b, type_like(element::u32, v)};
  llvm::Value* bits = b.CreateZExt(v, w.type);
  llvm::Value* size = w.masked(bits, 0x7fff);
  llvm::Value* moved = w.left(size, 13);
  llvm::Value* small =
      b.CreateFMul(b.CreateSIToFP(size, real), llvm::ConstantFP::get(real, 0x1p-24));
  llvm::Value* wide =
      w.below(size, 0x400, b.CreateBitCast(small, w.type), w.plus(moved, 112u << 23));
  wide = w.below(size, 0x7c00, wide, b.CreateOr(moved, w.number(0x7f80'0000)));
  return b.CreateBitCast(b.CreateOr(wide, w.left(w.masked(bits, 0x8000), 16)), real);
}

inline llvm::Value* half_of_float(state& s, llvm::Value* v) {
  llvm::IRBuilder<>& b = s.build;
  llvm::Type* type = type_like(element::f16, v);
  if (s.shared.converts_half) {
    llvm::Type* half_type = v->getType()->getWithNewType(b.getHalfTy());
    return b.CreateBitCast(b.CreateFPTrunc(kept_float(s, v), half_type), type);
  }
  const words w{b, type_like(element::u32, v)};
  llvm::Value* bits = b.CreateBitCast(v, w.type);
  llvm::Value* wide = w.masked(bits, 0x7fff'ffff);
  llvm::Value* last = w.masked(w.right(wide, 13), 1);
  llvm::Value* nearest = b.CreateAdd(w.plus(wide, 0xfffu - (112u << 23)), last);
  llvm::Value* moved =
      b.CreateFAdd(b.CreateBitCast(wide, v->getType()), llvm::ConstantFP::get(v->getType(), 0.5));
  llvm::Value* small = b.CreateSub(b.CreateBitCast(moved, w.type), w.number(narrow::bits_of(0.5f)));
  llvm::Value* size = w.below(wide, narrow::bits_of(0x1p-14f), small, w.right(nearest, 13));
  size = w.below(wide, narrow::bits_of(65520.0f), size, w.number(0x7c00));
  size = w.below(wide, 0x7f80'0001, size, w.number(0x7e00));
  return b.CreateTrunc(b.CreateOr(size, w.masked(w.right(bits, 16), 0x8000)), type);
}

/// A cast between float and a type that only holds numbers.
inline llvm::Value* narrow_cast(state& s, element to, element from, llvm::Value* v) {
  if (to == element::f16) return half_of_float(s, v);
  if (to == element::bf16) return bfloat16_of_float(s, v);
  return from == element::f16 ? float_of_half(s, v) : float_of_bfloat16(s, v);
}

}  // namespace tenon::inline TENON_ABI::emit
