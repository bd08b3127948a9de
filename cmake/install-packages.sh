#!/usr/bin/env bash
# Installs the packages that cmake/packages.txt lists for the groups named on the command line.
# Does nothing, quickly, when all of them are there. For a fresh Debian 12, as root or with sudo.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
list=$root/cmake/packages.txt
venv=$root/build/venv

# Names of one kind in the groups asked for, without duplicates.
names() {
  local kind=$1
  shift
  awk -v kind="$kind" -v groups=" $* " '
    $1 !~ /^#/ && NF == 3 && $2 == kind && index(groups, " " $1 " ") && !seen[$3]++ { print $3 }
  ' "$list"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  elif command -v sudo >/dev/null; then
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else
    echo "install-packages: needs root or sudo to run: $*" >&2
    return 1
  fi
}

install_apt() {
  [ $# -eq 0 ] && return
  local missing=() state package
  # dpkg-query fails when it has never heard of one of them, and still prints the others.
  state=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    grep -qx "$package installed" <<<"$state" || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "install-packages: apt: ${missing[*]}"
  as_root apt-get update -qq </dev/null
  as_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Use-Pty=0 "${missing[@]}" </dev/null >/dev/null
}

install_pip() {
  [ $# -eq 0 ] && return
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  local missing
  missing=$("$venv/bin/python" - "$@" <<'PYTHON'
import sys
from importlib.metadata import PackageNotFoundError, distribution
for name in sys.argv[1:]:
    try:
        distribution(name.split("==")[0])
    except PackageNotFoundError:
        print(name)
PYTHON
  )
  [ -z "$missing" ] && return
  echo "install-packages: pip:" $missing
  # shellcheck disable=SC2086
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check $missing </dev/null
}

if [ $# -eq 0 ]; then
  echo "usage: cmake/install-packages.sh GROUP…   groups: demo test bench gpu cuda" >&2
  exit 2
fi
for group in "$@"; do
  if ! grep -q "^$group " "$list"; then
    echo "install-packages: no group '$group' in cmake/packages.txt" >&2
    exit 2
  fi
done
mapfile -t apt_names < <(names apt "$@")
mapfile -t pip_names < <(names pip "$@")
install_apt "${apt_names[@]}"
install_pip "${pip_names[@]}"
