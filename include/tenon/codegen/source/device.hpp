// A loop program as source for devices: OpenCL C and CUDA C++, a kernel for each launch.
//
//   __kernel void tenon_scale_0(const int64_t n0, __global const float *A, __global float *C, …) {
//     const int64_t i_o = get_group_id(0);
//     const int64_t i_i = get_local_id(0);
//     C[32 * i_o + i_i] = A[32 * i_o + i_i] * 2.0f;
//   }
//
// Index arithmetic, operations and statements are C's. Shared memory stands at the top of a kernel,
// as OpenCL wants it. Products and sums are not contracted: OpenCL C by a pragma, CUDA C++ by the
// functions that it has for products.
#pragma once

#include <tenon/codegen/source/c_statement.hpp>
#include <tenon/ir/bound_loops.hpp>
#include <tenon/ir/launch.hpp>

namespace tenon::inline TENON_ABI::source {

/// What is said differently in the languages of devices.
struct dialect {
  const char* kernel;      ///< before a kernel
  const char* global;      ///< before the type of global memory
  const char* shared;      ///< before the type of shared memory
  const char* block[3];    ///< the block's number
  const char* thread[3];   ///< the thread's number
  const char* barrier;
  const char* prefetch[2]; ///< around the address of an element in global memory
  const char* prelude;     ///< at the top of a file
  bool rounds_products;    ///< products need a function, lest they be contracted
  /// Threads meet behind a loop of barriers too. PoCL 3.1 lets one thread say where all go on from
  /// there, while its optimizer has made a way out for each answer to a condition of theirs.
  bool meets_behind_loops;
};

/// OpenCL C 1.2.
inline constexpr dialect opencl_c{
    "__kernel void", "__global ", "__local ",
    {"get_group_id(0)", "get_group_id(1)", "get_group_id(2)"},
    {"get_local_id(0)", "get_local_id(1)", "get_local_id(2)"},
    "barrier(CLK_LOCAL_MEM_FENCE);\n",
    {"prefetch(", ", 1)"},
    "#pragma OPENCL FP_CONTRACT OFF\n"
    "#ifdef cl_khr_fp64\n#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n#endif\n"
    "typedef char int8_t;\ntypedef short int16_t;\ntypedef int int32_t;\ntypedef long int64_t;\n"
    "typedef uchar uint8_t;\ntypedef ushort uint16_t;\ntypedef uint uint32_t;\ntypedef ulong "
    "uint64_t;\n"
    "#define INT8_MIN CHAR_MIN\n#define INT8_MAX CHAR_MAX\n#define UINT8_MAX UCHAR_MAX\n"
    "#define INT16_MIN SHRT_MIN\n#define INT16_MAX SHRT_MAX\n#define UINT16_MAX USHRT_MAX\n"
    "#define INT32_MIN INT_MIN\n#define INT32_MAX INT_MAX\n#define UINT32_MAX UINT_MAX\n"
    "#define INT64_MIN LONG_MIN\n#define INT64_MAX LONG_MAX\n#define UINT64_MAX ULONG_MAX\n"
    "#define fabsf fabs\n#define sqrtf sqrt\n#define floorf floor\n#define ceilf ceil\n"
    "#define truncf trunc\n#define rintf rint\n#define fmaf fma\n",
    false, true};

/// CUDA C++17.
inline constexpr dialect cuda_cpp{
    "extern \"C\" __global__ void", "", "__shared__ ",
    {"blockIdx.x", "blockIdx.y", "blockIdx.z"},
    {"threadIdx.x", "threadIdx.y", "threadIdx.z"},
    "__syncthreads();\n",
    {"asm volatile(\"prefetch.global.L2 [%0];\" :: \"l\"(", "))"},
    "#include <cmath>\n#include <cstdint>\n\n"
    "#if defined(__FAST_MATH__)\n#error \"compile without --use_fast_math: it changes results\"\n"
    "#endif\n#define inline __device__ inline\n",
    true, false};

/// Prints the kernels of one program.
class device_printer final : c_statements {
 public:
  /// The functions are tenon_NAME_0, tenon_NAME_1, …, after the program.
  device_printer(const ir::program& p, const dialect& in)
      : c_statements(p),
        in_(in),
        stem_("tenon_" + identifiers({}).give(p.label.empty() ? "kernel" : text(p.label))) {
    for (const ir::launch& l : ir::launches_of(p)) print(l);
  }

  const std::vector<std::string>& names() const { return kernels_; }

  /// A source file of all kernels.
  std::string file() const {
    std::string all = in_.prelude;
    for (const auto& [name, definition] : functions_) all += "\n" + definition;
    return all + text_;
  }

 private:
  const dialect& in_;
  std::string stem_, text_, shared_;
  std::vector<std::string> kernels_;
  ir::launch now_{};
  int inside_threads_ = 0;
  ir::var_id last_threads_ = -1;  ///< of the last thread loops of the launch, after which none waits

  /// A bool is a byte in memory: pointers to bool are no arguments in OpenCL C.
  static std::string stored_type(element e) {
    return e == element::boolean ? "uint8_t" : c_type(e);
  }

  void print(const ir::launch& l) {
    now_ = l;
    shared_.clear();
    int depth = 1;
    for (const int s : l.around) depth += p_.statements[s].kind == ir::statement_kind::guard ? 1 : 0;
    last_threads_ = -1;
    find_last_threads(l.statement);
    std::string body = statement(l.statement, depth);
    for (auto s = l.around.rbegin(); s != l.around.rend(); ++s) body = inside(p_.statements[*s], depth, body);
    const std::string name = stem_ + "_" + std::to_string(kernels_.size());
    text_ += "\n" + std::string(in_.kernel) + " " + name + "(" + parameters() + ") {\n" + shared_ + body + "}\n";
    kernels_.push_back(name);
  }

  /// What stands around a launch, with what is inside it; definitions only where they are used.
  std::string inside(const ir::statement& x, int& depth, const std::string& body) {
    switch (x.kind) {
      case ir::statement_kind::let: {
        const std::string& name = variable_name(x.var);
        if (!mentions(body, name)) return body;
        return margin(depth) + "const int64_t " + name + " = " + let_value(p_.variables[x.var]) + ";\n" + body;
      }
      case ir::statement_kind::allocate:
        return mentions(body, buffer_name(x.buffer)) ? margin(depth) + allocation(x.buffer) + "\n" + body : body;
      case ir::statement_kind::guard:
        --depth;
        return margin(depth) + "if (" + conditions(x.guard, x.guards) + ") {\n" + body + margin(depth) + "}\n";
      default:
        return body;
    }
  }

  std::string parameters() const {
    std::string all;
    for (int n = 0; n < p_.parameters; ++n) {
      for (int v = 0; v < p_.variables.count; ++v) {
        const ir::variable& x = p_.variables[v];
        if (x.kind == ir::variable_kind::parameter && x.argument == n) all += "const int64_t " + variable_name(v) + ", ";
      }
    }
    for (int n = 0; n < p_.arguments; ++n) {
      for (int b = 0; b < p_.buffers.count; ++b) {
        const ir::buffer& x = p_.buffers[b];
        if (x.where != ir::memory::argument || x.argument != n) continue;
        all += in_.global + std::string(x.use == ir::access::read ? "const " : "") + stored_type(x.type) + " *" +
               buffer_name(b) + ", ";
      }
    }
    return all + in_.global + "uint8_t *workspace";
  }

  std::string allocation(int b) override {
    const ir::buffer& x = p_.buffers[b];
    if (x.where == ir::memory::workspace) return piece(b, in_.global + stored_type(x.type));
    if (x.where == ir::memory::local) return local(b, stored_type(x.type));
    const std::string line = "  " + local(b, in_.shared + stored_type(x.type)) + "\n";
    if (shared_.find(line) == std::string::npos) shared_ += line;  // copies of a nest share it
    return "// " + buffer_name(b) + " is shared";
  }

  void find_last_threads(int s) {
    const ir::statement& x = p_.statements[s];
    if (x.kind == ir::statement_kind::store || x.kind == ir::statement_kind::barrier) return;
    if (x.kind == ir::statement_kind::loop && ir::is_thread(x.loop)) {
      last_threads_ = x.var;
      return;
    }
    for (int i = x.body; i >= 0; i = p_.statements[i].next) find_last_threads(i);
  }

  /// Whether a loop over threads along an axis is inside.
  bool binds(int s, int axis) const {
    for (; s >= 0; s = p_.statements[s].next) {
      const ir::statement& x = p_.statements[s];
      if (x.kind == ir::statement_kind::store) continue;
      const bool here = x.kind == ir::statement_kind::loop && ir::is_thread(x.loop);
      if ((here && ir::axis_number(x.loop) == axis) || binds(x.body, axis)) return true;
    }
    return false;
  }

  /// The number of the block or thread instead of a loop; threads beyond a shorter loop wait.
  std::string bound_loop(const ir::statement& x, int depth) override {
    const int axis = ir::axis_number(x.loop);
    const bool is_block = ir::is_block(x.loop);
    const std::string& v = variable_name(x.var);
    const std::string number = is_block ? in_.block[axis] : in_.thread[axis];
    std::string waits;  // the condition of threads that have work here, where some have none
    if (!is_block) {
      const index_t extent = p_.forms[x.extent].constant;
      if (extent < now_.threads[axis]) waits = v + " < " + std::to_string(extent);
      for (int other = 0; other < 3 && inside_threads_ == 0; ++other) {
        if (other == axis || now_.threads[other] == 1 || binds(x.body, other)) continue;
        waits += (waits.empty() ? "" : " && ") + std::string(in_.thread[other]) + " == 0";
      }
    }
    inside_threads_ += is_block ? 0 : 1;
    std::string body = chain(x.body, waits.empty() ? depth : depth + 1);
    inside_threads_ -= is_block ? 0 : 1;
    if (!waits.empty()) body = margin(depth) + "if (" + waits + ") {\n" + body + margin(depth) + "}\n";
    const bool meets = !is_block && inside_threads_ == 0 && x.var != last_threads_;
    return margin(depth) + "const int64_t " + v + " = " + number + ";\n" + body +
           (meets ? margin(depth) + barrier() : "");
  }

  std::string barrier() const override { return in_.barrier; }
  std::string behind_loop(const ir::statement& x, int depth) const override {
    const bool meets_next = x.next >= 0 && p_.statements[x.next].kind == ir::statement_kind::barrier;
    return in_.meets_behind_loops && !meets_next && ir::has_barrier(p_, x.body) ? margin(depth) + barrier() : "";
  }
  std::string calling(int, int) override {
    fail(blame::user, "a device runs no functions of the processor: an opaque call needs a processor");
  }
  std::string hinting(ir::loop_hint hint) override {
    return hint == ir::loop_hint::unroll ? "#pragma unroll\n" : hint == ir::loop_hint::no_unroll ? "#pragma unroll 1\n" : "";
  }
  std::string prefetching(int b, const std::string& address) override {
    const ir::memory where = p_.buffers[b].where;
    const bool is_global = where == ir::memory::argument || where == ir::memory::workspace;
    return is_global ? in_.prefetch[0] + address + in_.prefetch[1] : "";
  }
  std::string unrolling() const override { return "#pragma unroll\n"; }

  spelled_operation spell(operation op, element e) const override {
    if (!in_.rounds_products || op != operation::multiply || !is_float(e)) return c_values::spell(op, e);
    return {"", e == element::f32 ? "__fmul_rn" : "__dmul_rn", ""};
  }
};

}  // namespace tenon::inline TENON_ABI::source
