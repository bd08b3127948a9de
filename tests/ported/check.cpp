// One description on every cheap back end.
#include "ported/check.hpp"

#include <cstring>
#include <memory>
#include <random>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/codegen/llvm/library.hpp>
#include <tenon/expr/evaluate.hpp>
#include <tenon/ir/print.hpp>
#include <tenon/ir/verify.hpp>
#include <tenon/kernel/call.hpp>
#include <tenon/lower/lower.hpp>
#include <tenon/runtime/guarded.hpp>

#include "runtime/sentence.hpp"

namespace ported {
namespace {

/// A description lowered for a machine, with what a call of it must know.
struct program_of {
  schedule made;
  box<ir::program> program;
  std::unique_ptr<signature> facts = std::make_unique<signature>();
  finding broken{};

  program_of(const maker& make, int symbols, isa machine) : made(make()) {
    const lower::symbol_facts unknown[max_symbols] = {};
    broken = lower::lower(made.state(), symbols, unknown, preset(machine), *program);
    if (broken.ok() && !make_signature(*program, *facts))
      broken.record(rule::program_too_large, 0, 0, 0);
    facts->symbols = symbols;
    for (index_t& multiple : facts->multiple) multiple = 1;
  }
};

/// The tensors of a call, each touching an inaccessible page.
struct tensors {
  std::vector<argument> arguments;
  std::vector<guarded_memory> memory;
  std::size_t inputs = 0;

  tensors(const schedule_room::state& s, const given& how, guard side) {
    std::vector<const expr::definition*> outputs = outputs_of(s);
    for (const expr::definition* d : expr::reach(outputs)) {
      if (d->kind == expr::definition_kind::input) add(*d, 0, how, side);
    }
    inputs = arguments.size();
    for (const expr::definition* d : outputs) {
      for (int r = 0; r < d->results && d->kind == expr::definition_kind::compute; ++r)
        add(*d, r, how, side);
    }
    for (std::size_t k = 0; k < inputs; ++k) fill(k, how);
  }

  static std::vector<const expr::definition*> outputs_of(const schedule_room::state& s) {
    std::vector<const expr::definition*> outputs;
    for (const std::int32_t o : s.outputs) outputs.push_back(s.named[o].get());
    return outputs;
  }

  index_t count(std::size_t k) const { return memory[k].size() / size_of(arguments[k].type); }

  double number_at(std::size_t k, index_t at) const {
    return ir::with_type_of(arguments[k].type, [&]<class T>() {
      T value{};
      std::memcpy(&value, memory[k].data() + at * index_t(sizeof(T)), sizeof(T));
      return static_cast<double>(value);
    });
  }

  /// The same bits everywhere, or NaN in both.
  bool operator==(const tensors& other) const {
    for (std::size_t k = 0; k < arguments.size(); ++k) {
      const index_t size = size_of(arguments[k].type);
      for (index_t at = 0; at < count(k); ++at) {
        const bool same =
            std::memcmp(memory[k].data() + at * size, other.memory[k].data() + at * size,
                        static_cast<std::size_t>(size)) == 0;
        const double a = number_at(k, at);
        const double b = other.number_at(k, at);
        if (same || (a != a && b != b)) continue;
        MESSAGE("argument " << k << ", element " << at << ": " << a << " and " << b);
        return false;
      }
    }
    return true;
  }

 private:
  void add(const expr::definition& d, int result, const given& how, guard side) {
    argument a{};
    a.type = d.types[result];
    a.rank = static_cast<std::uint8_t>(d.rank);
    a.writable = true;
    index_t stride = 1;
    for (int k = d.rank - 1; k >= 0; --k) {
      const int at = d.storage_order[k];
      a.extents[at] = d.shape[at].constant;
      for (const ir::term& t : d.shape[at])
        a.extents[at] += t.factor * how.symbols.at(static_cast<std::size_t>(t.var));
      a.strides[at] = stride;
      stride *= a.extents[at];
    }
    memory.emplace_back(stride * size_of(a.type), side);
    a.data = memory.back().data();
    arguments.push_back(a);
  }

  void fill(std::size_t k, const given& how) {
    std::mt19937 random(static_cast<unsigned>(k) + 11);
    const element type = arguments[k].type;
    const bool is_unsigned =
        ir::with_type_of(type, []<class T>() { return std::is_unsigned_v<T>; });
    for (index_t at = 0; at < count(k); ++at) {
      const int small = static_cast<int>(random() % 13) - (is_unsigned ? 0 : 6);
      const double number = how.values ? how.values(static_cast<int>(k), at) : small;
      ir::with_type_of(type, [&]<class T>() {
        const T value = arithmetic::cast<T>(number);
        std::memcpy(memory[k].data() + at * index_t(sizeof(T)), &value, sizeof(T));
      });
    }
  }
};

template <class Code>
void call(const program_of& p, tensors& with, workspace& own, const Code& code) {
  call_kernel(*p.facts, with.arguments.data(), static_cast<int>(with.arguments.size()), {}, own,
              code);
}

void evaluate(const schedule& s, const given& how, tensors& with) {
  expr::evaluate(tensors::outputs_of(s.state()), how.symbols, with.arguments);
}

}  // namespace

std::vector<double> check(const maker& make, const given& how) {
  const schedule plain = make();
  REQUIRE_MESSAGE(plain.state().problem.ok(), explain(plain.state().problem));
  tensors expected(plain.state(), how, guard::after);
  REQUIRE(expected.arguments.size() > expected.inputs - (expected.inputs > 0 ? 1 : 0));
  if (!how.functions) evaluate(plain, how, expected);
  bool known = !how.functions;
  std::vector<isa> machines = {isa::sse2, isa::avx2_fma, isa::avx512};
  if (plain.state().binds) machines.push_back(isa::cuda);
  workspace used;  // by all runs, each of which finds what the one before has left
  for (const isa machine : machines) {
    const std::string machine_name = spelling(machine);
    CAPTURE(machine_name);
    const program_of p(make, static_cast<int>(how.symbols.size()), machine);
    REQUIRE_MESSAGE(p.broken.ok(), explain(p.broken));
    const ir::verdict v = ir::verify(*p.program);
    REQUIRE_MESSAGE(v.ok(), ir::sentence(v.broken));
    // Functions differ between machines with fma and without.
    if (how.functions) known = false;
    for (const std::uint64_t seed : {0, 1, 2}) {
      tensors got(plain.state(), how, guard::after);
      const std::string said = sentence([&] {
        call(p, got, used, [&](const kernel_call& c) { interpret(*p.program, c, {seed}); });
      });
      CHECK(said == "nothing was thrown");
      if (!known)
        expected = std::move(got);
      else
        CHECK(got == expected);
      known = true;
    }
    if (machine == isa::cuda || !codegen::llvm_library::instance().available()) continue;
    const codegen::compiled_function compiled(*p.program);
    for (const guard side : {guard::after, guard::before}) {
      if (!compiled.is_runnable()) continue;
      tensors got(plain.state(), how, side);
      call(p, got, used, compiled);
      CHECK(got == expected);
    }
  }
  std::vector<double> last;
  const std::size_t k = expected.arguments.size() - 1;
  for (index_t at = 0; at < expected.count(k); ++at) last.push_back(expected.number_at(k, at));
  return last;
}

std::string refusal(const maker& make, isa machine) {
  const program_of p(make, 0, machine);
  return p.broken.ok() ? "lowered" : explain(p.broken);
}

std::string refusal_of_call(const maker& make, std::vector<index_t> symbols) {
  const program_of p(make, static_cast<int>(symbols.size()), isa::avx2);
  REQUIRE_MESSAGE(p.broken.ok(), explain(p.broken));
  const std::string said = sentence([&] {
    tensors with(make().state(), {.symbols = symbols}, guard::after);
    workspace own;
    call(p, with, own, [](const kernel_call&) {});
  });
  return said == "nothing was thrown" ? "ran" : said;
}

std::string text_of(const maker& make, isa machine) {
  const program_of p(make, 0, machine);
  REQUIRE_MESSAGE(p.broken.ok(), explain(p.broken));
  return ir::print(*p.program);
}

index_t workspace_of(const maker& make, isa machine) {
  const program_of p(make, 0, machine);
  REQUIRE_MESSAGE(p.broken.ok(), explain(p.broken));
  tensors with(make().state(), {}, guard::after);
  return required_workspace(*p.facts, with.arguments.data(),
                            static_cast<int>(with.arguments.size()), 1);
}

bool has(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return true;
  MESSAGE(text);
  return false;
}

}  // namespace ported
