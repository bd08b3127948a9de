// One case: the oracle against the interpreter against LLVM and printed C, bit for bit.
//
// Exact data: all of them. Random reals: all but the oracle on the same program, and the same
// description without a schedule where the schedule promises to keep every bit.
#pragma once

#include <csignal>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/codegen/llvm/library.hpp>
#include <tenon/codegen/source/device.hpp>
#include <tenon/expr/evaluate.hpp>
#include <tenon/ir/print.hpp>
#include <tenon/ir/verify.hpp>
#include <tenon/schedule/replay.hpp>

#if defined(TENON_FUZZ_OPENCL)
#include <tenon/kernel/opencl.hpp>
#endif

#include "../codegen/compiled_c.hpp"
#include "../codegen/token_machine.hpp"
#include "data.hpp"
#include "oclgrind.hpp"
#include "work.hpp"

namespace fuzz {

enum class verdict : int { pass, refused, requirement, failure };

struct outcome {
  verdict which = verdict::pass;
  bool weak = false;       ///< the results were mostly zeros
  bool llvm = false;       ///< machine code ran
  bool bits_kept = false;  ///< compared with the unscheduled program on random reals
  bool turned = false;     ///< rows became columns by the block
  unsigned instructions = 0;  ///< a bit for each by which loops were run
  bool device = false;     ///< an OpenCL device ran it
  bool units = false;      ///< a machine of units ran it
  std::string what;        ///< of a failure or a refusal
};

/// What the fuzzer runs a case against.
struct run_options {
  bool use_llvm = true;
  std::string c_compiler = {};  ///< takes printed C; empty: C is left out
  bool on_device = false;       ///< all cases are for an OpenCL device, and run there
  bool on_units = false;        ///< all cases are for a decoupled target
  bool bound = false;           ///< all cases are for a processor, with loops bound to threads
};

inline isa best_isa() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return isa::avx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return isa::avx2_fma;
  return isa::sse2;
#else
  return isa::neon64;
#endif
}

/// Runs parallel loops on this thread: pieces of random size in random order, as random workers.
class shuffling_executor {
 public:
  static constexpr index_t workers = 3;
  explicit shuffling_executor(std::uint64_t seed) : random_(seed) {}

  static void entry(void* self, index_t extent, parallel_body body, void* context) {
    static_cast<shuffling_executor*>(self)->run(extent, body, context);
  }

 private:
  random_source random_;

  void run(index_t extent, parallel_body body, void* context) {
    std::vector<index_t> cuts;
    for (index_t at = 0; at < extent; at += 1 + random_.below(3)) cuts.push_back(at);
    std::vector<std::size_t> order(cuts.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    for (std::size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[static_cast<std::size_t>(random_.below(static_cast<int>(i)))]);
    }
    for (const std::size_t i : order) {
      body(context, cuts[i], i + 1 < cuts.size() ? cuts[i + 1] : extent, random_.below(workers));
    }
  }
};

/// Calls `run` with the workspace that the program asks for, to the byte, and an executor that
/// shuffles.
template <class Run>
void run_with_room(const ir::program& p, const std::vector<index_t>& parameters, std::uint64_t seed,
                   kernel_call call, const Run& run) {
  program_values values(p, parameters);
  values.enter_prologue();
  const auto bytes = [&](const affine& a) { return (values.of(a) + 63) / 64 * 64; };
  call.workspace_bytes = bytes(p.workspace_bytes);
  call.worker_bytes = bytes(p.worker_bytes);
  const guarded_memory space(call.workspace_bytes + shuffling_executor::workers * call.worker_bytes,
                             guard::after);
  call.workspace = space.data();
  shuffling_executor executor(seed);
  call.executor = &executor;
  call.parallel_for = &shuffling_executor::entry;
  run(call);
}

class case_runner {
 public:
  case_runner(const recipe& r, const run_options& options)
      : r_(r), options_(options), description_(r), images_(make_images(r, description_)) {}

  outcome run() {
    try {
      run_all();
    } catch (const refusal& x) {
      result_.which = x.which;
      result_.what = x.what;
    } catch (const std::exception& x) {
      result_.which = verdict::failure;
      result_.what = stage_ + ": " + x.what();
    }
    return result_;
  }

  /// The loop program, for reports.
  std::string program_text() {
    try {
      const auto p = lowered(r_.steps, reassociates_, false);
      return ir::print(*p) + (options_.on_device ? "\n" + source::device_printer(*p, source::opencl_c).file() : "");
    } catch (const refusal& x) {
      return x.what;
    }
  }

 private:
  struct refusal {
    verdict which;
    std::string what;
  };

  const recipe& r_;
  const run_options options_;
  description description_;
  std::vector<tensor_image> images_;
  outcome result_;
  std::string stage_ = "lowering";
  bool reassociates_ = false;

  [[noreturn]] static void refuse(verdict which, const std::string& what) {
    throw refusal{which, what};
  }

  box<ir::program> lowered(const std::vector<step>& steps, bool& reassociates,
                           bool verified = true) {
    live_schedule live(description_);
    for (const step& s : steps) {
      if (live.apply(s)) continue;
      refuse(verdict::refused,
             live.ok() ? "a step names what isn't there" : explain(live.state().problem));
    }
    const std::string trace = schedule_room::trace(live.state());
    live_schedule again(description_);  // what its trace rebuilds is what runs
    schedule_room::replay(again.state(), trace, intrinsics_of(r_.steps));
    if (schedule_room::trace(again.state()) != trace) refuse(verdict::failure, "the trace isn't that of what it rebuilds");
    for (int i = 0; i < again.state().count; ++i)
      reassociates = reassociates || again.state().stages[i]->reassociates;
    box<ir::program> p;
    const finding f = lower::lower(again.state(), static_cast<int>(description_.symbols().size()),
                                   description_.facts(), steps.empty() ? unscheduled_target() : r_.target(), *p);
    if (!f.ok()) refuse(verdict::refused, explain(f));
    const ir::verdict v = verified ? ir::verify(*p) : ir::verdict{};
    if (!v.ok()) {
      refuse(verdict::failure, "verifier: " + std::string(ir::sentence(v.broken)) + " (" +
                                   std::to_string(v.at) + ", " + std::to_string(v.detail) + ")");
    }
    return p;
  }

  /// What a description without a schedule is lowered for: a device, which adds products in one
  /// rounding, runs only what is bound to it.
  target unscheduled_target() const {
    return preset(r_.target().has_blocks() ? isa::avx2_fma : r_.machine);
  }

  kernel_call call_of(const ir::program&, const live_tensors& tensors,
                      const std::vector<index_t>& parameters) {
    kernel_call call{};
    call.arguments = tensors.pointers();
    call.parameters = parameters.data();
    return call;
  }

  void interpreted(const ir::program& p, live_tensors& tensors) {
    const std::vector<index_t> parameters =
        parameters_of(p, description_.symbols(), tensors.arguments());
    try {
      interpret(p, call_of(p, tensors, parameters), {.seed = r_.seed | 1, .detect = true});
    } catch (const error& x) {
      if (x.who() == blame::user) refuse(verdict::requirement, x.what());
      throw;
    }
  }

  /// Whether this processor runs what LLVM made.
  bool compiled(const ir::program& p, live_tensors& tensors) {
    const box<codegen::compiled_function> f = compile(p);
    if (!f->is_runnable()) return false;
    const std::vector<index_t> parameters =
        parameters_of(p, description_.symbols(), tensors.arguments());
    run_with_room(p, parameters, r_.seed, call_of(p, tensors, parameters),
                  [&](const kernel_call& ready) { (*f)(ready); });
    return result_.llvm = true;
  }

  /// What LLVM makes of a program. It keeps all local buffers on the stack, scratchpads too, and refuses large ones.
  box<codegen::compiled_function> compile(const ir::program& p) {
    try {
      return box<codegen::compiled_function>(p, codegen::compile_options{.optimize = r_.seed % 4 == 0 ? 1u : 2u});
    } catch (const error& x) {
      if (std::string(x.what()).find("local buffers of a loop program need") != std::string::npos)
        refuse(verdict::refused, x.what());
      throw;
    }
  }

  void printed(const ir::program& p, live_tensors& tensors) {
    const compiled::c_code f(options_.c_compiler, p);
    const std::vector<index_t> parameters =
        parameters_of(p, description_.symbols(), tensors.arguments());
    run_with_room(p, parameters, r_.seed, call_of(p, tensors, parameters), f);
  }

  /// On the first OpenCL device, which promises equal bits on exact data only.
  void on_device(const ir::program& p, const live_tensors& expected) {
#if defined(TENON_FUZZ_OPENCL)
    stage_ = "OpenCL";
    live_tensors got(images_);
    const std::vector<index_t> parameters =
        parameters_of(p, description_.symbols(), got.arguments());
    program_values values(p, parameters);
    values.enter_prologue();
    static std::shared_ptr<const opencl::device> device;  // to open one costs PoCL much
    if (device == nullptr) device = opencl::first_device();
    opencl_program(device, p)
        .run(p, got.arguments().data(), static_cast<int>(got.arguments().size()), parameters.data(),
             values.of(p.workspace_bytes));
    result_.device = true;
    if (is_in_oclgrind()) {
      device.reset();
      const std::string report = oclgrind_report();
      if (!report.empty()) refuse(verdict::failure, "Oclgrind: " + report);
    }
    compare(expected, got, "interpreter against OpenCL");
#else
    (void)p, (void)expected;
#endif
  }

  /// On units of their own, in an order that follows from the seed and in those that go furthest ahead.
  void on_units(const ir::program& p, const live_tensors& expected) {
    stage_ = "units";
    for (const unsigned seed : {0u, 1u, 2u, 3u, 4u, 5u, static_cast<unsigned>(r_.seed % 1000003) + 6}) {
      live_tensors got(images_);
      const std::vector<index_t> parameters = parameters_of(p, description_.symbols(), got.arguments());
      trials::token_machine machine(p, call_of(p, got, parameters));
      const std::string found = machine.run(seed);
      if (!found.empty()) refuse(verdict::failure, "units, order " + std::to_string(seed) + ": " + found);
      compare(expected, got, "interpreter against units");
    }
    result_.units = true;
  }

  void compare(const live_tensors& expected, const live_tensors& got, const char* which) {
    const std::string difference = expected.difference(got);
    if (!difference.empty()) refuse(verdict::failure, std::string(which) + ": " + difference);
  }

  /// Copies of what a diagonal crosses can outgrow any machine, and stages that are computed again
  /// and again inside each other any time.
  void refuse_giants(const ir::program& p, const live_tensors& tensors) {
    program_values values(p, parameters_of(p, description_.symbols(), tensors.arguments()));
    values.enter_prologue();
    for (const affine& bytes : {p.workspace_bytes, p.worker_bytes}) {
      if (values.of(bytes) > index_t{1} << 28) {
        refuse(verdict::refused, "the workspace is too large for a test");
      }
    }
    if (values.stores() > 2e7) refuse(verdict::refused, "the program is too long for a test");
  }

  double program_length(const ir::program& p, const live_tensors& tensors) {
    program_values values(p, parameters_of(p, description_.symbols(), tensors.arguments()));
    values.enter_prologue();
    return values.stores();
  }

  void run_all() {
    const box<ir::program> p = lowered(r_.steps, reassociates_);
    for (const ir::statement& s : p->statements) {
      const bool turns = s.loop == ir::loop_kind::transposed;
      result_.turned = result_.turned || (s.kind == ir::statement_kind::loop && turns);
      if (s.kind == ir::statement_kind::loop) result_.instructions |= 1u << static_cast<int>(s.does) & ~1u;
    }
    live_tensors walked(images_);
    refuse_giants(*p, walked);
    stage_ = "interpreter";
    interpreted(*p, walked);
    if (r_.exact) {
      live_tensors expected(images_);
      stage_ = "oracle";
      expr::evaluate(description_.outputs(), description_.symbols(), expected.arguments());
      result_.weak = expected.is_weak();
      compare(expected, walked, "oracle against interpreter");
    } else if (!reassociates_) {
      stage_ = "unscheduled";
      bool unused = false;
      const box<ir::program> plain = lowered({}, unused);
      live_tensors expected(images_);
      interpreted(*plain, expected);
      result_.bits_kept = true;
      compare(expected, walked, "unscheduled against scheduled program");
    }
    if (r_.decoupled && program_length(*p, walked) < 2e4) on_units(*p, walked);
    if (r_.target().has_blocks()) {
      if (options_.on_device && r_.exact) on_device(*p, walked);
      return;
    }
    if (!options_.c_compiler.empty()) {
      stage_ = "C";
      live_tensors by_c(images_);
      printed(*p, by_c);
      compare(walked, by_c, "interpreter against printed C");
    }
    if (!options_.use_llvm || r_.machine > best_isa()) return;
    stage_ = "LLVM";
    live_tensors machine(images_);
    if (compiled(*p, machine)) compare(walked, machine, "interpreter against LLVM");
  }
};

}  // namespace fuzz
