// Intrinsics: what their behaviour says, on all bytes, by native code, by LLVM for several targets
// and by the interpreter, at sizes around those of the instructions; nothing saturates, and no byte
// is read past the end of an operand.
#include <doctest/doctest.h>

#include <random>
#include <string>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/hardware/tile_dot.hpp>
#include <tenon/kernel/jit.hpp>
#include <tenon/kernel/kernel.hpp>
#include <tenon/runtime/guarded.hpp>

#include "kernel/descriptions.hpp"
#include "kernel/trial.hpp"

namespace {

using namespace tenon;

/// How many loops of a program an instruction runs.
int count_tensorized(const ir::program& p, ir::instruction by) {
  int count = 0;
  for (const ir::statement& s : p.statements) {
    count +=
        s.kind == ir::statement_kind::loop && s.loop == ir::loop_kind::tensorized && s.does == by;
  }
  return count;
}

/// A target in words.
std::string words(const target& t) {
  return std::string(spelling(t.set)) + (t.has_dot ? " with dot" : "") +
         (t.has_dot_bf16 ? " with AVX-512 BF16" : "");
}

/// Targets that LLVM compiles for: with and without the instructions of VNNI and AVX-512 BF16.
std::vector<target> targets() {
  target with_dot = preset(isa::avx512), narrow = preset(isa::avx2_fma), with_bf16 = with_dot;
  with_dot.has_dot = narrow.has_dot = with_bf16.has_dot_bf16 = true;
  return {preset(isa::sse2), preset(isa::avx), preset(isa::avx2_fma), narrow, preset(isa::avx512),
          with_dot,          with_bf16};
}

/// Kernels of LLVM for the targets that this machine runs; the others are compiled all the same.
template <auto Description, size... Sizes>
std::vector<jit_kernel> compiled_kernels(ir::instruction by) {
  std::vector<jit_kernel> all;
  for (const target& t : targets()) {
    try {
      jit_kernel k = jit_for(t, Description, Sizes...);
      CHECK(count_tensorized(k.program(), by) > 0);
      if (k.code().is_runnable())
        all.push_back(std::move(k));
      else
        MESSAGE("compiled, not run, as the processor lacks it: ", words(t));
      if (by == ir::instruction::dot_bf16 && t.has_dot_bf16)
        CHECK(k.code().text(codegen::compiled_text::assembly).find("vdpbf16ps") !=
              std::string::npos);
    } catch (const error& e) {
      MESSAGE("without LLVM: ", std::string(e.what()));
      break;
    }
  }
  return all;
}

/// Runs `call(arguments)` on data whose first inputs end where memory ends; whether the oracle
/// agrees.
template <class Trial, class Call>
bool agrees(Trial& t, const trials::operands& data, const Call& call) {
  trials::operands mine = data;
  auto arguments = t.arguments(mine);
  const auto size = [&](std::size_t k) { return static_cast<index_t>(data[k].bytes.size()); };
  const guarded_memory first(size(0), guard::after), second(size(1), guard::after);
  arguments[0].data = std::memcpy(first.data(), data[0].bytes.data(), data[0].bytes.size());
  arguments[1].data = std::memcpy(second.data(), data[1].bytes.data(), data[1].bytes.size());
  call(arguments.data(), static_cast<int>(arguments.size()));
  return mine == t.expected(data);
}

struct extents {
  index_t m, n, k;
};

/// Bytes that are any, or all the largest: sums that 16 bits don't hold. Floats stay as they are,
/// exact in all sums. Of bfloat16 the products stay normal numbers, as AVX-512 BF16 knows no
/// others.
void fill(trials::operand& x, bool largest, std::mt19937& random) {
  if (x.seen.type == element::f32) return;
  const int most = x.seen.type == element::u8 ? 255 : 127;
  for (unsigned char& byte : x.bytes)
    byte = static_cast<unsigned char>(largest ? most : static_cast<int>(random()));
  if (x.seen.type != element::bf16) return;
  for (std::size_t i = 0; i + 1 < x.bytes.size(); i += 2) {
    const unsigned exponent = largest ? 133 : 115 + random() % 24;
    x.bytes[i + 1] = static_cast<unsigned char>((x.bytes[i + 1] & 128) | exponent >> 1);
    x.bytes[i] = static_cast<unsigned char>((x.bytes[i] & 127) | (exponent & 1) << 7);
  }
}

/// Every way to run one description.
template <auto Description, size... Sizes>
void check(ir::instruction by, std::initializer_list<extents> all) {
  const kernel<Description, Sizes...> native;
  const std::vector<jit_kernel> compiled = compiled_kernels<Description, Sizes...>(by);
  const lowered_kernel lowered = lower_description(compiled_target(), Description, Sizes...);
  CHECK(count_tensorized(*lowered.program, by) > 0);
  std::mt19937 random(11);
  for (const extents e : all) {
    CAPTURE(e.m);
    CAPTURE(e.n);
    CAPTURE(e.k);
    constexpr bool is_symbolic = (size(Sizes).is_dynamic() && ...);
    trials::trial<Description, Sizes...> t(is_symbolic ? std::vector<index_t>{e.m, e.n, e.k}
                                                       : std::vector<index_t>{});
    for (const bool largest : {false, true}) {
      trials::operands data = t.data(3, true);
      for (std::size_t k = 0; k < 2; ++k) fill(data[k], largest, random);
      CHECK(agrees(t, data,
                   [&](const argument* a, int count) { native.run_arguments({}, a, count); }));
      for (const jit_kernel& k : compiled) {
        const target& machine = k.program().machine;
        const std::string set = words(machine);
        CAPTURE(set);
        CHECK(
            agrees(t, data, [&](const argument* a, int count) { k.run_arguments({}, a, count); }));
      }
      workspace own;
      CHECK(agrees(t, data, [&](const argument* a, int count) {
        call_kernel(*lowered.facts, a, count, {}, own, [&](const kernel_call& call) {
          interpret(*lowered.program, call, {.seed = 5, .detect = true});
        });
      }));
    }
  }
}

/// Rows by virtual threads side by side, each by the matrix-vector unit; blocks of them in
/// parallel.
inline constexpr auto unit_by_threads = [](extent m, extent n, extent k) {
  auto X = input<std::int8_t>("X", m, k);
  auto W = input<std::int8_t>("W", n, k);
  axis i("i", m), j("j", n), r("r", k);
  auto Y = compute("Y", {i, j}, sum(cast<std::int32_t>(W(j, r)) * cast<std::int32_t>(X(i, r)), r));
  auto s = schedule(Y);
  auto [io, ii] = s.split(i, 2);
  auto [jo, ji] = s.split(j, 16, tail::cut);
  auto [ro, ri] = s.split(r, 16, tail::cut);
  s.reorder(io, ii, jo, ro, ri, ji).tensorize(ri, descriptions::matrix_vector_unit());
  s.bind(io, hardware_axis::block_x).bind(ii, hardware_axis::virtual_thread);
  return s;
};

/// Sums of two operands, four at a time by a unit; the last four overlap the ones before.
constexpr intrinsic adding_unit() {
  const auto a = input<std::int8_t>("a", 4), b = input<std::int8_t>("b", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(l) + b(l)));
}
inline constexpr auto unit_shifted = [](extent m, extent n, extent) {
  auto A = input<std::int8_t>("A", m, n);
  auto B = input<std::int8_t>("B", m, n);
  axis i("i", m), j("j", n);
  auto s = schedule(compute("C", {i, j}, B(i, j) + A(i, j)));
  s.tensorize(s.split(j, 4, tail::shift).inner, adding_unit());
  return s;
};

/// A product of bytes, scheduled as for a machine that has VNNI or has not.
template <bool HasDot>
inline constexpr auto tiled = [](const context& c, extent m, extent n, extent k) {
  target machine = c.machine;
  machine.has_dot = HasDot;
  const axis i("i", m), j("j", n), r("r", k);
  return dot_product(input<std::uint8_t>("A", m, k), input<std::int8_t>("B", k, n), i, j, r,
                     machine);
};

/// A product of bfloat16, scheduled by rule.
inline constexpr auto tiled_bf16 = [](const context& c, extent m, extent n, extent k) {
  const axis i("i", m), j("j", n), r("r", k);
  return dot_product(input<bfloat16>("A", m, k), input<bfloat16>("B", k, n), i, j, r, c.machine);
};

constexpr std::initializer_list<extents> around = {
    {0, 5, 4},  {5, 0, 4}, {3, 16, 0},  {1, 1, 1},   {1, 4, 4},   {3, 32, 8},  {3, 31, 9},
    {4, 33, 7}, {2, 8, 3}, {6, 64, 16}, {7, 63, 17}, {5, 65, 15}, {3, 17, 36}, {19, 37, 23}};

}  // namespace

TEST_CASE("dot products of bytes, packed by interleaved rows") {
  check<descriptions::tensorize_dot, dynamic, dynamic, dynamic>(ir::instruction::dot_u8s8, around);
  check<descriptions::tensorize_dot, 12, 64, 32>(ir::instruction::dot_u8s8, {{12, 64, 32}});
  check<descriptions::tensorize_dot, 7, 37, 19>(ir::instruction::interleave, {{7, 37, 19}});
}

TEST_CASE("products of bytes tiled by rule, as with VNNI and as without") {
  check<tiled<true>, dynamic, dynamic, dynamic>(ir::instruction::dot_u8s8, around);
  check<tiled<true>, 17, 65, 37>(ir::instruction::dot_u8s8, {{17, 65, 37}});
  check<tiled<true>, 2, 19, 20003>(ir::instruction::dot_u8s8, {{2, 19, 20003}});  // in parts
  check<tiled<false>, dynamic, dynamic, dynamic>(ir::instruction::dot_s16, around);
  check<tiled<false>, 17, 65, 37>(ir::instruction::dot_s16, {{17, 65, 37}});
}

TEST_CASE("products of bfloat16, each sum rounded to float in the order of the terms") {
  check<tiled_bf16, dynamic, dynamic, dynamic>(ir::instruction::dot_bf16, around);
  check<tiled_bf16, 17, 65, 37>(ir::instruction::interleave, {{17, 65, 37}});
}

TEST_CASE("three bodies: sums that begin with a reset are updated, whole ones computed") {
  using ir::instruction;
  check<descriptions::tensorize_reset, dynamic, dynamic, dynamic>(instruction::fill, around);
  check<descriptions::tensorize_reset, 3, 35, 5>(instruction::dot_u8s8, {{3, 35, 5}});
  check<descriptions::tensorize_whole, dynamic, dynamic, dynamic>(instruction::dot_u8s8, around);
  const lowered_kernel whole =
      lower_description(compiled_target(), descriptions::tensorize_whole, 3, 32, 1);
  CHECK(count_tensorized(*whole.program, instruction::fill) == 0);
  int stores = 0;  // the sums', and nothing before
  for (const ir::statement& s : whole.program->statements)
    stores += s.kind == ir::statement_kind::store ? 1 : 0;
  CHECK(stores == 1);
}

TEST_CASE("sums of outer products over packed panels stay in registers") {
  check<descriptions::tensorize_outer, dynamic, dynamic, dynamic>(ir::instruction::outer_f32,
                                                                  around);
  check<descriptions::tensorize_outer, 28, 64, 24>(ir::instruction::outer_f32, {{28, 64, 24}});
}

TEST_CASE("a unit that no processor has runs as its loops") {
  check<descriptions::tensorize_unit, dynamic, dynamic, dynamic>(ir::instruction::none, around);
  check<descriptions::tensorize_unit, 3, 32, 48>(ir::instruction::none, {{3, 32, 48}});
  check<unit_shifted, 3, 22, 1>(ir::instruction::none, {{3, 22, 1}});
  check<unit_by_threads, dynamic, dynamic, dynamic>(ir::instruction::none, around);
}
