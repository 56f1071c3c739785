"""The audit trail from the outside: who was shown what, a chain that others can check, erasure, retention."""
import hashlib
import json
import sqlite3
import unittest

import edify

QUESTION = "What is photosynthesis in plants?"
USER = "asha.of.grade.five@school.example"


def hash_of(row):
    """As src/catalog/audit_chain.h says it, written a second time."""
    fields = [row["sequence"], row["time_ms"], row["who"], row["acting_key"], row["role"], row["scope"], row["route"],
              row["status"], row["decision"], ",".join(row["documents"]), row["policy_version"], row["request_id"],
              row["detail"], row["question_digest"], row["previous"]]
    text = b"".join(b"%d:%s," % (len(each), each) for each in (str(field).encode() for field in fields))
    return hashlib.sha256(text).hexdigest()


def exported(data, *arguments):
    done = edify.run("audit", "export", *arguments, data=data)
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


class AuditTest(unittest.TestCase):
    def setUp(self):
        folder = edify.temporary_folder()
        self.folder = folder.__enter__()
        self.addCleanup(folder.__exit__, None, None, None)
        self.data = self.folder / "data"
        school = self.folder / "school" / "Knowledge Bank" / "kb" / "2025-2026" / "grade5"
        school.mkdir(parents=True)
        (school / "science.md").write_text("# Plants\n\nPhotosynthesis is how plants make food from sunlight.\n")
        done = edify.run("ingest", self.folder / "school", data=self.data)
        self.assertEqual(done.returncode, 0, done.stderr.decode())

    def ask(self, bearer, **fields):
        return self.server.request("/query", {"query": QUESTION, **fields}, bearer=bearer)

    def serve(self):
        self.server = edify.Server(self.data)
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.stop())

    def bytes_on_disk(self):
        return b"".join(file.read_bytes() for file in self.data.glob("audit.db*"))

    def test_a_chain_of_who_was_shown_what(self):
        self.serve()
        student = edify.token(self.data, "student", "grade5", USER)
        shown = self.ask(student).json()["results"]
        self.assertTrue(shown)
        self.assertEqual(self.ask(student, role="admin").status, 403)
        self.assertEqual(self.server.request("/stats", bearer=student).status, 403)
        self.assertEqual(self.server.request("/query", {"query": QUESTION}).status, 401)
        self.assertEqual(self.server.request("/health").status, 200)
        self.server.stop()

        rows = exported(self.data)
        self.assertEqual([(row["route"], row["status"], row["decision"]) for row in rows],
                         [("POST /query", 200, "allowed"), ("POST /query", 403, "refused"),
                          ("GET /stats", 403, "refused")])
        self.assertEqual(rows[0]["documents"], [shown[0]["metadata"]["document_id"]])
        self.assertEqual(rows[0]["role"], "student")
        self.assertIn("grade5", rows[0]["scope"])
        self.assertEqual(rows[1]["documents"], [])
        self.assertEqual(len({row["who"] for row in rows}), 1)
        previous = "0" * 64
        for row in rows:
            self.assertEqual(row["previous"], previous)
            self.assertEqual(row["hash"], hash_of(row))
            previous = row["hash"]
        self.assertNotIn(USER.encode(), self.bytes_on_disk())
        self.assertNotIn(QUESTION.encode(), self.bytes_on_disk())

        verified = edify.run("audit", "verify", data=self.data)
        self.assertEqual(verified.returncode, 0)
        self.assertIn(f"3 rows, head 3:{previous}", verified.stdout.decode())
        self.assertEqual(exported(self.data, "--to", "2020-01-01"), [])
        self.assertEqual(edify.run("audit", "export", "--from", "yesterday", data=self.data).returncode, 2)

        self.serve()  # which logs the head, whatever the log level
        self.ask(student)
        self.server.stop()
        self.assertIn(f"audit head 3:{previous}", "".join(self.server.said))
        anchored = edify.run("audit", "verify", "--anchor", f"3:{previous}", data=self.data)
        self.assertEqual(anchored.returncode, 0)
        cut = edify.run("audit", "verify", "--anchor", f"9:{previous}", data=self.data)
        self.assertEqual(cut.returncode, 1)
        self.assertIn("row 9", cut.stderr.decode())

    def test_a_changed_row_is_named(self):
        self.serve()
        for _ in range(3):
            self.ask(edify.token(self.data, "student", "grade5", USER))
        self.server.stop()
        database = sqlite3.connect(self.data / "audit.db")
        with self.assertRaises(sqlite3.DatabaseError):
            database.execute("UPDATE audit_rows SET status = 500 WHERE sequence = 2")
        database.execute("DROP TRIGGER audit_rows_never_change")
        database.execute("UPDATE audit_rows SET role = 'admin' WHERE sequence = 2")
        database.commit()
        database.close()
        verified = edify.run("audit", "verify", data=self.data)
        self.assertEqual(verified.returncode, 1)
        self.assertIn("row 2", verified.stderr.decode())

    def test_an_erased_user_leaves_a_provable_trail(self):
        (self.folder / "edify.toml").write_text("[audit]\nquestions = true\n")
        self.server = edify.Server(self.data, cwd=self.folder)
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.stop())
        self.ask(edify.token(self.data, "student", "grade5", USER))
        self.ask(edify.token(self.data, "teacher", "grade5", "ravi"))
        self.assertTrue(edify.eventually(lambda: len(exported(self.data)) == 2))
        self.assertEqual([row.get("question") for row in exported(self.data, "--questions")], [QUESTION] * 2)
        self.assertNotIn("question", exported(self.data)[0])

        # While the server runs: the next question must not bring the old pseudonym back.
        erased = edify.run("user", "erase", USER, data=self.data)
        self.assertEqual(erased.returncode, 0, erased.stderr.decode())
        self.assertIn("erased 1 questions", erased.stdout.decode())
        self.ask(edify.token(self.data, "student", "grade5", USER))
        self.server.stop()

        rows = exported(self.data, "--questions")
        self.assertEqual([row.get("question") for row in rows], [None, QUESTION, None, QUESTION])
        self.assertEqual(rows[2]["route"], "erasure")
        self.assertIn(rows[0]["who"], rows[2]["detail"])
        self.assertNotEqual(rows[3]["who"], rows[0]["who"])
        self.assertEqual(edify.run("audit", "verify", data=self.data).returncode, 0)
        self.assertIn("nothing is kept", edify.run("user", "erase", "nobody", data=self.data).stdout.decode())


if __name__ == "__main__":
    unittest.main()
