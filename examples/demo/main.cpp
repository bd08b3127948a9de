// The demo: the edges of a photograph by one description, compiled twice (by this C++ compiler and
// by LLVM) and scheduled twice (fused and stage by stage); then a matrix product beside other
// libraries. Ends with exit code 1 if any result differs.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include <tenon/runtime/default_executor.hpp>

#include "picture.hpp"
#include "subjects.hpp"

namespace demo {
namespace {

using tenon::index_t;

bool all_right = true;

void expect(bool holds, const std::string& what) {
  if (holds) return;
  std::printf("MISMATCH: %s\n", what.c_str());
  all_right = false;
}

double milliseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// The fastest of some rounds of each piece of work, the rounds of all of them interleaved.
std::vector<double> fastest(const std::vector<std::function<void()>>& works, int rounds) {
  std::vector<double> best(works.size(), 1e300);
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) best[i] = std::min(best[i], milliseconds(works[i]));
  }
  return best;
}

/// The photograph, mirrored again and again until it has `times` its height and width.
picture mirrored(const picture& p, index_t times) {
  const index_t height = p.extent(1), width = p.extent(2);
  picture large(tenon::uninitialized, 3, height * times, width * times);
  const auto fold = [](index_t at, index_t n) { return at / n % 2 == 0 ? at % n : n - 1 - at % n; };
  for (index_t c = 0; c < 3; ++c) {
    for (index_t y = 0; y < height * times; ++y) {
      for (index_t x = 0; x < width * times; ++x) large(c, y, x) = p(c, fold(y, height), fold(x, width));
    }
  }
  return large;
}

/// How often, so that it has about 13 million pixels: far more than the caches hold.
index_t times_for(const picture& p) {
  const double times = std::sqrt(13.5e6 / (static_cast<double>(p.extent(1)) * static_cast<double>(p.extent(2))));
  return std::max<index_t>(1, std::lround(times));
}

/// The magnitude at (y, x), in double, straight from its definition: no stage is kept.
double exact_magnitude(const picture& p, index_t y, index_t x) {
  constexpr double w[] = {1.0 / 16, 4.0 / 16, 6.0 / 16, 4.0 / 16, 1.0 / 16};
  double b[3][3] = {};
  for (int r = 0; r < 3; ++r) {
    for (int c = 0; c < 3; ++c) {
      for (int i = 0; i < 25; ++i) {
        const index_t yy = y + r + i / 5, xx = x + c + i % 5;
        b[r][c] += w[i / 5] * w[i % 5] * (0.299 * p(0, yy, xx) + 0.587 * p(1, yy, xx) + 0.114 * p(2, yy, xx));
      }
    }
  }
  const double gx = b[0][2] - b[0][0] + 2 * (b[1][2] - b[1][0]) + b[2][2] - b[2][0];
  const double gy = b[2][0] - b[0][0] + 2 * (b[2][1] - b[0][1]) + b[2][2] - b[0][2];
  return std::sqrt(gx * gx + gy * gy);
}

/// Whether edges are those of the definition, save where float can't tell.
bool are_edges_of(const picture& rgb, const picture& edges) {
  index_t wrong = 0, set = 0;
  for (index_t y = 0; y < edges.extent(0); ++y) {
    for (index_t x = 0; x < edges.extent(1); ++x) {
      const double exact = exact_magnitude(rgb, y, x);
      wrong += std::abs(exact - 24) > 1e-3 && edges(y, x) != (exact > 24 ? 255 : 0);
      set += edges(y, x) != 0;
    }
  }
  return wrong == 0 && set > 0 && set < edges.size();
}

/// Whether there are outlines, and fewer than edges, and all on edges.
bool are_among(const picture& outlines, const picture& edges) {
  index_t stray = 0, set = 0, all = 0;
  for (index_t y = 0; y < outlines.extent(0); ++y) {
    for (index_t x = 0; x < outlines.extent(1); ++x) {
      stray += outlines(y, x) != 0 && edges(y + 1, x + 1) == 0;
      set += outlines(y, x) != 0;
      all += edges(y + 1, x + 1) != 0;
    }
  }
  return stray == 0 && set > 0 && 2 * set < all;
}

std::vector<edge_subject> edge_subjects() {
  std::vector<edge_subject> all = {{"C++ compiler, fused", edges_native_fused},
                                   {"C++ compiler, stage by stage", edges_native_unfused}};
  try {
    for (edge_subject& s : edges_llvm()) all.push_back(std::move(s));
  } catch (const tenon::error& e) {
    std::printf("without LLVM: %s\n", e.what());
  }
  return all;
}

/// The same bits from everyone; the edges.
picture compare(const std::vector<edge_subject>& subjects, const picture& rgb, const std::string& what) {
  picture first(rgb.extent(1) - border, rgb.extent(2) - border);
  subjects[0].run(tenon::default_executor(), rgb, first);
  for (std::size_t i = 1; i < subjects.size(); ++i) {
    picture other(first.extent(0), first.extent(1));
    other.fill(0x5A);
    subjects[i].run(tenon::default_executor(), rgb, other);
    expect(other == first, what + ": " + subjects[i].name + " differs from " + subjects[0].name);
  }
  return first;
}

void time_edges(const std::vector<edge_subject>& subjects, const picture& rgb) {
  picture edges(rgb.extent(1) - border, rgb.extent(2) - border);
  tenon::serial_executor one;
  tenon::executor& all = tenon::default_executor();
  std::vector<std::function<void()>> works;
  for (const edge_subject& s : subjects) {
    works.push_back([&] { s.run(one, rgb, edges); });
    works.push_back([&] { s.run(all, rgb, edges); });
  }
  const std::vector<double> best = fastest(works, 5);
  std::printf("\nedges of %lld x %lld pixels (the photograph, mirrored), milliseconds\n%-32s %9s %9lld\n",
              static_cast<long long>(rgb.extent(2)), static_cast<long long>(rgb.extent(1)), "threads:", "1",
              static_cast<long long>(all.workers()));
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    std::printf("%-32s %9.1f %9.1f\n", subjects[i].name.c_str(), best[2 * i], best[2 * i + 1]);
  }
}

/// The photograph beside its edges.
picture before_and_after(const picture& rgb, const picture& edges) {
  const index_t height = edges.extent(0), width = edges.extent(1);
  picture both(3, height, 2 * width);
  for (index_t c = 0; c < 3; ++c) {
    for (index_t y = 0; y < height; ++y) {
      for (index_t x = 0; x < width; ++x) {
        both(c, y, x) = rgb(c, y + border / 2, x + border / 2);
        both(c, y, width + x) = edges(y, x);
      }
    }
  }
  return both;
}

void show_edges(const std::string& photograph) {
  const picture rgb = read_png(photograph);
  if (std::min(rgb.extent(1), rgb.extent(2)) <= border + 2) {
    tenon::fail(tenon::blame::user, photograph + ": the pipeline needs more than 8 lines and columns");
  }
  std::printf("%s: %lld x %lld pixels\n", photograph.c_str(), static_cast<long long>(rgb.extent(2)),
              static_cast<long long>(rgb.extent(1)));
  const std::vector<edge_subject> subjects = edge_subjects();
  const picture edges = compare(subjects, rgb, "the photograph");
  expect(are_edges_of(rgb, edges), "the edges are not those of the definition");
  write_colour("photograph.png", rgb);
  write_grey("edges.png", edges);
  write_colour("before_after.png", before_and_after(rgb, edges));
  if (subjects.size() > 2) {
    picture shown(edges.extent(0), edges.extent(1));
    strength_llvm(rgb, shown);
    write_grey("strength.png", shown);
    picture thin(edges.extent(0) - 2, edges.extent(1) - 2);
    outlines_llvm(rgb, thin);
    expect(are_among(thin, edges), "an outline is not on an edge");
    write_grey("outlines.png", thin);
  }
  const picture large = mirrored(rgb, times_for(rgb));
  compare(subjects, large, "the mirrored photograph");
  if (all_right) std::printf("%zu kernels, the same bits\n", subjects.size());
  time_edges(subjects, large);
}

/// Whether some rows of C are those of A · B; the data is such that every sum is exact.
bool is_product(const matrix& a, const matrix& b, const matrix& c) {
  const index_t n = a.extent(0);
  for (index_t i = 0; i < n; i += 61) {
    for (index_t j = 0; j < n; ++j) {
      float exact = 0;
      for (index_t r = 0; r < n; ++r) exact += a(i, r) * b(r, j);
      if (c(i, j) != exact) return false;
    }
  }
  return true;
}

void time_products(int size, std::vector<peer> subjects) {
  try {
    subjects.insert(subjects.begin(), {"Tenon, LLVM", make_product_llvm(size), ""});
  } catch (const tenon::error&) {
    subjects.insert(subjects.begin(), {"Tenon, LLVM", {}, "the bundled LLVM"});
  }
  subjects.insert(subjects.begin(), {"Tenon, C++ compiler", product_native, ""});
  std::erase_if(subjects, [](const peer& p) { return !p.run; });

  matrix a(size, size), b(size, size);
  a.generate([](index_t n) { return static_cast<float>(n * 7 % 11 - 5); });
  b.generate([](index_t n) { return static_cast<float>(n * 5 % 13 - 6); });
  std::vector<matrix> results(subjects.size(), matrix(size, size));
  std::vector<std::function<void()>> works;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    works.push_back([&, i] { subjects[i].run(a, b, results[i]); });
  }
  const std::vector<double> best = fastest(works, 15);
  std::printf("\nproduct of %d x %d matrices of float, one thread, GFLOP/s\n", size, size);
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    std::printf("%-32s %9.1f\n", subjects[i].name.c_str(), 2e-6 * size * size * size / best[i]);
    expect(is_product(a, b, results[i]), subjects[i].name + ": the product is wrong");
  }
}

void show_products() {
  const std::vector<peer> peers = find_peers();
  for (const int size : product_sizes) time_products(size, peers);
  for (const peer& p : peers) {
    if (!p.run) std::printf("without %s: it is not installed (Debian: %s)\n", p.name.c_str(), p.missing.c_str());
  }
}

}  // namespace
}  // namespace demo

int main(int count, char** arguments) {
  try {
    demo::show_edges(count > 1 ? arguments[1] : TENON_DATA_FOLDER "/chelsea.png");
    demo::show_products();
  } catch (const std::exception& e) {
    std::printf("%s\n", e.what());
    return 1;
  }
  std::printf("\npictures: %s/{photograph,edges,strength,outlines,before_after}.png\n",
              std::filesystem::current_path().c_str());
  return demo::all_right ? 0 : 1;
}
