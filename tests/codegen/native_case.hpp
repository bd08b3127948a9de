// What the tests of the native back end share: calling a frozen program on arrays, interesting
// values of each element type, and equality bit for bit with all NaNs alike.
#pragma once

#include <array>
#include <cstring>
#include <limits>
#include <vector>

#include <tenon/codegen/native/run.hpp>

#include "ir/programs.hpp"

namespace native_case {

using namespace tenon;
using namespace tenon::ir;

inline void serial_for(void*, index_t extent, parallel_body body, void* context) {
  body(context, 0, extent, 0);
}

/// Runs `Make`'s program on tensors (and parameters, and a workspace).
template <class Make>
void run(std::vector<void*> arguments, std::vector<index_t> parameters = {},
         unsigned char* workspace = nullptr, index_t workspace_bytes = 0, index_t worker_bytes = 0,
         parallel_for_function parallel_for = serial_for) {
  const kernel_call call{arguments.data(), parameters.data(), workspace,   workspace_bytes,
                         worker_bytes,     nullptr,           parallel_for};
  native::run<frozen<Make>>(call);
}

template <class T> bool same(T a, T b) {
  if constexpr (std::is_floating_point_v<T> || narrow_float<T>) {
    if (a != a && b != b) return true;
  }
  return std::memcmp(&a, &b, sizeof(T)) == 0;
}

/// Pseudo-random 64 bits, the same on every run.
struct generator {
  std::uint64_t state = 88172645463325252ull;
  std::uint64_t next() {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
  }
};

/// Limits, zeros, infinities, NaN, subnormals and ties first; then small, large and random values.
template <class T> std::vector<T> values(int count, std::uint64_t seed) {
  using bounds = std::numeric_limits<T>;
  std::vector<T> v;
  generator g;
  g.state += seed * 0x9e3779b97f4a7c15ull;
  if constexpr (std::is_same_v<T, bool>) {
    std::vector<T> b(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) b[static_cast<std::size_t>(i)] = (g.next() >> 33) % 2 != 0;
    return b;
  } else if constexpr (std::is_floating_point_v<T>) {
    const T inf = bounds::infinity();
    v = {T(0),     -T(0),  inf,     -inf,          bounds::quiet_NaN(), bounds::denorm_min(),
         T(0.5),   T(1.5), T(-0.5), T(-2.5),       bounds::max(),       bounds::lowest(),
         T(2.5),   T(-1),  T(127),  T(255.9),      T(-128.9),           T(2147483648.0),
         T(-0.25), T(1e9), T(3e9),  T(9.3e18),     T(-9.3e18),          T(1.9e19),
         T(65536), T(0.1), T(4e9),  T(-2147483904.0)};
    while (static_cast<int>(v.size()) < count) {
      const double x = static_cast<double>(static_cast<std::int64_t>(g.next())) / 9.2e18;
      v.push_back(static_cast<T>(v.size() % 2 == 0 ? x : x * 300));
    }
  } else {
    v = {bounds::min(), bounds::max(), T(0), T(1), static_cast<T>(-1), T(2), T(3), T(7)};
    while (static_cast<int>(v.size()) < count) {
      const auto x = static_cast<T>(g.next() >> 11);
      v.push_back(v.size() % 2 == 0 ? x : static_cast<T>(x % 9));
    }
  }
  // Every seed pairs the special values differently.
  for (std::size_t i = 0; i < v.size(); ++i) {
    const std::size_t j = (i + g.next() % v.size()) % v.size();
    const T x = v[i];
    v[i] = v[j];
    v[j] = x;
  }
  v.resize(static_cast<std::size_t>(count));
  return v;
}

/// An array that vector<bool> cannot give: `count` elements as they lie in memory.
template <class T> std::vector<unsigned char> bytes_of(const std::vector<T>& v) {
  std::vector<unsigned char> raw(v.size() * sizeof(T));
  for (std::size_t i = 0; i < v.size(); ++i) {
    const T x = v[i];
    std::memcpy(raw.data() + i * sizeof(T), &x, sizeof(T));
  }
  return raw;
}
template <class T> T element_at(const std::vector<unsigned char>& raw, int i) {
  T x;
  std::memcpy(&x, raw.data() + static_cast<std::size_t>(i) * sizeof(T), sizeof(T));
  return x;
}

/// Loops over n = blocks · lanes elements (lanes 0: a scalar loop), with the stores that
/// `body(b, i)` makes for index i.
template <class Body> constexpr void over(program& p, int n, int lanes, const Body& body) {
  builder b(p);
  const var_id outer = programs::add_loop(p, "io");
  if (lanes == 0) {
    const int stores = body(b, make_variable(outer));
    p.root = b.loop(outer, make_affine(n), loop_kind::serial, stores);
    return;
  }
  const var_id lane = programs::add_loop(p, "lane");
  const int stores = body(b, make_variable(outer, lanes) + make_variable(lane));
  const int vector = b.loop(lane, make_affine(lanes), loop_kind::vector, stores);
  p.root = b.loop(outer, make_affine(n / lanes), loop_kind::serial, vector);
}

}  // namespace native_case
