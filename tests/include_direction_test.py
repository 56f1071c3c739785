#!/usr/bin/env python3
"""Checks every #include "..." in src/ against the table of who may see whom, and the table against the folders.

Rooms of the flow never include each other: they meet in model/, and ingest/, retrieve/, api/, app/ join
them. Tests may look into any room. A line that breaks the rule is named.
"""
import pathlib
import re
import sys

ALLOWED = {
    "base": set(),
    "http": {"base"},
    "model": {"base"},
    "source": {"http", "model", "base"},
    "parse": {"model", "base"},
    "chunk": {"model", "base"},
    "embed": {"model", "base"},
    # http: Qdrant is spoken to by it. catalog: which version of a document is current, where the store knows no transactions.
    "store": {"http", "catalog", "model", "base"},
    "catalog": {"model", "base"},
    "cache": {"base"},
    # http: issuers are asked for their keys. catalog: who is denied and which API keys are good is kept there.
    "access": {"http", "catalog", "model", "base"},
    "backup": {"source", "http", "model", "base"},
    "ingest": {"source", "parse", "chunk", "embed", "store", "catalog", "model", "base"},
    "retrieve": {"store", "embed", "cache", "model", "base"},
    # http: a language model is asked over it. store: the terms of texts as its lists know them, and what it is asked.
    "answer": {"retrieve", "store", "embed", "http", "model", "base"},
    "api": {"answer", "retrieve", "access", "store", "catalog", "cache", "model", "base"},
    "app": None,  # the wiring sees everything
}
# Only app/ names concrete implementations; a room's own folder may.
CONCRETE = ("source/folder/", "source/azure/", "store/embedded/", "store/qdrant/", "catalog/sqlite/", "cache/memory/", "cache/redis/", "parse/pdf/", "parse/markup/", "backup/folder/", "backup/azure/")

# backup/ writes to Azure by the client that source/ reads with.
EXCEPTIONS = {("backup", "source/azure/")}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
IS_TEST = re.compile(r"(_test\.cpp|_contract\.h|_bench\.cpp|/testing/.*)$")


def breaches(source_root: pathlib.Path):
    rooms = {path.name for path in source_root.iterdir() if path.is_dir()}
    for room in sorted(rooms - ALLOWED.keys()):
        yield f"src/{room}/ is in no line of the table in {pathlib.Path(__file__).name}: say whom it may see"
    for file in sorted(source_root.rglob("*")):
        if file.suffix not in (".h", ".cpp") or IS_TEST.search(file.as_posix()):
            continue
        room = file.relative_to(source_root).parts[0]
        allowed = ALLOWED.get(room)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            target = match.group(1)
            seen = target.split("/")[0]
            where = f"src/{file.relative_to(source_root)}:{number}"
            if seen not in ALLOWED:
                yield f"{where}: includes \"{target}\", which is not a path from src/"
            elif allowed is not None and seen != room and seen not in allowed:
                yield f"{where}: {room}/ may not see {seen}/ (\"{target}\")"
            elif any(room == who and target.startswith(what) for who, what in EXCEPTIONS):
                continue
            elif room not in ("app", seen) and target.startswith(CONCRETE):
                yield f"{where}: only app/ names concrete classes (\"{target}\")"


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    found = list(breaches(root / "src"))
    for line in found:
        print(line)
    print(f"{len(found)} includes in the wrong direction")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
