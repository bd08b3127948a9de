"""Holds README.md against the lessons: each cpp block must stand in one of them, word for word, and
each text block in what the first lesson prints.  usage: readme.py ROOT LESSON_01"""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
readme = (root / "README.md").read_text()
lessons = [p.read_text() for p in sorted((root / "examples").glob("[0-9][0-9]_*.cpp"))]
printed = subprocess.run([sys.argv[2]], check=True, capture_output=True, text=True).stdout


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", readme, re.M | re.S)


wrong = []
for block in blocks("cpp"):
    if not any(block in text for text in lessons):
        wrong.append(f"not in a lesson:\n{block}")
for block in blocks("text"):
    if block not in printed:
        wrong.append(f"not printed by the first lesson:\n{block}")
for link in re.findall(r"\]\(([^)#:]+)\)", readme):
    if not (root / link).exists():
        wrong.append(f"a link to nothing: {link}")
if not blocks("cpp") or not blocks("text"):
    wrong.append("README.md shows no cpp or no text block")
print("\n".join(wrong) or "README.md agrees with the lessons")
sys.exit(1 if wrong else 0)
