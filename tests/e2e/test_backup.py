"""Backup and restore of the embedded store: everything comes back to an empty host and answers as before, nothing that was
ended since comes back with it, and no damaged set is believed."""
import json
import pathlib
import random
import secrets
import shutil
import threading
import unittest

import edify

QUESTION = "What do plants make from sunlight?"
AMIRA = "amira@school.example"
BILAL = "bilal@school.example"
DAMAGES = 200 if edify.SOAK else 20

DOCUMENTS = {
    "Knowledge Bank/kb/2025-2026/grade5/plants.md": "# Plants\n\nPhotosynthesis makes sugar from sunlight and water.\n",
    "Knowledge Bank/kb/2025-2026/grade5/rivers.md": "# Rivers\n\nA delta is land that a river leaves at its mouth.\n",
    "Knowledge Bank/kb/2025-2026/grade10/optics.md": "# Optics\n\nA lens bends light towards its thicker part.\n",
    "SOP/fire/drill.md": "# Fire drill\n\nThe bell rings thrice, and classes meet on the field.\n",
    "notice.txt": "The library opens at eight on working days.\n",
}


def write_school(folder, documents):
    for path, text in documents.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


class Host:
    """A data folder whose backups go to `destination`."""

    def __init__(self, folder, destination, key):
        self.data = folder
        self.env = {"EDIFY_BACKUP_TO": str(destination), "EDIFY_BACKUP_KEY_FILE": str(key)}

    def run(self, *arguments):
        return edify.run(*arguments, data=self.data, env=self.env)

    def done(self, *arguments):
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr.decode()
        return done

    def json(self, *arguments):
        return json.loads(self.done(*arguments).stdout)

    def server(self):
        return edify.server(self.data, env=self.env)

    def answers(self):
        """To one question by everyone, with scores."""
        out = {}
        for role, grades in (("admin", "*"), ("teacher", "*"), ("student", "grade5"), ("student", "grade10")):
            found = self.json("query", QUESTION, "--role", role, "--grades", grades, "--json")
            out[role, grades] = [(hit["metadata"]["file_path"], hit["content"], hit["score"]) for hit in found["results"]]
        return out


class BackupTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(edify.temporary_folder())
        self.school = self.folder / "school"
        write_school(self.school, DOCUMENTS)
        self.destination = self.folder / "backups"
        self.key = self.folder / "backup.key"
        self.key.write_text(secrets.token_hex(32))
        self.key.chmod(0o600)
        self.host = Host(self.folder / "data", self.destination, self.key)
        self.host.done("ingest", self.school)

    def new_host(self, name="elsewhere"):
        """An empty one, with the key that comes from the vault."""
        host = Host(self.folder / name, self.destination, self.key)
        (host.data / "keys").mkdir(parents=True, mode=0o700)
        shutil.copy2(self.host.data / "keys" / "audit.key", host.data / "keys")
        return host

    def chat(self, server, user):
        """A conversation, and what is kept beside it."""
        bearer = edify.token(self.host.data, "teacher", "*", user)
        answer = server.request("/chat", {"message": QUESTION}, bearer=bearer)
        self.assertEqual(answer.status, 200)
        listed = server.request("/conversations", bearer=bearer).json()["conversations"]
        return bearer, listed[0]["id"]

    def conversations(self, host, user):
        bearer = edify.token(host.data, "teacher", "*", user)
        with host.server() as server:
            listed = server.request("/conversations", bearer=bearer).json()["conversations"]
            return {each["id"]: server.request(f"/conversations/{each['id']}", bearer=bearer).json() for each in listed}

    def objects(self):
        return sorted(file for file in self.destination.rglob("*") if file.is_file())

    def restored(self, *arguments, name="elsewhere"):
        host = self.new_host(name)
        return host, host.json("restore", "--json", *arguments)

    def test_brings_everything_back_to_an_empty_host(self):
        with self.host.server() as server:
            self.chat(server, AMIRA)
            self.chat(server, BILAL)
        self.host.done("user", "deny", "carla", "--reason", "left")
        self.host.done("key", "create", "--name", "portal", "--role", "student")
        made = self.host.json("backup", "--json")
        self.assertEqual(made["documents"], len(DOCUMENTS))
        self.assertGreaterEqual(made["golden_queries"], 3 * len(DOCUMENTS))
        host, outcome = self.restored()
        self.assertEqual(outcome["set"], made["set"])
        self.assertEqual(outcome["golden_queries_equal"], made["golden_queries"])
        self.assertIsNone(edify.difference(edify.store_truth(self.host.data), edify.store_truth(host.data)))
        self.assertEqual(host.answers(), self.host.answers())
        self.assertEqual(host.json("key", "list", "--json"), self.host.json("key", "list", "--json"))
        self.assertEqual(host.done("user", "denied").stdout, self.host.done("user", "denied").stdout)
        self.assertEqual(host.done("audit", "verify").stdout, self.host.done("audit", "verify").stdout)
        for user in (AMIRA, BILAL):
            self.assertEqual(self.conversations(host, user), self.conversations(self.host, user))
            self.assertEqual(len(self.conversations(host, user)), 1)

    def test_brings_nothing_back_that_was_ended_since(self):
        with self.host.server() as server:
            self.chat(server, AMIRA)
            bilal, kept = self.chat(server, BILAL)
            deleted = json.loads(server.request("/chat", {"message": "What is a delta?"}, bearer=bilal).body.split(
                b"event: sources\ndata: ")[1].split(b"\n")[0])["conversation_id"]
        self.host.done("key", "create", "--name", "portal", "--role", "student")
        self.host.done("user", "deny", "dev", "--reason", "by mistake")
        made = self.host.json("backup", "--json")

        self.host.done("user", "erase", AMIRA)
        self.host.done("user", "deny", "carla", "--reason", "left")
        self.host.done("user", "allow", "dev")
        key = self.host.json("key", "list", "--json")["keys"][0]["id"]
        self.host.done("key", "revoke", key)
        with self.host.server() as server:
            self.assertEqual(server.request(f"/conversations/{deleted}", bearer=bilal, method="DELETE").status, 204)
            self.assertEqual(server.request(f"/conversations/{AMIRA}", bearer=bilal, method="DELETE").status, 404)
            self.assertTrue(edify.eventually(lambda: len(list((self.destination / "endings").glob("0*"))) == 6))
        (self.school / "SOP/fire/drill.md").unlink()
        (self.school / "notice.txt").write_text("The library opens at nine on working days.\n")

        host, outcome = self.restored()
        self.assertEqual(outcome["set"], made["set"])
        self.assertEqual(outcome["endings_replayed"], 6)  # the first denial, too: it was noted shortly before the set
        self.assertEqual(self.conversations(host, AMIRA), {})
        self.assertEqual(list(self.conversations(host, BILAL)), [kept])
        denied = host.done("user", "denied").stdout.decode()
        self.assertIn("carla", denied)
        self.assertNotIn("dev", denied)
        self.assertEqual(host.json("key", "list", "--json")["keys"][0]["state"], "revoked")
        host.done("audit", "verify")
        everything = json.dumps(host.json("query", "When does the bell ring? When does the library open?", "--role", "admin",
                                          "--grades", "*", "--json"))
        self.assertNotIn("thrice", everything)
        self.assertIn("nine on working days", everything)
        # Nor are the name or the question in any file, but in the hash that finds the erasure's row.
        for file in host.data.rglob("*"):
            if file.is_file():
                self.assertNotIn(AMIRA.encode(), file.read_bytes(), file)

    def test_believes_no_damaged_set(self):
        self.host.done("backup")
        rng = random.Random(7)
        whole = {file: file.read_bytes() for file in self.objects()}
        host = self.new_host()
        for number in range(DAMAGES):
            file = rng.choice(list(whole))
            content = bytearray(whole[file])
            place = rng.randrange(len(content))
            kind = ("flip", "cut", "zeros", "swap", "gone", "longer")[number % 6]
            if kind == "flip":
                content[place] ^= 1 << rng.randrange(8)
            elif kind == "cut":
                del content[place:]
            elif kind == "zeros":
                content[place:place + 512] = bytes(len(content[place:place + 512]))
            elif kind == "swap":
                content = bytearray(whole[rng.choice([other for other in whole if other != file])])
            elif kind == "longer":
                content += b"x"
            file.write_bytes(content)
            if kind == "gone":
                file.unlink()
            done = host.run("restore", "--set", file.parent.name)
            self.assertIn(done.returncode, (1, 4), f"{kind} of {file.name} at {place}: {done.stderr.decode()}")
            self.assertEqual([file for file in host.data.iterdir() if file.suffix == ".db"], [])
            self.assertEqual(list(host.data.glob("restore-work/*")), [])
            file.write_bytes(whole[file])
        host.done("restore")  # the undamaged one

    def test_a_set_can_be_tried_where_there_is_data(self):
        made = self.host.json("backup", "--json")
        before = edify.store_truth(self.host.data)
        tried = self.host.json("restore", "--check", "--json")
        self.assertEqual((tried["set"], tried["golden_queries_equal"]), (made["set"], made["golden_queries"]))
        self.assertEqual(edify.store_truth(self.host.data), before)
        self.assertFalse((self.host.data / "restore-work").exists())
        listed = self.host.json("restore", "--list", "--json")["sets"]
        self.assertEqual([(each["set"], each["state"]) for each in listed], [(made["set"], "readable")])
        done = self.host.run("restore")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(b"nothing is restored over it", done.stderr)

    def test_says_what_is_missing(self):
        self.host.done("backup")
        bare = Host(self.folder / "bare", self.destination, self.key)
        done = bare.run("restore")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"bring it back from the vault", done.stderr)
        other_key = self.folder / "other.key"
        other_key.write_text(secrets.token_hex(32))
        other_key.chmod(0o600)
        done = Host(self.folder / "bare", self.destination, other_key).run("restore")
        self.assertEqual(done.returncode, 4)
        self.assertIn(b"another key", done.stderr)
        self.assertIn(b"backup.key_file is not set", edify.run("backup", data=self.host.data, env={
            "EDIFY_BACKUP_TO": str(self.destination)}).stderr)
        self.assertIn(b"backup.to is not set", edify.run("backup", data=self.host.data, env={
            "EDIFY_BACKUP_KEY_FILE": str(self.key)}).stderr)
        self.assertIn(b"there is no backup", Host(self.folder / "bare", self.folder / "empty", self.key).run("restore").stderr)

    def test_holds_one_moment_while_documents_come_in(self):
        write_school(self.folder / "school", {f"Knowledge Bank/kb/2025-2026/grade7/{i}.md":
                                              f"# Lesson {i}\n\nIn lesson {i} we count to {i}.\n" for i in range(60)})
        ingest = edify.start("ingest", self.school, data=self.host.data)
        restored = []
        while ingest.poll() is None or not restored:
            made = self.host.json("backup", "--json")
            host, outcome = self.restored("--no-resync", name=f"host{len(restored)}")
            self.assertEqual((outcome["set"], outcome["documents"]), (made["set"], made["documents"]))
            restored.append(host)
        self.assertEqual(ingest.wait(), 0)
        for host in restored[:3]:
            host.done("ingest", self.school)
            self.assertIsNone(edify.difference(edify.store_truth(host.data), edify.store_truth(self.host.data)))

    def test_leaves_no_set_where_it_was_killed(self):
        self.host.done("backup")
        for _ in range(20 if edify.SOAK else 4):
            process = edify.start("backup", data=self.host.data, extra=self.host.env)
            try:
                process.wait(timeout=random.uniform(0, 1))
            except edify.subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for made in self.host.json("restore", "--list", "--json")["sets"]:
            self.host.done("restore", "--check", "--set", made["set"])
        self.host.done("backup")
        self.assertEqual(list(self.host.data.glob("backup-work/*")), [])

    def test_keeps_so_many_days_and_no_more(self):
        newest = self.host.json("backup", "--json")["set"]
        # Sets of other days: what they hold is of no matter to the one that lets them go.
        for day in range(1, 29):
            shutil.copytree(self.destination / "sets" / newest, self.destination / "sets" / f"202601{day:02}T020000Z-00000000")
        shutil.rmtree(self.destination / "sets" / newest)
        made = edify.run_json("backup", "--json", data=self.host.data, env={
            **self.host.env, "EDIFY_BACKUP_KEEP_DAILY": "3", "EDIFY_BACKUP_KEEP_WEEKLY": "2", "EDIFY_BACKUP_KEEP_MONTHLY": "2"})
        # Today, the two days before that have one, the week before, and the month before, which is the same.
        kept = sorted(each.name for each in (self.destination / "sets").iterdir())
        self.assertEqual(kept, ["20260127T020000Z-00000000", "20260128T020000Z-00000000", made["set"]])
        self.assertEqual((made["sets_kept"], made["sets_removed"]), (3, 26))

    def test_a_destination_that_is_away_stops_no_one(self):
        away = self.folder / "file"
        away.write_text("not a folder")
        self.host.env["EDIFY_BACKUP_TO"] = str(away / "backups")
        denied = self.host.done("user", "deny", "carla")
        self.assertIn(b"do not know of it yet", denied.stderr)
        self.assertNotEqual(self.host.run("backup").returncode, 0)
        self.host.env["EDIFY_BACKUP_TO"] = str(self.destination)
        self.host.done("backup")
        self.assertEqual(len(list((self.destination / "endings").iterdir())), 1)


if __name__ == "__main__":
    unittest.main()
