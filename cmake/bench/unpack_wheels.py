#!/usr/bin/env python3
"""Unpacks the wheels of the `bench` group into build/pypi/FOLDER for the benchmarks of bench/.

cmake/packages.txt names them as `bench wheel FOLDER:NAME==VERSION`. They are unpacked rather than
installed because two versions of one library must stand side by side, and because only their
shared objects and headers are wanted. A folder that is complete is left alone.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

root = pathlib.Path(__file__).resolve().parents[2]
pypi = root / "build" / "pypi"


def wanted():
    """Requirements by folder, as cmake/packages.txt lists them."""
    folders = {}
    for line in (root / "cmake" / "packages.txt").read_text().splitlines():
        words = line.split()
        if len(words) == 3 and words[:2] == ["bench", "wheel"]:
            folder, _, requirement = words[2].partition(":")
            folders.setdefault(folder, []).append(requirement)
    return folders


def inner_path(name):
    """Where a file of a wheel goes: the wheel's data scheme is flattened, metadata dropped."""
    parts = pathlib.PurePosixPath(name).parts
    if parts[0].endswith(".dist-info"):
        return None
    if parts[0].endswith(".data"):
        return pathlib.Path(*parts[2:]) if parts[1] == "data" else None
    return pathlib.Path(*parts)


def unpack(wheel, target):
    """Unpacks one wheel; copies of one shared object under several names become links."""
    with zipfile.ZipFile(wheel) as archive:
        seen = {}
        for entry in archive.infolist():
            path = None if entry.is_dir() else inner_path(entry.filename)
            if path is None:
                continue
            destination = target / path
            destination.parent.mkdir(parents=True, exist_ok=True)
            destination.unlink(missing_ok=True)
            key = (entry.CRC, entry.file_size, path.parent)
            if entry.file_size > 100_000 and key in seen:
                destination.symlink_to(seen[key].name)
                continue
            seen[key] = destination
            with archive.open(entry) as source, open(destination, "wb") as sink:
                shutil.copyfileobj(source, sink)
            destination.chmod(0o755 if ".so" in destination.name else 0o644)


def rename_onednn(target):
    """Gives this oneDNN a soname of its own: the loader would take two `libdnnl.so.3` for one."""
    library = target / "lib" / "libdnnl.so"
    real = library.resolve()
    renamed = target / "lib" / "libdnnl_of_onednn32.so"
    real.rename(renamed)
    for link in (target / "lib").glob("libdnnl.so*"):
        link.unlink()
    subprocess.run(["patchelf", "--set-soname", renamed.name, renamed], check=True)


def main():
    for folder, requirements in wanted().items():
        target = pypi / folder
        stamp = target / "unpacked.txt"
        text = "\n".join(requirements) + "\n"
        if stamp.exists() and stamp.read_text() == text:
            continue
        print("unpack_wheels:", folder, *requirements, flush=True)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        with tempfile.TemporaryDirectory(dir=pypi) as wheels:
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                 "--disable-pip-version-check", "--only-binary=:all:", "--dest", wheels,
                 *requirements], check=True)
            for wheel in pathlib.Path(wheels).glob("*.whl"):
                unpack(wheel, target)
        if folder == "onednn32":
            rename_onednn(target)
        stamp.write_text(text)


if __name__ == "__main__":
    main()
