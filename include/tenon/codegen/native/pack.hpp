// The lanes of a vector loop as values: `pack` holds numbers, `mask` truth values, each spread over
// as many registers as it takes; how they are made, loaded, stored and converted lane by lane.
#pragma once

#include <utility>

#include <tenon/codegen/native/masked.hpp>

namespace tenon::inline TENON_ABI::native {

template <int N> using sequence = std::make_integer_sequence<int, N>;

/// `Lanes` numbers in equal registers.
template <class T, int Lanes> struct pack {
  static constexpr int width = register_lanes(sizeof(T), Lanes);
  static constexpr int registers = Lanes / width;
  using element_type = T;
  using reg = typename vector_of<T, width>::type;
  using all = sequence<registers>;

  reg r[registers];

  TENON_INLINE T get(int lane) const {
    if constexpr (width == 1) return r[lane];
    else return r[lane / width][lane % width];
  }
  TENON_INLINE void set(int lane, T value) {
    if constexpr (width == 1) r[lane] = value;
    else r[lane / width][lane % width] = value;
  }
};

template <int Bytes> struct integers;
template <> struct integers<1> { using with_sign = std::int8_t; using without = std::uint8_t; };
template <> struct integers<2> { using with_sign = std::int16_t; using without = std::uint16_t; };
template <> struct integers<4> { using with_sign = std::int32_t; using without = std::uint32_t; };
template <> struct integers<8> { using with_sign = std::int64_t; using without = std::uint64_t; };
template <int Bytes> using signed_of = typename integers<Bytes>::with_sign;
template <int Bytes> using unsigned_of = typename integers<Bytes>::without;

/// `Lanes` truth values, each 0 or -1 in an integer of `Bytes` bytes.
template <int Bytes, int Lanes> struct mask {
  static constexpr int bytes = Bytes;
  pack<signed_of<Bytes>, Lanes> bits;
};

// ---- making ------------------------------------------------------------------------------------

/// One register of `Width` equal elements.
template <class T, int Width>
TENON_INLINE typename vector_of<T, Width>::type splat_register(T value) {
  if constexpr (Width == 1) return value;
  else return value - typename vector_of<T, Width>::type{};  // minus 0 keeps -0, plus would not
}

/// All lanes equal.
template <class T, int Lanes, int... I>
TENON_INLINE pack<T, Lanes> splat(T value, std::integer_sequence<int, I...>) {
  return {{(static_cast<void>(I), splat_register<T, pack<T, Lanes>::width>(value))...}};
}
template <class T, int Lanes> TENON_INLINE pack<T, Lanes> splat(T value) {
  return splat<T, Lanes>(value, typename pack<T, Lanes>::all{});
}
template <int Bytes, int Lanes> TENON_INLINE mask<Bytes, Lanes> splat_mask(bool value) {
  return {splat<signed_of<Bytes>, Lanes>(static_cast<signed_of<Bytes>>(-static_cast<int>(value)))};
}

// ---- memory ------------------------------------------------------------------------------------

/// A register in memory, aligned like its element, which it may alias.
template <class T, int Width> struct in_memory {
  typedef T type __attribute__((vector_size(Width * sizeof(T)), aligned(alignof(T)), may_alias));
};
template <class T> struct in_memory<T, 1> {
  using type = T;
};

template <class T, int Lanes, int... I>
TENON_INLINE pack<T, Lanes> load(const T* from, std::integer_sequence<int, I...>) {
  constexpr int width = pack<T, Lanes>::width;
  using place = typename in_memory<T, width>::type;
  return {{*reinterpret_cast<const place*>(from + I * width)...}};
}
template <class T, int Lanes> TENON_INLINE pack<T, Lanes> load(const T* from) {
  return load<T, Lanes>(from, typename pack<T, Lanes>::all{});
}

template <class T, int Lanes, int... I>
TENON_INLINE void store(T* to, const pack<T, Lanes>& p, std::integer_sequence<int, I...>) {
  constexpr int width = pack<T, Lanes>::width;
  using place = typename in_memory<T, width>::type;
  ((*reinterpret_cast<place*>(to + I * width) = p.r[I]), ...);
}
template <class T, int Lanes> TENON_INLINE void store(T* to, const pack<T, Lanes>& p) {
  store<T, Lanes>(to, p, typename pack<T, Lanes>::all{});
}

/// All lanes from memory; lane i lies i · step elements after `from`.
template <class T, int Lanes, int... I>
TENON_INLINE pack<T, Lanes> gather(const T* from, index_t step, std::integer_sequence<int, I...>) {
  const T lanes[Lanes] = {from[I * step]...};
  return load<T, Lanes>(lanes);
}

template <class T, int Lanes, int... I>
TENON_INLINE void scatter(T* to, index_t step, const pack<T, Lanes>& p,
                          std::integer_sequence<int, I...>) {
  ((to[I * step] = p.get(I)), ...);
}

/// first, first + step, first + 2 · step, …, wrapping.
template <class T, int Lanes, int... I>
TENON_INLINE pack<T, Lanes> progression(T first, T step, std::integer_sequence<int, I...>) {
  using word = std::uint64_t;
  const auto start = static_cast<word>(first);
  const T lanes[Lanes] = {static_cast<T>(start + static_cast<word>(step) * I)...};
  return load<T, Lanes>(lanes);
}

/// Lanes first … last-1 from memory, the others 0; lane i lies i · step elements after `from`.
template <class T, int Lanes>
[[gnu::noinline]] pack<T, Lanes> load_some(const T* from, index_t step, int first, int last) {
  T lanes[Lanes] = {};
  for (int i = first; i < last; ++i) lanes[i] = from[i * step];
  return load<T, Lanes>(lanes);
}

/// Writes lanes first … last-1 only.
template <class T, int Lanes>
[[gnu::noinline]] void store_some(T* to, index_t step, int first, int last,
                                  const pack<T, Lanes>& p) {
  T lanes[Lanes];
  store<T, Lanes>(lanes, p);
  for (int i = first; i < last; ++i) to[i * step] = lanes[i];
}

/// Whether load_some and store_some of adjacent lanes have instructions.
template <class T, int Lanes>
inline constexpr bool masks_lanes =
    has_masked_access(pack<T, Lanes>::width * static_cast<int>(sizeof(T)));

template <class T, int Lanes, int... I>
TENON_INLINE pack<T, Lanes> load_adjacent(const T* from, int first, int last,
                                          std::integer_sequence<int, I...>) {
  using result = pack<T, Lanes>;
  const std::uint64_t bits = bits_between(first, last);
  return {{load_masked<typename result::reg, sizeof(T)>(from + I * result::width,
                                                        bits >> (I * result::width))...}};
}

template <class T, int Lanes, int... I>
TENON_INLINE void store_adjacent(T* to, int first, int last, const pack<T, Lanes>& p,
                                 std::integer_sequence<int, I...>) {
  constexpr int width = pack<T, Lanes>::width;
  const std::uint64_t bits = bits_between(first, last);
  (store_masked<sizeof(T)>(to + I * width, bits >> (I * width), p.r[I]), ...);
}

// ---- from one element type to another ----------------------------------------------------------

/// The register, which GCC 12 must not trace back to memory: it would load lane by lane and so miss
/// the one instruction that widens all of them.
template <class Register> TENON_INLINE Register detached(Register x) {
#if !defined(__clang__) && defined(__AVX512F__)
  if constexpr (sizeof(Register) >= 16) asm("" : "+v"(x));
#elif !defined(__clang__) && defined(__SSE4_1__)
  if constexpr (sizeof(Register) >= 16) asm("" : "+x"(x));
#endif
  return x;
}

template <class To, class From>
inline constexpr bool widens_detached =
    std::is_integral_v<From> && sizeof(To) > 2 * sizeof(From);

template <int By, class Register, int... I>
TENON_INLINE Register rotate(Register x, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(x, x, ((I + By) % static_cast<int>(sizeof...(I)))...);
}

/// Lanes First … First+Width-1 of a register, converted as the compiler's vectors convert.
template <class To, class From, int Width, int First, class Register, int... I>
TENON_INLINE auto convert_part(Register whole, std::integer_sequence<int, I...>) {
  using to = typename vector_of<To, Width>::type;
  if constexpr (First > 0 && widens_detached<To, From>) {
    const Register moved = rotate<First>(whole, sequence<sizeof(Register) / sizeof(From)>{});
    return convert_part<To, From, Width, 0>(moved, sequence<Width>{});
  } else {
    const Register x = widens_detached<To, From> ? detached(whole) : whole;
    if constexpr (sizeof(Register) == Width * sizeof(From)) {
      return __builtin_convertvector(x, to);
    } else {
      return __builtin_convertvector(__builtin_shufflevector(x, x, (First + I)...), to);
    }
  }
}

template <class Register, int... I>
TENON_INLINE auto join_registers(Register x, Register y, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(x, y, I...);
}

/// Count registers from the First-th on, converted and joined into one.
template <class To, class From, int Width, int First, int Count, class Pack>
TENON_INLINE auto convert_joined(const Pack& x) {
  if constexpr (Count == 1) {
    return convert_part<To, From, Width, 0>(x.r[First], sequence<Width>{});
  } else {
    return join_registers(convert_joined<To, From, Width, First, Count / 2>(x),
                          convert_joined<To, From, Width, First + Count / 2, Count / 2>(x),
                          sequence<Width * Count>{});
  }
}

/// Each lane converted like static_cast, which must be defined for its value.
template <class To, class From, int Lanes, int... I>
TENON_INLINE pack<To, Lanes> convert(const pack<From, Lanes>& x, std::integer_sequence<int, I...>) {
  using result = pack<To, Lanes>;
  constexpr int from = pack<From, Lanes>::width;
  constexpr int to = result::width;
  if constexpr (std::is_same_v<To, From>) {
    return x;
  } else if constexpr (from == 1 || to == 1) {
    result p;
    for (int i = 0; i < Lanes; ++i) p.set(i, static_cast<To>(x.get(i)));
    return p;
  } else if constexpr (from >= to) {
    return {{convert_part<To, From, to, I * to % from>(x.r[I * to / from], sequence<to>{})...}};
  } else {
    return {{convert_joined<To, From, from, I*(to / from), to / from>(x)...}};
  }
}
// GCC 12 narrows to a quarter lane by lane, unless AVX-512 has an instruction for it.
#if !defined(__clang__) && !defined(__AVX512F__)
template <class To, class From>
inline constexpr bool narrows_in_steps =
    std::is_integral_v<From> && std::is_integral_v<To> && sizeof(From) > 2 * sizeof(To);
#else
template <class To, class From> inline constexpr bool narrows_in_steps = false;
#endif

template <class To, class From, int Lanes>
TENON_INLINE pack<To, Lanes> convert(const pack<From, Lanes>& x) {
  if constexpr (narrows_in_steps<To, From>) {
    return convert<To>(convert<signed_of<sizeof(From) / 2>>(x));
  } else {
    return convert<To>(x, typename pack<To, Lanes>::all{});
  }
}

template <int To, int From, int Lanes>
TENON_INLINE mask<To, Lanes> convert_mask(const mask<From, Lanes>& m) {
  if constexpr (To == From) return m;
  else return {convert<signed_of<To>>(m.bits)};
}

}  // namespace tenon::inline TENON_ABI::native
