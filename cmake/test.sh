#!/usr/bin/env bash
# Builds and runs all tests on a fresh Debian 12 or anything like it; ends with ctest's summary.
# JOBS sets how many compilers run at once; arguments go to ctest (say, -R schedule).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=${JOBS:-2}
"$root/cmake/install-packages.sh" test
cmake -S "$root" -B "$root/build/test" -G Ninja -DCMAKE_CXX_COMPILER="${CXX:-g++}" \
  -DTENON_BUILD_TESTS=ON -DTENON_BUILD_EXAMPLES=ON -DTENON_NVCC_FROM_PYPI=ON
# Everything that builds is built and run, so that one failure doesn't hide another.
built=0
cmake --build "$root/build/test" -j "$jobs" -- -k 0 || built=$?
[ "$built" -eq 0 ] || echo "test.sh: the build failed; the tests that exist are run all the same"
ctest --test-dir "$root/build/test" -j "$jobs" --output-on-failure "$@"
exit "$built"
