"""No byte of a document on any disk: what an ingest writes is its own store, and the store holds text and vectors.

Documents carry canaries: words in their text, and bytes in places that no reader of text looks at (pictures in PDFs,
media in DOCX, packed streams). strace watches every file that is opened, written or mapped; a second run works with
everything read-only but the data folder; then disks and the database are searched.
"""
import os
import pathlib
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

import edify
from school import loadgen

import load_documents

CALLS = ("open,openat,openat2,creat,write,pwrite64,writev,pwritev,pwritev2,mmap,memfd_create,ftruncate,fallocate,sendfile,"
         "splice,copy_file_range,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mknod,mknodat")
PLACES = ["/tmp", "/var/tmp", "/dev/shm", "/run", str(pathlib.Path.home())]
BINARY_CANARY = bytes.fromhex("c0ffee") + b"\x01binary-canary\x02" + bytes.fromhex("facade")
WORD = "zanzibarcanary"
PIECE = 4 << 20


def documents_with_canaries(folder):
    """Writes them; answers the bytes that must be nowhere: the canary, and pieces of every packed document."""
    binary = [BINARY_CANARY]
    for kind in ("pdf_pictures", "docx", "pptx", "pdf", "txt", "md", "html", "scan"):
        pictures = 60_000 if kind in loadgen.WITH_PICTURES else 0
        content = b"".join(load_documents.blocks(loadgen.Recipe(kind, "canary", 1, pictures)))
        if pictures:
            middle = content.index(b"stream\n", 3000) + 20_000 if kind == "pdf_pictures" else len(content) // 2
            content = content[:middle] + BINARY_CANARY + content[middle + len(BINARY_CANARY):]
        if kind in ("txt", "md", "html"):
            content = content.replace(b".", f" {WORD}{kind}.".encode(), 1)
        else:
            binary.append(content[len(content) // 3:][:40])
        (folder / f"{kind}.{load_documents.EXTENSIONS.get(kind, kind)}").write_bytes(content)
    return binary


def calls_of(trace):
    """The trace's calls, the two halves of interrupted ones joined."""
    halves = {}
    for line in trace.read_text(errors="replace").splitlines():
        process, _, call = line.partition(" ")
        call = call.strip()
        if call.endswith("<unfinished ...>"):
            halves[process] = call.removesuffix("<unfinished ...>")
        elif resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", call):
            yield halves.pop(process, "") + resumed.group(1)
        else:
            yield call


def is_its_own(path, data):
    return path.startswith((f"{data}/", "/proc/", "/dev/null", "/dev/tty", "/dev/pts")) or not path.startswith("/")


def offence(call, data):
    """What is wrong with a call, or None. Pipes and sockets are no paths; failed calls write nothing."""
    name = call.partition("(")[0]
    if re.search(r"\) = -1 ", call):
        return None
    if name in ("open", "openat", "openat2", "creat"):
        writes = name == "creat" or re.search(r"O_(CREAT|WRONLY|RDWR|TMPFILE)", call)
        opened = re.search(r"= \d+<([^>]*)>", call)
        return call if writes and opened and not is_its_own(opened.group(1), data) else None
    if name == "mmap":
        shared = "MAP_SHARED" in call and "PROT_WRITE" in call
        mapped = re.search(r", \d+<([^>]*)>", call)
        return call if shared and mapped and not is_its_own(mapped.group(1), data) else None
    if name.startswith(("rename", "link", "symlink", "mknod")):
        paths = re.findall(r'"([^"]*)"', call)
        return call if any(not is_its_own(path, data) for path in paths) else None
    written = re.match(r"\w+\(\d+<([^>]*)>", call)
    return call if written and not is_its_own(written.group(1), data) else None


def holds(path, canaries):
    """The canaries that a file holds, read in overlapping pieces."""
    found, tail = set(), b""
    try:
        with open(path, "rb") as file:
            while piece := file.read(PIECE):
                found.update(each for each in canaries if each in tail + piece)
                tail = piece[-64:]
    except OSError:
        pass  # gone, or a socket
    return found


def files_since(place, since, spared):
    """New files below a place, without what is mounted there: another root's /proc never ends."""
    for folder, names, files in os.walk(place):
        names[:] = [each for each in names if os.path.join(folder, each) not in spared
                    and not os.path.ismount(os.path.join(folder, each))]
        for file in files:
            path = os.path.join(folder, file)
            try:
                status = os.lstat(path)
            except OSError:
                continue
            if status.st_mtime >= since - 1 and status.st_mode & 0o170000 == 0o100000:
                yield path


def has_namespaces():
    return (shutil.which("unshare") is not None and
            subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0)


# The mounts of this namespace become read-only, but for the data folder and what is no disk.
READ_ONLY = r"""
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
awk '{print $5}' /proc/self/mountinfo | while read -r at; do
  case "$at" in "$1"|/proc|/proc/*|/sys|/sys/*) ;; *) mount -o remount,bind,ro "$at" ;; esac
done
if touch /tmp/edify-can-write "$2/can-write" 2>/dev/null; then exit 99; fi
data=$1; shift 2
exec "$@"
"""


class ZeroStorage(unittest.TestCase):
    def setUp(self):
        self.context = edify.temporary_folder()
        self.folder = self.context.__enter__()
        self.addCleanup(self.context.__exit__, None, None, None)
        self.school, self.data = self.folder / "school", self.folder / "data"
        for each in (self.school, self.data):
            each.mkdir()
        self.binary = documents_with_canaries(self.school)
        self.env = {name: value for name, value in edify.environment().items() if name != "TMPDIR"}

    def command(self, *arguments):
        return [edify.PROGRAM, "--data", str(self.data), *map(str, arguments)]

    def assert_ingested(self, done):
        self.assertEqual(done.returncode, 0, done.stderr.decode()[-2000:])
        self.assertIn(b'"files_failed":0', done.stdout)

    def test_an_ingest_writes_its_data_folder_and_nothing_else(self):
        if not shutil.which("strace"):
            self.skipTest("skipped: strace is not installed (make setup)")
        started, trace = time.time(), self.folder / "trace"
        done = subprocess.run(["strace", "-f", "-y", "-s", "256", "-o", trace, "-e", f"trace={CALLS}",
                               *self.command("ingest", self.school, "--json")], capture_output=True, env=self.env, timeout=600)
        if b"Operation not permitted" in done.stderr and not trace.stat().st_size:
            self.skipTest("skipped: this machine does not let one process trace another")
        self.assert_ingested(done)
        calls = list(calls_of(trace))
        self.assertTrue(any(f"{self.data}/edify.db" in call for call in calls), "the trace shows the store being written")
        self.assertEqual([each[:200] for each in map(lambda call: offence(call, str(self.data)), calls) if each], [])

        spared = {str(self.school), str(trace)}
        found = {path: holds(path, self.binary) for place in {*PLACES, str(self.folder), os.getcwd()}
                 for path in files_since(place, started, spared) if path != str(trace)}
        self.assertEqual([(path, each) for path, each in found.items() if each], [])
        words = [f"{WORD}{kind}".encode() for kind in ("txt", "md", "html")]
        elsewhere = [path for path in found if not path.startswith(str(self.folder)) and holds(path, words)]
        self.assertEqual(elsewhere, [])
        print(f"{len(calls)} calls: nothing written outside of the data folder; {len(found)} new files searched")
        self.assert_rows_hold_text_and_vectors()
        self.assert_deleted_text_is_gone(words)

    def assert_rows_hold_text_and_vectors(self):
        """Every column of every table, looked at for what is not text: vectors, spans and sequence numbers only."""
        database = sqlite3.connect(f"file:{self.data}/edify.db?mode=ro", uri=True)
        blobs = {}
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            for column in columns:
                largest = database.execute(f'SELECT max(length("{column}")) FROM {table} '
                                           f"WHERE typeof(\"{column}\") = 'blob'").fetchone()[0]
                if largest is not None:
                    blobs[f"{table}.{column}"] = largest
        database.close()
        self.assertEqual(blobs.pop("store_chunks.embedding"), 384 * 4)
        allowed = {"store_chunks.spans", "store_changes.removed_keys", "store_changes.keys"}
        self.assertLessEqual(blobs.keys(), allowed, f"columns with bytes, and their largest: {blobs}")

    def assert_deleted_text_is_gone(self, words):
        files = [path for path in self.data.rglob("*") if path.is_file()]
        self.assertTrue(any(holds(path, words) for path in files), "while they are there, the store holds their words")
        for kind in ("txt", "md", "html"):
            (self.school / f"{kind}.{kind}").unlink()
        self.assertEqual(edify.run_json("ingest", self.school, "--json", data=self.data)["files_deleted"], 3)
        left = {str(path): holds(path, words) for path in self.data.rglob("*") if path.is_file()}
        self.assertEqual({path: each for path, each in left.items() if each}, {})

    def test_an_ingest_needs_no_other_place_to_write(self):
        if os.geteuid() != 0 or not has_namespaces():
            self.skipTest("skipped: making the root read-only needs root and mount namespaces")
        done = subprocess.run(["unshare", "--mount", "sh", "-c", READ_ONLY, "sh", self.data, self.school,
                               *self.command("ingest", self.school, "--json")], capture_output=True, env=self.env, timeout=600)
        self.assertNotEqual(done.returncode, 99, "the root was to be read-only")
        if b"mount:" in done.stderr:
            self.skipTest(f"skipped: mounts can not be made read-only here: {done.stderr.decode().splitlines()[0]}")
        self.assert_ingested(done)

    def test_no_process_of_an_ingest_may_dump_core(self):
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        process = subprocess.Popen(self.command("ingest", self.school, "--watch"), env=self.env, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)))
        try:
            self.assertTrue(edify.eventually(lambda: len(family(process.pid)) > 1, 60), "parse workers start")
            self.assertTrue(edify.eventually(lambda: all(map(is_closed, family(process.pid)))),
                            f"processes that may leave their memory on disk: "
                            f"{[pid for pid in family(process.pid) if not is_closed(pid)]}")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
        swaps = pathlib.Path("/proc/swaps").read_text().splitlines()[1:]
        print(f"swap: {swaps or 'none'}; core dumps go to: {pathlib.Path('/proc/sys/kernel/core_pattern').read_text().strip()}")


def is_closed(pid):
    """Neither a core file nor a core through a pipe: /proc shows a process that is not dumpable as root's."""
    limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
    no_core_file = re.search(r"Max core file size\s+0\s", limits)
    owned_by_root = os.stat(f"/proc/{pid}/status").st_uid == 0
    return bool(no_core_file) and owned_by_root


def family(pid):
    """The process and its descendants."""
    found = [pid]
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


if __name__ == "__main__":
    unittest.main()
