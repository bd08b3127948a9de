// The same descriptions, compiled by LLVM when the benchmark starts.
#include <tenon/kernel/jit.hpp>
#include <tenon/runtime/thread_pool.hpp>
#include <tenon/runtime/view.hpp>

#include "description.hpp"

namespace stencil {
namespace {

template <form Form>
bench::runner prepare_jit(const picture& p) {
  if (!tenon::codegen::llvm_library::instance().available()) return {};
  const auto compile = [](const auto& description) {
    return std::make_shared<tenon::jit_kernel>(tenon::jit(description, height, width));
  };
  return run_on(p, p.threads == 1 ? compile(edges_of<Form, 1>{}) : compile(edges_of<Form, 2>{}));
}

}  // namespace

bench::runner prepare_tenon_llvm(const picture& p) { return prepare_jit<form::fused>(p); }
bench::runner prepare_tenon_llvm_unfused(const picture& p) { return prepare_jit<form::unfused>(p); }

}  // namespace stencil
