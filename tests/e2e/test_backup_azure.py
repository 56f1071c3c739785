"""Backups in a container of Azure Blob Storage, against Azurite: the same contract as a folder's, there and back again, and what
happens while the service is away."""
import os
import pathlib
import secrets
import shutil
import subprocess
import unittest

import azurite
import edify
from test_backup import DOCUMENTS, Host, write_school

CONTRACT = pathlib.Path(edify.PROGRAM).parent / "backup_test"


def setUpModule():
    reason = azurite.why_not()
    if reason:
        raise unittest.SkipTest(reason)


class BackupInAzureTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.az = cls.enterClassContext(azurite.running())
        cls.az.create_container("contract")
        cls.az.create_container("backups")

    def setUp(self):
        self.folder = self.enterContext(edify.temporary_folder())
        self.school = self.folder / "school"
        write_school(self.school, DOCUMENTS)
        self.key = self.folder / "backup.key"
        self.key.write_text(secrets.token_hex(32))
        self.key.chmod(0o600)
        self.host = self.host_at("data")
        self.host.done("ingest", self.school)

    def host_at(self, name):
        host = Host(self.folder / name, f"azure://backups/{self._testMethodName}", self.key)
        host.env["AZURE_STORAGE_CONNECTION_STRING"] = self.az.connection_string
        host.env["EDIFY_AZURE_READ_TIMEOUT"] = "1"  # a service that is away is not waited for
        return host

    def test_a_container_keeps_the_contract_of_destinations(self):
        done = subprocess.run([CONTRACT, "--gtest_filter=Azure/*"], capture_output=True, timeout=120,
                              env={**os.environ, "AZURE_STORAGE_CONNECTION_STRING": self.az.connection_string})
        self.assertEqual(done.returncode, 0, done.stdout.decode())
        self.assertNotIn(b"SKIPPED", done.stdout)

    def test_a_backup_goes_there_and_comes_back(self):
        made = self.host.json("backup", "--json")
        self.host.done("user", "deny", "carla")
        host = self.host_at("elsewhere")
        (host.data / "keys").mkdir(parents=True, mode=0o700)
        shutil.copy2(self.host.data / "keys" / "audit.key", host.data / "keys")
        outcome = host.json("restore", "--json")
        self.assertEqual((outcome["set"], outcome["golden_queries_equal"], outcome["endings_replayed"]),
                         (made["set"], made["golden_queries"], 1))
        self.assertIsNone(edify.difference(edify.store_truth(self.host.data), edify.store_truth(host.data)))
        self.assertIn(b"carla", host.done("user", "denied").stdout)

    def test_while_the_service_is_away_nothing_is_lost(self):
        self.host.done("backup")
        self.az.kill()
        try:
            failed = self.host.run("backup")
            self.assertEqual(failed.returncode, 6, failed.stderr.decode())
            denied = self.host.done("user", "deny", "carla")
            self.assertIn(b"do not know of it yet", denied.stderr)
            self.assertEqual(len(list((self.host.data / "endings" / "endings").iterdir())), 1)
        finally:
            self.az.restart()
        self.host.done("backup")
        self.assertEqual(list((self.host.data / "endings").glob("endings/*")), [])
        self.assertEqual(len(self.host.json("restore", "--list", "--json")["sets"]), 1)


if __name__ == "__main__":
    unittest.main()
