#!/usr/bin/env python3
"""Checks that a program is refused by a compiler, for the right reason, at the right line.

usage: check.py [--parsed HEADER] PROGRAM COMPILER [FLAGS...]

The compiler has parsed HEADER ahead into HEADER.gch, which makes the check several times as fast; programs
with flags of their own do without it.

The program carries its own expectations:
    // expect-error: REGEX    found in one of the first ten lines of the compiler's output; each of
                              several must be
    // flags.COMPILER: FLAGS  for one compiler only: gcc or clang
    // only: COMPILER         the other one is not asked
    // <-- here               at the end of the line that is wrong: its number must be found there too
Exit status: 0 refused as expected, 1 otherwise.
"""
import os
import re
import subprocess
import sys

FIRST = 10


def expectations(path):
    """The regular expressions, the number of the marked line (None where absent), more flags, the only
    compiler to ask."""
    patterns, marked, flags, only = [], None, {}, None
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            found = re.search(r"//\s*expect-error:\s*(.+?)\s*$", line)
            if found:
                patterns.append(found.group(1))
            found = re.match(r"//\s*flags\.(gcc|clang):\s*(.+?)\s*$", line)
            if found:
                flags[found.group(1)] = found.group(2).split()
            if re.search(r"//\s*<-- here\s*$", line):
                marked = number
            found = re.match(r"//\s*only:\s*(gcc|clang)\s*$", line)
            if found:
                only = found.group(1)
    return patterns, marked, flags, only


def complaint(path, status, output, patterns, marked):
    """What is wrong with the compiler's answer, or None."""
    if status == 0:
        return "was accepted"
    head = [line[:4000] for line in output.splitlines()[:FIRST]]
    for pattern in patterns:
        if not any(re.search(pattern, line) for line in head):
            return f"the first {FIRST} lines don't say: {pattern}"
    # Either the compiler points at the line, or our type line<NUMBER> carries it.
    place = rf"{re.escape(os.path.basename(path))}:{marked}\b|\bline<\(?{marked}\D"
    if not any(re.search(place, line) for line in head):
        return f"the first {FIRST} lines don't name line {marked}"
    return None


def main():
    arguments = sys.argv[1:]
    parsed = None
    if arguments[:1] == ["--parsed"]:
        parsed, arguments = arguments[1], arguments[2:]
    path, compiler, flags = arguments[0], arguments[1], arguments[2:]
    patterns, marked, more, only = expectations(path)
    if not patterns or marked is None:
        print(f"{path}: needs a line '// expect-error: REGEX' and a line ending in '// <-- here'")
        return 1
    family = "clang" if "clang" in os.path.basename(compiler) else "gcc"
    if only is not None and only != family:
        print(f"skipped: for {only} only")
        return 0
    own = more.get(family, [])
    if parsed is not None and not own:
        flags = ["-include", parsed, *flags]
    command = [compiler, "-std=c++20", "-fsyntax-only", *flags, *own, path]
    run = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                         timeout=300, check=False, env={**os.environ, "LC_ALL": "C"})
    output = run.stderr + run.stdout
    wrong = complaint(path, run.returncode, output, patterns, marked)
    if wrong is None:
        return 0
    print(f"{path}: {wrong}\n$ {' '.join(command)}")
    print("\n".join(line[:1000] for line in output.splitlines()[:FIRST + 10]))
    return 1


if __name__ == "__main__":
    sys.exit(main())
