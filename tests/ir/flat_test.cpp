// The flat format: what goes in comes out, in constant evaluation too, and no array of words,
// however damaged, makes the reader crash. Run under AddressSanitizer.
#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <random>

#include <tenon/core/box.hpp>
#include <tenon/ir/flat.hpp>

#include "decoupled_program.hpp"
#include "programs.hpp"

namespace {

using namespace tenon;
using namespace tenon::ir;

using words = std::vector<std::int64_t>;

constexpr std::array makers{programs::vector_add, programs::matmul, programs::ring,
                            programs::argmax, programs::padded, programs::turned, programs::moved, programs::gathered};

// Exactly as long as the words, so that a read past the end is a heap overflow.
flat_fault read(const words& w, program& p) {
  const auto exact = std::make_unique<std::int64_t[]>(w.size());
  std::copy(w.begin(), w.end(), exact.get());
  return decode(exact.get(), static_cast<std::int64_t>(w.size()), p);
}

void seal(words& w) {
  w[3] = flat::checksum(w.data() + flat_prefix, static_cast<std::int64_t>(w.size()) - flat_prefix);
}

// Written out by hand, not through the format.
bool same(const target& a, const target& b) { return a == b; }
bool same(const variable& a, const variable& b) {
  return a.label == b.label && a.kind == b.kind && a.operation == b.operation &&
         a.argument == b.argument && a.subject == b.subject && a.a == b.a && a.b == b.b &&
         a.has_lower == b.has_lower && a.has_upper == b.has_upper && a.lower == b.lower &&
         a.upper == b.upper && a.multiple == b.multiple;
}
bool same(const buffer& a, const buffer& b) {
  bool dimensions = true;
  for (int d = 0; d < max_rank; ++d) {
    dimensions = dimensions && a.extents[d] == b.extents[d] && a.strides[d] == b.strides[d] &&
                 a.folds[d] == b.folds[d];
  }
  return dimensions && a.label == b.label && a.type == b.type && a.where == b.where &&
         a.use == b.use && a.rank == b.rank && a.per_worker == b.per_worker &&
         a.argument == b.argument && a.size == b.size && a.offset == b.offset &&
         a.alignment == b.alignment && a.scratchpad == b.scratchpad;
}
bool same(const expression& a, const expression& b) {
  return a.op == b.op && a.type == b.type && a.varies == b.varies && a.a == b.a && a.b == b.b &&
         a.c == b.c && a.bits == b.bits && a.buffer == b.buffer && a.first == b.first &&
         a.guard == b.guard && a.guards == b.guards;
}
bool same(const affine& a, const affine& b) { return a == b; }
bool same(const statement& a, const statement& b) {
  return a.kind == b.kind && a.loop == b.loop && a.var == b.var && a.extent == b.extent &&
         a.body == b.body && a.next == b.next && a.buffer == b.buffer && a.first == b.first &&
         a.guard == b.guard && a.guards == b.guards && a.value == b.value && a.group == b.group && a.from == b.from &&
         a.to == b.to;
}
bool same(const requirement& a, const requirement& b) {
  return a.form == b.form && a.rule == b.rule && a.detail[0] == b.detail[0] &&
         a.detail[1] == b.detail[1];
}
template <class T, int N>
bool same(const list<T, N>& a, const list<T, N>& b) {
  if (a.size() != b.size() || a.overflowed != b.overflowed) return false;
  for (int i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}
bool same(const program& a, const program& b) {
  return a.label == b.label && same(a.machine, b.machine) && a.parameters == b.parameters &&
         a.arguments == b.arguments && a.root == b.root && a.workspace_bytes == b.workspace_bytes &&
         a.worker_bytes == b.worker_bytes && same(a.variables, b.variables) &&
         same(a.buffers, b.buffers) && same(a.expressions, b.expressions) &&
         same(a.forms, b.forms) && same(a.statements, b.statements) &&
         same(a.requirements, b.requirements);
}

// Fields that no program of the collection sets.
void decorate(program& p) {
  if (!p.machine.is_decoupled()) p.machine = preset(isa::avx512);
  p.machine.l3_bytes = std::int64_t{1} << 40;
  p.workspace_bytes = make_affine(-7);
  p.variables[0].has_upper = true;
  p.variables[0].upper = make_affine(INT64_MIN);
  p.variables[0].has_lower = true;
  p.variables[0].lower = make_affine(INT64_MAX);
  p.variables[0].multiple = 16;
  p.buffers[0].folds[1] = std::int64_t{1} << 62;
  p.buffers[0].offset = make_affine(64);
  p.expressions[0].varies = true;
  p.expressions[0].bits = ~std::uint64_t{0};
  p.requirements.push({0, 3, {-1, 5}});
}

constexpr bool survives_constant_evaluation() {
  box<program> p;
  programs::vector_add(*p);
  const words w = encode(*p);
  box<program> q;
  return decode(w.data(), static_cast<std::int64_t>(w.size()), *q) == flat_fault::none &&
         encode(*q) == w && q->statements.size() == p->statements.size();
}
static_assert(survives_constant_evaluation());

TEST_CASE("what goes in comes out") {
  for (auto* make : makers) {
    box<program> p;
    make(*p);
    decorate(*p);
    const words w = encode(*p);
    box<program> q;
    programs::argmax(*q);  // leftovers must not shine through
    CHECK(read(w, *q) == flat_fault::none);
    CHECK(same(*p, *q));
    CHECK(encode(*q) == w);
  }
}

TEST_CASE("every truncation is refused") {
  for (auto* make : makers) {
    box<program> p;
    make(*p);
    const words whole = encode(*p);
    box<program> q;
    for (std::size_t n = 0; n < whole.size(); ++n) {
      words w(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
      REQUIRE(read(w, *q) != flat_fault::none);
      if (n < 5) continue;
      w[2] = static_cast<std::int64_t>(n);  // a length and a checksum that fit
      seal(w);
      REQUIRE(read(w, *q) != flat_fault::none);
    }
    words longer = whole;
    longer.push_back(0);
    longer[2] = static_cast<std::int64_t>(longer.size());
    seal(longer);
    CHECK(read(longer, *q) == flat_fault::length);
  }
}

TEST_CASE("an altered word is noticed") {
  box<program> p;
  programs::matmul(*p);
  const words whole = encode(*p);
  box<program> q;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    words w = whole;
    w[i] ^= std::int64_t{1} << (i % 64);
    REQUIRE(read(w, *q) != flat_fault::none);
  }
  words w = whole;
  w[0] += 1;
  CHECK(read(w, *q) == flat_fault::magic);
  w = whole;
  w[1] += 1;
  CHECK(read(w, *q) == flat_fault::version);
}

// With the checksum made right again: the reader itself must cope, and what it accepts must be
// safe to walk, which encoding does.
TEST_CASE("forged words never crash the reader") {
  std::mt19937_64 random(20240611);
  int accepted = 0;
  int refused = 0;
  for (auto* make : makers) {
    box<program> p;
    make(*p);
    const words whole = encode(*p);
    box<program> q;
    for (int round = 0; round < 4000; ++round) {
      words w = whole;
      for (std::uint64_t changes = 1 + random() % 4; changes > 0; --changes) {
        const std::size_t at = flat_prefix + random() % (w.size() - flat_prefix);
        switch (random() % 4) {
          case 0:
            w[at] = static_cast<std::int64_t>(random());
            break;
          case 1:
            w[at] += static_cast<std::int64_t>(random() % 7) - 3;
            break;
          case 2:
            w[at] = static_cast<std::int64_t>(random() % 64);
            break;
          default:
            w[at] = w[flat_prefix + random() % (w.size() - flat_prefix)];
            break;
        }
      }
      seal(w);
      if (read(w, *q) == flat_fault::none) {
        ++accepted;
        REQUIRE(encode(*q) == w);
      } else {
        ++refused;
      }
    }
  }
  CHECK(accepted > 100);
  CHECK(refused > 100);
}

TEST_CASE("statements must form a tree") {
  box<program> p;
  programs::matmul(*p);
  p->statements[p->root].body = p->root;
  const words cycle = encode(*p);
  box<program> q;
  CHECK(read(cycle, *q) == flat_fault::tree);
  CHECK(std::string(sentence(flat_fault::tree)).find("tree") != std::string::npos);
}

TEST_CASE("names of missing entries are refused") {
  const auto fault_of = [](auto&& damage) {
    box<program> p;
    programs::vector_add(*p);
    damage(*p);
    box<program> q;
    return read(encode(*p), *q);
  };
  CHECK(fault_of([](program&) {}) == flat_fault::none);
  CHECK(fault_of([](program& p) { p.root = 9999; }) == flat_fault::reference);
  CHECK(fault_of([](program& p) { p.statements[0].value = p.expressions.size(); }) ==
        flat_fault::reference);
  CHECK(fault_of([](program& p) { p.statements[0].first = p.forms.size(); }) ==
        flat_fault::reference);
  CHECK(fault_of([](program& p) { p.expressions.back().a = p.expressions.size() - 1; }) ==
        flat_fault::reference);
  CHECK(fault_of([](program& p) { p.expressions[0].buffer = 3; }) == flat_fault::reference);
  CHECK(fault_of([](program& p) { p.buffers[0].alignment = 3; }) == flat_fault::reference);
  CHECK(fault_of([](program& p) { p.forms[0].terms[0].var = 4; }) == flat_fault::form);
  CHECK(fault_of([](program& p) { p.forms[0].terms[0].factor = 0; }) == flat_fault::form);
  CHECK(fault_of([](program& p) { p.parameters = -1; }) == flat_fault::range);
}

}  // namespace
