// Compiled twice, for two machines by two compilers, into one program; UNIT names the copy.
#include <string>

#include <tenon/core/rule.hpp>
#include <tenon/ir/affine.hpp>

#define TENON_JOIN_UNIT_(name) run_##name
#define TENON_JOIN_UNIT(name) TENON_JOIN_UNIT_(name)

namespace {

const char* check_index_arithmetic(tenon::index_t factor) {
  using namespace tenon::ir;
  const affine a = make_variable(1, factor) + make_affine(3);
  const affine b = substitute(a, 1, make_variable(2, 5) - 1);
  if (b.factor_of(2) != 5 * factor || b.constant != 3 - factor) return "substitution is wrong";
  return nullptr;
}

const char* check_sentence(tenon::index_t got) {
  const tenon::finding broken{tenon::rule::split_factor, 1, {got, 0}};
  const std::string text = tenon::explain(broken);
  if (text.find(std::to_string(got)) == std::string::npos) return "the number is missing";
  return nullptr;
}

}  // namespace

const char* TENON_JOIN_UNIT(UNIT)();

const char* TENON_JOIN_UNIT(UNIT)() {
  volatile int two = 2;
  if (const char* wrong = check_index_arithmetic(two)) return wrong;
  return check_sentence(-two);
}
