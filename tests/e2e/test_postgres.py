"""The shared profile: one PostgreSQL and one Qdrant (the double) behind several ingesters and servers. Each document is worked
on once whoever is killed, the database may restart in the middle, and any server answers for any other. EDIFY_SOAK=1: ten
minutes of random kills in place of some."""
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

import edify
import postgres
import qdrant
from school import loadgen

FILES = 300 if edify.SOAK else 60
SECONDS = 600 if edify.SOAK else 20
LEASE_SECONDS = 5
LESSON = "Knowledge Bank/kb/2025-2026/grade5/Science/leaf.md"


@postgres.needs_postgres
@qdrant.needs_double
class SharedProfile(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(edify.temporary_folder())
        self.database = self.enterContext(postgres.postgres())
        self.double = self.enterContext(qdrant.double())
        self.school = self.folder / "school"
        self.env = {"DATABASE_URL": self.database.url, "QDRANT_URL": self.double.url,
                    "EDIFY_INGEST_LEASE": str(LEASE_SECONDS), "EDIFY_QDRANT_WRITE_PATIENCE_MS": "20000"}

    def data(self, machine):
        """Each process has a folder of its own, as on a machine of its own, with the same keys."""
        return self.folder / f"machine-{machine}"

    def server(self, machine, like=None):
        """Its machine is given the keys of another's, as all machines of a network are."""
        if like is not None:
            shutil.copytree(self.data(like) / "keys", self.data(machine) / "keys")
        return self.enterContext(edify.server(self.data(machine), env=self.env))

    def write(self, name, files):
        documents = loadgen.plan(name, loadgen.Shape(files, duplicates=0.1, broken=0.1, pages=1))
        loadgen.write(documents, loadgen.FolderTarget(self.school))
        return documents

    def lesson(self, text="A leaf makes sugar from sunlight.\n"):
        path = self.school / LESSON
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# The leaf\n\n{text}", encoding="utf-8")

    def start_ingest(self, machine, *more, **variables):
        with open(self.folder / f"ingest-{machine}.log", "ab") as log:
            process = subprocess.Popen([edify.PROGRAM, "--data", str(self.data(machine)), "ingest", str(self.school), *more],
                                       stdout=subprocess.DEVNULL, stderr=log,
                                       env={**edify.environment(), **self.env, **variables})
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def start_watching(self, machine):
        return self.start_ingest(machine, "--watch", EDIFY_INGEST_WATCH_INTERVAL="1")

    def states(self):
        if self.database.rows("SELECT to_regclass('ledger') IS NULL") == [("t",)]:
            return {}
        return dict(self.database.rows("SELECT state, count(*) FROM ledger GROUP BY state"))

    def is_settled(self):
        return not {"pending", "processing"} & set(self.states()) and sum(map(int, self.states().values())) >= FILES

    def assert_each_document_is_there_once(self):
        """The ledger's documents that are done are the store's, each with all of its chunks and nothing of another version."""
        done = {path: int(chunks) for path, chunks in
                self.database.rows("SELECT path, chunks FROM ledger WHERE state = 'done' AND chunks > 0")}
        points = self.double.points()
        chunks = {}
        for point in points:
            key = (point["payload"]["file_path"], point["payload"]["chunk_index"])
            self.assertNotIn(key, chunks, "a chunk is there twice")
            chunks[key] = point
        counted = {}
        for path, _ in chunks:
            counted[path] = counted.get(path, 0) + 1
        self.assertEqual(counted, done)

    def alone(self):
        """What one ingest into folders of its own makes of the same school: path → state and content."""
        data = self.folder / "alone"
        edify.run("ingest", self.school, "--json", data=data)
        with sqlite3.connect(data / "edify.db") as database:
            return set(database.execute("SELECT path, content_hash, state, chunks FROM ledger WHERE state <> 'deleted'"))

    def assert_equal_to_one_ingest(self):
        shared = {(path, content, state, int(chunks)) for path, content, state, chunks in self.database.rows(
            "SELECT path, content_hash, state, chunks FROM ledger WHERE state <> 'deleted'")}
        self.assertEqual(shared, self.alone())
        self.assert_each_document_is_there_once()

    def test_the_database_restarts_in_the_middle_of_an_ingest(self):
        self.write("restart", FILES)
        process = self.start_ingest(0)
        self.assertTrue(edify.eventually(lambda: int(self.states().get("done", 0)) >= FILES // 4, 120))
        self.database.crash()
        self.database.start()
        process.wait(300)
        # It waited for the database, or said that it is away; the next pass goes on where this one stood.
        if process.returncode != 0:
            self.assertEqual(self.start_ingest(0).wait(300), 0, (self.folder / "ingest-0.log").read_text())
        self.assertTrue(edify.eventually(self.is_settled, 60), self.states())
        self.assert_equal_to_one_ingest()

    def test_three_ingesters_and_two_servers_with_random_kills(self):
        dice = random.Random(7)
        self.write("kills", FILES)
        self.lesson()
        ingesters = {machine: self.start_watching(machine) for machine in (0, 1, 2)}
        servers = [self.server(3), self.server(4, like=3)]
        bearer = edify.token(self.data(3), "teacher", "grade5")
        end = time.monotonic() + SECONDS
        kills = asked = failed = 0
        while time.monotonic() < end or not self.is_settled():
            for server in servers:
                answer = server.request("/query", {"query": "what makes sugar from sunlight"}, bearer)
                asked += 1
                failed += answer.status != 200
            if time.monotonic() < end and dice.random() < 0.3:
                machine = dice.choice(list(ingesters))
                ingesters[machine].send_signal(signal.SIGKILL)
                ingesters[machine].wait(30)
                ingesters[machine] = self.start_watching(machine)
                kills += 1
            self.assertLess(time.monotonic(), end + 240, f"not settled: {self.states()}")
        for process in ingesters.values():
            process.send_signal(signal.SIGTERM)
        for process in ingesters.values():
            process.wait(60)
        print(f"{kills} kills of 3 ingesters in {SECONDS} s; {asked} answers of 2 servers, {failed} failed; {self.states()}")
        self.assertEqual(failed, 0)
        self.assertGreater(kills, 3)
        self.assert_equal_to_one_ingest()

    def test_any_server_answers_for_any_other(self):
        self.lesson()
        self.assertEqual(self.start_ingest(0).wait(120), 0, (self.folder / "ingest-0.log").read_text())
        one, other = self.server(0), self.server(1, like=0)
        bearer = edify.token(self.data(0), "teacher", "grade5", user="meera")
        told = one.request("/chat", {"message": "What does a leaf make?"}, bearer).body.decode()
        sources = json.loads(told.split("\n\n")[0].split("data: ", 1)[1])
        kept = other.request(f"/conversations/{sources['conversation_id']}", bearer=bearer)
        self.assertEqual(kept.status, 200, kept.body)
        self.assertIn("sugar", kept.json()["messages"][1]["text"])
        feedback = {"message_id": sources["message_id"], "rating": "up"}
        self.assertEqual(other.request("/feedback", feedback, bearer).status, 204)
        link = other.request("/shares", {"message_id": sources["message_id"]}, bearer).json()["id"]
        self.assertEqual(one.request(f"/shares/{link}", bearer=bearer).status, 200)
        made = edify.run("user", "deny", "meera", data=self.data(0), env=self.env)
        self.assertEqual(made.returncode, 0, made.stderr)
        for server in (one, other):
            self.assertTrue(edify.eventually(lambda: server.request("/facets", bearer=bearer).status == 403, 30))
        verdict = edify.run("audit", "verify", data=self.data(1), env=self.env)
        self.assertEqual(verdict.returncode, 0, verdict.stdout + verdict.stderr)
        erased = edify.run("user", "erase", "meera", data=self.data(1), env=self.env)
        self.assertEqual(erased.returncode, 0, erased.stderr)
        self.assertEqual(self.database.rows("SELECT count(*) FROM conversations"), [("0",)])
        self.assertEqual(self.database.rows("SELECT count(*) FROM ratings"), [("0",)])

    def test_doctor_says_where_the_catalog_is_and_no_secret(self):
        self.lesson()
        self.start_ingest(0).wait(120)
        env = {**self.env, "DATABASE_URL": self.database.url.replace("edify@", "edify:hidden-password@")}
        said = edify.run("doctor", data=self.data(0), env=env)
        self.assertIn(f"PostgreSQL on 127.0.0.1:{self.database.port}/postgres".encode(), said.stdout + said.stderr)
        self.assertNotIn(b"hidden-password", said.stdout + said.stderr)

    def test_refuses_a_shared_ledger_over_a_store_that_is_not(self):
        refused = edify.run("status", data=self.data(0), env={"DATABASE_URL": self.database.url})
        self.assertEqual(refused.returncode, 2)
        self.assertIn(b"set qdrant.url too", refused.stderr)


if __name__ == "__main__":
    unittest.main()
