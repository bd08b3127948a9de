// Transposed loops: a row of neighbours is loaded for each lane, the rows' registers are shuffled
// into columns, which are stored like those of a vector loop. LLVM picks the instructions.
#pragma once

#include <tenon/codegen/llvm/emit/store.hpp>
#include <tenon/ir/transposed.hpp>
#include <tenon/ir/transposition.hpp>

namespace tenon::inline TENON_ABI::emit {

/// A transposed loop and the registers that copy it.
struct turning {
  ir::var_id column;
  ir::var_id lane;
  int columns;
  int lanes;
  const ir::statement& store;
  const ir::expression& load;
  ir::transposition how;
};

using registers = llvm::SmallVector<llvm::Value*, 64>;

inline turning turning_of(state& s, const ir::statement& t) {
  const ir::program& p = s.program();
  if (s.lanes != 0 || !ir::is_transposition(p, t.var, p.forms[t.extent], t.body)) {
    refuse("a transposed loop of the loop program holds more than a copy of rows into columns");
  }
  const ir::statement& vector = p.statements[t.body];
  const ir::statement& store = p.statements[vector.body];
  const ir::expression& load = p.expressions[store.value];
  const index_t columns = p.forms[t.extent].constant;
  const index_t lanes = p.forms[vector.extent].constant;
  if (columns > unit::most_operations || lanes > 64) {
    refuse("a transposed loop of the loop program is too large");
  }
  const auto bytes = static_cast<int>(size_of(load.type));
  int width = static_cast<int>(lanes & -lanes);
  const int most = std::max(p.machine.vector_bytes, 16) / bytes;
  while (width > most) width /= 2;
  const auto how = ir::transposition::of(static_cast<int>(columns), width, bytes);
  return {t.var, vector.var, static_cast<int>(columns), static_cast<int>(lanes), store, load, how};
}

/// One round: each register from two others.
template <class Pair, class Lane>
registers shuffled(state& s, const turning& t, const registers& from, Pair&& pair, Lane&& lane) {
  registers to;
  for (int r = 0; r < t.how.run; ++r) {
    const ir::transposition::pair of = pair(r);
    llvm::SmallVector<int, 64> choice;
    for (int l = 0; l < t.how.width; ++l) choice.push_back(lane(l, of.upper));
    to.push_back(s.build.CreateShuffleVector(from[static_cast<std::size_t>(of.first)],
                                             from[static_cast<std::size_t>(of.second)], choice));
    s.shared.count();
  }
  return to;
}

/// Registers of rows as registers of columns.
inline registers transpose(state& s, const turning& t, registers all) {
  const ir::transposition& how = t.how;
  for (int i = 0; i < how.interleavings(); ++i) {
    all = shuffled(
        s, t, all, [&](int r) { return how.interleaved(r); },
        [&](int l, bool upper) { return how.interleaved_lane(l, upper); });
  }
  for (int i = 0; i < how.divisions(); ++i) {
    all = shuffled(
        s, t, all, [&](int r) { return how.divided(r); },
        [&](int l, bool upper) { return how.divided_lane(l, upper); });
  }
  return all;
}

/// Vectors of equal length one after the other.
inline llvm::Value* side_by_side(state& s, llvm::ArrayRef<llvm::Value*> parts) {
  if (parts.size() == 1) return parts[0];
  const std::size_t half = std::size_t{1} << (63 - __builtin_clzll(parts.size() - 1));
  llvm::Value* first = side_by_side(s, parts.take_front(half));
  llvm::Value* second = side_by_side(s, parts.drop_front(half));
  const auto lanes = [](llvm::Value* v) {
    return static_cast<int>(llvm::cast<llvm::FixedVectorType>(v->getType())->getNumElements());
  };
  const int before = lanes(first);
  const int more = lanes(second);
  llvm::SmallVector<int, 64> longer;
  llvm::SmallVector<int, 64> choice;
  for (int l = 0; l < before; ++l) longer.push_back(l < more ? l : -1);
  for (int l = 0; l < before + more; ++l) choice.push_back(l);
  if (before != more) second = s.build.CreateShuffleVector(second, longer);
  return s.build.CreateShuffleVector(first, second, choice);
}

/// `run` neighbours of a row, or zeros where a condition of its lane fails; the column is bound.
inline llvm::Value* load_row(state& s, const turning& t, int row) {
  llvm::Value* loaded = nullptr;
  with(s.variable(t.lane), {binding::form::number, row, nullptr, 0}, [&] {
    const ir::expression& e = t.load;
    llvm::Value* holds = s.all_hold ? nullptr : uniform_conditions(s, e.guard, e.guards);
    llvm::Type* type = widened(memory_type(s.context(), e.type), t.how.run);
    loaded = where_or(s, holds, llvm::Constant::getNullValue(type), [&] {
      const place at = place_of(s, e.buffer, e.first);
      return load_run(s, e.buffer, at.pointer, at.alignment, t.how.run);
    });
  });
  return loaded;
}

/// The rows from `first` on that one transposition takes, in its registers.
inline registers load_rows(state& s, const turning& t, int first) {
  registers all;
  for (int r = 0; r < t.how.run; ++r) {
    registers rows;
    for (int slot = 0; slot < t.how.rows_of_register(); ++slot) {
      rows.push_back(load_row(s, t, first + t.how.row(r, slot)));
    }
    all.push_back(side_by_side(s, rows));
  }
  return all;
}

/// Emits as inside the vector loop.
template <class Body>
void in_lanes(state& s, const turning& t, Body&& body) {
  with(s.variable(t.lane), {binding::form::lane, 0, nullptr, 0}, [&] {
    with(s.lane, t.lane, [&] { with(s.lanes, t.lanes, body); });
  });
}

/// Copies `run` columns from `column` on.
inline void copy_columns(state& s, const turning& t, int column) {
  llvm::SmallVector<registers, 4> blocks;
  with(s.variable(t.column), {binding::form::number, column, nullptr, 0}, [&] {
    for (int first = 0; first < t.lanes; first += t.how.width) {
      blocks.push_back(transpose(s, t, load_rows(s, t, first)));
    }
  });
  for (int c = 0; c < t.how.run; ++c) {
    registers parts;
    for (const registers& block : blocks) parts.push_back(block[static_cast<std::size_t>(c)]);
    llvm::Value* value = side_by_side(s, parts);
    with(s.variable(t.column), {binding::form::number, column + c, nullptr, 0},
         [&] { in_lanes(s, t, [&] { store_vector(s, t.store, value); }); });
  }
}

inline void copy_all(state& s, const turning& t) {
  for (int column = 0; column < t.columns; column += t.how.run) copy_columns(s, t, column);
}

/// Whether all rows are read and all lanes written; null where that is certain.
inline llvm::Value* all_rows_hold(state& s, const ir::expression& load,
                                  const ir::statement& store) {
  if (load.guards == 0 && !varies(s, store.guard, store.guards)) return nullptr;
  llvm::Value* all = both(s, all_lanes_hold(s, load.guard, load.guards),
                          all_lanes_hold(s, store.guard, store.guards));
  return both(s, all, uniform_conditions(s, load.guard, load.guards));
}

/// A transposed loop; no condition depends on its variable.
inline void emit_transposed(state& s, const ir::statement& at) {
  const turning t = turning_of(s, at);
  llvm::Value* some = nullptr;
  llvm::Value* all = nullptr;
  in_lanes(s, t, [&] {
    some = uniform_conditions(s, t.store.guard, t.store.guards);
    all = all_rows_hold(s, t.load, t.store);
  });
  where(s, some, [&] {
    if (all == nullptr) return copy_all(s, t);
    llvm::BasicBlock* whole = s.block("all");
    llvm::BasicBlock* partial = s.block("some");
    llvm::BasicBlock* after = s.block("after");
    s.build.CreateCondBr(all, whole, partial);
    s.build.SetInsertPoint(whole);
    with(s.all_hold, true, [&] { copy_all(s, t); });
    s.build.CreateBr(after);
    s.build.SetInsertPoint(partial);
    copy_all(s, t);
    s.build.CreateBr(after);
    s.build.SetInsertPoint(after);
  });
}

}  // namespace tenon::inline TENON_ABI::emit
