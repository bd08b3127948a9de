#!/usr/bin/env bash
# Random programs under random schedules: oracle against interpreter against LLVM, bit for bit.
#   cmake/fuzz.sh COUNT [SEED]          last line: COUNT cases, M mismatches; fails if M is not 0
#   cmake/fuzz.sh --native COUNT [SEED] the same, printed as C++ and compiled by GCC and by Clang
#   cmake/fuzz.sh --c COUNT [SEED]      the same as printed C, by GCC; TENON_C=clang-19 takes another
#   cmake/fuzz.sh --opencl COUNT [SEED] programs for devices, on the first OpenCL device
#   cmake/fuzz.sh --oclgrind COUNT [SEED] the same in Oclgrind, which also looks for races
#   cmake/fuzz.sh --units COUNT [SEED]  programs for a decoupled target, on units of their own
#   cmake/fuzz.sh --bound COUNT [SEED]  programs of blocks and threads, on the processor
#   cmake/fuzz.sh --planted [NAME…]     last line: F of P planted bugs found; fails if F < P
#   cmake/fuzz.sh --replay FILE         runs a reproducer and shows its loop program
# Without SEED the cases follow from the headers' hash, so that a red run repeats.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$root/build/fuzz
mkdir -p "$out/found"
compiler=${CXX:-g++}
flags=(-std=c++20 -O1 -g1 -Wall -Wextra)

# The fuzzer itself, from the headers in $1.
build() { # include folder, program, more flags
  nice "$compiler" "${flags[@]}" -I"$1" "$root/tests/fuzz/main.cpp" -ldl -o "$2" "${@:3}"
}

is_newer() { # program: whether nothing that it is made of changed since
  [ -x "$1" ] && [ -z "$(find "$root/include" "$root/tests/fuzz" -newer "$1" -name '*.hpp' -print -quit)" ] &&
    [ ! "$root/tests/fuzz/main.cpp" -nt "$1" ]
}

# The bundled LLVM of a build that exists, or one of our own.
find_llvm() {
  [ -n "${TENON_LLVM_LIBRARY:-}" ] && return
  local tree=$root/build/test
  if [ ! -f "$tree/CMakeCache.txt" ]; then
    tree=$out/llvm
    [ -f "$tree/CMakeCache.txt" ] || cmake -S "$root" -B "$tree" -DCMAKE_CXX_COMPILER="$compiler" \
      -DTENON_BUILD_TESTS=OFF -DTENON_BUILD_EXAMPLES=OFF -DTENON_INSTALL=OFF >"$out/llvm.log"
  fi
  cmake --build "$tree" --target tenon_llvm_library >"$out/llvm.log" 2>&1 || true
  local found
  found=$(find "$tree" -maxdepth 1 -name 'libtenon_llvm_*.so' -print -quit)
  [ -z "$found" ] || export TENON_LLVM_LIBRARY=$found
}

seed_of_headers() {
  (cd "$root" && find include -name '*.hpp' -print0 | sort -z | xargs -0 cat) | sha256sum | cut -c1-15 |
    { read -r digits; echo $((16#$digits)); }
}

# Whether a planted bug is found.
finds() { # folder, count, more options
  "$1/fuzz" "$2" 1 --no-llvm --first "${@:3}" >"$1/log" 2>&1
  grep -q MISMATCH "$1/log"
}

planted() { # names, or none for all
  local found=0 all=0 name work patch
  [ $# -gt 0 ] || set -- $(basename -s .patch "$root"/tests/planted/*.patch)
  for name in "$@"; do
    patch=$root/tests/planted/$name.patch
    work=$out/planted/$name
    all=$((all + 1))
    rm -rf "$work"
    mkdir -p "$work"
    cp -r "$root/include" "$work/include"
    if ! patch -s -d "$work" -p1 --fuzz=0 <"$patch"; then
      echo "$name: the patch doesn't apply any more"
      continue
    fi
    # Without optimization: most are found within a few hundred cases, sooner than it pays.
    if ! build "$work/include" "$work/fuzz" -O0 >"$work/log" 2>&1; then
      echo "$name: the patched headers don't compile"
      continue
    fi
    if ! finds "$work" 2000 && ! finds "$work" 2000 --units && ! finds "$work" 2000 --bound; then
      echo "$name: NOT FOUND"
    else
      found=$((found + 1))
      echo "$name: $(tail -1 "$work/log")"
    fi
    rm -rf "$work/include"
  done
  echo "$found of $all planted bugs found"
  [ "$found" -eq "$all" ]
}

native() { # count, seed
  local failed=0 total=0 mismatches=0 line program
  rm -rf "$out/native"
  mkdir -p "$out/native"
  "$out/fuzz" --native "$1" "$2" "$out/native"
  for by in g++ clang++-19; do
    command -v "$by" >/dev/null || { echo "without $by: it is not installed"; continue; }
    local limit=-fconstexpr-ops-limit=2000000000
    [ "$by" = g++ ] || limit=-fconstexpr-steps=500000000
    for source in "$out"/native/native_*.cpp; do
      program=${source%.cpp}.$by
      if ! nice "$by" -std=c++20 -O1 -w -march=native "$limit" -I"$root/include" -I"$root/tests/fuzz" \
        "$source" -ldl -o "$program" 2>"$program.log"; then
        echo "$by: $source doesn't compile: $(grep -m1 error "$program.log")"
        failed=1
        continue
      fi
      "$program" >"$program.log" 2>&1 || true
      grep MISMATCH "$program.log" || true
      line=$(tail -1 "$program.log")
      if [[ $line =~ ^([0-9]+)\ native\ cases,\ ([0-9]+)\ mismatches$ ]]; then
        total=$((total + BASH_REMATCH[1]))
        mismatches=$((mismatches + BASH_REMATCH[2]))
      else
        echo "$by: $program ended early"
        failed=1
      fi
      rm -f "$program"
    done
  done
  [ $failed -eq 0 ] || mismatches=$((mismatches + 1))
  echo "$total cases, $mismatches mismatches"
  [ "$mismatches" -eq 0 ]
}

# Whether every planted bug can still be planted.
planted_apply() {
  local stale=0
  for patch in "$root"/tests/planted/*.patch; do
    patch -s -d "$root" -p1 --fuzz=0 --dry-run <"$patch" >/dev/null ||
      { echo "$(basename "$patch"): the patch doesn't apply any more"; stale=1; }
  done
  return $stale
}

case "${1:-}" in
  --planted-apply) planted_apply; exit ;;
  --planted) planted "${@:2}"; exit ;;
  "") sed -n '2,12s/^# //p' "$0"; exit 2 ;;
  --opencl | --oclgrind)
    is_newer "$out/fuzz_opencl" || build "$root/include" "$out/fuzz_opencl" -DTENON_FUZZ_OPENCL -lOpenCL
    room=$(mktemp -d)  # where PoCL keeps kernels that nobody will ask for again, and graphs of what it failed at
    trap 'rm -rf "$room"' EXIT
    # PoCL 3.1's vectorized loops over work items never end in some kernels that its plain ones run.
    export POCL_CACHE_DIR=$room POCL_WORK_GROUP_METHOD=${POCL_WORK_GROUP_METHOD:-loops}
    cd "$room"
    nice "$out/fuzz_opencl" "${2:?a count is missing}" "${3:-$(seed_of_headers)}" --no-llvm "$1" \
      --folder "$out/found"
    exit ;;
esac
is_newer "$out/fuzz" || build "$root/include" "$out/fuzz"
case "$1" in
  --native) native "${2:?a count is missing}" "${3:-$(seed_of_headers)}" ;;
  --c) exec nice "$out/fuzz" "${2:?a count is missing}" "${3:-$(seed_of_headers)}" --no-llvm \
      --c "${TENON_C:-gcc}" --folder "$out/found" ;;
  --units | --bound) find_llvm; exec nice "$out/fuzz" "${2:?a count is missing}" "${3:-$(seed_of_headers)}" "$1" \
      --folder "$out/found" ;;
  --replay) find_llvm; exec "$out/fuzz" --replay "${2:?a file is missing}" ;;
  *) find_llvm; exec nice "$out/fuzz" "$1" "${2:-$(seed_of_headers)}" --folder "$out/found" ;;
esac
