#!/usr/bin/env python3
"""Shows that layers.py can fail: violations are planted, one at a time, in a small tree and in a
copy of the real one, and each must be reported.

usage: layers_self_test.py INCLUDE_FOLDER
"""
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays as it is
import layers  # noqa: E402

HEAD = "// A file.\n#pragma once\n"

# A house in order, in which one thing at a time is then put out of order.
CLEAN = {
    "core/a.hpp": HEAD + "#include <vector>\n",
    "ir/a.hpp": HEAD + "#include <tenon/core/a.hpp>\n",
    "runtime/a.hpp": HEAD,
    "runtime/eigen.hpp": HEAD + "#include <Eigen/Core>\n",
    "lower/a.hpp": HEAD + "#include <tenon/ir/a.hpp>\n#include <tenon/lower/math/a.hpp>\n",
    "lower/math/a.hpp": HEAD,
    "hardware/a.hpp": HEAD,
    "codegen/native/a.hpp": HEAD + "#include <xsimd/xsimd.hpp>\n#include <boost/hana/tuple.hpp>\n",
    "codegen/llvm/a.hpp": HEAD + "#include <tenon/ir/a.hpp>\n",
    "kernel/a.hpp": HEAD + "#include <tenon/codegen/native/a.hpp>\n",
    "tenon.hpp": HEAD + "#include <tenon/kernel/a.hpp>\n",
}

# What is planted: (file, text appended or whole, words that the report must contain).
PLANTED = [
    ("core/a.hpp", "#include <tenon/ir/a.hpp>\n", "upwards"),
    ("ir/a.hpp", "#include <tenon/runtime/a.hpp>\n", "sideways"),
    ("hardware/a.hpp", "#include <tenon/lower/a.hpp>\n", "sideways"),
    ("codegen/llvm/a.hpp", "#include <tenon/codegen/native/a.hpp>\n", "sideways"),
    ("codegen/native/a.hpp", "#include <tenon/kernel/a.hpp>\n", "upwards"),
    ("core/b.hpp", HEAD + "#include <tenon/core/c.hpp>\n", "which does not exist"),
    ("core/a.hpp", "#include <tenon/core/a.hpp>\n", "cycle among files"),
    ("lower/math/a.hpp", "#include <tenon/lower/a.hpp>\n", "cycle among folders"),
    ("kernel/a.hpp", "#include <tenon/tenon.hpp>\n", "includes the door"),
    ("tenon.hpp", "namespace tenon { struct planted {}; }\n", "a door holds includes only"),
    ("tenon.hpp", "template <class T> using planted = T;\n", "a door holds includes only"),
    ("tenon.hpp", "enum class planted { one };\n", "a door holds includes only"),
    ("core/a.hpp", "#include <boost/hana/tuple.hpp>\n", "foreign include"),
    ("ir/a.hpp", "#include <xsimd/xsimd.hpp>\n", "foreign include"),
    ("runtime/a.hpp", "#include <Eigen/Core>\n", "foreign include"),
    ("codegen/native/a.hpp", "#include <llvm/IR/Module.h>\n", "foreign include"),
    ("kernel/a.hpp", "#include <dlfcn.h>\n", "foreign include"),
    ("core/a.hpp", '#include "b.hpp"\n', "in quotes"),
    ("core/a.hpp", "#define PLANTED 1\n", "leaves the macro PLANTED"),
    ("attic/a.hpp", HEAD, "no room of the table"),
    ("codegen/a.hpp", HEAD, "no room of the table"),
    ("core/b.hpp", "// A file.\nint x;\n", "no #pragma once"),
    ("core/b.hpp", "#pragma once\n", "does not begin with a comment"),
    ("core/b.cpp", HEAD, "neither a header"),
    ("core/README.md", None, "missing or empty"),
]


def write(root, path, text):
    """Writes a file below tenon/; appends to one that exists; None removes it."""
    whole = os.path.join(root, "tenon", path)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    if text is None:
        os.remove(whole)
        return
    with open(whole, "a", encoding="utf-8") as target:
        target.write(text)


def build_clean(root):
    for path, text in CLEAN.items():
        write(root, path, text)
        room = layers.room_of(path)
        if room and not os.path.exists(os.path.join(root, "tenon", room, "README.md")):
            write(root, f"{room}/README.md", "A room.\n")


def found_in(build, plants):
    """How many of the planted violations are reported as what they are."""
    found = 0
    for path, text, words in plants:
        with tempfile.TemporaryDirectory() as root:
            build(root)
            before = set(layers.check(root)[0])
            write(root, path, text)
            fresh = set(layers.check(root)[0]) - before
        if any(words in rule for rule in fresh):
            found += 1
        else:
            print(f"planted in {path}, not found: {words}")
    return found


def main():
    include = sys.argv[1]

    def copy(root):
        shutil.copytree(os.path.join(include, "tenon"), os.path.join(root, "tenon"))

    with tempfile.TemporaryDirectory() as root:
        build_clean(root)
        clean = layers.check(root)[0]
    for rule in clean:
        print("reported in a clean tree:", rule)
    # In the real tree: one plant for each kind of rule that needs no particular file of ours.
    real = [("core/planted.hpp", HEAD + "#include <tenon/ir/node.hpp>\n", "upwards"),
            ("ir/planted.hpp", HEAD + "#include <tenon/runtime/call.hpp>\n", "sideways"),
            ("core/planted.hpp", HEAD + "#include <Eigen/Core>\n", "foreign include"),
            ("core/planted.hpp", HEAD + "#include <tenon/core/planted.hpp>\n", "cycle among files"),
            ("planted.hpp", HEAD + "struct planted {};\n", "a door holds includes only")]
    found = found_in(build_clean, PLANTED) + found_in(copy, real)
    total = len(PLANTED) + len(real)
    print(f"{found} of {total} planted violations found, {len(clean)} false alarms")
    return 0 if found == total and not clean else 1


if __name__ == "__main__":
    sys.exit(main())
