// Affine forms, lets and conditions as 64-bit integer instructions. Index arithmetic is exact, so
// it carries `nsw` throughout.
#pragma once

#include <tenon/codegen/llvm/emit/state.hpp>

namespace tenon::inline TENON_ABI::emit {

/// Products that stay defined if a malformed program overflows: they wrap.
inline index_t wrapped_mul(index_t a, index_t b) {
  return static_cast<index_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}
inline index_t wrapped_add(index_t a, index_t b) {
  return static_cast<index_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

/// a + b without instructions where one is zero; null stands for zero.
inline llvm::Value* plus(state& s, llvm::Value* a, llvm::Value* b) {
  if (a == nullptr) return b;
  return b == nullptr ? a : s.build.CreateAdd(a, b, "", false, true);
}

inline llvm::Value* times(state& s, llvm::Value* a, index_t factor) {
  return factor == 1 ? a : s.build.CreateMul(a, s.number(factor), "", false, true);
}

/// What stands for a variable here; an undefined one is refused.
inline const binding& bound(state& s, ir::var_id v) {
  const binding& b = s.variable(v);
  if (b.what == binding::form::absent) {
    refuse("a variable of the loop program is used where it is not defined");
  }
  return b;
}

/// The form's constant, with the numbers of bound variables put in; the lane counts as 0.
inline index_t constant_part(state& s, const ir::affine& a) {
  index_t sum = a.constant;
  for (const ir::term& t : a) {
    const binding& b = bound(s, t.var);
    if (b.what == binding::form::number) sum = wrapped_add(sum, wrapped_mul(t.factor, b.number));
  }
  return sum;
}

/// Whether the form is a number here, whatever the lane.
inline bool is_number(state& s, const ir::affine& a) {
  for (const ir::term& t : a) {
    if (bound(s, t.var).what != binding::form::number) return false;
  }
  return true;
}

/// The form's factor of the lane variable; 0 outside a vector loop.
inline index_t lane_factor(state& s, const ir::affine& a) {
  if (s.lane < 0 || bound(s, s.lane).what != binding::form::lane) return 0;
  return a.factor_of(s.lane);
}

/// Loops around the innermost variable of the form.
inline int depth_of(state& s, const ir::affine& a) {
  int depth = 0;
  for (const ir::term& t : a) depth = std::max(depth, bound(s, t.var).depth);
  return depth;
}

/// The form as an i64, at lane 0.
inline llvm::Value* form_value(state& s, const ir::affine& a) {
  if (a.broken) refuse("an affine form of the loop program is broken");
  llvm::Value* sum = nullptr;
  for (const ir::term& t : a) {
    const binding& b = bound(s, t.var);
    if (b.what != binding::form::value) continue;
    s.shared.count();
    sum = plus(s, sum, times(s, b.value, t.factor));
  }
  const index_t rest = constant_part(s, a);
  if (sum == nullptr) return s.number(rest);
  return rest == 0 ? sum : s.build.CreateAdd(sum, s.number(rest), "", false, true);
}

/// form ≥ 0 at lane 0.
inline llvm::Value* holds(state& s, const ir::affine& a) {
  return s.build.CreateICmpSGE(form_value(s, a), s.number(0));
}

inline llvm::Value* both(state& s, llvm::Value* a, llvm::Value* b) {
  if (a == nullptr) return b;
  return b == nullptr ? a : s.build.CreateAnd(a, b);
}

/// Conditions that don't depend on the lane, as one bit; null where there are none.
inline llvm::Value* uniform_conditions(state& s, int first, int count) {
  llvm::Value* all = nullptr;
  for (int i = first; i < first + count; ++i) {
    const ir::affine& a = s.program().forms[i];
    if (lane_factor(s, a) == 0) all = both(s, all, holds(s, a));
  }
  return all;
}

/// Whether some condition depends on the lane.
inline bool varies(state& s, int first, int count) {
  for (int i = first; i < first + count; ++i) {
    if (lane_factor(s, s.program().forms[i]) != 0) return true;
  }
  return false;
}

/// Whether every lane satisfies the lane-dependent conditions: affine, so the ends decide.
inline llvm::Value* all_lanes_hold(state& s, int first, int count) {
  llvm::Value* all = nullptr;
  for (int i = first; i < first + count; ++i) {
    ir::affine a = s.program().forms[i];
    const index_t factor = lane_factor(s, a);
    if (factor == 0) continue;
    if (factor < 0) a.constant = wrapped_add(a.constant, wrapped_mul(factor, s.lanes - 1));
    all = both(s, all, holds(s, a));
  }
  return all;
}

/// 0, 1, 2, … lanes-1, as integers of `bits`.
inline llvm::Value* lane_numbers(state& s, unsigned bits) {
  std::vector<llvm::Constant*> numbers;
  for (int l = 0; l < s.lanes; ++l) {
    numbers.push_back(llvm::ConstantInt::get(s.build.getIntNTy(bits), static_cast<unsigned>(l)));
  }
  return llvm::ConstantVector::get(numbers);
}

/// One lane-dependent condition as a mask. Where the lane's factor is ±1 the comparison is made
/// in `bits` instead of 64: the distance to the border is clamped to -1 … lanes first.
inline llvm::Value* mask_of(state& s, const ir::affine& a, unsigned bits) {
  const index_t factor = lane_factor(s, a);
  llvm::Value* at_zero = form_value(s, a);
  llvm::IRBuilder<>& b = s.build;
  const auto lanes = static_cast<unsigned>(s.lanes);
  if (factor != 1 && factor != -1) {
    llvm::Value* steps =
        b.CreateMul(lane_numbers(s, 64), b.CreateVectorSplat(lanes, s.number(factor)));
    llvm::Value* all = b.CreateAdd(b.CreateVectorSplat(lanes, at_zero), steps);
    return b.CreateICmpSGE(all, llvm::Constant::getNullValue(all->getType()));
  }
  llvm::Value* border = factor == -1 ? at_zero : b.CreateNeg(at_zero);
  border = b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, border, s.number(-1));
  border = b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, border, s.number(s.lanes));
  llvm::Value* all = b.CreateVectorSplat(lanes, b.CreateTrunc(border, b.getIntNTy(bits)));
  llvm::Value* numbers = lane_numbers(s, bits);
  return factor == -1 ? b.CreateICmpSLE(numbers, all) : b.CreateICmpSGE(numbers, all);
}

/// The lane-dependent conditions as one mask; null where there are none.
inline llvm::Value* mask_of(state& s, int first, int count, unsigned bits) {
  llvm::Value* all = nullptr;
  for (int i = first; i < first + count; ++i) {
    const ir::affine& a = s.program().forms[i];
    if (lane_factor(s, a) != 0) all = both(s, all, mask_of(s, a, bits));
  }
  return all;
}

/// Whether the form is never negative, from the bounds of its variables alone.
inline bool never_negative(state& s, const ir::affine& a) {
  index_t least = constant_part(s, a);
  for (const ir::term& t : a) {
    if (bound(s, t.var).what == binding::form::number) continue;
    const ir::variable& v = s.program().variables[t.var];
    const bool known = v.has_lower && v.lower.is_constant();
    if (t.factor < 0 || (!known && v.kind != ir::variable_kind::loop)) return false;
    const index_t lower = known ? v.lower.constant : 0;
    bool overflow = false;
    least = checked_add(least, checked_mul(t.factor, lower, overflow), overflow);
    if (overflow) return false;
  }
  return least >= 0;
}

/// ⌊a / b⌋, or the remainder of that division; b > 0.
inline llvm::Value* floor_division(state& s, const ir::affine& fa, const ir::affine& fb,
                                   bool remainder) {
  llvm::IRBuilder<>& b = s.build;
  llvm::Value* x = form_value(s, fa);
  llvm::Value* y = form_value(s, fb);
  const index_t divisor = is_number(s, fb) ? constant_part(s, fb) : 0;
  if (divisor > 0 && (divisor & (divisor - 1)) == 0) {
    if (remainder) return b.CreateAnd(x, s.number(divisor - 1));
    return b.CreateAShr(x, s.number(__builtin_ctzll(static_cast<std::uint64_t>(divisor))));
  }
  if (never_negative(s, fa)) return remainder ? b.CreateURem(x, y) : b.CreateUDiv(x, y);
  llvm::Value* r = b.CreateSRem(x, y);
  llvm::Value* below = b.CreateICmpSLT(r, s.number(0));
  if (remainder) return b.CreateAdd(r, b.CreateSelect(below, y, s.number(0)));
  return b.CreateSub(b.CreateSDiv(x, y), b.CreateZExt(below, b.getInt64Ty()));
}

/// A let whose operands are numbers, as a number.
inline index_t let_number(const ir::variable& v, index_t a, index_t b, index_t subject) {
  switch (v.operation) {
    case ir::let_operation::affine:
      return a;
    case ir::let_operation::minimum:
      return a < b ? a : b;
    case ir::let_operation::maximum:
      return a < b ? b : a;
    case ir::let_operation::floor_div:
      return b > 0 ? floor_div(a, b) : 0;
    case ir::let_operation::floor_mod:
      return b > 0 ? floor_mod(a, b) : 0;
    case ir::let_operation::product:
      return wrapped_mul(a, b);
    case ir::let_operation::first:
      return subject == 0 ? a : b;
  }
  return 0;
}

/// A let's value as an i64.
inline llvm::Value* let_value(state& s, const ir::variable& v) {
  llvm::IRBuilder<>& b = s.build;
  if (v.operation == ir::let_operation::affine) return form_value(s, v.a);
  if (v.operation == ir::let_operation::floor_div) return floor_division(s, v.a, v.b, false);
  if (v.operation == ir::let_operation::floor_mod) return floor_division(s, v.a, v.b, true);
  llvm::Value* x = form_value(s, v.a);
  llvm::Value* y = form_value(s, v.b);
  switch (v.operation) {
    case ir::let_operation::minimum:
      return b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, x, y);
    case ir::let_operation::maximum:
      return b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, x, y);
    case ir::let_operation::product:
      return b.CreateMul(x, y, "", false, true);
    default:
      break;
  }
  llvm::Value* subject = form_value(s, ir::make_variable(v.subject));
  return b.CreateSelect(b.CreateICmpEQ(subject, s.number(0)), x, y);
}

/// Binds a let's variable.
inline void bind_let(state& s, ir::var_id at) {
  const ir::variable& v = s.program().variables[at];
  const bool chooses = v.operation == ir::let_operation::first;
  const ir::affine subject = chooses ? ir::make_variable(v.subject) : ir::affine{};
  binding& b = s.variable(at);
  s.shared.count();
  if (is_number(s, v.a) && is_number(s, v.b) && is_number(s, subject)) {
    const index_t n =
        let_number(v, constant_part(s, v.a), constant_part(s, v.b), constant_part(s, subject));
    b = {binding::form::number, n, nullptr, 0};
    return;
  }
  const int depth = std::max({depth_of(s, v.a), depth_of(s, v.b), depth_of(s, subject)});
  if (chooses && is_number(s, subject)) {
    const ir::affine& taken = constant_part(s, subject) == 0 ? v.a : v.b;
    if (is_number(s, taken)) {
      b = {binding::form::number, constant_part(s, taken), nullptr, 0};
    } else {
      b = {binding::form::value, 0, form_value(s, taken), depth};
    }
    return;
  }
  b = {binding::form::value, 0, let_value(s, v), depth};
}

}  // namespace tenon::inline TENON_ABI::emit
