// Expressions as LLVM values, with exactly the semantics of ir/node.hpp: no flag anywhere lets
// LLVM reassociate, contract or assume.
#pragma once

#include <tenon/codegen/llvm/emit/access.hpp>
#include <tenon/codegen/llvm/emit/narrow.hpp>

namespace tenon::inline TENON_ABI::emit {

inline llvm::Value* value_of(state& s, int at);

inline llvm::Value* constant_value(state& s, const ir::expression& e) {
  llvm::LLVMContext& c = s.context();
  if (e.type == element::f32) {
    const llvm::APInt bits(32, e.bits & 0xffff'ffffu);
    return llvm::ConstantFP::get(c, llvm::APFloat(llvm::APFloat::IEEEsingle(), bits));
  }
  if (e.type == element::f64) {
    return llvm::ConstantFP::get(
        c, llvm::APFloat(llvm::APFloat::IEEEdouble(), llvm::APInt(64, e.bits)));
  }
  if (e.type == element::boolean) return s.build.getInt1((e.bits & 0xff) != 0);
  const auto width = static_cast<unsigned>(size_of(e.type) * 8);
  const std::uint64_t kept = width == 64 ? e.bits : e.bits & ((std::uint64_t{1} << width) - 1);
  return llvm::ConstantInt::get(c, llvm::APInt(width, kept));
}

/// A value of one type as another.
inline llvm::Value* cast_value(state& s, element to, element from, llvm::Value* v) {
  llvm::IRBuilder<>& b = s.build;
  llvm::Type* type = type_like(to, v);
  if (to == from) return v;
  if (is_narrow_float(to) || is_narrow_float(from)) return narrow_cast(s, to, from, v);
  llvm::Constant* zero = llvm::Constant::getNullValue(v->getType());
  if (to == element::boolean) {
    return is_float(from) ? b.CreateFCmpUNE(v, zero) : b.CreateICmpNE(v, zero);
  }
  if (is_float(to)) {
    if (is_float(from)) return b.CreateFPCast(v, type);
    return is_signed_integer(from) ? b.CreateSIToFP(v, type) : b.CreateUIToFP(v, type);
  }
  if (is_float(from)) {
    const auto saturating =
        is_signed_integer(to) ? llvm::Intrinsic::fptosi_sat : llvm::Intrinsic::fptoui_sat;
    return b.CreateIntrinsic(saturating, {type, v->getType()}, {v});
  }
  return is_signed_integer(from) ? b.CreateSExtOrTrunc(v, type) : b.CreateZExtOrTrunc(v, type);
}

/// The bytes of a value as another type of its size.
inline llvm::Value* bit_cast_value(state& s, element to, element from, llvm::Value* v) {
  if (from == element::boolean) v = to_memory(s, from, v);
  if (to == element::boolean) return from_memory(s, to, v);
  return s.build.CreateBitCast(v, type_like(to, v));
}

/// An affine form, converted to the expression's type.
inline llvm::Value* index_value(state& s, const ir::expression& e) {
  const ir::affine& form = s.program().forms[e.first];
  const index_t factor = lane_factor(s, form);
  llvm::Value* first = form_value(s, form);
  if (factor == 0) return cast_value(s, e.type, element::i64, first);
  llvm::IRBuilder<>& b = s.build;
  // Truncation commutes with sums and products, so integers count in their own width.
  const bool narrow = is_integer(e.type);
  const auto bits = narrow ? static_cast<unsigned>(size_of(e.type) * 8) : 64u;
  llvm::Value* step = b.CreateTrunc(s.number(factor), b.getIntNTy(bits));
  llvm::Value* start = b.CreateTrunc(first, b.getIntNTy(bits));
  llvm::Value* steps = b.CreateMul(lane_numbers(s, bits), widen(s, step));
  llvm::Value* all = b.CreateAdd(widen(s, start), steps);
  return narrow ? all : cast_value(s, e.type, element::i64, all);
}

/// Whether every condition holds.
inline llvm::Value* holds_value(state& s, const ir::expression& e) {
  llvm::Value* uniform = uniform_conditions(s, e.guard, e.guards);
  llvm::Value* mask = s.lanes == 0 ? nullptr : mask_of(s, e.guard, e.guards, s.lanes > 16 ? 8 : 32);
  if (mask == nullptr) return uniform == nullptr ? s.build.getTrue() : uniform;
  return uniform == nullptr ? mask : s.build.CreateAnd(widen(s, uniform), mask);
}

/// Total integer division: x / 0 = 0, x % 0 = 0, MIN / -1 wraps.
inline llvm::Value* integer_division(state& s, element e, bool remainder, llvm::Value* x,
                                     llvm::Value* y) {
  llvm::IRBuilder<>& b = s.build;
  llvm::Type* type = y->getType();
  llvm::Constant* zero = llvm::Constant::getNullValue(type);
  llvm::Constant* one = llvm::ConstantInt::get(type, 1);
  llvm::Value* by_zero = b.CreateICmpEQ(y, zero);
  // Zeros go first and alone: LLVM 19 moves a division into the arms of a select, and takes one by
  // a constant vector for undefined as a whole when a single lane of it is 0.
  llvm::Value* safe = b.CreateSelect(by_zero, one, y);
  if (is_signed_integer(e)) {
    const llvm::APInt least = llvm::APInt::getSignedMinValue(type->getScalarSizeInBits());
    llvm::Value* is_least = b.CreateICmpEQ(x, llvm::ConstantInt::get(type, least));
    llvm::Value* is_minus_one = b.CreateICmpEQ(y, llvm::Constant::getAllOnesValue(type));
    safe = b.CreateSelect(b.CreateAnd(is_least, is_minus_one), one, safe);
  }
  if (remainder) return is_signed_integer(e) ? b.CreateSRem(x, safe) : b.CreateURem(x, safe);
  llvm::Value* q = is_signed_integer(e) ? b.CreateSDiv(x, safe) : b.CreateUDiv(x, safe);
  return b.CreateSelect(by_zero, zero, q);
}

/// x < y, or x ≤ y.
inline llvm::Value* ordered(state& s, element e, bool or_equal, llvm::Value* x, llvm::Value* y) {
  using predicate = llvm::CmpInst::Predicate;
  predicate p = or_equal ? predicate::ICMP_ULE : predicate::ICMP_ULT;
  if (is_signed_integer(e)) p = or_equal ? predicate::ICMP_SLE : predicate::ICMP_SLT;
  if (is_float(e)) p = or_equal ? predicate::FCMP_OLE : predicate::FCMP_OLT;
  return s.build.CreateCmp(p, x, y);
}

inline llvm::Value* unary_value(state& s, const ir::expression& e, element from, llvm::Value* v) {
  llvm::IRBuilder<>& b = s.build;
  const auto intrinsic = [&](llvm::Intrinsic::ID id) { return b.CreateUnaryIntrinsic(id, v); };
  switch (e.op) {
    case ir::operation::negate:
      return is_float(from) ? b.CreateFNeg(v) : b.CreateNeg(v);
    case ir::operation::absolute:
      if (is_float(from)) return intrinsic(llvm::Intrinsic::fabs);
      if (!is_signed_integer(from)) return v;
      return b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, v, b.getFalse());
    case ir::operation::logical_not:
    case ir::operation::bit_not:
      return b.CreateNot(v);
    case ir::operation::sqrt:
      return intrinsic(llvm::Intrinsic::sqrt);
    case ir::operation::floor:
      return intrinsic(llvm::Intrinsic::floor);
    case ir::operation::ceil:
      return intrinsic(llvm::Intrinsic::ceil);
    case ir::operation::truncate:
      return intrinsic(llvm::Intrinsic::trunc);
    case ir::operation::round_even:
      return intrinsic(llvm::Intrinsic::roundeven);
    case ir::operation::cast:
      return cast_value(s, e.type, from, v);
    case ir::operation::bit_cast:
      return bit_cast_value(s, e.type, from, v);
    default:
      refuse("an expression of the loop program is not a unary operation");
  }
}

inline llvm::Value* float_value(state& s, ir::operation op, llvm::Value* x, llvm::Value* y) {
  switch (op) {
    case ir::operation::add:
      return s.build.CreateFAdd(x, y);
    case ir::operation::subtract:
      return s.build.CreateFSub(x, y);
    case ir::operation::multiply:
      return s.build.CreateFMul(x, y);
    case ir::operation::divide:
      return s.build.CreateFDiv(x, y);
    case ir::operation::equal:
      return s.build.CreateFCmpOEQ(x, y);
    case ir::operation::not_equal:
      return s.build.CreateFCmpUNE(x, y);
    default:
      refuse("an operation of the loop program is not one of floating-point numbers");
  }
}

inline llvm::Value* integer_value(state& s, ir::operation op, element e, llvm::Value* x,
                                  llvm::Value* y) {
  llvm::IRBuilder<>& b = s.build;
  const auto masked = [&] {
    const unsigned width = y->getType()->getScalarSizeInBits();
    return b.CreateAnd(y, llvm::ConstantInt::get(y->getType(), width - 1));
  };
  switch (op) {
    case ir::operation::add:
      return b.CreateAdd(x, y);
    case ir::operation::subtract:
      return b.CreateSub(x, y);
    case ir::operation::multiply:
      return b.CreateMul(x, y);
    case ir::operation::divide:
      return integer_division(s, e, false, x, y);
    case ir::operation::remainder:
      return integer_division(s, e, true, x, y);
    case ir::operation::logical_and:
    case ir::operation::bit_and:
      return b.CreateAnd(x, y);
    case ir::operation::logical_or:
    case ir::operation::bit_or:
      return b.CreateOr(x, y);
    case ir::operation::bit_xor:
      return b.CreateXor(x, y);
    case ir::operation::shift_left:
      return b.CreateShl(x, masked());
    case ir::operation::shift_right:
      return is_signed_integer(e) ? b.CreateAShr(x, masked()) : b.CreateLShr(x, masked());
    case ir::operation::equal:
      return b.CreateICmpEQ(x, y);
    case ir::operation::not_equal:
      return b.CreateICmpNE(x, y);
    default:
      refuse("an expression of the loop program is not a binary operation");
  }
}

inline llvm::Value* binary_value(state& s, ir::operation op, element e, llvm::Value* x,
                                 llvm::Value* y) {
  switch (op) {
    case ir::operation::less:
      return ordered(s, e, false, x, y);
    case ir::operation::less_equal:
      return ordered(s, e, true, x, y);
    case ir::operation::minimum:
      return s.build.CreateSelect(ordered(s, e, false, y, x), y, x);
    case ir::operation::maximum:
      return s.build.CreateSelect(ordered(s, e, false, x, y), y, x);
    default:
      return is_float(e) ? float_value(s, op, x, y) : integer_value(s, op, e, x, y);
  }
}

/// Emits a node whose operands are emitted on the way.
inline llvm::Value* node_value(state& s, const ir::expression& e) {
  if (e.op == ir::operation::constant) return constant_value(s, e);
  if (e.op == ir::operation::load) return load_value(s, e);
  if (e.op == ir::operation::index) return index_value(s, e);
  if (e.op == ir::operation::holds) return holds_value(s, e);
  llvm::Value* x = value_of(s, e.a);
  const element from = s.program().expressions[e.a].type;
  if (e.op < ir::operation::add) return unary_value(s, e, from, x);
  llvm::Value* y = value_of(s, e.b);
  if (e.op < ir::operation::select) {
    if (x->getType()->isVectorTy() || y->getType()->isVectorTy()) {
      x = widen(s, x);
      y = widen(s, y);
    }
    return binary_value(s, e.op, from, x, y);
  }
  llvm::Value* z = value_of(s, e.c);
  const bool vector =
      y->getType()->isVectorTy() || z->getType()->isVectorTy() || x->getType()->isVectorTy();
  if (vector) {
    y = widen(s, y);
    z = widen(s, z);
  }
  if (e.op == ir::operation::select) return s.build.CreateSelect(x, y, z);
  if (vector) x = widen(s, x);
  return s.build.CreateIntrinsic(llvm::Intrinsic::fma, {x->getType()}, {x, y, z});
}

/// The value of an expression, emitted once in a statement: a scalar where it is the same in all
/// lanes, else a vector.
inline llvm::Value* value_of(state& s, int at) {
  llvm::Value*& known = s.values[static_cast<std::size_t>(at)];
  if (known == nullptr) {
    s.shared.count();
    known = node_value(s, s.program().expressions[at]);
  }
  return known;
}

}  // namespace tenon::inline TENON_ABI::emit
