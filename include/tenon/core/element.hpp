// Element types: what a tensor may hold, as values, and the C++ type of each.
#pragma once

#include <cstddef>
#include <cstdint>

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI {

/// Counts, extents, strides and indices: always 64 bits, in elements unless a name says bytes.
using index_t = std::int64_t;

/// Element type of a tensor or of a value in the loop program.
enum class element : std::uint8_t { f32, f64, i8, i16, i32, i64, u8, u16, u32, u64, boolean };

/// Number of element types.
inline constexpr int element_count = 11;

/// Size of one element in bytes.
constexpr index_t size_of(element e) {
  constexpr index_t bytes[element_count] = {4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 1};
  return bytes[static_cast<int>(e)];
}

/// The spelling used in prints and error sentences: the C++ type where one exists.
constexpr const char* spelling(element e) {
  constexpr const char* names[element_count] = {"float",   "double", "int8",   "int16",  "int32", "int64",
                                                "uint8",   "uint16", "uint32", "uint64", "bool"};
  return names[static_cast<int>(e)];
}

constexpr bool is_float(element e) { return e == element::f32 || e == element::f64; }
constexpr bool is_signed_integer(element e) { return e >= element::i8 && e <= element::i64; }
constexpr bool is_unsigned_integer(element e) { return e >= element::u8 && e <= element::u64; }
constexpr bool is_integer(element e) { return e >= element::i8 && e <= element::u64; }

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
#undef TENON_ELEMENT
// clang-format on

/// A C++ type that a tensor can hold.
template <class T>
concept element_type = is_element_type<T>;

}  // namespace tenon::inline TENON_ABI
