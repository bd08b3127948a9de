// Kernels for OpenCL devices, compiled when the program runs.
//
//   auto compiled = tenon::opencl_kernel(tenon::opencl::first_device(), matmul, 1024, 1024, 1024);
//   compiled(a, b, c);
#pragma once

#include <mutex>

#include <tenon/codegen/opencl/code.hpp>
#include <tenon/codegen/source/device.hpp>
#include <tenon/kernel/call.hpp>
#include <tenon/kernel/lowered.hpp>

namespace tenon::inline TENON_ABI {

/// What schedules may know of a device.
inline target target_of(const opencl::device& d) {
  target t = preset(isa::opencl);
  t.block_threads = static_cast<std::int32_t>(d.most_threads());
  t.shared_bytes = static_cast<std::int32_t>(std::min(d.shared_bytes(), index_t{1} << 30));
  return t;
}

/// A loop program compiled for a device.
class opencl_program {
 public:
  opencl_program(std::shared_ptr<const opencl::device> on, const ir::program& p)
      : opencl_program(std::move(on), p, source::device_printer(p, source::opencl_c)) {}

  const std::string& source_text() const { return text_; }

  /// Copies tensors that fit to the device, runs all launches, and copies back what they wrote.
  void run(const ir::program& p, const argument* arguments, int count, const index_t* parameters,
           index_t workspace_bytes) {
    const opencl::device& on = code_.on();
    std::vector<opencl::buffer> tensors;
    for (int a = 0; a < count; ++a)
      tensors.push_back(on.copy_of(arguments[a].data, span_of(arguments[a])));
    const opencl::buffer workspace = on.copy_of(nullptr, workspace_bytes);
    for (std::size_t k = 0; k < launches_.size(); ++k) {
      const ir::launch_numbers numbers(p, launches_[k], parameters);
      if (!numbers.runs()) continue;
      int position = 0;
      for (int n = 0; n < p.parameters; ++n) code_.set_number(k, position++, parameters[n]);
      for (const opencl::buffer& t : tensors) code_.set_memory(k, position++, t);
      code_.set_memory(k, position, workspace);
      index_t blocks[3];
      for (int d = 0; d < 3; ++d) blocks[d] = numbers.value(launches_[k].blocks[d]);
      code_.launch(k, blocks, launches_[k].threads);
    }
    for (const ir::buffer& b : p.buffers) {
      if (b.where != ir::memory::argument || b.use == ir::access::read) continue;
      const argument& a = arguments[b.argument];
      on.read(tensors[static_cast<std::size_t>(b.argument)], a.data, span_of(a));
    }
    on.finish();
  }

 private:
  opencl_program(std::shared_ptr<const opencl::device> on, const ir::program& p,
                 const source::device_printer& printed)
      : launches_(ir::launches_of(p)),
        text_(printed.file()),
        code_(std::move(on), text_, printed.names()) {}

  /// Bytes from a tensor's first to behind its last element.
  static index_t span_of(const argument& a) {
    index_t last = 0;
    for (int d = 0; d < a.rank; ++d) {
      if (a.extents[d] == 0) return 0;
      if (a.strides[d] < 0)
        fail(blame::user, "a tensor with a negative stride can't be copied to a device: copy it first");
      last += (a.extents[d] - 1) * a.strides[d];
    }
    return (last + 1) * size_of(a.type);
  }

  std::vector<ir::launch> launches_;
  std::string text_;
  opencl::code code_;
};

/// A description on a device. Tensors lie in the host's memory: a call copies them to the device, and
/// what the kernel writes back, from the first to the last element of each.
class opencl_kernel {
 public:
  /// Throws the sentence of a rule that the description breaks, such as too many threads a block.
  template <class Description, class... Sizes>
  opencl_kernel(std::shared_ptr<const opencl::device> on, const Description& description, const Sizes&... sizes)
      : on_(std::move(on)) {
    for (lowered_kernel& k : lower_variants(target_of(*on_), description, sizes...)) {
      opencl_program code(on_, *k.program);
      variants_.push_back({std::move(k), std::move(code)});
    }
  }

  /// Runs the kernel on its tensors, as the kernels of a processor: inputs, then outputs. Throws
  /// `error` when a tensor does not fit.
  template <class... Tensors>
  void operator()(Tensors&&... tensors) const {
    const argument all[] = {kernel_argument(std::forward<Tensors>(tensors))..., argument{}};
    run_arguments(all, sizeof...(Tensors));
  }
  void run_arguments(const argument* arguments, int count) const {
    std::size_t v = 0;
    while (v + 1 < variants_.size() && !fits(*variants_[v].lowered.facts, arguments, count)) ++v;
    const binding bound(*variants_[v].lowered.facts, arguments, count);
    const std::lock_guard<std::mutex> alone(*busy_);
    variants_[v].code.run(*variants_[v].lowered.program, arguments, count, bound.parameters(),
                          bound.workspace_bytes());
  }

  /// OpenCL C of a variant.
  const std::string& source_text(std::size_t variant = 0) const {
    return variants_.at(variant).code.source_text();
  }
  const ir::program& program(std::size_t variant = 0) const {
    return *variants_.at(variant).lowered.program;
  }

 private:
  struct variant {
    lowered_kernel lowered;
    mutable opencl_program code;
  };

  std::shared_ptr<const opencl::device> on_;
  std::vector<variant> variants_;
  std::unique_ptr<std::mutex> busy_ = std::make_unique<std::mutex>();
};

}  // namespace tenon::inline TENON_ABI
