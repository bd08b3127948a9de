// Several readers of one stage, chains that fold away, and layouts that their readers must follow.
#include "ported/check.hpp"

using namespace ported;

namespace {

/// Maxima of three, read by max(…, 0) and again by a sum of both.
struct pooled {
  tensor_of<float, 1> pool, relu, out;
  axis i;
};
pooled make_pooled(extent n) {
  auto X = input<float>("X", n + 2);
  axis i("i", n), r("r", 3);
  auto pool = compute("pool", {i}, max(X(i + r), r));
  auto relu = compute("relu", {i}, max(pool(i), 0));
  return {pool, relu, compute("out", {i}, pool(i) + relu(i)), i};
}

}  // namespace

TEST_CASE("ORT 28543: a reduction joined to one of its two readers") {
  for (const int place : {0, 1, 2}) {
    check_sizes(
        [=](extent n) {
          auto [pool, relu, out, i] = make_pooled(n);
          auto s = schedule(out);
          auto [o, l] = s.split(i, 8);
          if (place == 0) s[relu].compute_inline();
          if (place == 1) s[relu].compute_at(s, o);
          s[pool].compute_at(s, place == 2 ? axis() : o);
          if (place == 2) return schedule(out);  // at the root
          return s;
        },
        21);
  }
}

TEST_CASE("ORT 28543: the stage with two readers is an output as well") {
  const auto both = [](bool at_reader) {
    return [at_reader] {
      auto [pool, relu, out, i] = make_pooled(21);
      auto s = schedule(pool, out);
      s[relu].compute_inline();
      if (at_reader) s[pool].compute_at(s, i);
      return s;
    };
  };
  check(both(false));
  check(both(true));
}

TEST_CASE("ORT 28543: a reader that remains outside of the place where the stage is computed") {
  CHECK(has(refusal([] {
              auto [pool, relu, out, i] = make_pooled(21);
              auto s = schedule(out);
              s[pool].compute_at(s, i);  // `relu`, at the root, reads it too
              return s;
            }),
            "requires every use of the stage to be inside the loop 'axis'"));
}

TEST_CASE("ORT 4110: a stage read directly and through another one that is folded away") {
  check_sizes(
      [](extent n) {
        auto A = input<std::int32_t>("A", n + 4);
        axis x("x", n + 4), y("y", n + 2), i("i", n);
        auto P = compute("P", {x}, A(x) * 3);
        auto Q = compute("Q", {y}, P(y) - P(y + 2));
        auto s = schedule(compute("C", {i}, Q(i) * Q(i + 2) + P(i + 1)));
        s[Q].compute_inline();
        s[P].compute_at(s, s.split(i, 4).outer);
        return s;
      },
      14);
}

TEST_CASE("tvm 3867: a stage folded into two readers that run in different loops") {
  check_sizes(
      [](extent m, extent n) {
        auto A = input<std::int32_t>("A", m, n);
        axis i("i", m), j("j", n), r("r", n);
        auto P = compute("P", {i, j}, A(i, j) * 3 + 1);
        auto lines = compute("lines", {i}, sum(P(i, r), r));
        auto s = schedule(compute("C", {j, i}, P(i, j) * lines(i)));
        s[P].compute_inline();
        s.parallel(j);
        return s;
      },
      6, 9);
}

#define PORTED_FOLDED(number, what, value)                                         \
  TEST_CASE("ORT " number ": " what " times 1/1, whose producer is folded away") { \
    for (const bool folded : {true, false}) {                                      \
      check_sizes(                                                                 \
          [=](extent n) {                                                          \
            auto X = input<float>("X", n);                                         \
            axis i("i", n);                                                        \
            auto middle = compute("middle", {i}, value);                           \
            auto one = compute("one", {i}, constant(1.0F) / constant(1.0F));       \
            auto wrapped = compute("wrapped", {i}, one(i) * middle(i));            \
            auto s = schedule(compute("Y", {i}, wrapped(i) + 0.0F));               \
            if (folded) s[middle].compute_inline();                                \
            s[one].compute_inline();                                               \
            s[wrapped].compute_inline();                                           \
            s.vectorize(s.split(i, 8).inner);                                      \
            return s;                                                              \
          },                                                                       \
          21);                                                                     \
    }                                                                              \
  }
PORTED_FOLDED("32413", "a copy", X(i))
PORTED_FOLDED("32414", "what nothing drops out of", select(i >= 0, X(i), 0))
PORTED_FOLDED("32416", "a cast to the same type", cast<float>(X(i)))
#undef PORTED_FOLDED

namespace {

/// A convolution's result, channels in groups of four, for readers that follow that or don't.
template <class Reader>
auto packed(const Reader& reader) {
  return [reader](extent channels, extent width) {
    auto X = input<float>("X", width + 2);
    auto W = input<float>("W", channels, 3);
    axis c("c", channels), x("x", width), r("r", 3);
    auto P = compute("P", {c, x}, sum(X(x + r) * W(c, r), r));
    auto s = reader(P, channels, width);
    auto p = s[P];
    p.pack(0, 4);
    auto [co, ci] = p.split(c, 4);
    p.reorder(co, x, r, ci).vectorize(ci);
    return s;
  };
}

}  // namespace

TEST_CASE("tvm 8759: every eighth channel of what is stored in groups of four") {
  const auto sliced = packed([](auto P, extent channels, extent width) {
    axis k("k", (channels.form.constant + 7) / 8), x("x", width);
    return schedule(compute("C", {k, x}, P(8 * k, x)));
  });
  check([&] { return sliced(19, 5); });
  check([&] { return sliced(16, 3); });
}

TEST_CASE("tvm 10109: what is stored in groups of channels is read with its dimensions swapped") {
  check_sizes(packed([](auto P, extent channels, extent width) {
                axis c("c", channels), x("x", width);
                auto s = schedule(compute("C", {x, c}, P(c, x) * 2 + 1));
                s.vectorize(s.split(c, 8).inner);
                return s;
              }),
              19, 5);
}

TEST_CASE("tvm 4508: a number, a channel's and a column's value beside what is stored in groups") {
  check_sizes(packed([](auto P, extent channels, extent width) {
                auto alpha = scalar<float>("alpha");
                auto bias = input<float>("bias", channels);
                auto line = input<float>("line", 1, width);
                axis c("c", channels), x("x", width);
                return schedule(compute("C", {c, x}, P(c, x) * alpha() + bias(c) - line(0, x)));
              }),
              19, 5);
}

TEST_CASE("tvm 9813: the least of all channels that are stored in groups") {
  check_sizes(packed([](auto P, extent channels, extent width) {
                axis x("x", width), k("k", channels);
                auto [least, where] = compute("least", {x}, argmin(P(k, x), k));
                return schedule(least, where);
              }),
              19, 5);
}
