"""Where tools/setup.sh put what the tests of the HTTP contract run, and a small school to run them against."""
import contextlib
import os
import pathlib
import unittest

import edify

FOLDER = pathlib.Path(os.environ.get("EDIFY_ENGINES_DIR", edify.ROOT / "engines")) / "contract"
PYTHON = FOLDER / "venv" / "bin" / "python"
SCHEMATHESIS = FOLDER / "venv" / "bin" / "schemathesis"
SCHEMATHESIS_SETTINGS = edify.ROOT / "tests" / "contract" / "schemathesis.toml"
TSC = FOLDER / "node_modules" / ".bin" / "tsc"

needs_tools = unittest.skipUnless(PYTHON.exists() and TSC.exists(),
                                  f"the contract tools are not in {FOLDER}; run tools/setup.sh")

LESSONS = {
    "Knowledge Bank/kb/2025-2026/grade5/Science/photosynthesis.md":
        "# Photosynthesis\n\nGreen plants make their food from sunlight, water and carbon dioxide.\n\n"
        "# Plants that live differently\n\nMushrooms have no chlorophyll and feed on dead matter.\n",
    "Knowledge Bank/kb/2025-2026/grade10/Maths/quadratic.md":
        "# Quadratic equations\n\nA quadratic equation has at most two roots; the discriminant tells how many.\n",
    "Knowledge Bank/kb/2025-2026/glossary.md": "# Glossary\n\nA fossil is what is left of a living thing of long ago.\n",
    "SOP/Administration/leave.md": "# Leave\n\nStaff request leave three working days ahead from the head teacher.\n",
    "Notices/open-day.md": "# Open day\n\nParents visit the school on Saturday; the science room shows its plants.\n",
}


@contextlib.contextmanager
def school():
    """A data folder with LESSONS in it."""
    with edify.temporary_folder() as folder:
        for path, text in LESSONS.items():
            target = folder / "school" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        done = edify.run("ingest", folder / "school", data=folder / "data")
        assert done.returncode == 0, done.stderr.decode()
        yield folder / "data"
