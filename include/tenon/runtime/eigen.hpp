// Eigen's matrices, arrays, maps, references and blocks as views; the one file that includes
// Eigen. Row- and column-major and every stride work, without a copy.
#pragma once

#include <Eigen/Core>

#include <tenon/runtime/view_of.hpp>

namespace tenon::inline TENON_ABI {

/// An Eigen type with coefficients, in memory or computed.
template <class T>
concept eigen_dense = std::is_base_of_v<Eigen::DenseBase<T>, T>;

/// The element type that an Eigen scalar is seen as: Eigen's own half and bfloat16 as ours.
template <class T> struct eigen_scalar {
  using type = T;
};
template <> struct eigen_scalar<Eigen::half> {
  using type = half;
};
#if EIGEN_VERSION_AT_LEAST(3, 3, 90)
template <> struct eigen_scalar<Eigen::bfloat16> {
  using type = bfloat16;
};
#endif
template <class T> struct eigen_scalar<const T> {
  using type = const typename eigen_scalar<T>::type;
};

/// Vectors have rank 1, everything else rank 2 with axes (row, column), whatever the order in
/// memory. Maps of const, const references and const objects give views of const.
template <eigen_dense T> struct view_traits<T> {
  static_assert((Eigen::internal::traits<T>::Flags & Eigen::DirectAccessBit) != 0,
                "tenon::view_of(x) requires an Eigen object 'x' with memory of its own: assign "
                "the expression to a matrix or call eval() first");
  static constexpr bool owns = std::is_base_of_v<Eigen::PlainObjectBase<T>, T>;

  template <class X> static auto of(X& x) {
    using pointed = typename eigen_scalar<std::remove_pointer_t<decltype(x.data())>>::type;
    const auto data = reinterpret_cast<pointed*>(x.data());
    if constexpr (T::IsVectorAtCompileTime) {
      return view<pointed>(data, {x.size()}, {x.innerStride()});
    } else if constexpr (T::IsRowMajor) {
      return view<pointed>(data, {x.rows(), x.cols()}, {x.outerStride(), x.innerStride()});
    } else {
      return view<pointed>(data, {x.rows(), x.cols()}, {x.innerStride(), x.outerStride()});
    }
  }
};

}  // namespace tenon::inline TENON_ABI
