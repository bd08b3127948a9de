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

/// A description on a device. Tensors lie in the host's memory: a call copies them to the device, and
/// what the kernel writes back, from the first to the last element of each.
class opencl_kernel {
 public:
  /// Throws the sentence of a rule that the description breaks, such as too many threads a block.
  template <class Description, class... Sizes>
  opencl_kernel(std::shared_ptr<const opencl::device> on, const Description& description, const Sizes&... sizes)
      : on_(std::move(on)) {
    for (lowered_kernel& k : lower_variants(target_of(*on_), description, sizes...)) {
      const source::device_printer printer(*k.program, source::opencl_c);
      std::string text = printer.file();
      opencl::code code(on_, text, printer.names());
      auto launches = ir::launches_of(*k.program);
      variants_.push_back({std::move(k), std::move(launches), std::move(text), std::move(code)});
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
    const std::lock_guard<std::mutex> alone(*busy_);
    run(variants_[v], arguments, count);
  }

  /// OpenCL C of a variant.
  const std::string& source_text(std::size_t variant = 0) const { return variants_.at(variant).text; }
  const ir::program& program(std::size_t variant = 0) const { return *variants_.at(variant).lowered.program; }

 private:
  struct variant {
    lowered_kernel lowered;
    std::vector<ir::launch> launches;
    std::string text;
    mutable opencl::code code;
  };

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

  void run(const variant& v, const argument* arguments, int count) const {
    const signature& facts = *v.lowered.facts;
    const binding bound(facts, arguments, count);
    std::vector<opencl::buffer> tensors;
    for (int a = 0; a < count; ++a) tensors.push_back(on_->copy_of(arguments[a].data, span_of(arguments[a])));
    const opencl::buffer workspace = on_->copy_of(nullptr, bound.workspace_bytes());
    for (std::size_t k = 0; k < v.launches.size(); ++k) {
      const ir::launch_numbers numbers(*v.lowered.program, v.launches[k], bound.parameters());
      if (!numbers.runs()) continue;
      int position = 0;
      for (int p = 0; p < facts.parameters; ++p) v.code.set_number(k, position++, bound.parameters()[p]);
      for (const opencl::buffer& t : tensors) v.code.set_memory(k, position++, t);
      v.code.set_memory(k, position, workspace);
      index_t blocks[3];
      for (int d = 0; d < 3; ++d) blocks[d] = numbers.value(v.launches[k].blocks[d]);
      v.code.launch(k, blocks, v.launches[k].threads);
    }
    for (int a = 0; a < count; ++a) {
      if (facts.argument[a].use == ir::access::read) continue;
      on_->read(tensors[static_cast<std::size_t>(a)], arguments[a].data, span_of(arguments[a]));
    }
    on_->finish();
  }

  std::shared_ptr<const opencl::device> on_;
  std::vector<variant> variants_;
  std::unique_ptr<std::mutex> busy_ = std::make_unique<std::mutex>();
};

}  // namespace tenon::inline TENON_ABI
