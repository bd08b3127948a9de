#!/usr/bin/env python3
"""Compiles each header under include/tenon alone, twice included, without a warning.

usage: headers.py INCLUDE_FOLDER COMPILER [--together] [--except ROOM]... -- [FLAGS...]
Compilations run side by side, as many as the machine has processors (at most 4). `--together`
compiles all headers in one, for what another dialect of C++ refuses of any of them.
"""
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

WARNINGS = ["-Wall", "-Wextra", "-Werror"]


def headers_of(root, excluded):
    found = []
    for folder, _, names in os.walk(os.path.join(root, "tenon")):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), root)
            if name.endswith(".hpp") and not any(path.startswith(f"tenon/{e}") for e in excluded):
                found.append(path)
    return sorted(found)


def compile_twice(root, compiler, flags, headers):
    """The compiler's complaint, or '', and the seconds that it took."""
    begin = time.monotonic()
    source = "".join(f"#include <{header}>\n" for header in headers) * 2
    command = [compiler, "-std=c++20", "-fsyntax-only", *WARNINGS, "-I", root, *flags,
               "-x", "c++", "-"]
    run = subprocess.run(command, input=source, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - begin
    if run.returncode == 0:
        return "", seconds
    return "\n".join(run.stderr.splitlines()[:20]) or f"exit status {run.returncode}", seconds


def main():
    root, compiler = sys.argv[1], sys.argv[2]
    rest = sys.argv[3:]
    cut = rest.index("--") if "--" in rest else len(rest)
    options, flags = rest[:cut], rest[cut + 1:]
    together = "--together" in options
    headers = headers_of(root, [e for before, e in zip(options, options[1:]) if before == "--except"])
    units = [headers] if together else [[h] for h in headers]
    begin = time.monotonic()
    with ThreadPoolExecutor(min(4, len(os.sched_getaffinity(0)))) as pool:
        results = list(pool.map(lambda unit: compile_twice(root, compiler, flags, unit), units))
    labels = ["all headers"] if together else headers
    bad = [(label, complaint) for label, (complaint, _) in zip(labels, results) if complaint]
    slowest = sorted(zip((seconds for _, seconds in results), labels), reverse=True)[:5]
    for label, complaint in bad:
        print(f"---- {label} by {compiler} {' '.join(flags)}\n{complaint}")
    print("slowest:", ", ".join(f"{label} {seconds:.1f} s" for seconds, label in slowest))
    print(f"{len(headers)} headers {'together' if together else 'alone'} by {compiler} {' '.join(flags)}: "
          f"{len(bad)} refused, {time.monotonic() - begin:.0f} s")
    return 1 if bad or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
