// Whether emitted loops compute what the behaviour of an intrinsic computes: the same operations on
// the same types, elements that lie in memory as the behaviour's tensors do.
#pragma once

#include <tenon/ir/tensorized.hpp>
#include <tenon/lower/context.hpp>

namespace tenon::inline TENON_ABI::lower {

/// One comparison of a loop nest with a behaviour.
struct matcher {
  const ir::program& p;
  const expr::definition& d;
  var_id axes[expr::max_axes];  ///< the loop variable of each of the behaviour's axes
  const ir::tensor_loops& loops;
  const ir::statement& store;

  static constexpr finding broken(rule which, index_t first, index_t second) {
    return {which, 0, {first, second}};
  }

  static constexpr bool commutes(ir::operation op) {
    using ir::operation;
    return op == operation::add || op == operation::multiply || op == operation::equal ||
           op == operation::not_equal || (op >= operation::bit_and && op <= operation::bit_xor) ||
           op == operation::logical_and || op == operation::logical_or;
  }

  /// How far apart a tensor's elements are along an axis of the behaviour: as everywhere, rows lie
  /// anywhere unless the tensor is dense. Not known: the axis counts rows.
  static constexpr ir::step step_in(const expr::definition& of, const affine* forms, int axis) {
    ir::step s{true, 0};
    index_t stride = 1;
    for (int i = of.rank - 1; i >= 0; --i) {
      const int at = of.storage_order[i];
      const index_t factor = forms[at].factor_of(axis_base + axis);
      s.elements += factor * stride;
      s.known = s.known && (factor == 0 || of.dense || i == of.rank - 1);
      stride *= of.shape[at].constant;
    }
    return s;
  }

  /// An access of the nest against one of the behaviour.
  constexpr finding match_access(int buffer, int first, const expr::definition& of,
                                 const affine* forms) const {
    for (int a = 0; a < d.axes.size(); ++a) {
      const ir::step wanted = step_in(of, forms, a);
      if (d.axes[a].range.constant == 1 || !wanted.known) continue;
      const ir::step got = ir::step_of(p, buffer, first, axes[a]);
      if (!got.known || got.elements != wanted.elements)
        return broken(rule::tensorize_step, got.known ? got.elements : -1, wanted.elements);
    }
    return {};
  }

  constexpr finding match_result() const {
    const element type = p.buffers[store.buffer].type;
    if (type != d.types[0])
      return broken(rule::tensorize_result, static_cast<int>(type), static_cast<int>(d.types[0]));
    affine own[ir::max_rank] = {};
    for (int i = 0; i < d.rank; ++i) own[i] = make_variable(axis_base + i);
    return match_access(store.buffer, store.first, d, own);
  }

  constexpr finding match_read(const expr::value& v, const ir::expression& e) const {
    const expr::definition& from = *d.sources[v.source].tensor;
    if (e.op != ir::operation::load) return {};  // its type differs, or it is computed
    if (e.guards > 0) return broken(rule::tensorize_nest, 0, 0);
    return match_access(e.buffer, e.first, from, &d.forms[v.first]);
  }

  constexpr finding match_pair(int a, int b, int x, int y, bool either_way) const {
    finding f = match(a, x);
    if (f.ok()) f = match(b, y);
    if (f.ok() || !either_way) return f;
    finding g = match(a, y);
    if (g.ok()) g = match(b, x);
    return g.ok() || f.which == rule::tensorize_operation ? g : f;
  }

  /// A value of the behaviour against an expression of the nest.
  constexpr finding match(int value, int e) const {
    using ir::operation;
    const expr::value& v = d.values[value];
    const ir::expression& x = p.expressions[e];
    const finding otherwise = broken(rule::tensorize_operation, value, d.values.size());
    if (v.kind == expr::value_kind::left)
      return ir::held_by(p, loops, x) != ir::held::otherwise ? finding{} : otherwise;
    if (v.kind == expr::value_kind::right) return match(d.value_of[v.a], e);
    if (v.kind == expr::value_kind::call) return otherwise;
    if (v.kind == expr::value_kind::read) {
      const element held_as = d.sources[v.source].tensor->types[d.sources[v.source].result];
      const bool widens = is_narrow_float(held_as) && x.op == operation::cast && x.type == v.type;
      const ir::expression& load = widens ? p.expressions[x.a] : x;
      if (load.op == operation::load && load.type != held_as)
        return broken(rule::tensorize_type, static_cast<int>(load.type), static_cast<int>(held_as));
      return load.op == operation::load ? match_read(v, load) : otherwise;
    }
    if (v.op == operation::cast && d.values[v.a].type == v.type) return match(v.a, e);
    if (x.op == operation::fma && v.op == operation::add) return match_fma(v, x, otherwise);
    if (x.op != v.op || x.type != v.type) return otherwise;
    if (v.op == operation::constant) return x.bits == v.bits ? finding{} : otherwise;
    if (v.op == operation::index || v.op == operation::holds) return otherwise;
    if (v.op == operation::select || v.op == operation::fma) {
      const finding f = match(v.a, x.a);
      return f.ok() ? match_pair(v.b, v.c, x.b, x.c, false) : f;
    }
    return v.b < 0 ? match(v.a, x.a) : match_pair(v.a, v.b, x.a, x.b, commutes(v.op));
  }

  /// a · b + c in one rounding, which lowering makes of the behaviour's sum too.
  constexpr finding match_fma(const expr::value& sum, const ir::expression& x,
                              const finding& otherwise) const {
    for (const bool second : {true, false}) {
      int at = second ? sum.b : sum.a;
      if (d.values[at].kind == expr::value_kind::right) at = d.value_of[d.values[at].a];
      const expr::value& product = d.values[at];
      if (product.kind != expr::value_kind::operation || product.op != ir::operation::multiply)
        continue;
      const finding f = match_pair(product.a, product.b, x.a, x.b, true);
      return f.ok() ? match(second ? sum.a : sum.b, x.c) : f;
    }
    return otherwise;
  }

  constexpr finding match_all() const {
    const finding f = match_result();
    if (!f.ok()) return f;
    return match(d.is_reduction ? d.combination[0] : d.value_of[0], store.value);
  }
};

}  // namespace tenon::inline TENON_ABI::lower
