// The back end that walks the loop program, lane by lane, and finds what the others would hide:
// indices outside a buffer, reads of elements nobody wrote, races, colliding lanes, and claims
// about variables that don't hold. Slow and sure; tests compare every other back end with it.
//
//   interpret(program, call);                                    // in order
//   interpret(program, call, {.seed = 7, .detect = true});       // parallel iterations shuffled
//
// A finding is an `error` whose sentence names the buffer, the indices, the statement and the
// values of the loops around it.
#pragma once

#include <tenon/codegen/interpret/walk.hpp>

namespace tenon::inline TENON_ABI {

/// Runs a program on the arguments and parameters of `call`; its workspace and executor are not
/// used. The program must be verified.
inline void interpret(const ir::program& p, const kernel_call& call,
                      const interpret_options& options = {}) {
  if (p.root < 0) return;
  interpreter::walker(p, call, options).run();
}

}  // namespace tenon::inline TENON_ABI
