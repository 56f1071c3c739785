"""A small library of plain text for tests of the server, and what loads it."""
import json
import pathlib
import subprocess

import edify

SUBJECTS = ["plants", "rivers", "magnets", "volcanoes", "vitamins", "bacteria", "the moon", "muscles", "proteins", "insects"]


def make(folder, documents=30):
    """A data folder with so many short documents that everybody may see."""
    school = folder / "school" / "Knowledge Bank" / "kb" / "2025-2026"
    school.mkdir(parents=True)
    for number in range(documents):
        subject = SUBJECTS[number % len(SUBJECTS)]
        (school / f"lesson{number}.txt").write_text(
            f"Lesson {number}: how {subject} work.\n\nThe role of {subject} in food, water and light is told in part {number}.\n")
    data = folder / "data"
    done = edify.run("ingest", folder / "school", data=data)
    assert done.returncode == 0, done.stderr.decode()
    return data


def load(server, bearer, *arguments):
    """One run of bench/query_load.cpp against the server; its figures."""
    program = pathlib.Path(edify.PROGRAM).parent / "query_load"
    done = subprocess.run([program, "--port", str(server.port), "--token", bearer, "--json", *map(str, arguments)],
                          capture_output=True, timeout=600)
    assert done.stdout, done.stderr.decode()
    return json.loads(done.stdout)
