// The tensors of a case in memory: layouts with gaps, data that follow from the seed, outputs full
// of poison, and copies between pages that nobody may touch.
#pragma once

#include <cstring>
#include <memory>

#include <tenon/ir/program.hpp>
#include <tenon/runtime/argument.hpp>
#include <tenon/runtime/guarded.hpp>

#include "build.hpp"
#include "random.hpp"

namespace fuzz {

/// One tensor argument of a kernel: its layout and the bytes that it starts with.
struct tensor_image {
  std::string name;
  element type = element::f32;
  bool is_input = false, is_written = false;
  argument layout{};
  guard side = guard::after;
  std::vector<unsigned char> bytes;

  template <class F>
  void for_elements(const F& f) const {
    index_t at[argument::max_rank + 1] = {};
    index_t count = 1;
    for (int d = 0; d < layout.rank; ++d) count *= layout.extents[d];
    for (index_t i = 0; i < count; ++i) {
      index_t offset = 0;
      for (int d = 0; d < layout.rank; ++d) offset += at[d] * layout.strides[d];
      f(at, static_cast<std::size_t>(offset * size_of(type)));
      for (int d = layout.rank - 1; d >= 0 && ++at[d] == layout.extents[d]; --d) at[d] = 0;
    }
  }
};

/// The random content of inputs.
class data_source {
 public:
  data_source(const recipe& r) : r_(r) {}

  void fill(const tensor_recipe& t, int position, tensor_image& image) const {
    random_source random(r_.data_seed * 1000003u + static_cast<std::uint64_t>(position));
    image.for_elements([&](const index_t*, std::size_t at) {
      const std::uint64_t bits =
          ir::with_type_of(t.type, [&]<class T>() { return ir::bits_of(one<T>(random, t)); });
      std::memcpy(image.bytes.data() + at, &bits, static_cast<std::size_t>(size_of(t.type)));
    });
  }

 private:
  const recipe& r_;

  template <class T>
  T one(random_source& random, const tensor_recipe& t) const {
    if constexpr (std::is_same_v<T, bool>) {
      return random.chance(50);
    } else if constexpr (narrow_float<T>) {
      return T(one<float>(random, t));
    } else if constexpr (std::is_floating_point_v<T>) {
      if (!r_.exact) return static_cast<T>(random.real() * 4);
      const int most = t.magnitude << t.fraction;
      const int n = random.chance(4) ? 0 : random.between(1, most);
      return static_cast<T>(std::ldexp(random.chance(40) ? -double(n) : double(n), -t.fraction)) +
             T(0);
    } else {
      if (random.chance(20)) return static_cast<T>(random.bits());
      const int n = random.between(1, 11);
      return static_cast<T>(std::is_signed_v<T> && random.chance(40) ? -n : n);
    }
  }
};

/// The arguments of a case in the order of the kernel: inputs as the outputs reach them, results.
inline std::vector<tensor_image> make_images(const recipe& r, const description& d) {
  std::vector<tensor_image> all;
  random_source random(r.seed ^ 0x1a90'57a1'e5ull);
  const auto add = [&](int t, int result, bool input) {
    const tensor_recipe& of = r.tensors[static_cast<std::size_t>(t)];
    tensor_image image;
    image.name = of.name + (result == 1 ? "2" : "");
    image.type = of.type_of(result);
    image.is_input = input;
    image.is_written = !input || of.updatable;
    argument& a = image.layout;
    a.type = image.type;
    a.rank = static_cast<std::uint8_t>(of.rank);
    a.writable = image.is_written;
    for (int i = 0; i < of.rank; ++i) {
      a.extents[i] = r.number(of.extent(i));
      if (a.extents[i] < 0) fail(blame::user, "a size makes an extent negative");
    }
    index_t stride = 1;
    index_t last = 0;
    bool empty = false;
    const bool gaps = random.chance(40);
    for (int i = of.rank - 1; i >= 0; --i) {
      const int at = of.order.empty() ? i : of.order[static_cast<std::size_t>(i)];
      a.strides[at] = stride;
      empty = empty || a.extents[at] == 0;
      last += (a.extents[at] - 1) * stride;
      stride *= std::max<index_t>(a.extents[at], 1);
      if (gaps && !(input && of.dense)) stride += random.below(4);
    }
    image.side = of.alignment > 0 || random.chance(25) ? guard::before : guard::after;
    image.bytes.assign(static_cast<std::size_t>(empty ? 0 : (last + 1) * size_of(image.type)),
                       0xCD);
    if (input) data_source(r).fill(of, t, image);
    all.push_back(std::move(image));
  };
  for (const expr::definition* x : expr::reach(d.outputs())) {
    if (x->kind == expr::definition_kind::input) add(d.tensor_of(x), 0, true);
  }
  for (const expr::definition* x : d.outputs()) {
    if (x->kind == expr::definition_kind::update) continue;
    for (int result = 0; result < x->results; ++result) add(d.tensor_of(x), result, false);
  }
  return all;
}

/// One run's copy of the arguments, in guarded memory.
class live_tensors {
 public:
  explicit live_tensors(const std::vector<tensor_image>& images) : images_(images) {
    for (const tensor_image& image : images) {
      memory_.push_back(
          std::make_unique<guarded_memory>(static_cast<index_t>(image.bytes.size()), image.side));
      if (!image.bytes.empty())
        std::memcpy(memory_.back()->data(), image.bytes.data(), image.bytes.size());
      arguments_.push_back(image.layout);
      arguments_.back().data = memory_.back()->data();
      pointers_.push_back(memory_.back()->data());
    }
  }
  const std::vector<argument>& arguments() const { return arguments_; }
  void* const* pointers() const { return pointers_.data(); }

  std::uint64_t element_at(std::size_t tensor, std::size_t offset) const {
    std::uint64_t bits = 0;
    std::memcpy(&bits, memory_[tensor]->data() + offset,
                static_cast<std::size_t>(size_of(images_[tensor].type)));
    return bits;
  }

  /// The first element, or byte between elements, in which two runs differ; empty: none.
  std::string difference(const live_tensors& other) const {
    for (std::size_t t = 0; t < images_.size(); ++t) {
      const std::size_t size = images_[t].bytes.size();
      if (size == 0 || std::memcmp(memory_[t]->data(), other.memory_[t]->data(), size) == 0)
        continue;
      std::string found;
      std::vector<bool> seen(size, false);
      images_[t].for_elements([&](const index_t* at, std::size_t offset) {
        for (index_t b = 0; b < size_of(images_[t].type); ++b)
          seen[offset + static_cast<std::size_t>(b)] = true;
        const std::uint64_t mine = element_at(t, offset);
        const std::uint64_t theirs = other.element_at(t, offset);
        if (!found.empty() || same(images_[t].type, mine, theirs)) return;
        found = images_[t].name + "[";
        for (int d = 0; d < images_[t].layout.rank; ++d)
          found += (d > 0 ? ", " : "") + std::to_string(at[d]);
        found += "] is " + spelled(images_[t].type, theirs) + ", expected " +
                 spelled(images_[t].type, mine);
      });
      for (std::size_t b = 0; b < size && found.empty(); ++b) {
        if (seen[b] || memory_[t]->data()[b] == other.memory_[t]->data()[b]) continue;
        found = images_[t].name + ": byte " + std::to_string(b) + ", between elements, was written";
      }
      if (!found.empty()) return found;
    }
    return {};
  }

  /// Whether a number result is mostly zeros, which proves nothing.
  bool is_weak() const {
    for (std::size_t t = 0; t < images_.size(); ++t) {
      if (!images_[t].is_written || images_[t].type == element::boolean) continue;
      index_t zeros = 0;
      index_t count = 0;
      images_[t].for_elements([&](const index_t*, std::size_t offset) {
        ++count;
        zeros += element_at(t, offset) == 0 ? 1 : 0;
      });
      if (count > 3 && zeros * 10 > count * 3) return true;
    }
    return false;
  }

 private:
  const std::vector<tensor_image>& images_;
  std::vector<std::unique_ptr<guarded_memory>> memory_;
  std::vector<argument> arguments_;
  std::vector<void*> pointers_;

  static bool same(element type, std::uint64_t a, std::uint64_t b) {
    if (a == b) return true;
    return ir::with_type_of(type, [&]<class T>() {
      const T x = ir::from_bits<T>(a);
      const T y = ir::from_bits<T>(b);
      return x != x && y != y;
    });
  }
  static std::string spelled(element type, std::uint64_t bits) {
    return ir::with_type_of(type, [&]<class T>() -> std::string {
      char text[48];
      if constexpr (std::is_floating_point_v<T> || narrow_float<T>)
        std::snprintf(text, sizeof text, "%.17g", double(ir::from_bits<T>(bits)));
      else
        std::snprintf(text, sizeof text, "%lld", static_cast<long long>(ir::from_bits<T>(bits)));
      return text;
    });
  }
};

/// Values of a program's parameters: the symbols, then the strides of its arguments.
inline std::vector<index_t> parameters_of(const ir::program& p, const std::vector<index_t>& symbols,
                                          const std::vector<argument>& arguments) {
  std::vector<index_t> values(static_cast<std::size_t>(p.parameters) + 1, 0);
  for (std::size_t i = 0; i < symbols.size(); ++i) values[i] = symbols[i];
  for (const ir::buffer& b : p.buffers) {
    if (b.where != ir::memory::argument) continue;
    for (int d = 0; d < b.rank; ++d) {
      if (!b.strides[d].is_variable()) continue;
      const ir::variable& v = p.variables[b.strides[d].terms[0].var];
      if (v.kind != ir::variable_kind::parameter || v.argument < static_cast<int>(symbols.size()))
        continue;
      values[static_cast<std::size_t>(v.argument)] =
          arguments[static_cast<std::size_t>(b.argument)].strides[d];
    }
  }
  return values;
}

}  // namespace fuzz
