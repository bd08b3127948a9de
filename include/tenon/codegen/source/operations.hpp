// Operations of the loop program in C: an operator where C's means the same, else a call of a small
// function that is printed in front of the kernel.
//
//   a + b of floats     →   a + b
//   a + b of int32      →   tenon_add_int32(a, b), which wraps
#pragma once

#include <string>

#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::source {

using ir::operation;

/// The type of an element in C; half and bfloat16 are their bits.
inline std::string c_type(element e) {
  if (is_narrow_float(e)) return "uint16_t";
  if (is_float(e) || e == element::boolean) return spelling(e);
  return std::string(spelling(e)) + "_t";
}

/// How one operation is written: `infix` between its operands, else the function `call`, which is
/// `definition` where C has none.
struct spelled_operation {
  std::string infix;
  std::string call;
  std::string definition;
};

inline spelled_operation by_infix(const char* sign) {
  return {std::string(" ") + sign + " ", "", ""};
}
inline spelled_operation by_library(const std::string& stem, element e) {
  return {"", stem + (e == element::f32 ? "f" : ""), ""};
}

/// A function of ours for one or two operands `a` and `b` of type `e`, which returns `value`.
inline spelled_operation by_function(const std::string& stem, element e, int operands,
                                     const std::string& value) {
  const std::string type = c_type(e);
  const std::string name = "tenon_" + stem + "_" + spelling(e);
  std::string head = "static inline " + type + " " + name + "(" + type + " a";
  if (operands > 1) head += ", " + type + " b";
  return {"", name, head + ") {\n  return " + value + ";\n}\n"};
}

/// Arithmetic of integers wraps, in unsigned 64 bits.
inline spelled_operation by_wrapping(const std::string& stem, const char* sign, element e) {
  return by_function(stem, e, 2, "(" + c_type(e) + ")((uint64_t)a " + sign + " (uint64_t)b)");
}

/// Shifts use the low bits of their count.
inline spelled_operation by_shift(operation op, element e) {
  const std::string mask = std::to_string(size_of(e) * 8 - 1) + "u";
  const bool left = op == operation::shift_left;
  return by_function(left ? "shift_left" : "shift_right", e, 2,
                     "(" + c_type(e) + ")(" + (left ? "(uint64_t)a << " : "a >> ") +
                         "((unsigned)b & " + mask + "))");
}

/// Quotients are 0 where the divisor is, and wrap where C's would overflow.
inline spelled_operation by_quotient(operation op, element e) {
  const bool divides = op == operation::divide;
  const std::string type = c_type(e);
  std::string value = "b == 0 ? 0 : ";
  if (is_signed_integer(e)) {
    value += divides ? "b == -1 ? (" + type + ")(0u - (uint64_t)a) : " : "b == -1 ? 0 : ";
  }
  value += "(" + type + ")(a " + (divides ? "/" : "%") + " b)";
  return by_function(divides ? "divide" : "remainder", e, 2, value);
}

/// Bits of integers and of truth values.
inline spelled_operation by_bits(const std::string& stem, const char* sign, element e) {
  return by_function(stem, e, 2, "(" + c_type(e) + ")(a " + sign + " b)");
}

inline spelled_operation spelled_unary(operation op, element e) {
  const std::string type = c_type(e);
  switch (op) {
    case operation::logical_not:
      return {"", "!", ""};
    case operation::negate:
      if (is_float(e)) return {"", "-", ""};
      return by_function("negate", e, 1, "(" + type + ")(0u - (uint64_t)a)");
    case operation::absolute:
      if (is_float(e)) return by_library("fabs", e);
      return by_function(
          "absolute", e, 1,
          is_signed_integer(e) ? "a < 0 ? (" + type + ")(0u - (uint64_t)a) : a" : std::string("a"));
    case operation::bit_not:
      return by_function("bit_not", e, 1, e == element::boolean ? "!a" : "(" + type + ")~a");
    case operation::sqrt:
      return by_library("sqrt", e);
    case operation::floor:
      return by_library("floor", e);
    case operation::ceil:
      return by_library("ceil", e);
    case operation::truncate:
      return by_library("trunc", e);
    default:
      return by_library("rint", e);  // round_even
  }
}

/// An operation on operands of type `e`; casts and select are spelled by the printer.
inline spelled_operation spelled_operator(operation op, element e) {
  const bool real = is_float(e);
  // clang-format off
  switch (op) {
    case operation::add: return real ? by_infix("+") : by_wrapping("add", "+", e);
    case operation::subtract: return real ? by_infix("-") : by_wrapping("subtract", "-", e);
    case operation::multiply: return real ? by_infix("*") : by_wrapping("multiply", "*", e);
    case operation::divide: return real ? by_infix("/") : by_quotient(op, e);
    case operation::remainder: return by_quotient(op, e);
    case operation::minimum: return by_function("minimum", e, 2, "b < a ? b : a");
    case operation::maximum: return by_function("maximum", e, 2, "a < b ? b : a");
    case operation::bit_and: return by_bits("bit_and", "&", e);
    case operation::bit_or: return by_bits("bit_or", "|", e);
    case operation::bit_xor: return by_bits("bit_xor", "^", e);
    case operation::shift_left: case operation::shift_right: return by_shift(op, e);
    case operation::equal: return by_infix("==");
    case operation::not_equal: return by_infix("!=");
    case operation::less: return by_infix("<");
    case operation::less_equal: return by_infix("<=");
    case operation::logical_and: return by_infix("&&");
    case operation::logical_or: return by_infix("||");
    case operation::fma: return by_library("fma", e);
    default: return spelled_unary(op, e);
  }
  // clang-format on
}

/// 2ⁿ as a literal.
inline std::string power_of_two(int n, element type) {
  return "0x1p" + std::to_string(n) + (type == element::f32 ? "f" : "");
}

/// A conversion that C's own doesn't give: of floats to integers, which truncates, saturates, and
/// makes 0 of NaN; and of the same bytes. Only `call` and `definition` are set.
inline spelled_operation spelled_cast(element to, element from) {
  const std::string type = c_type(to);
  const std::string name = std::string("tenon_") + spelling(to) + "_of_" + spelling(from);
  const int digits = static_cast<int>(size_of(to)) * 8 - (is_signed_integer(to) ? 1 : 0);
  std::string limit = spelling(to);
  for (char& c : limit) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  const std::string least = is_signed_integer(to) ? limit + "_MIN" : "0";
  const std::string below =
      is_signed_integer(to) ? "a <= -" + power_of_two(digits, from) : "a <= 0";
  return {"", name,
          "static inline " + type + " " + name + "(" + c_type(from) +
              " a) {\n  if (a != a) return 0;" + "\n  if (a >= " + power_of_two(digits, from) +
              ") return " + limit + "_MAX;\n  return " + below + " ? " + least + " : (" + type +
              ")a;\n}\n"};
}
inline spelled_operation spelled_bit_cast(element to, element from) {
  const std::string name = std::string("tenon_") + spelling(to) + "_with_bits_of_" + spelling(from);
  return {"", name,
          "static inline " + c_type(to) + " " + name + "(" + c_type(from) +
              " a) {\n  union {\n    " + c_type(from) + " from;\n    " + c_type(to) +
              " to;\n  } bits = {a};\n  return bits.to;\n}\n"};
}

/// A conversion between float and the bits of a half or bfloat16.
inline spelled_operation spelled_narrow_cast(element to, element from) {
  const std::string name = std::string("tenon_") + spelling(to) + "_of_" + spelling(from);
  const std::string head = "static inline " + c_type(to) + " " + name + "(" + c_type(from) +
                           " a) {\n  union {\n    uint32_t bits;\n    float number;\n  } x;\n";
  const char* body = "  x.bits = (uint32_t)a << 16;\n  return x.number;\n}\n";  // of bfloat16
  if (to == element::bf16) {
    body =
        "  x.number = a;\n"
        "  if (a != a) return (uint16_t)(x.bits >> 16 | 0x40u);\n"
        "  return (uint16_t)((x.bits + 0x7fffu + (x.bits >> 16 & 1u)) >> 16);\n}\n";
  } else if (from == element::f16) {
    body =
        "  const uint32_t size = a & 0x7fffu;\n"
        "  x.bits = (size << 13) + (112u << 23);\n"
        "  if (size < 0x400u) x.number = (float)size * 0x1p-24f;  // subnormal\n"
        "  if (size >= 0x7c00u) x.bits = 0x7f800000u | (size << 13);\n"
        "  x.bits |= (uint32_t)(a & 0x8000u) << 16;\n"
        "  return x.number;\n}\n";
  } else if (to == element::f16) {
    body =
        "  x.number = a;\n"
        "  const uint32_t sign = x.bits >> 16 & 0x8000u;\n"
        "  x.bits &= 0x7fffffffu;\n"
        "  const uint32_t nearest = (x.bits - (112u << 23) + 0xfffu + (x.bits >> 13 & 1u)) >> 13;\n"
        "  if (x.bits > 0x7f800000u) return (uint16_t)(sign | 0x7e00u);  // NaN\n"
        "  if (x.bits >= 0x477ff000u) return (uint16_t)(sign | 0x7c00u);\n"
        "  if (x.bits >= 0x38800000u) return (uint16_t)(sign | nearest);\n"
        "  x.number += 0.5f;  // subnormal\n"
        "  return (uint16_t)(sign | (x.bits - 0x3f000000u));\n}\n";
  }
  return {"", name, head + body};
}

}  // namespace tenon::inline TENON_ABI::source
