// Descriptions for a decoupled target: what its units load, compute and store, through scratchpads.
#pragma once

#include <tenon/kernel/describe.hpp>

namespace descriptions {

using namespace tenon;

/// A small machine with the memories of the paper's accelerator.
inline constexpr target accelerator = decoupled(4, {{make_name("inp"), 16 << 10, unit::load},
                                                    {make_name("wgt"), 16 << 10, unit::load},
                                                    {make_name("acc"), 64 << 10, unit::compute}});

/// A product by two virtual threads, each of which has four rows.
inline constexpr auto decoupled_product = [](extent m, extent n, extent k) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto P = compute("P", {i, j}, sum(A(i, r) * B(r, j), r));
  auto s = schedule(compute("C", {i, j}, P(i, j)));
  auto [io, rows] = s.split(i, 8);
  auto [v, ii] = s.split(rows, 4);
  auto [jo, ji] = s.split(j, 4);
  s.reorder(v, io, jo, ii, ji).bind(v, hardware_axis::virtual_thread);
  s[P].compute_at(s, jo).set_scope("acc");
  auto [ro, ri] = s[P].split(r, 4);
  s[P].reorder(ro, i, j, ri);
  s.cache_read(A, s[P]).compute_at(P, ro).set_scope("inp");
  s.cache_read(B, s[P]).compute_at(P, ro).set_scope("wgt");
  return s;
};

/// Matrices times vectors, by `Threads` virtual threads with a matrix each.
template <index_t Threads>
constexpr schedule decoupled_vectors_by(const extent& count, const extent& m, const extent& k) {
  auto A = input<float>("A", count, m, k);
  auto X = input<float>("X", count, k);
  axis b("b", count), i("i", m), r("r", k);
  auto P = compute("P", {b, i}, sum(A(b, i, r) * X(b, r), r));
  auto s = schedule(compute("C", {b, i}, P(b, i)));
  auto [bo, v] = s.split(b, Threads);
  auto [io, ii] = s.split(i, 4);
  s.reorder(v, bo, io, ii).bind(v, hardware_axis::virtual_thread);
  s[P].compute_at(s, io).set_scope("acc");
  auto [ro, ri] = s[P].split(r, 4);
  s[P].reorder(b, ro, i, ri);
  s.cache_read(A, s[P]).compute_at(P, ro).set_scope("inp");
  s.cache_read(X, s[P]).compute_at(P, ro).set_scope("wgt");
  return s;
}
inline constexpr auto decoupled_vectors = decoupled_vectors_by<2>;
inline constexpr auto decoupled_vectors_alone = decoupled_vectors_by<1>;

/// Two stages between loads and stores, the second of which reads rows around its own.
inline constexpr auto decoupled_stages = [](extent m, extent n) {
  auto A = input<float>("A", m + 2, n);
  axis i("i", m), j("j", n), y("y", m + 2), x("x", n);
  auto P = compute("P", {y, x}, A(y, x) * 2 - 1);
  auto Q = compute("Q", {i, j}, P(i, j) + P(i + 2, j) * 3);
  auto s = schedule(compute("C", {i, j}, Q(i, j)));
  auto [jo, ji] = s.split(j, 8, tail::cut);
  s.reorder(jo, i, ji);
  s[Q].compute_at(s, i).set_scope("acc");
  s[P].compute_at(Q, i).set_scope("acc");
  s.cache_read(A, s[P]).compute_at(P, y).set_scope("inp");
  return s;
};

/// Sums of rows go to memory and come back, another unit's each time: it waits for all of them.
inline constexpr auto decoupled_through_memory = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n), r("r", n);
  auto P = compute("P", {i}, sum(A(i, r), r));
  auto M = compute("M", {i}, P(i));
  auto Q = compute("Q", {i, j}, M(m - 1 - i) * 2 + A(i, j));
  auto s = schedule(compute("C", {i, j}, Q(i, j)));
  s.cache_read(M, s[Q]).compute_at(Q, i).set_scope("inp");
  s.cache_read(A, s[Q]).compute_at(Q, j).set_scope("inp");
  s[Q].compute_at(s, i).set_scope("acc");
  s[P].compute_at(M, i).set_scope("acc");
  s.cache_read(A, s[P]).compute_at(P, r).set_scope("wgt");
  return s;
};

}  // namespace descriptions

/// Every description of this file with the sizes it is tested with: X(name, sizes…).
#define TENON_DECOUPLED_DESCRIPTIONS(X)     \
  X(decoupled_product, 16, 8, 16)           \
  X(decoupled_product, dynamic, 8, dynamic) \
  X(decoupled_vectors, 3, 6, 5)             \
  X(decoupled_stages, 5, 21)                \
  X(decoupled_through_memory, 5, 6)         \
  X(decoupled_through_memory, dynamic, 6)
