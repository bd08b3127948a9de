#!/usr/bin/env python3
"""Measures what the translation units of this folder cost: seconds, peak memory, instantiations.

Compilations of all files are interleaved in random order and repeated; medians are printed and
written as JSON in Google Benchmark's format. README.md says which ratios matter.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

here = pathlib.Path(__file__).resolve().parent
root = here.parents[1]
clang = "clang++-19"
default_steps = 1048576  # Clang's own limit of constant-evaluation steps

# (what, of what, at most)
limits = [
    ("door_tenon", "xsimd", 2.0),
    ("door_jit", "xsimd", 1.2),
    ("matmul", "eigen_product", 2.0),
    ("ten_kernels", "one_kernel", 10.0),
]


class unit:
    """A translation unit and what its first lines ask for."""

    def __init__(self, path):
        self.path = path
        self.name = path.stem
        self.needs, self.flags, self.std, self.unfilled = [], [], "c++20", False
        for line in path.read_text().splitlines()[:5]:
            key, _, value = line.removeprefix("// ").partition(": ")
            if line == "// unfilled":
                self.unfilled = True
            elif key == "needs":
                self.needs = value.split()
            elif key == "flags":
                self.flags = value.split()
            elif key == "std":
                self.std = value.strip()

    def holds_kernel(self):
        return "tenon::kernel<" in self.path.read_text()

    def missing(self):
        """What keeps it from being measured."""
        if self.unfilled:
            return ["its kernels, which are not written"]
        return [h for h in self.needs if not (root / "include" / h).exists()]

    def command(self, compiler, output):
        return [compiler, "-std=" + self.std, "-O3", "-march=native", "-DNDEBUG",
                "-I", str(root / "include"), "-I", str(root / "bench"),
                "-isystem", "/usr/include/eigen3", *self.flags,
                "-c", str(self.path), "-o", str(output)]


def run(command):
    """Seconds of wall and of processor time and peak memory in MB of one command."""
    started = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(" ".join(command) + "\n" + errors.decode())
    seconds = time.monotonic() - started
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def instantiations(u, folder):
    """How many classes and functions Clang instantiates for it."""
    output = folder / (u.name + ".trace.o")
    run(u.command(clang, output) + ["-ftime-trace", "-ftime-trace-granularity=0"])
    events = json.loads(output.with_suffix(".json").read_text())["traceEvents"]
    names = ("InstantiateClass", "InstantiateFunction")
    # Complete events only: each is there once more as part of a total.
    return sum(1 for e in events if e.get("ph") == "X" and e["name"] in names)


def enough_steps(u, folder):
    """Whether a third of Clang's default limit of constant-evaluation steps is enough."""
    command = u.command(clang, folder / "steps.o")
    try:
        run(command + ["-fsyntax-only", f"-fconstexpr-steps={default_steps // 3}"])
        return True
    except RuntimeError:
        return False


def describe(row):
    count = "-" if row["instantiations"] is None else str(row["instantiations"])
    return (f"{row['name']:<16}{row['seconds']:>9.2f}{row['cpu']:>9.2f}{row['memory']:>9.0f}"
            f"{count:>10}")


def json_row(row, name):
    made = {"name": f"compile/{row['name']}/{name}", "run_name": f"compile/{row['name']}/{name}",
            "run_type": "aggregate", "aggregate_name": "median", "iterations": 1,
            "real_time": row["seconds"], "cpu_time": row["cpu"], "time_unit": "s",
            "peak_memory_mb": row["memory"]}
    if row["instantiations"] is not None:
        made["instantiations"] = row["instantiations"]
    return made


def measure(units, compiler, repetitions, folder, trace):
    times = {u.name: [] for u in units}
    jobs = [u for u in units for _ in range(repetitions)]
    random.Random(1).shuffle(jobs)
    for u in units:  # warms the file cache, and stops early if one doesn't compile
        run(u.command(compiler, folder / (u.name + ".o")))
    for u in jobs:
        times[u.name].append(run(u.command(compiler, folder / (u.name + ".o"))))
    rows = {}
    for u in units:
        seconds, cpu, memory = (statistics.median(column) for column in zip(*times[u.name]))
        rows[u.name] = {"name": u.name, "seconds": seconds, "cpu": cpu, "memory": memory,
                        "instantiations": instantiations(u, folder) if trace else None}
    return rows


def print_ratios(rows):
    print("\nratios of processor time (and of memory, and of instantiations)")
    for what, of, most in limits:
        if what not in rows or of not in rows:
            print(f"  {what} ÷ {of}: not measured (at most {most:g})")
            continue
        a, b = rows[what], rows[of]
        count = ""
        if a["instantiations"] is not None and b["instantiations"]:
            count = f", {a['instantiations'] / b['instantiations']:.2f}"
        print(f"  {what} ÷ {of}: {a['cpu'] / b['cpu']:.2f} (memory {a['memory'] / b['memory']:.2f}"
              f"{count}); at most {most:g}")


def run_jit_time(folder, compiler, rows):
    """Builds and runs jit_time.cpp, whose lines are `NAME SECONDS`, NAME a file of this folder."""
    u = unit(here / "jit_time.cpp")
    if u.missing():
        print("\njit_time: NOT MEASURED, needs", *u.missing())
        return []
    program = folder / "jit_time"
    command = [w for w in u.command(compiler, program) if w != "-c"] + ["-ldl", "-pthread"]
    run(command)
    made = []
    print("\nfrom description to function, by LLVM")
    text = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    for line in text.splitlines():
        name, seconds = line.split()
        against = ""
        if name in rows:
            against = f", 1/{rows[name]['cpu'] / float(seconds):.0f} of {compiler} (at most 1/20)"
        print(f"  {name}: {float(seconds) * 1e3:.1f} ms{against}")
        made.append({"name": f"compile/{name}/tenon_llvm", "run_type": "aggregate",
                     "aggregate_name": "median", "iterations": 1, "real_time": float(seconds),
                     "cpu_time": float(seconds), "time_unit": "s"})
    return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", help="files of this folder; all of them by default")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--steps", action="store_true")
    options = parser.parse_args()
    compiler = os.environ.get("CXX", "g++")
    trace = shutil.which(clang) is not None
    units = []
    for path in sorted(here.glob("*.cpp")):
        u = unit(path)
        if u.name == "jit_time" or (options.names and u.name not in options.names):
            continue
        if u.missing():
            print(f"{u.name}: NOT MEASURED, needs", *u.missing())
        else:
            units.append(u)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows = measure(units, compiler, options.repetitions, folder, trace)
        print(f"\ncompile, {compiler} -O3 -march=native, medians of {options.repetitions}")
        print(f"{'file':<16}{'seconds':>9}{'cpu s':>9}{'peak MB':>9}{'templates':>10}")
        for row in rows.values():
            print(describe(row))
        print_ratios(rows)
        written = [json_row(row, pathlib.Path(compiler).name) for row in rows.values()]
        written += run_jit_time(folder, compiler, rows)
        if options.steps and trace:
            print(f"\nwithin a third of Clang's limit of {default_steps} steps")
            for u in units:
                if u.holds_kernel():
                    print(f"  {u.name}: {'yes' if enough_steps(u, folder) else 'NO'}")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        context = {"executable": "bench/compile/measure.py", "compiler": compiler,
                   "num_cpus": os.cpu_count()}
        options.json.write_text(json.dumps({"context": context, "benchmarks": written}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
