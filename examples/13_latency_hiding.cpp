// Lesson 12: loads that hide behind computation (the paper's §4.4).
//
// An accelerator without caches and threads has units that load, compute and store at once, and waits only
// where a token says so. Two virtual threads become one stream of instructions: while one computes, the
// other's data are on their way. This prints the stream. A processor runs it in order, with the same result.
#include <cstdio>
#include <string>
#include <vector>

#include <tenon/kernel/explain.hpp>
#include <tenon/tenon.hpp>

#include "lesson.hpp"

using namespace tenon;

/// Queues of two tokens, and scratchpads for what is loaded and what is summed.
inline constexpr target machine = decoupled(2, {{make_name("inp"), 32 << 10, unit::load},
                                                {make_name("acc"), 128 << 10, unit::compute}});

/// Sums of rows, eight elements at a time, by two virtual threads with a row each.
inline constexpr auto row_sums = [](extent m, extent n) {
  const auto A = input<float>("A", m, n);
  const axis i("i", m), r("r", n);
  const auto P = compute("P", {i}, sum(A(i, r), r));
  auto s = schedule(compute("C", {i}, P(i)));  // what the store unit copies to memory
  const auto [io, v] = s.split(i, 2);
  s.reorder(v, io).bind(v, hardware_axis::virtual_thread);
  s[P].compute_at(s, io).set_scope("acc");
  const auto [ro, ri] = s[P].split(r, 8);
  s.cache_read(A, s[P]).compute_at(P, ro).set_scope("inp");
  return s;
};

int main() {
  std::printf("%s\n", explain_for(machine, row_sums, 6, 32).c_str());

  const kernel_for<machine, row_sums, 6, 32> in_order;
  tensor<float> a(6, 32), c(6);
  for (index_t i = 0; i < 6; ++i) {
    for (index_t j = 0; j < 32; ++j) a(i, j) = static_cast<float>(i + j % 5);
  }
  in_order(a, c);
  for (index_t i = 0; i < 6; ++i) {
    float expected = 0;
    for (index_t j = 0; j < 32; ++j) expected += a(i, j);
    lesson::check(c(i) == expected, "a row's sum");
  }
}
