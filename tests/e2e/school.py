"""Synthetic schools for the end-to-end tests: tools/loadgen.py as a module, and what the ledger must say of them."""
import sqlite3
import sys

import edify

sys.path.insert(0, str(edify.ROOT / "tools"))

import loadgen  # noqa: E402,F401  (the path comes first)

SHORT_MIX = {"pdf": 30, "pdf_pictures": 10, "docx": 15, "txt": 15, "md": 10, "html": 8, "xlsx": 6, "csv": 4, "pptx": 4}


def ledger(data):
    """path → (state, reason, content hash) of every document that is not deleted."""
    database = sqlite3.connect(f"file:{data}/edify.db?mode=ro", uri=True)
    try:
        return {path: (state, reason, content_hash) for path, state, reason, content_hash in database.execute(
            "SELECT path, state, reason, content_hash FROM ledger WHERE state <> 'deleted'")}
    finally:
        database.close()


def expected_ledger(documents):
    return {each.path: (*each.expected, each.sha256) for each in documents}


def disagreement(documents, data):
    """The first documents of which the ledger says something else than it must, or None."""
    wanted, found = expected_ledger(documents), ledger(data)
    wrong = [(path, wanted.get(path), found.get(path)) for path in sorted(wanted.keys() | found.keys())
             if wanted.get(path) != found.get(path)]
    return f"{len(wrong)} wrong (path, wanted, found): {wrong[:4]}" if wrong else None


def account(report):
    """Processed (duplicates among them), unchanged and failed files: what must add up to the listed."""
    return report["files_processed"] + report["files_unchanged"] + report["files_failed"]
