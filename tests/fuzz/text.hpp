// Recipes as text: one word after another, so that reproducer files can be read, mailed and edited.
#pragma once

#include <fstream>
#include <sstream>

#include "recipe.hpp"

namespace fuzz {

inline void write(std::ostream& to, const affine& a) {
  to << ' ' << a.constant << ' ' << a.count;
  for (const ir::term& t : a) to << ' ' << t.var << ' ' << t.factor;
}

inline void write(std::ostream& to, const tensor_recipe& t) {
  to << "tensor " << t.name << ' ' << int(t.kind) << ' ' << int(t.type) << ' ' << t.rank << ' '
     << reducer_names[int(t.reduce)] << ' ' << t.value << ' ' << t.updates << ' ' << t.output << ' '
     << t.updatable << ' ' << t.dense << ' ' << t.alignment << ' ' << t.magnitude << ' '
     << t.fraction << ' ' << t.calls << ' ' << t.looped << "\n  order " << t.order.size();
  for (const int d : t.order) to << ' ' << d;
  to << "\n  shape " << t.shape.size();
  for (const affine& a : t.shape) write(to, a);
  to << "\n  axes " << t.axes.size();
  for (const axis_recipe& a : t.axes) {
    to << ' ' << a.name;
    write(to, a.range);
  }
  to << "\n  closes " << t.closes.size();
  for (const recurrence_recipe& c : t.closes)
    to << ' ' << c.state << ' ' << c.start << ' ' << c.number << ' ' << c.step;
  to << "\n  quotients " << t.quotients.size();
  for (const expr::quotient& q : t.quotients) {
    write(to, q.dividend);
    to << ' ' << q.divisor;
  }
  to << "\n  picks " << t.picks.size();
  for (const pick_recipe& x : t.picks) {
    to << ' ' << x.value;
    write(to, x.bound);
  }
  to << "\n  values " << t.values.size() << "\n";
  for (const value_recipe& v : t.values) {
    to << "    " << int(v.kind) << ' ' << int(v.op) << ' ' << int(v.callee) << ' ' << int(v.type)
       << ' ' << v.a << ' ' << v.b << ' ' << v.c << ' ' << v.bits << ' ' << v.tensor << ' '
       << v.result << ' ' << v.forms.size();
    for (const affine& a : v.forms) write(to, a);
    to << "\n";
  }
}

inline void write(std::ostream& to, const step& s) {
  to << "step " << primitive_names[int(s.what)] << ' ' << s.stage << ' ' << s.other << ' '
     << s.numbers[0] << ' ' << s.numbers[1] << ' ' << s.numbers[2] << ' ' << tail_names[int(s.at_end)] << ' '
     << s.loops.size();
  for (const std::string& l : s.loops) to << ' ' << l;
  if (s.what == primitive::transform_layout) to << ' ' << s.parts.size();
  for (const schedule_room::stored_part& x : s.parts) to << ' ' << x.dimension << ' ' << x.divisor << ' ' << x.modulus;
  to << "\n";
}

inline std::string text(const recipe& r) {
  std::ostringstream to;
  to << "tenon-fuzz 1\nseed " << r.seed << ' ' << r.data_seed << ' ' << (r.decoupled ? "decoupled" : spelling(r.machine)) << ' '
     << r.exact << ' ' << r.has_dot << "\nsizes " << r.sizes.size() << "\n";
  for (const size_recipe& s : r.sizes) {
    to << "  " << s.value << ' ' << s.fixed << ' ' << s.bound << ' ' << s.multiple << "\n";
  }
  for (const tensor_recipe& t : r.tensors) write(to, t);
  for (const step& s : r.steps) write(to, s);
  to << "end\n";
  return to.str();
}

/// Reads what `text` wrote; an `error` says where it makes no sense.
class recipe_reader {
 public:
  explicit recipe_reader(std::istream& from) : from_(from) {}

  recipe read() {
    recipe r;
    if (word() != "tenon-fuzz" || word() != "1") stop("the file is no reproducer");
    expect("seed");
    r.seed = number<std::uint64_t>();
    r.data_seed = number<std::uint64_t>();
    const std::string machine_word = word();
    r.decoupled = machine_word == "decoupled";
    r.machine = r.decoupled ? isa::generic : machine(machine_word);
    r.exact = number<int>() != 0;
    r.has_dot = number<int>() != 0;
    expect("sizes");
    r.sizes.resize(count());
    for (size_recipe& s : r.sizes) {
      s.value = number<index_t>();
      s.fixed = number<int>() != 0;
      s.bound = number<index_t>();
      s.multiple = number<index_t>();
    }
    std::string next = word();
    for (; next == "tensor"; next = word()) r.tensors.push_back(tensor());
    for (; next == "step"; next = word()) r.steps.push_back(one_step());
    if (next != "end") stop("'" + next + "' where 'end' was expected");
    return r;
  }

 private:
  std::istream& from_;

  [[noreturn]] static void stop(const std::string& why) { fail(blame::user, "replay: " + why); }
  std::string word() {
    std::string w;
    if (!(from_ >> w)) stop("the file ends too early");
    return w;
  }
  template <class T>
  T number() {
    T n{};
    if (!(from_ >> n)) stop("a number is missing");
    return n;
  }
  std::size_t count() {
    const std::size_t n = number<std::size_t>();
    if (n > 1000) stop("a list of " + std::to_string(n) + " items");
    return n;
  }
  void expect(const char* keyword) {
    if (word() != keyword) stop(std::string("'") + keyword + "' is missing");
  }
  template <std::size_t N>
  int one_of(const char* const (&names)[N]) {
    const std::string w = word();
    for (std::size_t i = 0; i < N; ++i) {
      if (w == names[i]) return static_cast<int>(i);
    }
    stop("unknown word '" + w + "'");
  }
  static isa machine(const std::string& w) {
    for (int i = 0; i <= static_cast<int>(isa::cuda); ++i) {
      if (w == spelling(static_cast<isa>(i))) return static_cast<isa>(i);
    }
    stop("unknown instruction set '" + w + "'");
  }
  affine form() {
    affine a = ir::make_affine(number<index_t>());
    const std::size_t n = count();
    for (std::size_t i = 0; i < n; ++i) {
      const int var = number<int>();
      a = a + ir::make_variable(var, number<index_t>());
    }
    return a;
  }
  tensor_recipe tensor() {
    tensor_recipe t;
    t.name = word();
    t.kind = static_cast<expr::definition_kind>(number<int>());
    t.type = static_cast<element>(number<int>());
    t.rank = number<int>();
    t.reduce = static_cast<reducer_kind>(one_of(reducer_names));
    t.value = number<int>();
    t.updates = number<int>();
    t.output = number<int>() != 0;
    t.updatable = number<int>() != 0;
    t.dense = number<int>() != 0;
    t.alignment = number<index_t>();
    t.magnitude = number<int>();
    t.fraction = number<int>();
    t.calls = number<int>();
    t.looped = number<int>();
    expect("order");
    t.order.resize(count());
    for (int& d : t.order) d = number<int>();
    expect("shape");
    t.shape.resize(count());
    for (affine& a : t.shape) a = form();
    expect("axes");
    t.axes.resize(count());
    for (axis_recipe& a : t.axes) {
      a.name = word();
      a.range = form();
    }
    expect("closes");
    t.closes.resize(count());
    for (recurrence_recipe& c : t.closes) {
      c.state = number<int>();
      c.start = number<int>();
      c.number = number<int>();
      c.step = number<int>();
    }
    expect("quotients");
    t.quotients.resize(count());
    for (expr::quotient& q : t.quotients) {
      q.dividend = form();
      q.divisor = number<index_t>();
    }
    expect("picks");
    t.picks.resize(count());
    for (pick_recipe& x : t.picks) {
      x.value = number<int>();
      x.bound = form();
    }
    expect("values");
    t.values.resize(count());
    for (value_recipe& v : t.values) v = value();
    return t;
  }
  value_recipe value() {
    value_recipe v;
    v.kind = static_cast<expr::value_kind>(number<int>());
    v.op = static_cast<ir::operation>(number<int>());
    v.callee = static_cast<function>(number<int>());
    v.type = static_cast<element>(number<int>());
    v.a = number<int>();
    v.b = number<int>();
    v.c = number<int>();
    v.bits = number<std::uint64_t>();
    v.tensor = number<int>();
    v.result = number<int>();
    v.forms.resize(count());
    for (affine& a : v.forms) a = form();
    return v;
  }
  step one_step() {
    step s;
    s.what = static_cast<primitive>(one_of(primitive_names));
    s.stage = word();
    s.other = word();
    s.numbers[0] = number<index_t>();
    s.numbers[1] = number<index_t>();
    s.numbers[2] = number<index_t>();
    s.at_end = static_cast<tail>(one_of(tail_names));
    s.loops.resize(count());
    for (std::string& l : s.loops) l = word();
    for (std::size_t parts = s.what == primitive::transform_layout ? count() : 0; parts > 0; --parts) {
      const int dimension = number<int>();
      const index_t divisor = number<index_t>();
      s.parts.push({dimension, divisor, number<index_t>()});
    }
    return s;
  }
};

inline recipe read_recipe(const std::string& path) {
  std::ifstream from(path);
  if (!from) fail(blame::user, "replay: cannot read '" + path + "'");
  return recipe_reader(from).read();
}

}  // namespace fuzz
