#!/usr/bin/env bash
# Searches schedules of the Halide pipeline on this machine and writes halide_search.tsv anew.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
cd "$root"
cmake/install-packages.sh bench
[ -x build/venv/bin/python ] || python3 -m venv build/venv
build/venv/bin/python cmake/bench/unpack_wheels.py
build=build/bench-g++
[ -f "$build/build.ninja" ] || cmake -S . -B "$build" -G Ninja -DCMAKE_CXX_COMPILER=g++ \
  -DCMAKE_BUILD_TYPE=Release -DTENON_BUILD_BENCH=ON -DTENON_BUILD_TESTS=OFF \
  -DTENON_BUILD_EXAMPLES=OFF -DTENON_INSTALL=OFF >/dev/null
cmake --build "$build" --target halide_search -- --quiet
lib=$root/build/pypi/halide/halide/lib64
{
  printf '# threads\tbest ms\tmedian ms\tschedule\n'
  "$build/bench/stencil/halide_search" "$lib" "${1:-15}"
} >build/halide_search.tsv
mv build/halide_search.tsv "$here/halide_search.tsv"
