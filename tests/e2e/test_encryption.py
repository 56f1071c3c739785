"""Encryption at rest: with store.key_file nothing of what documents or people say can be read in the data folder, by whom
it belongs to neither; a plain folder is encrypted, and an encrypted one gets a new key, by one command."""
import json
import secrets
import sqlite3
import unittest

import edify
from test_backup import AMIRA, DOCUMENTS, QUESTION, write_school

# Of documents, of their names, of questions, and of what is derived from documents (the index's words are stemmed).
TELLING = [b"hotosynth", b"thicker", b"thrice", b"plants.md", b"grade10", b"plants make", b"from sunlight", b"school.example",
           b"SQLite format 3", b"CREATE TABLE"]


class EncryptionTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(edify.temporary_folder())
        self.school = self.folder / "school"
        write_school(self.school, DOCUMENTS)
        self.data = self.folder / "data"
        self.key = self.make_key("store.key")

    def make_key(self, name):
        file = self.folder / name
        file.write_text(secrets.token_hex(32))
        file.chmod(0o600)
        return file

    def run_with(self, key, *arguments, data=None, env=None):
        return edify.run(*arguments, data=data or self.data,
                         env={**({"EDIFY_STORE_KEY_FILE": str(key)} if key else {}), **(env or {})})

    def done(self, key, *arguments, **options):
        done = self.run_with(key, *arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def answers(self, key, data=None):
        out = {}
        for role, grades in (("admin", "*"), ("teacher", "*"), ("student", "grade5"), ("student", "grade10")):
            found = json.loads(self.done(key, "query", QUESTION, "--role", role, "--grades", grades, "--json", data=data))
            out[role, grades] = [(hit["metadata"]["file_path"], hit["content"], hit["score"]) for hit in found["results"]]
        return out

    def live_a_day(self, key):
        """Documents are read, somebody asks and rates, and the server is killed with its log of changes as it was."""
        self.done(key, "ingest", self.school)
        server = edify.Server(self.data, env={"EDIFY_STORE_KEY_FILE": str(key)} if key else None)
        try:
            issued = self.done(key, "token", "--user", AMIRA, "--role", "teacher", "--grades", "*").strip()
            asked = server.request("/chat", {"message": QUESTION}, bearer=issued)
            self.assertEqual(asked.status, 200)
            self.assertEqual(len(server.request("/conversations", bearer=issued).json()["conversations"]), 1)
        finally:
            server.process.kill()
            server.process.wait()
            server.listener.join()
            server.process.stderr.close()

    def found_on_disk(self):
        files = [file for file in self.data.rglob("*") if file.is_file()]
        self.assertTrue(any(file.name.endswith("-wal") for file in files))
        self.assertTrue(any(file.suffix == ".lexical" for file in files))
        return {text: file.name for file in files for text in TELLING if text in file.read_bytes()}

    def test_leaves_nothing_to_read_in_the_data_folder(self):
        self.live_a_day(self.key)
        self.assertEqual(self.found_on_disk(), {})
        self.done(self.key, "audit", "verify")

    def test_a_plain_data_folder_can_be_read_by_who_has_the_disk(self):
        self.live_a_day(None)
        missing = set(TELLING) - set(self.found_on_disk()) - {b"school.example"}  # pseudonyms stand for people
        self.assertEqual(missing, set())

    def test_opens_under_its_key_alone(self):
        self.done(self.key, "ingest", self.school)
        before = self.answers(self.key)
        for key in (None, self.make_key("other.key")):
            refused = self.run_with(key, "query", QUESTION, "--role", "admin")
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("encrypted", refused.stderr.decode())
            self.assertNotIn(self.key.read_text(), refused.stderr.decode())
        missing = self.run_with(self.folder / "lost.key", "query", QUESTION, "--role", "admin")
        self.assertEqual(missing.returncode, 2)
        self.assertIn("openssl rand -hex 32", missing.stderr.decode())
        self.key.chmod(0o644)
        self.assertIn("chmod 600", self.run_with(self.key, "query", QUESTION, "--role", "admin").stderr.decode())
        self.key.chmod(0o600)
        self.assertEqual(self.answers(self.key), before)

    def test_encrypts_a_plain_folder_and_gives_it_a_new_key(self):
        self.live_a_day(None)
        before = self.answers(None)
        told = self.run_with(self.key, "query", QUESTION, "--role", "admin")
        self.assertNotEqual(told.returncode, 0)
        self.assertIn("edify encrypt", told.stderr.decode())
        with edify.server(self.data):
            refused = self.run_with(self.key, "encrypt")
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("stop `edify serve`", refused.stderr.decode())
        self.assertEqual(self.answers(None), before)

        self.assertEqual(self.done(self.key, "encrypt").count("encrypted under"), 2)
        self.assertIn("nothing to do", self.done(self.key, "encrypt"))
        self.assertEqual(self.answers(self.key), before)
        self.done(self.key, "audit", "verify")

        new_key = self.make_key("new.key")
        self.assertIn("--old-key-file", self.run_with(new_key, "encrypt").stderr.decode())
        self.done(new_key, "encrypt", "--old-key-file", self.key)
        self.assertEqual(self.answers(new_key), before)
        self.assertNotEqual(self.run_with(self.key, "query", QUESTION, "--role", "admin").returncode, 0)

    def test_one_of_two_databases_may_have_been_encrypted_when_a_run_was_ended(self):
        self.live_a_day(None)
        before = self.answers(None)
        plain = (self.data / "audit.db").read_bytes()
        wal = (self.data / "audit.db-wal").read_bytes()
        self.done(self.key, "encrypt")
        (self.data / "audit.db").write_bytes(plain)
        (self.data / "audit.db-wal").write_bytes(wal)
        (self.data / "edify.db.rekeyed").write_bytes(b"half a copy")
        self.assertEqual(self.done(self.key, "encrypt").count("encrypted under"), 1)
        self.assertEqual(self.answers(self.key), before)
        self.done(self.key, "audit", "verify")

    def test_is_backed_up_and_restored_under_its_key(self):
        backup_key = self.make_key("backup.key")
        backup = {"EDIFY_BACKUP_TO": str(self.folder / "backups"), "EDIFY_BACKUP_KEY_FILE": str(backup_key)}
        self.live_a_day(self.key)
        before = self.answers(self.key)
        self.done(self.key, "backup", env=backup)
        elsewhere = self.folder / "elsewhere"
        (elsewhere / "keys").mkdir(parents=True, mode=0o700)
        (elsewhere / "keys/audit.key").write_bytes((self.data / "keys/audit.key").read_bytes())
        (elsewhere / "keys/audit.key").chmod(0o600)
        for key in (None, self.make_key("other.key")):
            refused = self.run_with(key, "restore", data=elsewhere, env=backup)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("encrypted", refused.stderr.decode())
            self.assertFalse((elsewhere / "edify.db").exists())
        self.done(self.key, "restore", data=elsewhere, env=backup)
        self.assertEqual(self.answers(self.key, data=elsewhere), before)

    def test_a_plain_set_is_encrypted_where_it_is_restored_under_a_key(self):
        backup_key = self.make_key("backup.key")
        backup = {"EDIFY_BACKUP_TO": str(self.folder / "backups"), "EDIFY_BACKUP_KEY_FILE": str(backup_key)}
        self.live_a_day(None)
        before = self.answers(None)
        self.done(None, "backup", env=backup)
        elsewhere = self.folder / "elsewhere"
        (elsewhere / "keys").mkdir(parents=True, mode=0o700)
        (elsewhere / "keys/audit.key").write_bytes((self.data / "keys/audit.key").read_bytes())
        (elsewhere / "keys/audit.key").chmod(0o600)
        self.done(self.key, "restore", data=elsewhere, env=backup)
        self.assertEqual(self.answers(self.key, data=elsewhere), before)
        with self.assertRaises(sqlite3.DatabaseError):
            sqlite3.connect(elsewhere / "edify.db").execute("SELECT * FROM store_documents")

    def test_satisfies_the_check_of_a_production_machine(self):
        self.done(self.key, "ingest", self.school)
        self.assertNotIn("unencrypted_store", self.run_with(self.key, "doctor", "--production").stdout.decode())
        self.assertIn("encrypted", self.run_with(self.key, "doctor").stdout.decode())


if __name__ == "__main__":
    unittest.main()
