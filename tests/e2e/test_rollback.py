"""Back to the previous release: it refuses data that a newer one has touched, changes nothing of it, and goes on with what was
saved before the upgrade (docs/ops/launch-and-rollback.md)."""
import hashlib
import pathlib
import shutil
import sqlite3
import unittest

import edify

# The tables that hold the schema's version, as a newer release would have moved them on.
LEDGER = "INSERT INTO catalog_meta SELECT max(schema_version) + 1 FROM catalog_meta"
AUDIT = "INSERT INTO audit_meta SELECT max(schema_version) + 1 FROM audit_meta"


def change(database, statement):
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(statement)
    connection.close()


def digest(database):
    """Of what is in it, whatever the file looks like."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    text = "\n".join(connection.iterdump())
    connection.close()
    return hashlib.sha256(text.encode()).hexdigest()


class RollbackTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(edify.temporary_folder())
        # What docs/ops/launch-and-rollback.md has one save before an upgrade, with nothing running.
        cls.saved = cls.folder / "saved"
        school = cls.folder / "school" / "Knowledge Bank" / "kb" / "2025-2026" / "grade5"
        school.mkdir(parents=True)
        (school / "plants.md").write_text("# Plants\n\nPhotosynthesis makes food from sunlight.\n")
        cls.ingest(cls.saved)
        cls.token = edify.token(cls.saved, "student", "grade5")
        cls.school = school
        with edify.server(cls.saved):
            pass  # the audit trail begins with the first server

    def setUp(self):
        self.data = self.folder / self._testMethodName
        shutil.copytree(self.saved, self.data)

    @classmethod
    def ingest(cls, data):
        done = edify.run("ingest", cls.folder / "school", data=data)
        assert done.returncode == 0, done.stderr

    def ask(self, server):
        answer = server.request("/query", {"query": "What is made from sunlight and water?"}, bearer=self.token)
        self.assertEqual(answer.status, 200)
        return sorted({pathlib.PurePath(hit["metadata"]["file_path"]).name for hit in answer.json()["results"]})

    def refused(self, *command):
        done = edify.run(*command, data=self.data)
        self.assertNotEqual(done.returncode, 0, command)
        self.assertIn("use the release that wrote it, or newer", done.stderr.decode(), command)

    def test_data_of_a_newer_release_is_refused_untouched(self):
        change(self.data / "edify.db", LEDGER)
        before = digest(self.data / "edify.db")
        for command in (("serve", "--port", "0"), ("ingest", self.folder / "school"), ("status",)):
            self.refused(*command)
        self.assertEqual(digest(self.data / "edify.db"), before)

    def test_an_audit_trail_of_a_newer_release_is_refused(self):
        change(next(path for path in self.data.glob("*.db") if path.name != "edify.db"), AUDIT)
        self.refused("serve", "--port", "0")
        self.refused("audit", "verify")

    def test_what_was_saved_before_the_upgrade_answers_and_catches_up(self):
        change(self.data / "edify.db", LEDGER)
        (self.school / "water.md").write_text("# Water\n\nWater and sunlight make plants grow.\n")
        (self.school / "plants.md").unlink()
        shutil.rmtree(self.data)
        shutil.copytree(self.saved, self.data)
        with edify.server(self.data) as server:
            self.assertEqual(self.ask(server), ["plants.md"], "who had signed in still has")
            self.ingest(self.data)
            self.assertTrue(edify.eventually(lambda: self.ask(server) == ["water.md"]))


if __name__ == "__main__":
    unittest.main()
