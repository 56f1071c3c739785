#!/usr/bin/env python3
"""Makes tests/cases/mail_msg_*/input.msg: Outlook messages, a compound file ([MS-CFB]) of properties ([MS-OXMSG]).

    python3 tools/make_msg_cases.py

The same script gives the same bytes. expected.md beside each is written by hand. All text is original.
"""
import struct
from pathlib import Path

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NONE = 0xFFFFFFFF
SUBMITTED = 133_772_646_000_000_000  # 2024-11-28 10:50 UTC, in Windows' count


def padded(data: bytes, unit: int) -> bytes:
    return data + bytes(-len(data) % unit)


def chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), END] if count else []


def compound_file(root: dict) -> bytes:
    """`root`: name → bytes (a stream) or dict (a storage)."""
    entries: list[dict] = [{"name": "Root Entry", "kind": 5}]

    def add(folder: dict) -> int:
        places = []
        for name, content in folder.items():
            places.append(len(entries))
            entry = {"name": name, "kind": 2 if isinstance(content, bytes) else 1}
            entries.append(entry)
            if isinstance(content, bytes):
                entry["data"] = content
            else:
                entry["child"] = add(content)
        for place, following in zip(places, [*places[1:], NONE]):
            entries[place]["right"] = following
        return places[0] if places else NONE

    entries[0]["child"] = add(root)
    mini, mini_table, sectors, table = b"", [], b"", []
    for entry in entries:
        data = entry.get("data", b"")
        if 0 < len(data) < CUTOFF:
            entry["start"] = len(mini_table)
            mini_table += chain(len(mini_table), -(-len(data) // MINI))
            mini += padded(data, MINI)
        elif data:
            entry["start"] = len(table)
            table += chain(len(table), -(-len(data) // SECTOR))
            sectors += padded(data, SECTOR)

    def append(data: bytes) -> int:
        nonlocal sectors, table
        start = len(table)
        table += chain(start, -(-len(data) // SECTOR))
        sectors += padded(data, SECTOR)
        return start

    entries[0] |= {"start": append(mini) if mini else END, "data": mini}
    mini_start = append(struct.pack(f"<{len(mini_table)}I", *mini_table)) if mini_table else END
    directory = b""
    for entry in entries:
        name = entry["name"].encode("utf-16-le")
        directory += struct.pack("<64sHBBIII16sIQQIQ", name, len(name) + 2, entry["kind"], 1, NONE,
                                 entry.get("right", NONE), entry.get("child", NONE), bytes(16), 0, 0, 0,
                                 entry.get("start", 0), len(entry.get("data", b"")))
    directory_start = append(directory)
    tables = 1
    while (len(table) + tables) * 4 > tables * SECTOR:
        tables += 1
    table_start = len(table)
    table += [TABLE] * tables
    table += [FREE] * (tables * SECTOR // 4 - len(table))
    head = struct.pack("<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6,
                       bytes(6), 0, tables, directory_start, 0, CUTOFF, mini_start,
                       -(-len(mini_table) * 4 // SECTOR), END, 0)
    head += struct.pack("<109I", *[*range(table_start, table_start + tables), *[FREE] * (109 - tables)])
    return head + sectors + struct.pack(f"<{len(table)}I", *table)


def properties(head_bytes: int, numbers: dict[int, tuple[int, int]], texts: dict[int, str | bytes], encoding="") -> dict:
    """`numbers`: id → (type, value); `texts`: id → text, or bytes as they are."""
    fixed = b"".join(struct.pack("<HHIQ", kind, name, 6, value) for name, (kind, value) in numbers.items())
    folder: dict = {"__properties_version1.0": bytes(head_bytes) + fixed}
    for name, text in texts.items():
        if isinstance(text, bytes):
            folder[f"__substg1.0_{name:04X}0102"] = text
        elif encoding:
            folder[f"__substg1.0_{name:04X}001E"] = text.encode(encoding)
        else:
            folder[f"__substg1.0_{name:04X}001F"] = text.encode("utf-16-le")
    return folder


def attachment(name: str, data: bytes | dict, **more) -> dict:
    folder = properties(8, more.get("numbers", {}), {0x3707: name} | more.get("texts", {}))
    folder["__substg1.0_3701000D" if isinstance(data, dict) else "__substg1.0_37010102"] = data
    return folder


def with_attachments() -> dict:
    html = ("<html><body><h1>Programme</h1><p>The bus leaves at <b>seven</b>; bring water.</p>"
            "<table><tr><th>Place</th><th>Hour</th></tr><tr><td>Gate</td><td>7</td></tr></table></body></html>")
    forwarded = properties(24, {}, {0x0037: "Rooms", 0x0C1A: "Office", 0x1000: "Room 4 is free on Friday.\r\n"})
    message = properties(32, {0x0039: (0x40, SUBMITTED), 0x3FDE: (3, 65001)},
                         {0x0037: "Excursion to the dam", 0x0C1A: "Meera Rao", 0x0C1F: "/O=SCHOOL/CN=MEERA",
                          0x5D01: "meera@school.example", 0x0E04: "Class 6; Class 7", 0x0E03: "Headmaster",
                          0x1000: "plain text that is not read", 0x1013: html.encode()})
    long_list = "Name,Seat\n" + "".join(f"Pupil {row},{row}\n" for row in range(1, 330))
    message |= {"__attach_version1.0_#00000000": attachment("seats.csv", long_list.encode()),
                "__attach_version1.0_#00000001": attachment("Rooms", forwarded),
                "__attach_version1.0_#00000002": attachment("notes.txt", "Sit beside the window.\n".encode()),
                "__attach_version1.0_#00000003": attachment("logo.bin", b"\x00\x01\x02", texts={0x3712: "logo@1"})}
    return message


def old_code_page() -> dict:
    return properties(32, {0x3FFD: (3, 1251), 0x0E06: (0x40, SUBMITTED)},
                      {0x0037: "Собрание", 0x0C1A: "Директор", 0x0C1F: "office@school.example", 0x0E04: "Учителя",
                       0x1000: "Собрание начнётся в девять.\r\n\r\nВозьмите журналы."}, encoding="cp1251")


def main() -> None:
    for case in (with_attachments, old_code_page):
        folder = CASES / f"mail_msg_{case.__name__}"
        folder.mkdir(exist_ok=True)
        (folder / "input.msg").write_bytes(compound_file(case()))


if __name__ == "__main__":
    main()
