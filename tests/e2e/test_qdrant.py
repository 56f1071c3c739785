"""The whole program with its chunks in Qdrant (the double): what is ingested answers, each role sees its own, what is
deleted is gone, and what a killed ingest left is put right."""
import json
import shutil
import unittest

import contract_tools
import edify
import qdrant

QUESTION = "which plants live differently"
POLICY = "how long ahead does staff request leave"


@qdrant.needs_double
class Qdrant(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(edify.temporary_folder())
        self.data = self.folder / "data"
        self.double = self.enterContext(qdrant.double())
        self.env = {"QDRANT_URL": self.double.url, "EDIFY_QDRANT_WRITE_PATIENCE_MS": "5000"}
        self.school = self.folder / "school"
        for path, text in contract_tools.LESSONS.items():
            target = self.school / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")

    def ingest(self, **variables):
        return edify.run("ingest", self.school, "--json", data=self.data, env={**self.env, **variables})

    def found(self, question, role, *more):
        answer = edify.run_json("query", question, "--role", role, "--json", *more, data=self.data, env=self.env)
        return {each["metadata"]["file_path"] for each in answer["results"]}

    def test_each_role_sees_its_own_and_what_is_deleted_is_gone(self):
        done = self.ingest()
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(json.loads(done.stdout)["files_processed"], len(contract_tools.LESSONS))
        lesson = "Knowledge Bank/kb/2025-2026/grade5/Science/photosynthesis.md"
        leave = "SOP/Administration/leave.md"
        self.assertIn(lesson, self.found(QUESTION, "student", "--grades", "grade5"))
        self.assertNotIn(lesson, self.found(QUESTION, "student", "--grades", "grade10"))
        self.assertIn(leave, self.found(POLICY, "admin"))
        for role in ("student", "teacher"):
            self.assertNotIn(leave, self.found(POLICY, role, "--grades", "*"))
        (self.school / lesson).unlink()
        self.assertEqual(json.loads(self.ingest().stdout)["files_deleted"], 1)
        self.assertNotIn(lesson, self.found(QUESTION, "admin"))
        ids = {each["payload"]["file_path"] for each in self.double.points()}
        self.assertEqual(len(ids), len(contract_tools.LESSONS) - 1)
        self.assertNotIn(lesson, ids)

    def test_twice_the_same_changes_nothing_and_a_change_replaces(self):
        self.ingest()
        before = self.double.points()
        self.ingest()
        self.assertEqual(self.double.points(), before)
        lesson = self.school / "SOP/Administration/leave.md"
        lesson.write_text("# Leave\n\nStaff request leave ten days ahead.\n", encoding="utf-8")
        self.ingest()
        self.assertEqual(len(self.double.points()), len(before))
        answer = edify.run_json("query", POLICY, "--role", "admin", "--json", data=self.data, env=self.env)
        self.assertIn("ten days ahead", answer["results"][0]["content"])

    def test_what_a_killed_ingest_left_is_put_right_by_the_next(self):
        for moment in ("staged", "published"):
            with self.subTest(moment):
                shutil.rmtree(self.data, ignore_errors=True)
                self.double.stop()
                self.double.start()
                killed = self.ingest(EDIFY_FAILPOINT=f"{moment}:2")
                self.assertNotEqual(killed.returncode, 0)
                done = self.ingest()
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                points = self.double.points()
                self.assertEqual({each["payload"]["file_path"] for each in points}, set(contract_tools.LESSONS))
                chunks = [(each["payload"]["document_id"], each["payload"]["chunk_index"]) for each in points]
                self.assertEqual(len(chunks), len(set(chunks)), "each chunk once")

    def test_doctor_and_status_speak_of_it(self):
        self.ingest()
        said = edify.run("doctor", data=self.data, env=self.env).stdout.decode()
        self.assertRegex(said, r"ok +store +Qdrant on http://127\.0\.0\.1:\d+, edify_documents: 5 documents")
        said = edify.run("doctor", data=self.data, env={**self.env, "EDIFY_QDRANT_SHARDS": "3"}).stdout.decode()
        self.assertIn("the number of shards is 1, and 3 is configured", said)
        status = edify.run_json("status", "--json", data=self.data, env=self.env)
        self.assertEqual(status["counts"], {"done": len(contract_tools.LESSONS)})

    def test_a_server_answers_and_sees_what_others_write(self):
        self.ingest()
        token = edify.token(self.data, "admin")
        with edify.server(self.data, env=self.env) as server:
            def paths():
                answer = server.request("/query", {"query": POLICY}, token)
                self.assertEqual(answer.status, 200, answer.body)
                return [each["metadata"]["file_path"] for each in answer.json()["results"]]

            self.assertEqual(paths()[0], "SOP/Administration/leave.md")
            (self.school / "SOP/Administration/leave.md").unlink()
            self.ingest()
            self.assertNotIn("SOP/Administration/leave.md", paths())

    def test_reindex_makes_a_collection_as_configured_and_answers_stay(self):
        self.ingest()
        before = self.found(QUESTION, "admin")
        shards = {**self.env, "EDIFY_QDRANT_SHARDS": "2"}
        done = edify.run("reindex", "--json", data=self.data, env=shards)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        report = json.loads(done.stdout)
        self.assertEqual((report["from"], report["to"]), ("edify_documents_v1", "edify_documents_v2"))
        self.assertEqual(report["documents"], len(contract_tools.LESSONS))
        self.assertEqual(self.found(QUESTION, "admin"), before)
        self.assertNotIn("shards", edify.run("doctor", data=self.data, env=shards).stdout.decode())
        self.assertEqual(self.double.call("GET", "/collections/edify_documents_v1")[0], 404)
        refused = edify.run("reindex", data=self.data)
        self.assertEqual(refused.returncode, 2)

    def test_a_collection_of_another_model_is_refused(self):
        self.ingest()
        self.double.call("PATCH", "/collections/edify_documents_v1", {"metadata": {"embedding_model": "another"}})
        refused = edify.run("query", POLICY, "--role", "admin", data=self.data, env=self.env)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("vectors of another", refused.stderr.decode())


if __name__ == "__main__":
    unittest.main()
