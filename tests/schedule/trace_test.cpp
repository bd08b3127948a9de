// A schedule prints itself as a trace that replays and as C++ that rebuilds it. Random schedules do
// both in the fuzzer: every case runs what its trace rebuilds, native cases are compiled as printed.
#include <doctest/doctest.h>

#include <tenon/schedule/print.hpp>
#include <tenon/schedule/replay.hpp>
#include <tenon/schedule/source.hpp>

#include "kernel/descriptions.hpp"
#include "kernel/scan_descriptions.hpp"
#include "runtime/sentence.hpp"

namespace {

using namespace tenon;
namespace room = schedule_room;

/// The schedule that the outputs of another one begin with.
box<room::state> unscheduled(const schedule& s) {
  box<room::state> fresh;
  for (const std::int32_t out : s.state().outputs) {
    const int at = room::collect(*fresh, s.state().named[out].get());
    fresh->outputs.push(at);
    fresh->stages[at]->is_output = true;
  }
  return fresh;
}

void check_replay(const schedule& s) {
  const std::string said = trace(s);
  CHECK(!said.empty());
  box<room::state> again = unscheduled(s);
  room::replay(*again, said);
  CHECK(room::trace(*again) == said);
  CHECK(room::print(*again) == room::print(s.state()));
}

/// Row sums, each in two parts.
schedule row_sums() {
  auto A = input<float>("A", 6, 8);
  axis i("i", 6), k("k", 8);
  auto C = compute("C", {i}, sum(A(i, k), k));
  auto s = schedule(C);
  auto parts = s.rfactor(s.split(k, 4).outer);
  parts.compute_at(C, i).reorder(parts.reduced(0), parts.dimension(0)).vectorize(parts.dimension(0));
  s.cache_read(A, parts).set_scope(memory_scope::global);
  return s;
}

std::string refusal(const char* text) {
  auto s = row_sums();
  box<room::state> again = unscheduled(s);
  return sentence([&] { room::replay(*again, text); }).substr(std::string("user: ").size());
}

}  // namespace

TEST_CASE("a scratchpad is called by its name") {
  auto A = input<float>("A", 6);
  axis i("i", 6);
  auto P = compute("P", {i}, A(i));
  auto other = schedule(compute("C", {i}, P(i)));
  other[P].set_scope("inp");
  check_replay(other);
  CHECK(trace(other) == "set_scope P \"inp\"\n");
  CHECK(schedule_source(other).find("P_s.set_scope(\"inp\");\n") != std::string::npos);
}

TEST_CASE("a trace rebuilds its schedule") {
  check_replay(row_sums());
  check_replay(descriptions::matmul(13, 19, 7));
  check_replay(descriptions::store_at(19, 5));
  check_replay(descriptions::product_blocked(5, 43, 19));
  check_replay(descriptions::bound_product(19, 21, 13));
  check_replay(descriptions::lstm(5, 13));
  check_replay(descriptions::transform_layout(21, 5, 11));
  check_replay(descriptions::three_rows(extent::symbol(0), extent::symbol(1)));
  check_replay(descriptions::reverse_compute_at(13, 19, 7));
  check_replay(descriptions::reverse_compute_at_chain(extent::symbol(0), extent::symbol(1)));
  check_replay(descriptions::reverse_compute_at_bound(7, 19, 5));
  check_replay(descriptions::update_in_parts(extent::symbol(0), extent::symbol(1), extent::symbol(2)));
}

TEST_CASE("a trace is readable") {
  CHECK(trace(row_sums()) ==
        "split C k 4 guard\n"
        "rfactor C k.o 0\n"
        "compute_at C.f C i\n"
        "reorder C.f k.i k.o\n"
        "vectorize C.f k.o\n"
        "cache_read A C.f\n"
        "set_scope A.c global\n");
}

TEST_CASE("a schedule prints the C++ that rebuilds it") {
  CHECK(schedule_source(row_sums()) ==
        "auto s = schedule(C);\n"
        "auto C_s = s[C];\n"
        "axis C_k = C_s.reduced(0);\n"
        "auto [C_k_o, C_k_i] = C_s.split(C_k, 4, tail::guard);\n"
        "auto C_f_s = C_s.rfactor(C_k_o, 0);\n"
        "C_k_o = C_s.reduced(0);\n"
        "axis C_i = C_s.dimension(0);\n"
        "C_f_s.compute_at(C_s, C_i);\n"
        "axis C_f_k_i = C_f_s.reduced(0);\n"
        "axis C_f_k_o = C_f_s.dimension(0);\n"
        "C_f_s.reorder(C_f_k_i, C_f_k_o);\n"
        "C_f_s.vectorize(C_f_k_o);\n"
        "auto A_c_s = s.cache_read(A, C_f_s);\n"
        "A_c_s.set_scope(memory_scope::global);\n");
}

TEST_CASE("a layout is printed part by part") {
  auto A = input<float>("A", 6, 21);
  axis y("y", 6), x("x", 21);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto s = schedule(compute("C", {y, x}, P(y, x) + 1));
  auto [xo, xi] = s[P].split(x, 8);
  s[P].reorder(xo, y, xi).transform_layout(floordiv(x, 16), y, floordiv(mod(x, 16), 8), mod(x, 8));
  CHECK(trace(s) == "split P x 8 guard\nreorder P x.o y x.i\ntransform_layout P 1/16 0 1/8%2 1%8\n");
  CHECK(schedule_source(s).find("P_s.transform_layout(floordiv(P_s.dimension(1), 16), P_s.dimension(0), "
                                "mod(floordiv(P_s.dimension(1), 8), 2), mod(P_s.dimension(1), 8));\n") != std::string::npos);
  CHECK(room::print(s.state()).find("P: at the root, stored as [x / 16][y][x / 8 mod 2][x mod 8]; loops") !=
        std::string::npos);
}

TEST_CASE("loops that a consumer took are named by those of its producer") {
  const std::string said = schedule_source(descriptions::reverse_compute_at_chain(5, 22));
  CHECK(said.substr(said.find("auto Q_s")) ==
        "auto Q_s = s[Q];\n"
        "Q_s.reverse_compute_at(P_s, P_j_i_o);\n"
        "auto C_s = s[C];\n"
        "axis Q_x_o_f = Q_s.taken(P_i_o_f);\n"
        "C_s.reverse_compute_at(Q_s, Q_x_o_f);\n"
        "axis C_x_o_f = C_s.taken(Q_x_o_f);\n"
        "C_s.parallel(C_x_o_f);\n");
}

TEST_CASE("a trace that doesn't fit its schedule is refused with its line") {
  CHECK(refusal("tear C i") == "replay: line 1 of the trace begins with 'tear', which is no primitive");
  CHECK(refusal("\nsplit D i 4 guard") ==
        "replay: line 2 of the trace names the stage 'D', which the schedule doesn't have");
  CHECK(refusal("split C j 4 guard") ==
        "replay: line 1 of the trace names the loop 'j', which stage 'C' doesn't have");
  CHECK(refusal("split C i four guard") ==
        "replay: line 1 of the trace has 'four' where a number was expected");
  CHECK(refusal("split C i 4") == "replay: line 1 of the trace ends where a tail was expected");
  CHECK(refusal("split C i 4 guard again") ==
        "replay: line 1 of the trace goes on with 'again' behind its end");
  CHECK(refusal("bind C i warp") ==
        "replay: line 1 of the trace has 'warp' where an axis of blocks or threads was expected");
  CHECK(refusal("split C i 0 guard") ==
        "replay: line 1 of the trace breaks a rule: split(axis, factor) requires a positive factor: got 0");
  CHECK(refusal("transform_layout C 0/") == "replay: line 1 of the trace has nothing where a number was expected");
  CHECK(refusal("transform_layout C 0 1/x") == "replay: line 1 of the trace has 'x' where a number was expected");
  CHECK(refusal("parallel A i") == "replay: line 1 of the trace names the loop 'i', which stage 'A' doesn't have");
}

TEST_CASE("more steps than are remembered are said to be too many") {
  auto A = input<float>("A", 6);
  axis i("i", 6);
  auto s = schedule(compute("B", {i}, A(i) + 1.0f));
  for (int n = 0; n <= room::max_steps; ++n) s.reorder(i);
  CHECK(s.state().problem.ok());
  CHECK(sentence([&] { trace(s); }) == "user: a schedule of at most 160 steps can be printed; this one has more");
}
