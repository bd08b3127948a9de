// The pipeline as a Tenon description, compiled by the C++ compiler: fused, and stage by stage.
#include <tenon/kernel/kernel.hpp>
#include <tenon/runtime/thread_pool.hpp>
#include <tenon/runtime/view.hpp>

#include "description.hpp"

namespace stencil {
namespace {

template <form Form>
bench::runner prepare_native(const picture& p) {
  if (p.threads == 1)
    return run_on(p, std::make_shared<tenon::kernel<edges_of<Form, 1>{}, height, width>>());
  return run_on(p, std::make_shared<tenon::kernel<edges_of<Form, 2>{}, height, width>>());
}

}  // namespace

bench::runner prepare_tenon_native(const picture& p) { return prepare_native<form::fused>(p); }
bench::runner prepare_tenon_native_unfused(const picture& p) {
  return prepare_native<form::unfused>(p);
}

}  // namespace stencil
