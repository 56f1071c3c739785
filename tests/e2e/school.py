"""Synthetic schools for the end-to-end tests: tools/loadgen.py as a module, and what the ledger must say of them."""
import contextlib
import sqlite3
import sys

import edify

sys.path.insert(0, str(edify.ROOT / "tools"))

import loadgen  # noqa: E402,F401  (the path comes first)

@contextlib.contextmanager
def opened(data):
    """The store of a data folder, to be read; an ingest may be at work in it."""
    database = sqlite3.connect(f"file:{data}/edify.db?mode=ro", uri=True, timeout=30)
    try:
        yield database
    finally:
        database.close()


def count_in_state(data, *states):
    """Documents of the ledger in these states; 0 while there is no ledger."""
    try:
        with opened(data) as database:
            marks = ",".join("?" * len(states))
            return database.execute(f"SELECT count(*) FROM ledger WHERE state IN ({marks})", states).fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def ledger(data):
    """path → (state, reason, content hash) of every document that is not deleted."""
    with opened(data) as database:
        return {path: (state, reason, content_hash) for path, state, reason, content_hash in database.execute(
            "SELECT path, state, reason, content_hash FROM ledger WHERE state <> 'deleted'")}


def expected_ledger(documents):
    return {each.path: (*each.expected, each.sha256) for each in documents}


def disagreement(documents, data):
    """The first documents of which the ledger says something else than it must, or None."""
    wanted, found = expected_ledger(documents), ledger(data)
    wrong = [(path, wanted.get(path), found.get(path)) for path in sorted(wanted.keys() | found.keys())
             if wanted.get(path) != found.get(path)]
    return f"{len(wrong)} wrong (path, wanted, found): {wrong[:4]}" if wrong else None


def azure(az_or_proxy):
    """The environment that names the account."""
    return {"AZURE_STORAGE_CONNECTION_STRING": az_or_proxy.connection_string}


def account(report):
    """What must add up to the listed files."""
    return sum(report[field] for field in ("files_processed", "duplicates", "files_unchanged", "files_failed",
                                           "files_waiting", "files_outdated", "files_elsewhere"))


def living_truth(data):
    """edify.store_truth() without the ledger's memory of deleted documents."""
    truth, rows, orphans = edify.store_truth(data)
    return truth, {path: row for path, row in rows.items() if row[0] != "deleted"}, orphans
