#!/usr/bin/env python3
"""Checks the rules of the house by reading every #include under include/tenon.

usage: layers.py INCLUDE_FOLDER        the folder that holds tenon/
Prints one line for each broken rule; exit status 1 if there is any. Files of more than 300 lines
are listed, not refused.
"""
import os
import re
import sys

# A file may include its own room and rooms of lower rank, never one of the same rank.
RANKS = {
    "core": 0,
    "ir": 1, "runtime": 1,
    "expr": 2,
    "schedule": 3,
    "hardware": 4, "lower": 4,
    "codegen/interpret": 5, "codegen/native": 5, "codegen/llvm": 5, "codegen/source": 5,
    "codegen/opencl": 5, "codegen/cuda": 5,
    "kernel": 6,
    "op": 7,
}

# Which headers of others may be included, by the path they start with, and where.
FOREIGN = {
    "boost/hana": ["expr/", "codegen/native/"],
    "xsimd/": ["codegen/native/"],
    "Eigen/": ["runtime/eigen.hpp"],
    "llvm/": ["codegen/llvm/"],
    "llvm-c/": ["codegen/llvm/"],
    "CL/": ["codegen/opencl/"],
}

# What the operating system and the processor offer beyond the standard library, and who needs it.
SYSTEM = {
    "dlfcn.h": ["codegen/llvm/"],
    "immintrin.h": ["codegen/native/"],
    "cpuid.h": ["hardware/"],
    "unistd.h": ["hardware/", "codegen/llvm/", "codegen/cuda/", "runtime/"],
    "spawn.h": ["codegen/cuda/"],
    "fcntl.h": ["codegen/cuda/"],
    "sys/wait.h": ["codegen/cuda/"],
    "sched.h": ["hardware/", "runtime/"],
    "pthread.h": ["runtime/"],
    "sys/mman.h": ["codegen/llvm/", "runtime/"],
    "sys/stat.h": ["codegen/llvm/"],
}

STANDARD = set("""
algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono
cinttypes climits clocale cmath compare complex concepts condition_variable coroutine csetjmp
csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception
execution filesystem format forward_list fstream functional future initializer_list iomanip ios
iosfwd iostream istream iterator latch limits list locale map memory memory_resource mutex new
numbers numeric optional ostream queue random ranges ratio regex scoped_allocator semaphore set
shared_mutex source_location span sstream stack stdexcept stop_token streambuf string string_view
strstream syncstream system_error thread tuple type_traits typeindex typeinfo unordered_map
unordered_set utility valarray variant vector version
""".split())

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
COMMENTS = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def read_tree(root):
    """Path below tenon/ -> text, for every file of ours."""
    texts = {}
    base = os.path.join(root, "tenon")
    for folder, _, names in os.walk(base):
        for file in names:
            path = os.path.join(folder, file)
            with open(path, encoding="utf-8") as source:
                texts[os.path.relpath(path, base)] = source.read()
    return texts


def room_of(path):
    """The room of a file; '' for a door; None where there is no such room."""
    parts = path.split("/")
    if len(parts) == 1:
        return ""
    for length in (2, 1):
        room = "/".join(parts[:length])
        if len(parts) > length and room in RANKS:
            return room
    return None


def includes(text):
    """(quote, path) of each #include."""
    return [found.groups() for found in map(INCLUDE.match, text.splitlines()) if found]


def cycle(graph):
    """The nodes of one cycle, or []."""
    state, stack = {}, []

    def visit(node):
        state[node] = 1
        stack.append(node)
        for after in sorted(graph.get(node, ())):
            if state.get(after) == 1:
                return stack[stack.index(after):] + [after]
            if after not in state:
                found = visit(after)
                if found:
                    return found
        stack.pop()
        state[node] = 2
        return []

    for node in sorted(graph):
        if node not in state:
            found = visit(node)
            if found:
                return found
    return []


def check_ours(path, target, headers):
    """The broken rule of one include of ours, or None."""
    if target not in headers:
        return f"{path}: includes <tenon/{target}>, which does not exist"
    room, other = room_of(path), room_of(target)
    if room == "" or room is None or other is None or room == other:
        return None
    if other == "":
        return f"{path}: includes the door <tenon/{target}>; rooms include rooms"
    if RANKS[other] < RANKS[room]:
        return None
    way = "sideways" if RANKS[other] == RANKS[room] else "upwards"
    return f"{path}: includes {way} <tenon/{target}>: {room} does not see {other}"


def check_foreign(path, target):
    """The broken rule of one include of others, or None."""
    if target in STANDARD:
        return None
    for start, places in list(FOREIGN.items()) + list(SYSTEM.items()):
        if target.startswith(start):
            if any(path.startswith(place) for place in places):
                return None
            return f"{path}: foreign include <{target}>; only {' '.join(places)} may"
    return f"{path}: foreign include <{target}>"


def check_file(path, text, headers):
    """The broken rules of one header."""
    broken = []
    if room_of(path) is None:
        broken.append(f"{path}: lies in no room of the table")
    if not text.startswith("//"):
        broken.append(f"{path}: does not begin with a comment that says what it is for")
    bare = COMMENTS.sub("", text)
    if not re.match(r"\s*#pragma once\b", bare):
        broken.append(f"{path}: has no #pragma once before all else")
    for quote, target in includes(text):
        if quote == '"':
            broken.append(f'{path}: includes "{target}" in quotes; write <tenon/room/file.hpp>')
            continue
        found = (check_ours(path, target[6:], headers) if target.startswith("tenon/")
                 else check_foreign(path, target))
        if found:
            broken.append(found)
    if path != "core/config.hpp":
        gone = set(re.findall(r"^\s*#\s*undef\s+(\w+)", bare, re.MULTILINE))
        for macro, rest in re.findall(r"^\s*#\s*define\s+(\w+)(.*)", bare, re.MULTILINE):
            # NAME(X) is a table, to be expanded by whoever reads it.
            if macro not in gone and not rest.startswith("(X)"):
                broken.append(f"{path}: leaves the macro {macro}; only core/config.hpp may")
    if room_of(path) == "":
        for line in bare.splitlines():
            if line.strip() and not re.match(r"\s*#\s*(pragma once|include|if|endif|error)", line):
                broken.append(f"{path}: a door holds includes only, not: {line.strip()}")
                break
    return broken


def check_cycles(texts):
    """Cycles among files, and among folders (a folder and the folders within it count apart)."""
    files, folders = {}, {}
    for path, text in texts.items():
        for _, target in includes(text):
            if not target.startswith("tenon/"):
                continue
            files.setdefault(path, set()).add(target[6:])
            here, there = os.path.dirname(path), os.path.dirname(target[6:])
            if here != there:
                folders.setdefault(here, set()).add(there)
    broken = []
    for what, graph in (("files", files), ("folders", folders)):
        found = cycle(graph)
        if found:
            broken.append(f"cycle among {what}: " + " -> ".join(node or "." for node in found))
    return broken


def check_readmes(texts):
    """Each room that holds a header says in a README.md what happens there."""
    rooms = {room_of(path) for path in texts if path.endswith(".hpp")} - {"", None}
    return [f"{room}/README.md: missing or empty" for room in sorted(rooms)
            if not texts.get(f"{room}/README.md", "").strip()]


def check(root):
    """All broken rules, and the notes."""
    texts = read_tree(root)
    headers = {path: text for path, text in texts.items() if not path.endswith(".md")}
    broken = [f"{path}: is neither a header (.hpp) nor a README.md" for path in texts
              if not path.endswith(".hpp") and os.path.basename(path) != "README.md"]
    for path in sorted(headers):
        broken += check_file(path, headers[path], headers)
    broken += check_cycles(headers) + check_readmes(texts)
    notes = [f"{path}: {text.count(chr(10))} lines" for path, text in sorted(headers.items())
             if text.count("\n") > 300]
    return broken, notes, len(headers)


def main():
    broken, notes, count = check(sys.argv[1])
    for note in notes:
        print("longer than 300 lines:", note)
    for rule in broken:
        print(rule)
    print(f"{count} headers, {len(broken)} broken rules")
    return 1 if broken or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
