#include <random>

#include "cases.hpp"

namespace bytes {

operands::operands(int size, int most) : product(size) {
  std::mt19937 random(5);
  for (std::uint8_t& x : a)
    x = static_cast<std::uint8_t>(random() % (static_cast<unsigned>(most) + 1));
  for (std::int8_t& x : b) x = static_cast<std::int8_t>(random());
}

std::string operands::check() const {
  return compare([](auto x) { return int(x); });
}

}  // namespace bytes
