// The bundled LLVM as a shared object: found or refused with a sentence, safe on several threads,
// never a page that is writable and executable, deaf to damaged programs.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <tenon/codegen/llvm/library.hpp>
#include <tenon/core/box.hpp>

#include "../ir/programs.hpp"

namespace {

using namespace tenon;
using codegen::compiled_function;
using codegen::compiled_text;
using codegen::llvm_library;

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("the library is there and says what it is") {
  const llvm_library& llvm = llvm_library::instance();
  INFO(llvm.problem);
  REQUIRE(llvm.available());
  CHECK(llvm.information.interface_version == tenon_llvm_interface);
  CHECK(llvm.information.llvm_major >= 16);
  CHECK(llvm.path[0] == '/');
}

TEST_CASE("a missing or foreign library is refused with a sentence") {
  const std::string absent = llvm_library::load("/nowhere/libtenon_llvm.so").problem;
  CHECK(contains(absent, "cannot be loaded"));
  CHECK(contains(absent, "/nowhere/libtenon_llvm.so"));
  CHECK(contains(absent, "TENON_LLVM_LIBRARY"));
  CHECK(contains(llvm_library::load("").problem, "was not built"));
  CHECK(contains(llvm_library::load("libtenon_llvm.so").problem, "full path"));
  CHECK(contains(llvm_library::load("./libtenon_llvm.so").problem, "full path"));
  Dl_info math{};
  REQUIRE(dladdr(reinterpret_cast<void*>(&::fopen), &math) != 0);
  if (math.dli_fname[0] == '/') {
    CHECK(contains(llvm_library::load(math.dli_fname).problem, "is not tenon's bundled LLVM"));
  }
}

TEST_CASE("a library of another release is refused") {
  const std::string base = "/tmp/tenon_other_release_" + std::to_string(::getpid());
  std::ofstream(base + ".cpp")
      << "struct information { unsigned interface_version, llvm; long flat; };\n"
         "extern \"C\" {\n"
         "void tenon_llvm_version(information* i) { *i = {4711, 19, 1}; }\n"
         "void tenon_llvm_compile() {}\nvoid tenon_llvm_function() {}\n"
         "void tenon_llvm_text() {}\nvoid tenon_llvm_release() {}\n}\n";
  const std::string command = "c++ -shared -fPIC " + base + ".cpp -o " + base + ".so";
  REQUIRE(std::system(command.c_str()) == 0);
  const llvm_library other = llvm_library::load(base + ".so");
  CHECK_FALSE(other.available());
  CHECK(contains(other.problem, "another release"));
  CHECK(contains(other.problem, "4711"));
  std::remove((base + ".cpp").c_str());
  std::remove((base + ".so").c_str());
}

/// Mappings that are writable and executable at this moment.
int unsafe_mappings() {
  std::ifstream maps("/proc/self/maps");
  int count = 0;
  for (std::string line; std::getline(maps, line);) count += contains(line, " rwx") ? 1 : 0;
  return count;
}

/// Compiles vector_add and runs it.
bool adds(index_t n) {
  box<ir::program> p;
  programs::vector_add(*p);
  p->machine = compiled_target();
  const compiled_function f(*p);
  std::vector<float> a(static_cast<std::size_t>(n), 2.0f), b(a), c(a);
  void* tensors[] = {a.data(), b.data(), c.data()};
  f(kernel_call{tensors, &n, nullptr, 0, 0, nullptr, nullptr});
  for (float x : c) {
    if (x != 4.0f) return false;
  }
  return true;
}

TEST_CASE("several threads compile, run and release at once; no page is writable and executable") {
  std::atomic<int> right = 0;
  std::atomic<int> unsafe = 0;
  std::atomic<bool> done = false;
  std::thread watcher([&] {
    while (!done) unsafe += unsafe_mappings();
  });
  std::vector<std::thread> workers;
  for (int t = 0; t < 4; ++t) {
    workers.emplace_back([&, t] {
      for (int round = 0; round < 10; ++round) right += adds(1 + t * 17 + round) ? 1 : 0;
    });
  }
  for (std::thread& w : workers) w.join();
  done = true;
  watcher.join();
  CHECK(right == 40);
  CHECK(unsafe == 0);
  CHECK(unsafe_mappings() == 0);
}

/// Mappings of this process.
int mappings() {
  std::ifstream maps("/proc/self/maps");
  int count = 0;
  for (std::string line; std::getline(maps, line);) ++count;
  return count;
}

TEST_CASE("a released kernel gives its memory back") {
  REQUIRE(adds(3));
  const int before = mappings();
  for (int round = 0; round < 100; ++round) REQUIRE(adds(3));
  CHECK(mappings() < before + 20);
}

TEST_CASE("texts show what was compiled") {
  box<ir::program> p;
  programs::matmul(*p);
  p->machine = preset(isa::sse2);
  const compiled_function f(*p);
  const std::string emitted = f.text(compiled_text::emitted);
  const std::string optimized = f.text(compiled_text::optimized);
  const std::string assembly = f.text(compiled_text::assembly);
  CHECK(contains(emitted, "alloca [16 x float]"));
  CHECK_FALSE(contains(optimized, "alloca [16 x float]"));  // the tile became registers
  CHECK(contains(optimized, "define void @kernel(ptr"));
  CHECK(contains(assembly, "kernel:"));
#if defined(__x86_64__)
  CHECK(contains(assembly, "mulps"));
  CHECK_FALSE(contains(assembly, "fmadd"));
  CHECK_FALSE(contains(assembly, "ymm"));
  const compiled_function wide(*p, {2, "avx512", "znver4"});
  const std::string wide_assembly = wide.text(compiled_text::assembly);
  CHECK(contains(wide_assembly, "vmulps"));
  CHECK_FALSE(contains(wide_assembly, "fmadd"));  // never contracted
#endif
  CHECK(f.text(static_cast<compiled_text>(77)).empty());
}

template <class Change>
std::string refusal(Change&& change, codegen::compile_options options = {}) {
  box<ir::program> p;
  programs::vector_add(*p);
  change(*p);
  try {
    const compiled_function f(*p, options);
  } catch (const error& e) {
    return e.what();
  }
  return {};
}

TEST_CASE("what cannot be compiled is refused with a sentence") {
  CHECK(refusal([](ir::program&) {}).empty());
  CHECK(contains(refusal([](ir::program&) {}, {2, "mmx", nullptr}), "no instruction set 'mmx'"));
#if defined(__x86_64__)
  CHECK(contains(refusal([](ir::program&) {}, {2, "neon64", nullptr}), "architecture"));
#endif
  CHECK(contains(refusal([](ir::program& p) { p.root = 500; }), "does not exist"));
  CHECK(
      contains(refusal([](ir::program& p) { p.expressions.back().type = element::i8; }), "types"));
  CHECK(contains(refusal([](ir::program& p) { p.buffers[2].type = element::i8; }), "another type"));
  CHECK(
      contains(refusal([](ir::program& p) { p.root = p.statements[p.root].body; }), "not defined"));
  CHECK(contains(refusal([](ir::program& p) {
                   const int big =
                       programs::add_local(p, "big", element::f64, {ir::make_affine(40000)});
                   p.root = ir::builder(p).allocate(big, p.root);
                 }),
                 "262144 bytes"));
  CHECK(contains(refusal([](ir::program& p) {
                   ir::builder b(p);
                   const int v[] = {programs::add_loop(p, "u"), programs::add_loop(p, "v")};
                   int body = p.root;
                   for (int u : v)
                     body = b.loop(u, ir::make_affine(900), ir::loop_kind::unrolled, body);
                   p.root = body;
                 }),
                 "unroll or vectorize less"));
}

TEST_CASE("damaged words give a status and a sentence, through the C interface alone") {
  const llvm_library& llvm = llvm_library::instance();
  REQUIRE(llvm.available());
  box<ir::program> p;
  programs::matmul(*p);
  std::vector<std::int64_t> words = ir::encode(*p);
  tenon_llvm_request request{tenon_llvm_interface, 2, nullptr, nullptr, words.data(), words.size()};
  char message[200] = "";
  tenon_llvm_kernel* kernel = nullptr;
  CHECK(llvm.compile(&request, &kernel, message, sizeof message) == tenon_llvm_ok);
  CHECK(llvm.function(kernel) != nullptr);
  llvm.release(kernel);
  llvm.release(nullptr);
  words[words.size() / 2] ^= 1;
  CHECK(llvm.compile(&request, &kernel, message, sizeof message) == tenon_llvm_bad_program);
  CHECK(kernel == nullptr);
  CHECK(contains(message, "checksum"));
  CHECK(llvm.compile(&request, &kernel, message, 5) == tenon_llvm_bad_program);
  CHECK(std::strlen(message) == 4);
  CHECK(llvm.compile(&request, &kernel, nullptr, 0) == tenon_llvm_bad_program);
  CHECK(llvm.compile(&request, nullptr, nullptr, 0) == tenon_llvm_bad_request);
  CHECK(llvm.compile(nullptr, &kernel, nullptr, 0) == tenon_llvm_bad_request);
  request.interface_version += 1;
  CHECK(llvm.compile(&request, &kernel, message, sizeof message) == tenon_llvm_bad_request);
}

TEST_CASE("forged programs are refused or compiled, but never crash the library") {
  const llvm_library& llvm = llvm_library::instance();
  std::mt19937_64 random(5);
  int compiled = 0, refused = 0;
  for (auto* make : {programs::vector_add, programs::matmul, programs::ring, programs::argmax,
                     programs::padded, programs::turned}) {
    box<ir::program> p;
    make(*p);
    const std::vector<std::int64_t> whole = ir::encode(*p);
    for (int round = 0; round < 60; ++round) {
      std::vector<std::int64_t> words = whole;
      for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
        const std::size_t at = 30 + random() % (words.size() - 30);
        words[at] += static_cast<std::int64_t>(random() % 5) - 2;
      }
      words[3] = ir::flat::checksum(words.data() + ir::flat_prefix,
                                    static_cast<std::int64_t>(words.size()) - ir::flat_prefix);
      const tenon_llvm_request request{tenon_llvm_interface, 2,           "sse2", nullptr,
                                       words.data(),         words.size()};
      tenon_llvm_kernel* kernel = nullptr;
      char message[300] = "";
      const std::int32_t status = llvm.compile(&request, &kernel, message, sizeof message);
      CHECK(status != tenon_llvm_internal);
      (status == tenon_llvm_ok ? compiled : refused) += 1;
      llvm.release(kernel);
    }
  }
  CHECK(compiled > 20);
  CHECK(refused > 20);
}

}  // namespace
