// What the emitter knows where it stands: what each variable and buffer is there, and where
// instructions go. Included, like everything in this folder, only by the bundled LLVM's
// translation unit: LLVM's headers appear nowhere else.
#pragma once

#include <array>
#include <string>
#include <vector>

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include <tenon/core/error.hpp>
#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::emit {

/// Reports a program that can't be emitted; becomes the message of the C interface.
[[noreturn]] inline void refuse(const std::string& sentence) { fail(blame::user, sentence); }

/// What a variable of the loop program stands for at this point.
struct binding {
  enum class form : std::uint8_t { absent, number, value, lane };
  form what = form::absent;
  index_t number = 0;            ///< form number: an unrolled iteration, a folded let
  llvm::Value* value = nullptr;  ///< form value: an i64
  int depth = 0;                 ///< loops around its definition, so that outer terms come first
};

struct state;

/// What all functions of one kernel share.
struct unit {
  const ir::program& program;
  llvm::Module& module;
  void (*emit_statement)(state& s, int at);  ///< one statement, for those that hold others
  bool converts_half;                   ///< the machine converts half from and to float
  std::vector<llvm::MDNode*> scope{};   ///< by buffer: the alias scope of its accesses
  std::vector<llvm::MDNode*> others{};  ///< by buffer: scopes that its accesses never touch
  int operations = 0;                   ///< emitted until now
  index_t local_bytes = 0;              ///< of all local buffers until now

  static constexpr int most_operations = 200'000;
  static constexpr index_t most_local_bytes = 1 << 18;

  llvm::LLVMContext& context() const { return module.getContext(); }
  /// Counts an operation; a program that unrolls without end is refused.
  void count() {
    if (++operations > most_operations) {
      refuse("the kernel unrolls to more than 200000 operations: unroll or vectorize less");
    }
  }
};

/// Where emission stands in one function.
struct state {
  unit& shared;
  llvm::Function* function;
  llvm::IRBuilder<> build;
  llvm::Value* call = nullptr;    ///< const kernel_call*
  llvm::Value* worker = nullptr;  ///< i64
  bool parallel = false;          ///< inside a parallel loop
  int depth = 0;                  ///< loops around this point
  int lanes = 0;                  ///< of the vector loop around this point; 0 when there is none
  ir::var_id lane = -1;           ///< its variable
  bool all_hold = false;          ///< every lane is known to satisfy every condition
  std::array<binding, ir::limit::variables> variables{};
  std::array<llvm::Value*, ir::limit::buffers> bases{};
  std::vector<llvm::Value*> values;  ///< expressions of the current statement, by position

  state(unit& u, llvm::Function* f)
      : shared(u),
        function(f),
        build(llvm::BasicBlock::Create(u.context(), "entry", f)),
        values(static_cast<std::size_t>(u.program.expressions.size()), nullptr) {}

  const ir::program& program() const { return shared.program; }
  llvm::LLVMContext& context() const { return shared.context(); }
  binding& variable(ir::var_id v) { return variables[static_cast<std::size_t>(v)]; }
  llvm::Value*& base(int buffer) { return bases[static_cast<std::size_t>(buffer)]; }
  llvm::Value* number(index_t n) { return build.getInt64(static_cast<std::uint64_t>(n)); }
  void forget_values() { std::fill(values.begin(), values.end(), nullptr); }
  llvm::BasicBlock* block(const char* name) {
    return llvm::BasicBlock::Create(context(), name, function);
  }
};

/// Runs a piece of emission with `slot` set to `value`, then restores it.
template <class T, class Body>
void with(T& slot, T value, Body&& body) {
  const T before = slot;
  slot = value;
  body();
  slot = before;
}

/// The LLVM type of a value; bool is one bit.
inline llvm::Type* value_type(llvm::LLVMContext& c, element e) {
  switch (e) {
    case element::f32:
      return llvm::Type::getFloatTy(c);
    case element::f64:
      return llvm::Type::getDoubleTy(c);
    case element::boolean:
      return llvm::Type::getInt1Ty(c);
    default:
      return llvm::Type::getIntNTy(c, static_cast<unsigned>(size_of(e) * 8));
  }
}

/// The LLVM type of an element in memory; bool is a byte.
inline llvm::Type* memory_type(llvm::LLVMContext& c, element e) {
  return e == element::boolean ? llvm::Type::getInt8Ty(c) : value_type(c, e);
}

/// `lanes` of a type; the type itself for 0.
inline llvm::Type* widened(llvm::Type* t, int lanes) {
  return lanes == 0 ? t : llvm::FixedVectorType::get(t, static_cast<unsigned>(lanes));
}

/// `e` with as many lanes as `like` has.
inline llvm::Type* type_like(element e, llvm::Value* like) {
  llvm::Type* t = value_type(like->getContext(), e);
  auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(like->getType());
  return vector == nullptr ? t : llvm::FixedVectorType::get(t, vector->getNumElements());
}

/// The value in every lane of the current vector loop; itself outside of one.
inline llvm::Value* widen(state& s, llvm::Value* v) {
  if (s.lanes == 0 || v->getType()->isVectorTy()) return v;
  return s.build.CreateVectorSplat(static_cast<unsigned>(s.lanes), v);
}

/// Emits `then` only where `condition` (null: always) is true.
template <class Then>
void where(state& s, llvm::Value* condition, Then&& then) {
  if (condition == nullptr) return then();
  if (auto* known = llvm::dyn_cast<llvm::ConstantInt>(condition)) {
    if (known->isOne()) then();
    return;
  }
  llvm::BasicBlock* yes = s.block("then");
  llvm::BasicBlock* after = s.block("after");
  s.build.CreateCondBr(condition, yes, after);
  s.build.SetInsertPoint(yes);
  then();
  s.build.CreateBr(after);
  s.build.SetInsertPoint(after);
}

/// The value of `then` where `condition` is true, `otherwise` elsewhere, without computing `then`.
template <class Then>
llvm::Value* where_or(state& s, llvm::Value* condition, llvm::Value* otherwise, Then&& then) {
  if (condition == nullptr) return then();
  if (auto* known = llvm::dyn_cast<llvm::ConstantInt>(condition)) {
    return known->isOne() ? then() : otherwise;
  }
  llvm::BasicBlock* before = s.build.GetInsertBlock();
  llvm::BasicBlock* yes = s.block("then");
  llvm::BasicBlock* after = s.block("after");
  s.build.CreateCondBr(condition, yes, after);
  s.build.SetInsertPoint(yes);
  llvm::Value* computed = then();
  llvm::BasicBlock* end = s.build.GetInsertBlock();
  s.build.CreateBr(after);
  s.build.SetInsertPoint(after);
  llvm::PHINode* merged = s.build.CreatePHI(computed->getType(), 2);
  merged->addIncoming(otherwise, before);
  merged->addIncoming(computed, end);
  return merged;
}

}  // namespace tenon::inline TENON_ABI::emit
