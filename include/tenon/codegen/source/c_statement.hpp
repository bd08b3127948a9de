// Statements of a loop program in C. What differs between C and the languages of devices is in the
// functions that those override: memory, and loops bound to blocks and threads.
#pragma once

#include <tenon/codegen/source/c_value.hpp>

namespace tenon::inline TENON_ABI::source {

/// Prints the statements of one program.
class c_statements : protected c_values {
 protected:
  explicit c_statements(const ir::program& p) : c_values(p) {}
  virtual ~c_statements() = default;

  /// The definition of a buffer.
  virtual std::string allocation(int b) = 0;
  /// A loop over blocks or threads.
  virtual std::string bound_loop(const ir::statement& x, int depth) = 0;
  /// What stands before a loop that is to be spelled out.
  virtual std::string unrolling() const { return ""; }
  /// The line before a loop that says its hint; empty where the language has no word for it.
  virtual std::string hinting(ir::loop_hint hint) = 0;
  /// A hint that the element of a buffer at `address` will be read; empty where there is none.
  virtual std::string prefetching(int b, const std::string& address) = 0;
  /// A call of an external function whose first view is statement `s`.
  virtual std::string calling(int s, int depth) = 0;
  /// A meeting of all threads.
  virtual std::string barrier() const = 0;
  /// What stands behind a loop.
  virtual std::string behind_loop(const ir::statement&, int) const { return ""; }

  static std::string margin(int depth) {
    return std::string(static_cast<std::size_t>(depth) * 2, ' ');
  }

  static bool mentions(const std::string& text, const std::string& word) {
    const auto part = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    };
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      if ((at == 0 || !part(text[at - 1])) && (end == text.size() || !part(text[end]))) return true;
    }
    return false;
  }

  /// Whether a statement defines a name that lasts behind it; a block does where its last statement does.
  bool defines(int s) const {
    const ir::statement& x = p_.statements[s];
    if (x.kind == ir::statement_kind::block && x.body >= 0) {
      int last = x.body;
      while (p_.statements[last].next >= 0) last = p_.statements[last].next;
      return defines(last);
    }
    return x.kind == ir::statement_kind::let || x.kind == ir::statement_kind::pick || x.kind == ir::statement_kind::allocate ||
           (x.kind == ir::statement_kind::loop && (ir::is_block(x.loop) || ir::is_thread(x.loop)));
  }

  /// Statements side by side; what defines a name ends with its braces, unless it is the last.
  std::string chain(int s, int depth) {
    std::string text;
    for (; s >= 0; s = p_.statements[s].next) {
      if (defines(s) && p_.statements[s].next >= 0)
        text += margin(depth) + "{\n" + statement(s, depth + 1) + margin(depth) + "}\n";
      else
        text += statement(s, depth);
    }
    return text;
  }

  std::string statement(int s, int depth) {
    const ir::statement& x = p_.statements[s];
    switch (x.kind) {
      case ir::statement_kind::block:
        return chain(x.body, depth);
      case ir::statement_kind::loop:
        return loop(x, depth);
      case ir::statement_kind::let:
      case ir::statement_kind::pick: {
        const std::string body = chain(x.body, depth);
        const std::string& name = variable_name(x.var);
        if (!mentions(body, name)) return body;
        const bool picks = x.kind == ir::statement_kind::pick;
        const values alone(static_cast<std::size_t>(p_.expressions.count));
        const std::string value = picks ? c_values::value(x.value, alone, true) : let_value(p_.variables[x.var]);
        return margin(depth) + "const int64_t " + name + " = " + value + ";\n" + body;
      }
      case ir::statement_kind::guard:
        return margin(depth) + "if (" + conditions(x.guard, x.guards) + ") {\n" +
               chain(x.body, depth + 1) + margin(depth) + "}\n";
      case ir::statement_kind::allocate: {
        const auto b = static_cast<std::size_t>(x.buffer);
        const int before = reads_[b];
        const std::string body = chain(x.body, depth);
        const std::string unread =
            reads_[b] > before ? "" : margin(depth) + "(void)" + buffer_name(x.buffer) + ";\n";
        return margin(depth) + allocation(x.buffer) + "\n" + unread + body;
      }
      case ir::statement_kind::push:
      case ir::statement_kind::pop:
        return "";  // one processor keeps the order by itself
      case ir::statement_kind::barrier:
        return margin(depth) + barrier();
      case ir::statement_kind::prefetch: {
        const std::string call = prefetching(x.buffer, "&" + element_of(x.buffer, x.first));
        if (call.empty()) return "";
        return margin(depth) + (x.guards > 0 ? "if (" + conditions(x.guard, x.guards) + ") " : "") + call + ";\n";
      }
      case ir::statement_kind::call:
        return calling(s, depth);
      case ir::statement_kind::store:
        break;
    }
    return stores(s, depth);
  }

  std::string loop(const ir::statement& x, int depth) {
    if (ir::is_block(x.loop) || ir::is_thread(x.loop)) return bound_loop(x, depth);
    const std::string& v = variable_name(x.var);
    const std::string head = margin(depth) + "for (int64_t " + v + " = 0; " + v + " < " +
                             form(p_.forms[x.extent]) + "; ++" + v + ") {\n";
    if (x.loop != ir::loop_kind::vector) {
      const bool unrolls = x.loop == ir::loop_kind::unrolled && !unrolling().empty();
      const std::string hint = unrolls ? unrolling() : x.hint == ir::loop_hint::none ? "" : hinting(x.hint);
      return (hint.empty() ? "" : margin(depth) + hint) + head + chain(x.body, depth + 1) + margin(depth) + "}\n" +
             behind_loop(x, depth);
    }
    std::string text;  // statements go in lockstep: each is done in all lanes before the next one
    for (int s = x.body; s >= 0; s = p_.statements[s].next) {
      text += head + statement(s, depth + 1) + margin(depth) + "}\n";
    }
    return text;
  }

  /// Memory of the iteration's own.
  std::string local(int b, const std::string& type) const {
    const index_t size = p_.buffers[b].size.constant;
    return type + " " + buffer_name(b) + "[" + std::to_string(size < 1 ? 1 : size) + "];";
  }
  /// A piece of the workspace as a pointer to `type`.
  std::string piece(int b, const std::string& type) const {
    const ir::buffer& x = p_.buffers[b];
    std::string at = x.per_worker && !p_.workspace_bytes.is_zero() ? form(p_.workspace_bytes) : "";
    if (!at.empty())
      at = "(" + at + " + 63) / 64 * 64";  // the workers' parts are lines of their own
    if (!x.offset.is_zero()) at += (at.empty() ? "" : " + ") + form(x.offset);
    return type + " *const " + buffer_name(b) + " = (" + type + " *)" + untyped() + "(workspace" +
           (at.empty() ? "" : " + " + at) + ");";
  }
  /// A cast that a pointer to bytes takes on its way to another type.
  virtual std::string untyped() const { return ""; }

  /// A group of stores: shared values, all that is stored if it is more than one, the stores.
  std::string stores(int s, int depth) {
    std::vector<int> uses(static_cast<std::size_t>(p_.expressions.count), 0);
    for (int g = s; g >= 0; g = p_.statements[g].group)
      ++uses[static_cast<std::size_t>(p_.statements[g].value)];
    for (int e = p_.expressions.count - 1; e >= 0; --e) {
      const ir::expression& x = p_.expressions[e];
      const int all[] = {x.a, x.b, x.c};
      for (int i = 0; uses[static_cast<std::size_t>(e)] > 0 && i < operands(x.op); ++i) {
        ++uses[static_cast<std::size_t>(all[i])];
      }
    }
    const bool several = p_.statements[s].group >= 0;
    values shared(uses.size());
    std::string text;
    int count = 0;
    const auto name_value = [&](int e) {
      const std::string given = names_.give("t");
      ++count;
      text += margin(depth) + "const " + c_type(p_.expressions[e].type) + " " + given + " = " +
              value(e, shared, true) + ";\n";
      shared[static_cast<std::size_t>(e)] = given;
    };
    for (int e = 0; e < p_.expressions.count; ++e) {
      const operation op = p_.expressions[e].op;
      if (uses[static_cast<std::size_t>(e)] > 1 && op != operation::constant) name_value(e);
    }
    for (int g = s; several && g >= 0; g = p_.statements[g].group) {
      const int e = p_.statements[g].value;
      const bool is_constant = p_.expressions[e].op == operation::constant;
      if (!is_constant && shared[static_cast<std::size_t>(e)].empty()) name_value(e);
    }
    for (int g = s; g >= 0; g = p_.statements[g].group) {
      const ir::statement& x = p_.statements[g];
      text += margin(depth);
      if (x.guards > 0) text += "if (" + conditions(x.guard, x.guards) + ") ";
      text += element_of(x.buffer, x.first) + " = " + value(x.value, shared, true) + ";\n";
    }
    return count == 0 ? text : margin(depth) + "{\n" + text + margin(depth) + "}\n";
  }
};

}  // namespace tenon::inline TENON_ABI::source
