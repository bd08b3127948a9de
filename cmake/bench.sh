#!/usr/bin/env bash
# Builds and runs benchmarks: cmake/bench.sh NAME… [-- flags of Google Benchmark]
# NAME is a folder of bench/. CXX=clang++-19 in front takes that compiler. Each prints its tables
# and writes build/bench/NAME.json. TENON_BENCH_CLOCK=cpu times processor time, for busy machines.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
names=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  names+=("$1")
  shift
done
[ $# -gt 0 ] && shift
if [ ${#names[@]} -eq 0 ]; then
  echo "usage: cmake/bench.sh NAME… [-- FLAGS]" >&2
  echo "names: matmul stencil tensorize scan conv2d depthwise compile" >&2
  exit 2
fi

cmake/install-packages.sh bench
[ -x build/venv/bin/python ] || python3 -m venv build/venv
build/venv/bin/python cmake/bench/unpack_wheels.py

compiler=${CXX:-g++}
build=build/bench-$(basename "$compiler")
processors=$(taskset -pc $$ | sed 's/.*: //; s/-/,/')
first=${processors%%,*}
export OMP_NUM_THREADS=1 OMP_DYNAMIC=false BLIS_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# The newest oneDNN runs on SYCL's CPU device, whose driver looks for its own parts by this path.
onednn=$root/build/pypi/onednn/lib
export OCL_ICD_FILENAMES=$onednn/libintelocl.so OCL_ICD_VENDORS=$onednn/libintelocl.so
export ONEDNN_VERBOSE=none
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

mkdir -p build/bench
for name in "${names[@]}"; do
  if [ ! -d "bench/$name" ]; then
    echo "bench.sh: no bench/$name" >&2
    exit 2
  fi
  [ -f "$build/build.ninja" ] || cmake -S . -B "$build" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" \
    -DCMAKE_BUILD_TYPE=Release -DTENON_BUILD_BENCH=ON -DTENON_BUILD_TESTS=OFF \
    -DTENON_BUILD_EXAMPLES=OFF -DTENON_INSTALL=OFF >"build/bench/configure.log" ||
    { cat build/bench/configure.log >&2; exit 1; }
  if [ "$name" = compile ]; then
    cmake --build "$build" --target tenon_llvm_library -- -j "${TENON_JOBS:-$(nproc)}" --quiet
    TENON_LLVM_LIBRARY=$(find "$root/$build" -maxdepth 1 -name 'libtenon_llvm_*.so' -print -quit) \
      CXX=$compiler python3 bench/compile/measure.py --json build/bench/compile.json "$@"
    continue
  fi
  cmake --build "$build" --target "bench_$name" -- -j "${TENON_JOBS:-$(nproc)}" --quiet
  # One processor; a benchmark with cases of two threads gets two and pins the others itself.
  case $name in stencil) set_of=$processors ;; *) set_of=$first ;; esac
  # What depends on instructions that older processors lack is measured without them too.
  case $name in
    tensorize)
      sets='DEFAULT AVX2'
      if ! grep -qwE 'avx512_vnni|avx_vnni' /proc/cpuinfo; then
        echo 'bench.sh: the processor lacks VNNI, so products of bytes are measured without it only'
        sets=AVX2
      fi
      ;;
    *) sets=DEFAULT ;;
  esac
  for set in $sets; do
    out=build/bench/$name$([ "$set" = DEFAULT ] || echo ".$set")
    ONEDNN_MAX_CPU_ISA=$set LD_LIBRARY_PATH=$onednn${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} \
      taskset -c "$set_of" "$build/bench/$name/bench_$name" \
      --benchmark_out="$out.json" --benchmark_out_format=json "$@"
    cp "$out.json" "$out.$(basename "$compiler").json"
  done
done
