// One call of a kernel: bind its arguments, lend it a workspace, run its code.
#pragma once

#include <tenon/kernel/bind.hpp>
#include <tenon/runtime/default_executor.hpp>
#include <tenon/runtime/view_of.hpp>

namespace tenon::inline TENON_ABI {

/// Bytes of workspace that a call with these arguments needs, for `workers` workers.
inline index_t required_workspace(const signature& s, const argument* arguments, int count,
                                  index_t workers) {
  const binding b(s, arguments, count);
  return workspace_size(b.workspace_bytes(), b.worker_bytes(), s.parallel ? workers : 1).total;
}

/// Checks the arguments and runs `code(const kernel_call&)` on them.
template <class Code>
void call_kernel(const signature& s, const argument* arguments, int count,
                 const call_options& options, workspace& own, const Code& code) {
  const binding b(s, arguments, count);
  serial_executor alone;
  executor& threads = !s.parallel                  ? alone
                      : options.threads != nullptr ? *options.threads
                                                   : default_executor();
  const workspace_size bytes(b.workspace_bytes(), b.worker_bytes(), threads.workers());
  workspace_loan loan(options.memory != nullptr ? *options.memory : own, bytes.total);
  void* data[ir::limit::arguments];
  for (int i = 0; i < count; ++i) data[i] = arguments[i].data;
  const kernel_call call{data,         b.parameters(), loan.data(),     bytes.shared,
                         bytes.worker, &threads,       &executor::entry};
  code(call);
}

/// A C++ number as an argument of rank 0; anything else through its view.
template <class T>
argument kernel_argument(T&& x) {
  using plain = std::remove_cvref_t<T>;
  if constexpr (element_type<plain>) {
    argument a{};
    a.data = const_cast<plain*>(&x);
    a.type = element_of<plain>;
    a.writable = !std::is_const_v<std::remove_reference_t<T>> && std::is_lvalue_reference_v<T>;
    return a;
  } else {
    return to_argument(std::forward<T>(x));
  }
}

}  // namespace tenon::inline TENON_ABI
