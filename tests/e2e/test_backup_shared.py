"""Backup and restore where the catalog is in PostgreSQL and the chunks are in Qdrant: what comes back answers as before and
brings nothing back that was ended since, and where it does not fit nothing is left of it."""
import contextlib
import json
import random
import secrets
import shutil
import threading
import unittest

import edify
import postgres
import qdrant
from test_backup import AMIRA, BILAL, DOCUMENTS, QUESTION, write_school

DAMAGES = 60 if edify.SOAK else 20


def is_restoring(database):
    return database.rows("SELECT 1 FROM pg_namespace WHERE nspname = 'edify_restoring'") != []


@postgres.needs_postgres
@qdrant.needs_double
class SharedBackupTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(edify.temporary_folder())
        self.school = self.folder / "school"
        write_school(self.school, DOCUMENTS)
        self.key = self.folder / "backup.key"
        self.key.write_text(secrets.token_hex(32))
        self.key.chmod(0o600)
        self.database = self.enterContext(postgres.postgres())
        self.double = self.enterContext(qdrant.double())
        self.data = self.folder / "data"
        self.env = self.environment_of(self.database, self.double)
        self.done("ingest", self.school)

    def environment_of(self, database, double):
        return {"EDIFY_BACKUP_TO": str(self.folder / "backups"), "EDIFY_BACKUP_KEY_FILE": str(self.key),
                "EDIFY_CATALOG_URL": database.url, "EDIFY_QDRANT_URL": double.url, "EDIFY_QDRANT_WRITE_PATIENCE_MS": "5000"}

    def run_at(self, place, *arguments):
        data, env = place or (self.data, self.env)
        return edify.run(*arguments, data=data, env=env)

    def done(self, *arguments, place=None):
        done = self.run_at(place, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def json(self, *arguments, place=None):
        return json.loads(self.done(*arguments, "--json", place=place))

    def answers(self, place=None):
        out = {}
        for role, grades in (("admin", "*"), ("teacher", "*"), ("student", "grade5"), ("student", "grade10")):
            found = self.json("query", QUESTION, "--role", role, "--grades", grades, place=place)
            out[role, grades] = [(hit["metadata"]["file_path"], hit["content"], hit["score"]) for hit in found["results"]]
        return out

    def audit_head(self, place=None):
        return self.done("audit", "verify", place=place)

    @contextlib.contextmanager
    def other_place(self, name="elsewhere"):
        """Another PostgreSQL and another Qdrant, and a machine with the key that comes from the vault."""
        with postgres.postgres() as database, qdrant.double() as double:
            data = self.folder / name
            (data / "keys").mkdir(parents=True, mode=0o700)
            shutil.copy2(self.data / "keys" / "audit.key", data / "keys")
            yield (data, self.environment_of(database, double)), database, double

    def chat(self, server, user):
        bearer = edify.token(self.data, "teacher", "*", user)
        self.assertEqual(server.request("/chat", {"message": QUESTION}, bearer=bearer).status, 200)
        return bearer, server.request("/conversations", bearer=bearer).json()["conversations"][0]["id"]

    def conversations(self, place, user):
        data, env = place
        bearer = edify.token(data, "teacher", "*", user)
        with edify.server(data, env=env) as server:
            return [each["id"] for each in server.request("/conversations", bearer=bearer).json()["conversations"]]

    def test_brings_everything_back_to_empty_servers(self):
        with edify.server(self.data, env=self.env) as server:
            _, amiras = self.chat(server, AMIRA)
            bilal, deleted = self.chat(server, BILAL)
        self.done("key", "create", "--name", "portal", "--role", "student")
        self.done("user", "deny", "carla", "--reason", "left")
        before, head = self.answers(), self.audit_head()
        made = self.json("backup")
        self.assertEqual(made["documents"], len(DOCUMENTS))
        self.assertGreaterEqual(made["golden_queries"], 3 * len(DOCUMENTS))
        with self.other_place() as (place, _, double):
            self.done("doctor", place=place)  # makes tables and a collection, which hold nothing
            outcome = self.json("restore", place=place)
            self.assertEqual(outcome["set"], made["set"])
            self.assertEqual(outcome["golden_queries_equal"], made["golden_queries"])
            self.assertEqual(outcome["documents_incomplete"], 0)
            self.assertEqual(self.answers(place), before)
            self.assertEqual(self.audit_head(place), head)
            self.assertEqual(self.conversations(place, AMIRA), [amiras])
            self.assertEqual(self.json("key", "list", place=place), self.json("key", "list"))
            self.assertEqual(self.done("user", "denied", place=place), self.done("user", "denied"))
            self.assertEqual(len(double.points()), len(self.double.points()))
            status, body = double.call("GET", "/collections")
            self.assertEqual(len(body["result"]["collections"]), 1, "one collection, and none left over")
            again = self.run_at(place, "restore")
            self.assertNotEqual(again.returncode, 0)
            self.assertIn("nothing is restored over it", again.stderr.decode())
            # What is there goes on: a file more, one less.
            (self.school / "notice.txt").unlink()
            (self.school / "new.txt").write_text("The gate closes at five.\n")
            report = self.json("ingest", self.school, place=place)
            self.assertEqual((report["files_processed"], report["files_deleted"]), (1, 1))

    def test_brings_nothing_back_that_was_ended_since(self):
        with edify.server(self.data, env=self.env) as server:
            self.chat(server, AMIRA)
            bilal, kept = self.chat(server, BILAL)
        self.done("key", "create", "--name", "portal", "--role", "student")
        made = self.json("backup")
        self.done("user", "erase", AMIRA)
        self.done("user", "deny", "carla", "--reason", "left")
        self.done("key", "revoke", self.json("key", "list")["keys"][0]["id"])
        (self.school / "SOP/fire/drill.md").unlink()
        with self.other_place() as (place, _, double):
            outcome = self.json("restore", place=place)
            self.assertEqual((outcome["set"], outcome["endings_replayed"]), (made["set"], 3))
            self.assertEqual(self.conversations(place, AMIRA), [])
            self.assertEqual(self.conversations(place, BILAL), [kept])
            self.assertIn("carla", self.done("user", "denied", place=place))
            self.assertEqual(self.json("key", "list", place=place)["keys"][0]["state"], "revoked")
            self.assertNotIn("thrice", json.dumps(double.points()))
            self.done("audit", "verify", place=place)

    def test_a_set_that_is_made_while_documents_change_comes_back_whole(self):
        stop = threading.Event()

        def change():
            number = 0
            while not stop.is_set():
                number += 1
                (self.school / f"bulletin {number % 3}.txt").write_text(f"Bulletin {number}: the bus leaves at {number}.\n")
                self.run_at(None, "ingest", self.school)

        writer = threading.Thread(target=change)
        writer.start()
        try:
            for _ in range(4):
                self.json("backup")
        finally:
            stop.set()
            writer.join()
        with self.other_place() as (place, _, double):
            self.json("restore", place=place)
            paths = {each["payload"]["file_path"] for each in double.points()}
            self.assertEqual(paths, {str(each.relative_to(self.school)) for each in self.school.rglob("*") if each.is_file()})
            bulletins = self.json("query", "When does the bus leave?", "--role", "admin", place=place)["results"]
            now = {(self.school / f"bulletin {number}.txt").read_text().strip() for number in range(3)
                   if (self.school / f"bulletin {number}.txt").exists()}
            self.assertEqual({each["content"] for each in bulletins if "Bulletin" in each["content"]}, now)

    def test_believes_no_damaged_set_and_leaves_nothing_of_it(self):
        self.done("backup")
        objects = sorted(file for file in (self.folder / "backups").rglob("*") if file.is_file())
        whole = {file: file.read_bytes() for file in objects}
        rng = random.Random(11)
        with self.other_place() as (place, database, double):
            for number in range(DAMAGES):
                file = rng.choice([each for each in objects if "sets" in each.parts])
                content = bytearray(whole[file])
                content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
                file.write_bytes(content if number % 2 else content[:rng.randrange(len(content))])
                refused = self.run_at(place, "restore")
                self.assertNotEqual(refused.returncode, 0, f"damage {number} of {file.name}")
                file.write_bytes(whole[file])
                self.assertEqual(double.call("GET", "/collections")[1]["result"]["collections"], [])
                self.assertFalse(is_restoring(database))
            self.json("restore", place=place)

    def test_a_check_leaves_what_answers_alone(self):
        before = self.answers()
        self.done("backup")
        outcome = self.json("restore", "--check")
        self.assertEqual(outcome["documents_incomplete"], 0)
        self.assertEqual(self.answers(), before)
        self.assertEqual(len(self.double.call("GET", "/collections")[1]["result"]["collections"]), 1)
        self.assertFalse(is_restoring(self.database))

    def test_goes_to_the_kind_of_place_that_it_is_of(self):
        self.done("backup")
        embedded = {name: value for name, value in self.env.items() if "CATALOG" not in name and "QDRANT" not in name}
        data = self.folder / "embedded"
        (data / "keys").mkdir(parents=True, mode=0o700)
        shutil.copy2(self.data / "keys" / "audit.key", data / "keys")
        refused = self.run_at((data, embedded), "restore")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("a store in qdrant with a catalog in postgres", refused.stderr.decode())


if __name__ == "__main__":
    unittest.main()
