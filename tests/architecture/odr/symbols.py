#!/usr/bin/env python3
"""Checks that two objects share no weak symbol of Tenon's that carries code: a linker keeps one of
the two copies, and the one it keeps may use instructions that the other's machine lacks.

usage: symbols.py NM OBJECT OBJECT
"""
import subprocess
import sys


def weak_code(nm, path):
    """Names of the weak functions of Tenon's in an object, mangled -> demangled."""
    def lines(*flags):
        run = subprocess.run([nm, "--defined-only", *flags, path], capture_output=True, text=True,
                             check=True)
        return [line.split(maxsplit=2) for line in run.stdout.splitlines()]
    readable = {line[0]: line[2] for line in lines("-C") if len(line) == 3}
    # W and w: weak and not known to be data (V and v are).
    return {line[2]: readable.get(line[0], line[2]) for line in lines()
            if len(line) == 3 and line[1] in "Ww" and "tenon" in line[2]}


def main():
    nm, first, second = sys.argv[1:4]
    a, b = weak_code(nm, first), weak_code(nm, second)
    shared = sorted(set(a) & set(b))
    for name in shared:
        print("shared:", name, "=", a[name])
    print(f"{len(a)} and {len(b)} weak functions of Tenon's, {len(shared)} shared")
    # Objects without any weak function of ours would prove nothing.
    return 1 if shared or not a or not b else 0


if __name__ == "__main__":
    sys.exit(main())
