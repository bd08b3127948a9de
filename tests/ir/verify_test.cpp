// The verifier: accepts programs built by hand, in constant evaluation too, and each rule fires.
#include <tenon/ir/verify.hpp>

#include <functional>
#include <string>

#include <tenon/core/box.hpp>

#include <doctest/doctest.h>

#include "decoupled_program.hpp"
#include "programs.hpp"

using namespace tenon;
using namespace tenon::ir;

namespace {

template <auto Build>
constexpr flaw verified() {
  box<program> p;
  Build(*p);
  return verify(*p).broken;
}

static_assert(verified<programs::vector_add>() == flaw::none);
static_assert(verified<programs::matmul>() == flaw::none);
static_assert(verified<programs::ring>() == flaw::none);
static_assert(verified<programs::argmax>() == flaw::none);
static_assert(verified<programs::padded>() == flaw::none);
static_assert(verified<programs::turned>() == flaw::none);
static_assert(verified<programs::dots>() == flaw::none);
static_assert(verified<programs::words>() == flaw::none);
static_assert(verified<programs::called>() == flaw::none);
static_assert(verified<programs::moved>() == flaw::none);

bool tried[flaw_count] = {};

/// Breaks a good program and checks that the verifier names the flaw.
void breaks(flaw expected, void (*build)(program&), const std::function<void(program&)>& change) {
  box<program> p;
  build(*p);
  REQUIRE(verify(*p).ok());
  change(*p);
  const verdict v = verify(*p);
  CHECK_MESSAGE(v.broken == expected, sentence(v.broken), " instead of ", sentence(expected));
  tried[static_cast<int>(expected)] = true;
}

/// The first statement of a kind.
int find(const program& p, statement_kind kind, loop_kind loop = loop_kind::serial) {
  for (int s = 0; s < p.statements.count; ++s) {
    const statement& x = p.statements[s];
    if (x.kind == kind && (kind != statement_kind::loop || x.loop == loop)) return s;
  }
  return -1;
}

int find(const program& p, operation op) {
  for (int e = 0; e < p.expressions.count; ++e) {
    if (p.expressions[e].op == op) return e;
  }
  return -1;
}

using programs::argmax;
using programs::called;
using programs::dots;
using programs::gathered;
using programs::matmul;
using programs::moved;
using programs::padded;
using programs::ring;
using programs::turned;
using programs::vector_add;
using programs::words;

/// Adds an int32 local of 4 elements.
int add_room(program& p) { return programs::add_local(p, "room", element::i32, {make_affine(4)}); }

}  // namespace

TEST_CASE("flaws of forms and variables") {
  breaks(flaw::pool_overflow, matmul, [](program& p) { p.forms.overflowed = true; });
  breaks(flaw::form_broken, matmul, [](program& p) { p.forms[0].broken = true; });
  breaks(flaw::form_unsorted, matmul, [](program& p) {
    p.forms[0].count = 2;
    p.forms[0].terms[0] = p.forms[0].terms[1] = {0, 1};
  });
  breaks(flaw::form_unsorted, matmul, [](program& p) { p.forms.push(make_variable(250)); });
  breaks(flaw::form_range, matmul, [](program& p) {
    p.statements[find(p, statement_kind::store)].first = p.forms.count - 1;
  });
  breaks(flaw::form_range, matmul,
         [](program& p) { p.expressions[find(p, operation::load)].first = -1; });
  breaks(flaw::parameter_position, vector_add, [](program& p) { p.parameters = 0; });
  breaks(flaw::let_divisor, vector_add, [](program& p) { p.variables[1].b = make_affine(0); });
  breaks(flaw::variable_kind, vector_add,
         [](program& p) { p.statements[find(p, statement_kind::let)].var = 0; });
  breaks(flaw::variable_undefined, matmul, [](program& p) {
    p.forms[p.statements[find(p, statement_kind::store)].first] = make_variable(3);
  });
  breaks(flaw::variable_undefined, matmul, [](program& p) {
    const var_id outside = p.statements[find(p, statement_kind::loop, loop_kind::unrolled)].var;
    p.forms[p.expressions[find(p, operation::load)].first] = make_variable(outside);
  });
  breaks(flaw::variable_redefined, matmul, [](program& p) {
    p.statements[find(p, statement_kind::loop, loop_kind::unrolled)].var = p.statements[p.root].var;
  });
  breaks(flaw::bound_undefined, matmul, [](program& p) {
    p.variables[0].has_upper = true;
    p.variables[0].upper = make_variable(3);
  });
  breaks(flaw::bound_undefined, vector_add, [](program& p) {
    p.variables[0].has_lower = true;
    p.variables[0].lower = make_variable(1);
  });
  breaks(flaw::pick_value, gathered, [](program& p) {
    builder b(p);
    p.statements[find(p, statement_kind::pick)].value = b.constant(1.0f);
  });
  breaks(flaw::variable_undefined, gathered, [](program& p) {
    p.statements[p.root].body = p.statements[find(p, statement_kind::pick)].body;
  });
  breaks(flaw::requirement_variable, vector_add,
         [](program& p) { p.forms[p.requirements[0].form] = make_variable(2); });
}

TEST_CASE("flaws of buffers") {
  breaks(flaw::buffer_rank, matmul, [](program& p) { p.buffers[0].rank = 9; });
  breaks(flaw::buffer_argument, matmul, [](program& p) { p.buffers[1].argument = 0; });
  breaks(flaw::buffer_argument, matmul, [](program& p) { p.arguments = 2; });
  breaks(flaw::buffer_variable, matmul,
         [](program& p) { p.buffers[0].extents[0] = make_variable(0); });
  breaks(flaw::buffer_variable, ring, [](program& p) { p.buffers[2].size = make_variable(0); });
  breaks(flaw::buffer_variable, ring, [](program& p) { p.worker_bytes = make_variable(0); });
  breaks(flaw::buffer_stride, matmul,
         [](program& p) { p.buffers[0].strides[0] = make_variable(0, 2); });
  breaks(flaw::buffer_fold, ring, [](program& p) { p.buffers[2].folds[0] = 3; });
  breaks(flaw::buffer_fold, ring, [](program& p) { p.buffers[0].folds[0] = 2; });
  breaks(flaw::buffer_alignment, matmul, [](program& p) { p.buffers[0].alignment = 2; });
  breaks(flaw::buffer_alignment, matmul, [](program& p) { p.buffers[0].alignment = 24; });
  breaks(flaw::local_size, matmul, [](program& p) { p.buffers[3].size = make_variable(0); });
}

TEST_CASE("flaws of expressions") {
  breaks(flaw::operand_order, matmul, [](program& p) {
    const int e = find(p, operation::add);
    p.expressions[e].b = e;
  });
  breaks(flaw::operand_order, matmul,
         [](program& p) { p.statements[find(p, statement_kind::store)].value = -1; });
  breaks(flaw::operand_type, matmul,
         [](program& p) { p.expressions[find(p, operation::add)].op = operation::bit_and; });
  breaks(flaw::operand_type, matmul,
         [](program& p) { p.expressions[find(p, operation::add)].op = operation::less; });
  breaks(flaw::operand_type, matmul,
         [](program& p) { p.expressions[find(p, operation::load)].type = element::f64; });
  breaks(flaw::operand_type, argmax, [](program& p) {
    p.expressions[find(p, operation::select)].a = find(p, operation::load);
  });
  breaks(flaw::buffer_unknown, matmul,
         [](program& p) { p.expressions[find(p, operation::load)].buffer = 9; });
  breaks(flaw::buffer_unknown, matmul,
         [](program& p) { p.statements[find(p, statement_kind::store)].buffer = -1; });
  breaks(flaw::lane_unmarked, matmul, [](program& p) {
    for (expression& e : p.expressions) e.varies = false;
  });
}

/// C[i] = half(float(A[i]) + 1)
constexpr void halves(program& p) {
  builder b(p);
  const int A = programs::add_argument(p, "A", element::f16, ir::access::read, {make_affine(8)});
  const int C = programs::add_argument(p, "C", element::f16, ir::access::write, {make_affine(8)});
  const var_id v = programs::add_loop(p, "i");
  const affine i = make_variable(v);
  const int wide = b.cast(element::f32, b.load(A, {i}));
  const int sum = b.binary(operation::add, wide, b.constant(1.0f));
  const int store = b.store(C, {i}, b.cast(element::f16, sum));
  p.root = b.loop(v, make_affine(8), loop_kind::serial, store);
}

TEST_CASE("half is only held: loaded, stored, and cast from and to float") {
  const auto half_sum = [](operation op) {
    return [op](program& p) {
      expression& sum = p.expressions[find(p, operation::add)];
      sum.a = sum.b = find(p, operation::load);
      sum.op = op;
      sum.type = element::f16;
      p.statements[find(p, statement_kind::store)].value = find(p, op);
    };
  };
  for (const operation op : {operation::add, operation::maximum, operation::bit_and})
    breaks(flaw::operand_type, halves, half_sum(op));
  breaks(flaw::operand_type, halves,
         [](program& p) { p.expressions[find(p, operation::cast)].type = element::f64; });
  breaks(flaw::operand_type, halves, [](program& p) {  // from one to the other
    p.buffers[1].type = element::bf16;
    p.expressions[p.expressions.count - 1].type = element::bf16;
    p.expressions[p.expressions.count - 1].a = find(p, operation::load);
  });
  breaks(flaw::operand_type, halves, [](program& p) {
    expression& index = p.expressions[find(p, operation::load)];
    index.op = operation::index;
  });
}

TEST_CASE("flaws of statements") {
  breaks(flaw::statement_unknown, matmul, [](program& p) { p.statements[p.root].body = -1; });
  breaks(flaw::statement_unknown, matmul, [](program& p) { p.root = p.statements.count; });
  breaks(flaw::statement_twice, matmul, [](program& p) {
    const statement& block = p.statements[find(p, statement_kind::block)];
    p.statements[p.statements[block.body].next].next = block.body;
  });
  breaks(flaw::statement_next, matmul, [](program& p) { p.statements[p.root].next = 0; });
  breaks(flaw::loop_extent, vector_add, [](program& p) {
    p.forms[p.statements[find(p, statement_kind::loop, loop_kind::vector)].extent] =
        make_variable(0);
  });
  for (const std::int32_t times : {-1, 2, 65}) {
    breaks(flaw::loop_times, matmul, [times](program& p) {
      p.statements[find(p, statement_kind::loop, loop_kind::unrolled)].times = times;
    });
  }
  breaks(flaw::loop_hint, matmul, [](program& p) {
    p.statements[find(p, statement_kind::loop, loop_kind::unrolled)].hint = loop_hint::unroll;
  });
  breaks(flaw::variable_undefined, matmul, [](program& p) {  // a prefetch of a row that isn't defined there
    builder b(p);
    const int ahead = b.prefetch(0, {make_variable(p.statements[find(p, statement_kind::loop, loop_kind::unrolled)].var), make_affine(0)});
    p.root = b.block({ahead, p.root});
  });
  for (const index_t lanes : {0, 1, 65}) {
    breaks(flaw::vector_lanes, vector_add, [lanes](program& p) {
      p.forms[p.statements[find(p, statement_kind::loop, loop_kind::vector)].extent] =
          make_affine(lanes);
    });
  }
  breaks(flaw::vector_body, matmul, [](program& p) {
    p.statements[find(p, statement_kind::loop, loop_kind::unrolled)].loop = loop_kind::vector;
  });
  breaks(flaw::parallel_nested, matmul, [](program& p) {
    p.statements[find(p, statement_kind::loop, loop_kind::unrolled)].loop = loop_kind::parallel;
  });
  breaks(flaw::allocate_argument, matmul,
         [](program& p) { p.statements[find(p, statement_kind::allocate)].buffer = 0; });
  breaks(flaw::allocate_twice, ring, [](program& p) {
    p.root = builder(p).allocate(p.statements[find(p, statement_kind::allocate)].buffer, p.root);
  });
  breaks(flaw::allocate_missing, matmul,
         [](program& p) { p.statements[find(p, statement_kind::allocate)].buffer = add_room(p); });
  breaks(flaw::allocate_missing, matmul, [](program& p) {
    const int room = add_room(p);
    p.buffers[room].type = element::f32;
    p.buffers[room].rank = 2;
    p.statements[find(p, statement_kind::store)].buffer = room;
  });
  breaks(flaw::private_shared, matmul, [](program& p) {  // the allocation moves out of the loop
    const int inner = find(p, statement_kind::allocate);
    p.statements[p.root].body = p.statements[inner].body;
    p.statements[inner].body = p.root;
    p.root = inner;
  });
  breaks(flaw::store_read_only, matmul, [](program& p) { p.buffers[2].use = ir::access::read; });
  breaks(flaw::store_type, matmul, [](program& p) { p.buffers[2].type = element::i32; });
  breaks(flaw::group_member, argmax, [](program& p) {
    for (statement& s : p.statements) {
      if (s.group >= 0) s.group = p.root;
    }
  });
  breaks(flaw::group_member, argmax, [](program& p) {
    p.statements[find(p, statement_kind::store)].next = -1;
    for (int s = 0; s < p.statements.count; ++s) {  // a member of a group stands in the block too
      const int group = p.statements[s].group;
      if (group >= 0) p.statements[find(p, statement_kind::store)].next = group;
    }
  });
}

TEST_CASE("flaws of calls") {
  const auto view = [](program& p, int number) -> statement& {  // the window, as it is written or read
    int at = -1;
    for (int s = 0; s < p.statements.count; ++s) {
      if (p.statements[s].kind == statement_kind::call && p.buffers[p.statements[s].buffer].where == memory::local &&
          number-- == 0)
        at = s;
    }
    return p.statements[at];
  };
  breaks(flaw::call_function, called, [&](program& p) { view(p, 0).value = 2; });
  breaks(flaw::call_function, called, [&](program& p) { view(p, 1).value = 0; });
  breaks(flaw::call_function, called, [&](program& p) { view(p, 1).group = -1; });
  breaks(flaw::call_function, called, [&](program& p) { p.functions[1].count = 2; });
  breaks(flaw::call_view, called, [&](program& p) { view(p, 0).times = 2; });
  breaks(flaw::call_view, called, [&](program& p) { view(p, 0).times = 3; });
  breaks(flaw::call_place, called, [&](program& p) { p.machine = preset(isa::cuda); });
  breaks(flaw::store_read_only, called, [&](program& p) { p.functions[0].writes = 1; });
  breaks(flaw::group_member, called, [&](program& p) { view(p, 0).group = p.root; });
  breaks(flaw::allocate_missing, called, [&](program& p) { p.root = p.statements[p.root].body; });
}

TEST_CASE("flaws of transposed loops") {
  const auto lanes = [](const program& p) {
    return p.statements[find(p, statement_kind::loop, loop_kind::vector)];
  };
  const auto store = [](program& p) -> statement& {
    return p.statements[find(p, statement_kind::store)];
  };
  const auto load = [](program& p) -> expression& {
    return p.expressions[find(p, operation::load)];
  };
  const auto column = [](const program& p) {
    return p.statements[find(p, statement_kind::loop, loop_kind::transposed)].var;
  };
  const auto bad = [](const std::function<void(program&)>& change) {
    breaks(flaw::transposed_body, turned, change);
  };
  bad([&](program& p) {  // lanes or columns that fill no block of 16 bytes
    p.forms[lanes(p).extent] = make_affine(6);
  });
  bad([&](program& p) {
    p.forms[p.statements[find(p, statement_kind::loop, loop_kind::transposed)].extent] =
        make_affine(6);
  });
  bad([&](program& p) {  // the body is no vector loop
    p.statements[find(p, statement_kind::loop, loop_kind::vector)].loop = loop_kind::unrolled;
  });
  bad([&](program& p) {  // the value is computed
    store(p).value = builder(p).unary(operation::negate, store(p).value);
    p.expressions[store(p).value].varies = true;
  });
  bad([&](program& p) {  // lanes that are stored apart, or twice as far
    p.buffers[1].strides[2] = make_affine(2);
  });
  bad([&](program& p) { p.forms[store(p).first + 2] = make_variable(lanes(p).var, 2); });
  bad([&](program& p) {  // columns that are loaded apart, by the lane too, or not at all
    p.buffers[0].strides[1] = make_affine(3);
  });
  bad([&](program& p) {
    p.forms[load(p).first + 1] = make_variable(column(p)) + make_variable(lanes(p).var);
  });
  bad([&](program& p) { p.forms[load(p).first + 1] = make_affine(0); });
  bad([&](program& p) {  // rows that don't follow the lane
    p.forms[load(p).first] = make_affine(0);
  });
  bad([&](program& p) {  // conditions on the column
    p.forms[load(p).guard] = make_affine(5) - make_variable(column(p));
  });
  bad([&](program& p) {
    store(p).guard = p.forms.push(make_affine(5) - make_variable(column(p)));
    store(p).guards = 1;
  });
  bad([&](program& p) {  // within one buffer
    p.buffers[1].use = ir::access::update;
    load(p).buffer = 1;
    load(p).first = store(p).first;
  });
  breaks(flaw::loop_extent, turned, [](program& p) {
    p.forms[p.statements[find(p, statement_kind::loop, loop_kind::transposed)].extent] =
        make_variable(0);
  });
}

TEST_CASE("flaws of tensorized loops") {
  const auto unit = [](program& p) -> statement& {
    return p.statements[find(p, statement_kind::loop, loop_kind::tensorized)];
  };
  const auto inner = [&](program& p) -> statement& { return p.statements[unit(p).body]; };
  const auto store = [](program& p) -> statement& {
    return p.statements[find(p, statement_kind::store)];
  };
  const auto bad = [](void (*build)(program&), const std::function<void(program&)>& change) {
    breaks(flaw::tensorized_body, build, change);
  };
  for (void (*build)(program&) : {&dots, &words}) {
    bad(build, [&](program& p) { inner(p).loop = loop_kind::unrolled; });
    bad(build, [&](program& p) { inner(p).times = 2; });
    bad(build, [&](program& p) { p.statements[p.root].does = instruction::dot_s16; });
    bad(build, [&](program& p) { unit(p).loop = loop_kind::unrolled; });
    bad(build, [&](program& p) {  // conditions
      store(p).guard = p.forms.push(make_variable(unit(p).var));
      store(p).guards = 1;
    });
    bad(build, [&](program& p) { p.forms[inner(p).extent] = make_affine(3); });
    bad(build, [&](program& p) {  // neighbours that lie apart
      for (ir::buffer& b : p.buffers) b.strides[b.rank - 1] = make_affine(2);
    });
    bad(build, [&](program& p) {  // two statements
      builder b(p);
      const int again = b.store(store(p).buffer, {&p.forms[store(p).first], p.buffers[store(p).buffer].rank},
                                store(p).value);
      inner(p).body = b.block({inner(p).body, again});
    });
  }
  bad(dots, [&](program& p) { p.expressions[find(p, operation::multiply)].op = operation::add; });
  bad(dots, [&](program& p) { p.expressions[find(p, operation::add)].op = operation::subtract; });
  bad(dots, [&](program& p) { unit(p).does = instruction::interleave; });
  bad(words, [&](program& p) { unit(p).does = instruction::dot_u8s8; });
  bad(dots, [&](program& p) {  // rows of B that lie closer
    p.buffers[1].strides[0] = make_affine(2);
  });
  bad(words, [&](program& p) {  // not the next words
    p.forms[store(p).first + 1] = make_variable(inner(p).var, 2);
  });
  const auto guard_sum = [&](program& p, const affine& by) {  // C's load, the last one
    int sum = 0;
    for (int e = 0; e < p.expressions.size(); ++e) {
      if (p.expressions[e].op == operation::load) sum = e;
    }
    p.expressions[sum].guard = p.forms.push(by);
    p.expressions[sum].guards = 1;
  };
  const auto term = [&](const program& p) { return p.statements[find(p, statement_kind::loop, loop_kind::tensorized)].body; };
  box<program> begins;  // sums that begin: what C holds is not read for the first term
  dots(*begins);
  guard_sum(*begins, make_variable(begins->statements[term(*begins)].var) - 1);
  CHECK(verify(*begins).ok());
  CHECK(ir::dot_operands_of(*begins, find(*begins, statement_kind::loop, loop_kind::tensorized)).begins);
  bad(dots, [&](program& p) { guard_sum(p, make_variable(inner(p).var) - 2); });
  bad(dots, [&](program& p) { guard_sum(p, make_variable(unit(p).var) - 1); });
  for (const index_t lanes : {4, 3}) {  // words of zeros
    box<program> p;
    words(*p);
    statement& outer = p->statements[find(*p, statement_kind::loop, loop_kind::tensorized)];
    statement& row = p->statements[outer.body];
    statement& zero = p->statements[row.body];
    zero.value = builder(*p).constant(element::u8, 0);
    p->forms[zero.first] = p->forms[zero.first + 1] = affine{};
    p->forms[zero.first + 2] = make_variable(row.var);
    p->forms[row.extent] = make_affine(lanes);
    outer.loop = loop_kind::serial;
    outer.does = instruction::none;
    row.loop = loop_kind::tensorized;
    row.does = instruction::fill;
    CHECK(verify(*p).ok() == (lanes == 4));
  }
  breaks(flaw::loop_extent, dots, [&](program& p) { p.forms[unit(p).extent] = make_variable(0); });
}

TEST_CASE("flaws of blocks and threads") {
  const auto bound_to = [](loop_kind kind, isa machine) {
    return [=](program& p) {
      p.machine = preset(machine);
      p.statements[find(p, statement_kind::loop, loop_kind::serial)].loop = kind;
    };
  };
  breaks(flaw::loop_bound, argmax, bound_to(loop_kind::block_x, isa::avx2));
  breaks(flaw::loop_bound, argmax, bound_to(loop_kind::thread_z, isa::avx2));
  breaks(flaw::loop_bound, argmax, bound_to(loop_kind::interleaved, isa::opencl));
  breaks(flaw::barrier_alone, argmax, [](program& p) {
    builder b(p);
    const int barrier = b.barrier();
    p.root = b.block({barrier, p.root});
  });
}

TEST_CASE("flaws of decoupled programs") {
  const auto token = [](program& p, statement_kind kind, unit from) -> statement& {
    int s = 0;
    while (p.statements[s].kind != kind || p.statements[s].from != from) ++s;
    return p.statements[s];
  };
  const auto becomes_nothing = [](statement& s) { s.kind = statement_kind::block; };
  breaks(flaw::buffer_scratchpad, moved, [](program& p) { p.buffers[2].scratchpad = 3; });
  breaks(flaw::buffer_scratchpad, moved, [](program& p) { p.buffers[0].scratchpad = 1; });
  breaks(flaw::decoupled_store, moved, [](program& p) {  // global memory is written by a computation
    p.buffers[3].scratchpad = 0;
  });
  breaks(flaw::decoupled_store, moved, [](program& p) {  // a group of two units
    builder b(p);
    const int zero = b.store(3, {affine{}}, b.constant(0.0f));
    p.statements[find(p, statement_kind::store)].group = zero;
  });
  breaks(flaw::decoupled_loop, moved, [](program& p) {
    builder b(p);
    p.root = b.loop(programs::add_loop(p, "t"), make_affine(2), loop_kind::parallel, p.root);
  });
  breaks(flaw::token_units, moved, [&](program& p) { token(p, statement_kind::push, unit::load).to = unit::store; });
  breaks(flaw::token_units, moved, [&](program& p) { token(p, statement_kind::push, unit::load).to = unit::load; });
  breaks(flaw::token_units, moved, [](program& p) { p.machine.queue_tokens = 0; });
  breaks(flaw::token_missing, moved, [&](program& p) {  // the first push, before the loop, and the last pop
    for (int s = p.statements.count - 6; s < p.statements.count; ++s) {
      if (p.statements[s].from == unit::store) becomes_nothing(p.statements[s]);
    }
  });
  breaks(flaw::token_unbalanced, moved, [&](program& p) {  // one push in the loop
    becomes_nothing(token(p, statement_kind::push, unit::store));
  });
  breaks(flaw::token_unbalanced, moved, [&](program& p) {  // a pop under a condition
    statement& pop = token(p, statement_kind::pop, unit::load);
    builder b(p);
    const int s = static_cast<int>(&pop - p.statements.items);
    const statement copy = p.statements[s];
    const int guard = b.guard({make_variable(0) - 3}, b.token(statement_kind::pop, unit::load, unit::compute));
    p.statements[s] = p.statements[guard];
    p.statements[s].next = copy.next;
  });
  breaks(flaw::token_left, moved, [&](program& p) {
    builder b(p);
    p.root = b.block({b.token(statement_kind::push, unit::compute, unit::store), p.root});
  });
  breaks(flaw::token_queue, moved, [&](program& p) {
    p.machine.queue_tokens = 1;
    builder b(p);
    const int more = b.token(statement_kind::push, unit::store, unit::compute);
    const int less = b.token(statement_kind::pop, unit::store, unit::compute);
    p.root = b.block({more, p.root, less});
  });
}

TEST_CASE("every flaw was shown, and has a sentence of its own") {
  tried[static_cast<int>(flaw::none)] = true;
  for (int f = 0; f < flaw_count; ++f) {
    CHECK_MESSAGE(tried[f], sentence(static_cast<flaw>(f)));
    for (int g = 0; g < f; ++g) {
      CHECK(std::string(sentence(static_cast<flaw>(f))) != sentence(static_cast<flaw>(g)));
    }
  }
}
