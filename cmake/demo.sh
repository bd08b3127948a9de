#!/usr/bin/env bash
# Builds the demo for this machine and runs it: a photograph through a fused pipeline, and a matrix
# product against the peers. Pictures go to build/demo/pictures. Another photograph: demo.sh FILE.png
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=${JOBS:-2}
"$root/cmake/install-packages.sh" demo
cmake -S "$root" -B "$root/build/demo" -G Ninja -DCMAKE_CXX_COMPILER="${CXX:-g++}" \
  -DCMAKE_BUILD_TYPE=Release -DTENON_BUILD_TESTS=OFF -DTENON_BUILD_EXAMPLES=ON >/dev/null
cmake --build "$root/build/demo" -j "$jobs" --target demo
[ $# -eq 0 ] || set -- "$(realpath "$1")"
mkdir -p "$root/build/demo/pictures"
cd "$root/build/demo/pictures"
exec "$root/build/demo/examples/demo" "$@"
