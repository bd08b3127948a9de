#!/usr/bin/env python3
"""Compiles each header under include/tenon alone, twice included, without a warning.

usage: headers.py INCLUDE_FOLDER COMPILER [--except ROOM]... -- [FLAGS...]
Compilations run side by side, as many as the machine has processors (at most 4).
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


def compile_alone(root, compiler, flags, header):
    """The compiler's complaint, or '', and the seconds that it took."""
    begin = time.monotonic()
    source = f"#include <{header}>\n#include <{header}>\n"
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
    excluded, flags = rest[1:cut:2], rest[cut + 1:]
    headers = headers_of(root, excluded)
    begin = time.monotonic()
    with ThreadPoolExecutor(min(4, len(os.sched_getaffinity(0)))) as pool:
        results = list(pool.map(lambda h: compile_alone(root, compiler, flags, h), headers))
    bad = [(h, complaint) for h, (complaint, _) in zip(headers, results) if complaint]
    slowest = sorted(zip((seconds for _, seconds in results), headers), reverse=True)[:5]
    for header, complaint in bad:
        print(f"---- {header} by {compiler} {' '.join(flags)}\n{complaint}")
    print("slowest:", ", ".join(f"{header} {seconds:.1f} s" for seconds, header in slowest))
    print(f"{len(headers)} headers alone by {compiler} {' '.join(flags)}: {len(bad)} refused, "
          f"{time.monotonic() - begin:.0f} s")
    return 1 if bad or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
