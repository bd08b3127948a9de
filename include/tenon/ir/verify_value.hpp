// Whether elements and expressions may stand where they do: their buffers are allocated around, their
// variables known, and what differs from lane to lane is marked.
#pragma once

#include <tenon/ir/verify_scope.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Checks expressions in their place, with what is allocated around them.
struct value_verifier : scope_verifier {
  std::int8_t allocated[limit::buffers] = {};  // 0 no, 1 outside, 2 inside the parallel loop
  std::int32_t seen[limit::expressions] = {};  // the last store that needs an expression, plus 1
  bool parallel = false;
  var_id lane = -1;

  /// Whether a buffer may be used here.
  constexpr bool usable(int b, int at) {
    const ir::buffer& x = p.buffers[b];
    if (x.where == memory::argument) return true;
    if (allocated[b] == 0) return refuse(flaw::allocate_missing, at, b);
    const bool own = x.where == memory::local || x.per_worker;
    if (own && parallel && allocated[b] == 1) return refuse(flaw::private_shared, at, b);
    return true;
  }

  /// The element of its buffer that a statement names, and the conditions under which it does.
  constexpr bool element_of(const statement& x, int s) {
    const int rank = p.buffers[x.buffer].rank;
    return usable(x.buffer, s) && range(x.first, rank, s) && range(x.guard, x.guards, s) &&
           defined_forms(x.first, rank, s) && defined_forms(x.guard, x.guards, s);
  }

  constexpr bool mentions_lane(int first, int count) const {
    for (int i = 0; i < count; ++i) {
      if (p.forms[first + i].factor_of(lane) != 0) return true;
    }
    return false;
  }

  constexpr bool value(int e, int s) {
    if (seen[e] == s + 1) return true;
    seen[e] = s + 1;
    const ir::expression& x = p.expressions[e];
    const int all[] = {x.a, x.b, x.c};
    bool varies = false;
    for (int i = 0; i < operand_count(x.op); ++i) {
      if (!value(all[i], s)) return false;
      varies = varies || p.expressions[all[i]].varies;
    }
    const bool indexed = x.op == operation::load || x.op == operation::index;
    const int rank = x.op == operation::load ? p.buffers[x.buffer].rank : 1;
    const int indices = indexed ? rank : 0;
    const bool guarded = x.op == operation::load || x.op == operation::holds;
    const int guards = guarded ? x.guards : 0;
    if (x.op == operation::load && !usable(x.buffer, s)) return false;
    if (!defined_forms(x.first, indices, s) || !defined_forms(x.guard, guards, s)) return false;
    if (lane < 0) return true;
    varies = varies || mentions_lane(x.first, indices) || mentions_lane(x.guard, guards);
    if (varies && !x.varies) return refuse(flaw::lane_unmarked, e, lane);
    return true;
  }
};

}  // namespace tenon::inline TENON_ABI::ir
