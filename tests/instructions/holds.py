#!/usr/bin/env python3
"""Checks that an object's code holds an instruction.

usage: holds.py OBJDUMP OBJECT INSTRUCTION
"""
import subprocess
import sys

objdump, path, instruction = sys.argv[1:]
code = subprocess.run([objdump, "-d", path], capture_output=True, text=True, check=True).stdout
count = sum(1 for line in code.splitlines() if instruction in line.split())
print(f"{path}: {count} times {instruction}; compiled, not run")
sys.exit(0 if count > 0 else 1)
