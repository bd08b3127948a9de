#!/usr/bin/env python3
"""Shows that check.py can fail: it must refuse a program that compiles, one with another sentence,
one whose error is at another line, and one without expectations.

usage: self_test.py COMPILER
"""
import os
import subprocess
import sys
import tempfile

CHECK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "check.py")
SENTENCE = "// expect-error: requires 'f' to be positive\n"
BROKEN = 'static_assert(false, "split(axis, f) requires \'f\' to be positive");'

# name: (program, verdict of check.py)
CASES = {
    "right": (f"{SENTENCE}{BROKEN}  // <-- here\n", 0),
    "accepted": (f"{SENTENCE}int x;  // <-- here\n", 1),
    "other_sentence": (f"// expect-error: no such words\n{BROKEN}  // <-- here\n", 1),
    "other_line": (f"{SENTENCE}{BROKEN}\n\n\n\nint x;  // <-- here\n", 1),
    "no_sentence": (f"{BROKEN}  // <-- here\n", 1),
    "no_marker": (f"{SENTENCE}{BROKEN}\n", 1),
    "late": (f"{SENTENCE}" + "int x = undeclared;\n" * 12 + f"{BROKEN}  // <-- here\n", 1),
}


def main():
    compiler = sys.argv[1]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, (program, verdict) in CASES.items():
            path = os.path.join(folder, f"{name}.cpp")
            with open(path, "w", encoding="utf-8") as source:
                source.write(program)
            run = subprocess.run([sys.executable, CHECK, path, compiler], capture_output=True,
                                 text=True, check=False)
            if run.returncode != verdict:
                wrong += 1
                print(f"{name}: check.py says {run.returncode}, not {verdict}\n{run.stdout}")
    print(f"{len(CASES)} planted cases, {wrong} misjudged")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
