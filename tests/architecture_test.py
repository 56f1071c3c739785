#!/usr/bin/env python3
"""ARCHITECTURE.md names every folder of src/ and no other, and every file that it points to exists."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def problems():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    on_disk = {path.name for path in (ROOT / "src").iterdir() if path.is_dir()}
    in_table = set(re.findall(r"^\| `src/(\w+)/`", text, re.MULTILINE))
    for folder in sorted(on_disk - in_table):
        yield f"src/{folder}/ is not in the folder table of ARCHITECTURE.md"
    for folder in sorted(in_table - on_disk):
        yield f"ARCHITECTURE.md has src/{folder}/, which is not on the disk"
    for name in re.findall(r"`((?:src|tests|bench|fuzz|docs|tools|cmake|samples)/[\w./-]+)`", text):
        if not (ROOT / name).exists():
            yield f"ARCHITECTURE.md points to {name}, which is not there"


def main() -> int:
    found = list(problems())
    for line in found:
        print(line)
    print(f"{len(found)} differences between ARCHITECTURE.md and the disk")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
