// Element types: what a tensor may hold, as values, and the C++ type of each.
#pragma once

#include <cstddef>
#include <cstdint>

#include <tenon/core/half.hpp>

namespace tenon::inline TENON_ABI {

/// Counts, extents, strides and indices: always 64 bits, in elements unless a name says bytes.
using index_t = std::int64_t;

// clang-format off
/// Element type of a tensor or of a value in the loop program. `f16` is half, `bf16` bfloat16.
enum class element : std::uint8_t {
  f32, f64, i8, i16, i32, i64, u8, u16, u32, u64, boolean, f16, bf16
};
// clang-format on

/// Number of element types.
inline constexpr int element_count = 13;

/// Size of one element in bytes.
constexpr index_t size_of(element e) {
  constexpr index_t bytes[element_count] = {4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 1, 2, 2};
  return bytes[static_cast<int>(e)];
}

/// The spelling used in prints and error sentences: the C++ type where one exists.
constexpr const char* spelling(element e) {
  constexpr const char* names[element_count] = {"float", "double", "int8",    "int16",  "int32",
                                                "int64", "uint8",  "uint16",  "uint32", "uint64",
                                                "bool",  "half",   "bfloat16"};
  return names[static_cast<int>(e)];
}

/// Whether arithmetic is floating-point in this very type.
constexpr bool is_float(element e) { return e == element::f32 || e == element::f64; }
constexpr bool is_signed_integer(element e) { return e >= element::i8 && e <= element::i64; }
constexpr bool is_unsigned_integer(element e) { return e >= element::u8 && e <= element::u64; }
constexpr bool is_integer(element e) { return e >= element::i8 && e <= element::u64; }
/// Whether the type only holds numbers that are computed with as another.
constexpr bool is_narrow_float(element e) { return e == element::f16 || e == element::bf16; }
/// The type in which values of a type are computed with: float for half and bfloat16.
constexpr element computed_in(element e) { return is_narrow_float(e) ? element::f32 : e; }
/// Whether one cast leads from a type to another: half and bfloat16 have casts from and to float.
constexpr bool has_cast(element to, element from) {
  if (is_narrow_float(to)) return from == element::f32;
  return !is_narrow_float(from) || to == element::f32;
}

template <element E> struct type_of_element;
template <> struct type_of_element<element::f32> { using type = float; };
template <> struct type_of_element<element::f64> { using type = double; };
template <> struct type_of_element<element::i8> { using type = std::int8_t; };
template <> struct type_of_element<element::i16> { using type = std::int16_t; };
template <> struct type_of_element<element::i32> { using type = std::int32_t; };
template <> struct type_of_element<element::i64> { using type = std::int64_t; };
template <> struct type_of_element<element::u8> { using type = std::uint8_t; };
template <> struct type_of_element<element::u16> { using type = std::uint16_t; };
template <> struct type_of_element<element::u32> { using type = std::uint32_t; };
template <> struct type_of_element<element::u64> { using type = std::uint64_t; };
template <> struct type_of_element<element::boolean> { using type = bool; };
template <> struct type_of_element<element::f16> { using type = half; };
template <> struct type_of_element<element::bf16> { using type = bfloat16; };

/// The C++ type that holds an element.
template <element E> using type_of = typename type_of_element<E>::type;

template <class T> inline constexpr bool is_element_type = false;
template <class T> inline constexpr element element_of = element::f32;
// clang-format off
#define TENON_ELEMENT(T, e) \
  template <> inline constexpr bool is_element_type<T> = true; \
  template <> inline constexpr element element_of<T> = element::e;
TENON_ELEMENT(float, f32) TENON_ELEMENT(double, f64)
TENON_ELEMENT(std::int8_t, i8) TENON_ELEMENT(std::int16_t, i16)
TENON_ELEMENT(std::int32_t, i32) TENON_ELEMENT(std::int64_t, i64)
TENON_ELEMENT(std::uint8_t, u8) TENON_ELEMENT(std::uint16_t, u16)
TENON_ELEMENT(std::uint32_t, u32) TENON_ELEMENT(std::uint64_t, u64)
TENON_ELEMENT(bool, boolean)
TENON_ELEMENT(half, f16) TENON_ELEMENT(bfloat16, bf16)
#undef TENON_ELEMENT
// clang-format on

/// A C++ type that a tensor can hold.
template <class T>
concept element_type = is_element_type<T>;

/// Half or bfloat16.
template <class T>
concept narrow_float = element_type<T> && is_narrow_float(element_of<T>);

/// The C++ type in which values of type T are computed with.
template <element_type T> using computing_type = type_of<computed_in(element_of<T>)>;

}  // namespace tenon::inline TENON_ABI
