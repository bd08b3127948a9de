// The rules that tensors in memory must obey, each with its sentence. Views and tensors check
// themselves; a kernel checks each argument again under the name that its description gave it.
#pragma once

#include <tenon/core/error.hpp>
#include <tenon/runtime/overlap.hpp>

namespace tenon::inline TENON_ABI {

/// What a sentence is about: a bare word, or an argument of a kernel with its name.
struct subject {
  const char* word;
  const char* name = nullptr;
};

[[gnu::cold, gnu::noinline]] inline std::string text(subject who) {
  return who.name == nullptr ? std::string(who.word)
                             : std::string(who.word) + " '" + who.name + "'";
}

/// "(2, 3)".
[[gnu::cold, gnu::noinline]] inline std::string text(const index_t* numbers, int count) {
  std::string result = "(";
  for (int i = 0; i < count; ++i) {
    if (i != 0) result += ", ";
    result += std::to_string(numbers[i]);
  }
  return result += ")";
}

/// Refuses more axes than an argument holds.
inline void check_rank_limit(subject who, index_t rank) {
  if (rank >= 0 && rank <= argument::max_rank) return;
  fail(blame::user, {text(who), ": has rank ", rank, "; a tensor has at most 8 axes"});
}

/// Refuses negative extents and sizes that 64-bit index arithmetic can't express.
inline void check_extents(subject who, element type, const index_t* extents, int rank) {
  for (int d = 0; d < rank; ++d) {
    if (extents[d] >= 0) continue;
    fail(blame::user,
         {text(who), ": extent ", d, " is ", extents[d], "; an extent must be 0 or more"});
  }
  if (fits_address_space(extents, rank, size_of(type))) return;
  fail(blame::user, {text(who), ": extents ", text(extents, rank), " of ", spelling(type),
                     " need more than 2^63 - 1 bytes; the product of extents and element "
                     "size must fit 64 bits"});
}

/// Refuses strides that reach beyond 64 bits, and null memory that should hold elements.
inline void check_memory(subject who, const argument& a) {
  const index_t count = count_elements(a.extents, a.rank);
  if (count == 0) return;
  if (a.data == nullptr) {
    fail(blame::user, {text(who), ": the pointer is null, but extents ", text(a.extents, a.rank),
                       " hold ", count, " elements; pass memory that holds them"});
  }
  if (!reach_of(a.extents, a.strides, a.rank, size_of(a.type)).overflow) return;
  fail(blame::user,
       {text(who), ": strides ", text(a.strides, a.rank), " with extents ", text(a.extents, a.rank),
        " reach further than 2^63 - 1 bytes; strides count elements, and the "
        "distance from first to last element must fit 64 bits"});
}

/// Every rule of an argument by itself.
inline void check_layout(subject who, const argument& a) {
  check_rank_limit(who, a.rank);
  check_extents(who, a.type, a.extents, a.rank);
  check_memory(who, a);
}

/// `check_layout` for the argument called `name`.
inline void check_argument(const argument& a, const char* name) {
  check_layout({"argument", name}, a);
}

/// Refuses an element type other than the one that the kernel was built for.
inline void check_element(const argument& a, const char* name, element expected) {
  if (a.type == expected) return;
  fail(blame::user, {text(subject{"argument", name}), ": holds ", spelling(a.type),
                     "; the kernel expects ", spelling(expected)});
}

/// Refuses a number of axes other than the kernel's.
inline void check_rank(const argument& a, const char* name, int expected) {
  if (a.rank == expected) return;
  fail(blame::user, {text(subject{"argument", name}), ": has rank ", a.rank, " with extents ",
                     text(a.extents, a.rank), "; the kernel expects rank ", expected});
}

/// Refuses an extent other than the kernel's.
inline void check_extent(const argument& a, const char* name, int axis, index_t expected) {
  if (a.extents[axis] == expected) return;
  fail(blame::user, {text(subject{"argument", name}), ": extent ", axis, " is ", a.extents[axis],
                     "; the kernel expects ", expected});
}

/// Refuses const memory, and layouts that place two elements in one place, where a kernel writes.
/// @pre check_argument(a, name)
inline void check_written(const argument& a, const char* name) {
  const subject who{"argument", name};
  if (!a.writable) {
    fail(blame::user, {text(who), ": is written by the kernel, but refers to const ",
                       spelling(a.type), "; pass a view of memory that may change"});
  }
  if (!overlaps_itself(a)) return;
  index_t contiguous[argument::max_rank];
  set_contiguous_strides(contiguous, a.extents, a.rank);
  fail(blame::user, {text(who), ": is written by the kernel, but strides ", text(a.strides, a.rank),
                     " with extents ", text(a.extents, a.rank),
                     " place several elements in one place; each needs its own, as with "
                     "strides ",
                     text(contiguous, a.rank)});
}

/// Refuses an output that shares memory with another argument.
/// @pre check_argument of both
inline void check_disjoint(const argument& written, const char* written_name,
                           const argument& other, const char* other_name) {
  if (!overlap(written, other)) return;
  fail(blame::user, {text(subject{"argument", written_name}),
                     ": is written by the kernel, but shares memory with argument '", other_name,
                     "'; pass memory of its own, or declare an update in place"});
}

}  // namespace tenon::inline TENON_ABI
