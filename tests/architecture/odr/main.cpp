// Runs what two compilers made of the same descriptions, in one program. The wide half is left
// out on a machine without AVX2 and FMA.
#include <cstdio>

const char* run_wide();
const char* run_narrow();

int main() {
  const char* wrong = run_narrow();
  if (wrong != nullptr) {
    std::printf("the unit built for x86-64-v2: %s\n", wrong);
    return 1;
  }
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 77;
  wrong = run_wide();
  if (wrong != nullptr) {
    std::printf("the unit built for AVX2 and FMA: %s\n", wrong);
    return 1;
  }
  std::printf("both units compute the same, right results\n");
}
