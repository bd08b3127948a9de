// What back ends make of prefetches and of hints on loops, which change no value: by their words in
// what is printed, and by what the interpreter says of a prefetch that names nothing.
#include <doctest/doctest.h>

#include <string>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/codegen/llvm/library.hpp>
#include <tenon/codegen/source/c.hpp>
#include <tenon/codegen/source/device.hpp>
#include <tenon/ir/hint.hpp>
#include <tenon/kernel/call.hpp>
#include <tenon/kernel/lowered.hpp>

#include "kernel/storage_descriptions.hpp"
#include "kernel/trial.hpp"
#include "runtime/sentence.hpp"

namespace {

using namespace tenon;
using codegen::compiled_function;
using codegen::compiled_text;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string by_llvm(const lowered_kernel& k, compiled_text which) {
  return compiled_function(*k.program).text(which);
}
std::string by_c(const lowered_kernel& k) {
  source::c_file file;
  file.add(*k.program);
  return file.text();
}
std::string by_device(const source::dialect& in, isa device) {
  const lowered_kernel k = lower_description(preset(device), descriptions::prefetch_bound, 3, 21, 5);
  return source::device_printer(*k.program, in).file();
}

}  // namespace

TEST_CASE("hints in the words of each back end") {
  const lowered_kernel k = lower_description(preset(isa::sse2), descriptions::pragma, 7, dynamic);
  CHECK(contains(by_llvm(k, compiled_text::emitted), "llvm.loop.unroll.enable"));
  const std::string c = by_c(k);
  CHECK(contains(c, "  TENON_UNROLL\n"));
  CHECK(contains(c, "  TENON_NO_UNROLL\n"));
  CHECK(contains(c, "  TENON_NO_VECTORIZE\n"));
  CHECK(contains(by_device(source::opencl_c, isa::opencl), "#pragma unroll 1\n"));
  CHECK(contains(by_device(source::cuda_cpp, isa::cuda), "#pragma unroll 1\n"));
}

TEST_CASE("LLVM unrolls the loop that it is told to, and no others") {
  lowered_kernel k = lower_description(preset(isa::sse2), descriptions::pragma, 7, dynamic);
  const auto products = [&] {
    const std::string text = by_llvm(k, compiled_text::optimized);
    int count = 0;
    for (std::size_t at = text.find(" fmul float"); at != std::string::npos; at = text.find(" fmul float", at + 1)) ++count;
    return count;
  };
  CHECK(products() > 2);
  for (ir::statement& s : k.program->statements) s.hint = ir::loop_hint::none;
  CHECK(products() == 2);  // that of P, and that of a term
}

TEST_CASE("names of hints") {
  for (const auto h : {ir::loop_hint::unroll, ir::loop_hint::no_unroll, ir::loop_hint::no_vectorize}) {
    CHECK(ir::hint_of(ir::spelling(h)) == h);
    CHECK(ir::meaning(h)[0] != '\0');
  }
  for (const char* other : {"", "unrol", "unrolled", "ivdep", "no_"}) CHECK(ir::hint_of(other) == ir::loop_hint::none);
}

TEST_CASE("prefetches in the words of each back end") {
  const lowered_kernel k = lower_description(preset(isa::sse2), descriptions::prefetch, 5, dynamic);
  CHECK(contains(by_llvm(k, compiled_text::emitted), "call void @llvm.prefetch.p0(ptr"));
  CHECK(contains(by_c(k), "tenon_prefetch(&A["));
  CHECK(contains(by_device(source::opencl_c, isa::opencl), "prefetch(&B["));
  CHECK(contains(by_device(source::cuda_cpp, isa::cuda), "prefetch.global.L2"));
}

TEST_CASE("the interpreter reports a prefetch of what doesn't exist") {
  lowered_kernel k = lower_description(preset(isa::sse2), descriptions::prefetch, 5, 55);
  trials::trial<descriptions::prefetch, 5, 55> t({});
  workspace memory;
  const auto run = [&] {
    trials::operands data = t.data(3, true);
    const auto arguments = t.arguments(data);
    call_kernel(*k.facts, arguments.data(), static_cast<int>(arguments.size()), {}, memory,
                [&](const kernel_call& call) { interpret(*k.program, call, {1}); });
  };
  CHECK(sentence(run) == "nothing was thrown");
  for (ir::statement& s : k.program->statements) {
    if (s.kind == ir::statement_kind::prefetch) s.guards = 0;
  }
  CHECK(contains(sentence(run), "A[1, 56] is out of bounds"));
}
