// Copies that turn rows into columns by the block: native code, LLVM for several targets and the
// interpreter give the oracle's bytes on random bytes, at sizes around the lanes and columns; and
// no row is read past its end, behind which lies memory that must not be touched.
#include <doctest/doctest.h>

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <random>
#include <string>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/kernel/jit.hpp>
#include <tenon/kernel/kernel.hpp>

#include "kernel/trial.hpp"

namespace {

using namespace tenon;

/// B = A through panels of `Lanes` rows, stored column by column.
template <class T, index_t Columns, index_t Lanes, bool Padded>
inline constexpr auto panels = [](extent n, extent k) {
  auto A = input<T>("A", n, k);
  axis i("i", n), r("r", k);
  auto s = schedule(compute("B", {i, r}, A(i, r)));
  auto copy = s.cache_read(A);
  copy.pack(0, Lanes);
  if (Padded) copy.pad(0);
  auto [io, ii] = copy.split(copy.dimension(0), Lanes);
  auto [ro, ri] = copy.split(copy.dimension(1), Columns, tail::cut);
  copy.reorder(io, ro, ri, ii).unroll(ri).vectorize(ii);
  return s;
};

/// B(r, i) = A(i, r): lanes past the end are not stored.
template <class T, index_t Columns, index_t Lanes>
inline constexpr auto turned = [](extent n, extent k) {
  auto A = input<T>("A", n, k);
  axis i("i", n), r("r", k);
  auto s = schedule(compute("B", {r, i}, A(i, r)));
  auto [io, ii] = s.split(i, Lanes);
  auto [ro, ri] = s.split(r, Columns, tail::cut);
  s.reorder(io, ro, ri, ii).unroll(ri).vectorize(ii).parallel(io);
  return s;
};

/// Bytes that end where memory ends.
class at_the_end {
 public:
  explicit at_the_end(const std::vector<unsigned char>& bytes) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    size_ = (bytes.size() + page - 1) / page * page + page;
    void* const memory =
        mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(memory != MAP_FAILED);
    start_ = static_cast<unsigned char*>(memory);
    data_ = start_ + (size_ - page - bytes.size());
    if (!bytes.empty()) std::memcpy(data_, bytes.data(), bytes.size());
    REQUIRE(mprotect(start_ + size_ - page, page, PROT_NONE) == 0);
  }
  at_the_end(const at_the_end&) = delete;
  at_the_end& operator=(const at_the_end&) = delete;
  ~at_the_end() { munmap(start_, size_); }

  unsigned char* data() const { return data_; }

 private:
  unsigned char* start_;
  unsigned char* data_;
  std::size_t size_;
};

int count_transposed(const ir::program& p) {
  int count = 0;
  for (const ir::statement& s : p.statements) {
    count += s.kind == ir::statement_kind::loop && s.loop == ir::loop_kind::transposed;
  }
  return count;
}

struct extents {
  index_t n, k;
};
/// Runs `call(arguments)` on data whose input ends where memory ends; whether the oracle agrees.
template <class Trial, class Call>
bool agrees(Trial& t, const trials::operands& data, const Call& call) {
  trials::operands mine = data;
  const at_the_end input(data[0].bytes);
  auto arguments = t.arguments(mine);
  arguments[0].data = input.data();
  call(arguments.data(), static_cast<int>(arguments.size()));
  return mine == t.expected(data);
}

/// Kernels of LLVM for the targets that this machine runs; none without the bundled LLVM.
template <auto Description, size... Sizes>
std::vector<jit_kernel> compiled_kernels() {
  std::vector<jit_kernel> all;
  for (const isa set : {isa::sse2, isa::avx2_fma, isa::avx512}) {
    try {
      jit_kernel k = jit_for(preset(set), Description, Sizes...);
      CHECK(count_transposed(k.program()) > 0);
      if (k.code().is_runnable()) all.push_back(std::move(k));
    } catch (const error& e) {
      MESSAGE("without LLVM: ", e.what());
      break;
    }
  }
  return all;
}

/// Every way to run one description, on sizes that are known when it runs or constant.
template <auto Description, size... Sizes>
void check(std::initializer_list<extents> all) {
  const kernel<Description, Sizes...> native;
  const std::vector<jit_kernel> compiled = compiled_kernels<Description, Sizes...>();
  const lowered_kernel lowered = lower_description(compiled_target(), Description, Sizes...);
  CHECK(count_transposed(*lowered.program) > 0);
  std::mt19937 random(11);
  for (const extents e : all) {
    CAPTURE(e.n);
    CAPTURE(e.k);
    constexpr bool is_symbolic = (size(Sizes).is_dynamic() && ...);
    trials::trial<Description, Sizes...> t(is_symbolic ? std::vector<index_t>{e.n, e.k}
                                                       : std::vector<index_t>{});
    trials::operands data = t.data(3, true);
    for (unsigned char& byte : data[0].bytes) byte = static_cast<unsigned char>(random());
    CHECK(agrees(t, data,
                 [&](const argument* a, int count) { native.run_arguments({}, a, count); }));
    for (const jit_kernel& k : compiled) {
      const std::string set = spelling(k.program().machine.set);
      CAPTURE(set);
      CHECK(agrees(t, data, [&](const argument* a, int count) { k.run_arguments({}, a, count); }));
    }
    workspace own;
    CHECK(agrees(t, data, [&](const argument* a, int count) {
      call_kernel(*lowered.facts, a, count, {}, own, [&](const kernel_call& call) {
        interpret(*lowered.program, call, {.seed = 5, .detect = true});
      });
    }));
  }
}

constexpr std::initializer_list<extents> around = {
    {0, 5},   {5, 0},   {1, 1},   {1, 16},  {16, 1},  {15, 17}, {16, 16},
    {17, 15}, {31, 33}, {32, 32}, {33, 31}, {37, 41}, {48, 23}, {64, 48}};

}  // namespace

TEST_CASE("padded panels: rows past the end are zeros") {
  check<panels<float, 16, 32, true>, dynamic, dynamic>(around);
  check<panels<double, 8, 8, true>, dynamic, dynamic>(around);
  check<panels<std::int32_t, 8, 24, true>, dynamic, dynamic>(around);
}

TEST_CASE("panels without padding: rows past the end are not stored") {
  check<panels<float, 4, 8, false>, dynamic, dynamic>(around);
  check<panels<double, 2, 16, false>, dynamic, dynamic>(around);
}

TEST_CASE("a tensor turned, rows in parallel") {
  check<turned<float, 12, 16>, dynamic, dynamic>(around);
  check<turned<std::int64_t, 32, 12>, dynamic, dynamic>(around);
}

TEST_CASE("small elements") {
  check<panels<std::int16_t, 8, 32, true>, dynamic, dynamic>(around);
  check<turned<std::uint8_t, 16, 32>, dynamic, dynamic>(around);
}

TEST_CASE("constant sizes") {
  check<panels<float, 16, 16, true>, 61, 35>({{61, 35}});
  check<turned<double, 4, 8>, 19, 13>({{19, 13}});
  check<turned<std::uint32_t, 16, 16>, 64, 64>({{64, 64}});
}
