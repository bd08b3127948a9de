// Where an element lies: sums of factor · variable (· stride), added to the buffer's start from the
// outermost variable to the innermost and the constant last, so that loops hoist what they can and
// the constant becomes a displacement.
#pragma once

#include <numeric>

#include <llvm/ADT/SmallVector.h>

#include <tenon/codegen/llvm/emit/form.hpp>

namespace tenon::inline TENON_ABI::emit {

/// factor · a · b; either value may be absent.
struct monomial {
  index_t factor;
  llvm::Value* a;
  llvm::Value* b;
  int depth;
  index_t multiple;  ///< a · b is a multiple of this
};

/// An offset in elements.
struct offset {
  index_t constant = 0;
  index_t lane = 0;     ///< elements from a lane to the next
  bool regular = true;  ///< the lane enters through `lane` alone
  llvm::SmallVector<monomial, 12> terms{};

  void add(const monomial& m) {
    if (m.factor == 0) return;
    if (m.a == nullptr && m.b == nullptr) {
      constant = wrapped_add(constant, m.factor);
      return;
    }
    for (monomial& t : terms) {
      if (t.a == m.a && t.b == m.b) {
        t.factor = wrapped_add(t.factor, m.factor);
        return;
      }
    }
    terms.push_back(m);
  }
  /// Every offset at lane 0 is a multiple of this; 0 when it is 0.
  index_t multiple() const {
    index_t g = constant;
    for (const monomial& t : terms) g = std::gcd(g, wrapped_mul(t.factor, t.multiple));
    return g;
  }
};

/// One factor of a monomial: a constant times at most one value.
struct piece {
  index_t factor;
  llvm::Value* value;
  int depth;
  index_t multiple;
  bool is_lane;
};

/// The sum that a form is, with bound numbers put in.
inline llvm::SmallVector<piece, 9> pieces(state& s, const ir::affine& a) {
  if (a.broken) refuse("an affine form of the loop program is broken");
  llvm::SmallVector<piece, 9> all;
  const index_t constant = constant_part(s, a);
  if (constant != 0) all.push_back({constant, nullptr, 0, 1, false});
  for (const ir::term& t : a) {
    const binding& b = bound(s, t.var);
    const index_t multiple = std::max<index_t>(1, s.program().variables[t.var].multiple);
    if (b.what == binding::form::value) {
      all.push_back({t.factor, b.value, b.depth, multiple, false});
    } else if (b.what == binding::form::lane) {
      all.push_back({t.factor, nullptr, 0, 1, true});
    }
  }
  return all;
}

/// Adds index · stride.
inline void add_product(state& s, offset& to, llvm::ArrayRef<piece> index,
                        const ir::affine& stride) {
  for (const piece& q : pieces(s, stride)) {
    for (const piece& p : index) {
      const index_t factor = wrapped_mul(p.factor, q.factor);
      if (!p.is_lane) {
        to.add({factor, p.value, q.value, std::max(p.depth, q.depth), p.multiple * q.multiple});
      } else if (q.value == nullptr) {
        to.lane = wrapped_add(to.lane, factor);
      } else {
        to.regular = false;
      }
    }
  }
}

/// Adds (index & mask) · stride, of a folded dimension.
inline void add_folded(state& s, offset& to, const ir::affine& index, index_t mask,
                       const ir::affine& stride) {
  if (lane_factor(s, index) != 0) {
    to.regular = false;
    return;
  }
  piece p{1, nullptr, 0, 1, false};
  if (is_number(s, index)) {
    p.factor = constant_part(s, index) & mask;
  } else {
    p.value = s.build.CreateAnd(form_value(s, index), s.number(mask));
    p.depth = depth_of(s, index);
  }
  add_product(s, to, p, stride);
}

/// The offset of buffer[indices] at lane 0 (where it is regular).
inline offset offset_of(state& s, const ir::buffer& b, int first) {
  offset sum;
  for (int d = 0; d < b.rank; ++d) {
    const ir::affine& index = s.program().forms[first + d];
    if (b.folds[d] == 0) {
      add_product(s, sum, pieces(s, index), b.strides[d]);
    } else {
      add_folded(s, sum, index, b.folds[d] - 1, b.strides[d]);
    }
  }
  s.shared.count();
  return sum;
}

/// The start of a workspace buffer.
inline llvm::Value* workspace_base(state& s, const ir::buffer& b) {
  llvm::IRBuilder<>& build = s.build;
  llvm::Type* pointer = build.getPtrTy();
  const auto field = [&](unsigned at, llvm::Type* t) {
    return build.CreateLoad(t, build.CreateConstGEP1_64(pointer, s.call, at));
  };
  llvm::Value* offset = form_value(s, b.offset);
  if (b.per_worker) {
    llvm::Value* mine = build.CreateMul(s.worker, field(4, build.getInt64Ty()), "", false, true);
    offset = plus(s, plus(s, offset, mine), field(3, build.getInt64Ty()));
  }
  return build.CreateGEP(build.getInt8Ty(), field(2, pointer), offset);
}

/// The start of a buffer.
inline llvm::Value* base_of(state& s, int at) {
  const ir::buffer& b = s.program().buffers[at];
  if (s.base(at) != nullptr) return s.base(at);
  if (b.where == ir::memory::workspace) return workspace_base(s, b);
  refuse("a local buffer of the loop program is used where it is not allocated");
}

/// A place in memory and what is known of it.
struct place {
  llvm::Value* pointer;
  llvm::Align alignment;
  index_t lane;
  bool regular;
};

inline llvm::Align alignment_of(const ir::buffer& b, const offset& o) {
  const index_t size = size_of(b.type);
  const index_t multiple = o.multiple();
  index_t known = std::gcd(std::max(b.alignment, size), index_t{64});
  if (multiple != 0) known = std::gcd(known, wrapped_mul(multiple, size));
  return llvm::Align(static_cast<std::uint64_t>(std::max<index_t>(1, known)));
}

/// The place of an offset in a buffer.
inline place place_at(state& s, int at, const offset& o) {
  const ir::buffer& b = s.program().buffers[at];
  llvm::Type* type = memory_type(s.context(), b.type);
  const llvm::Align alignment = alignment_of(b, o);
  llvm::Value* pointer = base_of(s, at);
  for (int depth = 0; depth <= s.depth; ++depth) {
    llvm::Value* sum = nullptr;
    for (const monomial& t : o.terms) {
      if (t.factor == 0 || t.depth != depth) continue;
      llvm::Value* product = t.a == nullptr ? t.b : t.a;
      if (t.a != nullptr && t.b != nullptr) product = s.build.CreateMul(t.a, t.b, "", false, true);
      sum = plus(s, sum, times(s, product, t.factor));
    }
    if (sum != nullptr) pointer = s.build.CreateGEP(type, pointer, sum);
  }
  if (o.constant != 0) pointer = s.build.CreateGEP(type, pointer, s.number(o.constant));
  return {pointer, alignment, o.lane, o.regular};
}

/// The place of buffer[indices] at lane 0 (where it is regular).
inline place place_of(state& s, int buffer, int first) {
  return place_at(s, buffer, offset_of(s, s.program().buffers[buffer], first));
}

}  // namespace tenon::inline TENON_ABI::emit
