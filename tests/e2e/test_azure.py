"""A container of Azure Blob Storage as the source, against Azurite: what happens to each blob, which credentials are
taken, and that no secret is shown. Azurite is not Azure: what it does not do is tested in C++ against a stub."""
import http.server
import json
import os
import pathlib
import threading
import unittest

import azurite
import edify

# Answers to every request after the listing, in tests of blobs that change under the reader.
NOT_FOUND = (b"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>BlobNotFound</Code></Error>", "BlobNotFound")

# A run waits for a source that does not answer, by default for a quarter of an hour.
IMPATIENT = {"EDIFY_INGEST_OUTAGE_PATIENCE": "1"}


def setUpModule():
    reason = azurite.why_not()
    if reason:
        raise unittest.SkipTest(reason)


def list_paths(data):
    return sorted(edify.store_truth(data)[0])


class Container(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.running = azurite.running()
        cls.az = cls.running.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.running.__exit__(None, None, None)

    def setUp(self):
        self.folder_context = edify.temporary_folder()
        self.folder = self.folder_context.__enter__()
        self.data = self.folder / "data"
        self.container = self._testMethodName.replace("_", "-")[:60].strip("-")
        self.az.create_container(self.container)
        self.env = {"AZURE_STORAGE_CONNECTION_STRING": self.az.connection_string, **IMPATIENT}

    def tearDown(self):
        self.folder_context.__exit__(None, None, None)

    def put(self, path, text, **options):
        return self.az.put(self.container, path, text.encode(), **options)

    def put_school(self):
        self.put("SOP/safety/fire.md", "# Fire drill\n\nLeave by the north stairs and meet at the banyan tree.\n")
        self.put("Knowledge Bank/kb/2025-2026/grade5/water.txt", "Water boils at one hundred degrees at sea level.\n")
        self.put("calendar.csv", "date,event\n2025-08-15,Independence Day assembly\n")

    def ingest(self, *arguments, env=None):
        return edify.run_json("ingest", f"azure://{self.container}", "--json", *arguments, data=self.data,
                              env=env or self.env)

    def refused(self, env, *arguments, code=6):
        done = edify.run(*(arguments or ("ingest", f"azure://{self.container}")), data=self.data, env=env)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return done.stderr.decode()

    def paths(self):
        return list_paths(self.data)


class Blobs(Container):
    def test_reads_all_then_only_what_changed_and_forgets_what_is_gone(self):
        self.put_school()
        first = self.ingest()
        self.assertEqual((first["files_seen"], first["files_processed"], first["files_failed"]), (3, 3, 0))
        second = self.ingest()
        self.assertEqual((second["files_processed"], second["files_unchanged"], second["bytes_read"]), (0, 3, 0))
        self.put("SOP/safety/fire.md", "# Fire drill\n\nLeave by the south gate.\n")
        self.assertEqual(self.ingest()["files_processed"], 1)
        self.az.delete(self.container, "calendar.csv")
        self.assertEqual(self.ingest()["files_deleted"], 1)
        self.assertEqual(self.paths(), ["Knowledge Bank/kb/2025-2026/grade5/water.txt", "SOP/safety/fire.md"])

    def test_keeps_odd_names_as_they_are(self):
        names = ["a b.txt", "100%.txt", "100%25.txt", "what?.txt", "no#1.txt", "a+b&c=d.txt", "गणित/कक्षा 5/पानी.txt",
                 "SOP/one/two/three.txt", "quote'\".txt", "semi;colon,comma.txt", "ünïcödé.txt"]
        for number, name in enumerate(names):
            self.put(name, f"Document number {number} speaks about the subject of item {number * 7}.\n")
        report = self.ingest()
        self.assertEqual(report["errors"], [])
        self.assertEqual(self.paths(), sorted(names))

    def test_a_prefix_narrows_and_keeps_whole_paths(self):
        self.put_school()
        report = edify.run_json("ingest", f"azure://{self.container}/SOP/", "--json", data=self.data, env=self.env)
        self.assertEqual((report["files_seen"], report["files_deleted"]), (1, 0))
        self.assertEqual(self.paths(), ["SOP/safety/fire.md"])

    def test_reads_blobs_with_metadata_tags_and_types_and_leaves_folders_out(self):
        self.put("SOP/plan", "# Evacuation\n\nThe plan hangs in the hall.\n", metadata={"owner": "office"},
                 content_type="text/markdown", tags={"department": "safety and health"})
        self.put("SOP", "", metadata={"hdi_isfolder": "true"})
        report = self.ingest()
        self.assertEqual((report["files_seen"], report["files_processed"], report["errors"]), (1, 1, []))

    def test_a_dry_run_sees_every_name(self):
        for number in range(40):
            self.put(f"notes/{number:03}.txt", f"Note {number} of the school's long list of notes, item {number}.\n")
        self.assertEqual(self.ingest("--dry-run")["files_seen"], 40)

    def test_reprocess_opens_the_container_that_the_ledger_names(self):
        self.put_school()
        self.ingest()
        report = edify.run_json("reprocess", "--where", "path=calendar.csv", "--json", data=self.data, env=self.env)
        self.assertEqual((report["files_processed"], report["errors"]), (1, []))


class Credentials(Container):
    def account(self, **more):
        return {"EDIFY_AZURE_ENDPOINT": self.az.blob_endpoint, "AZURE_STORAGE_ACCOUNT": azurite.ACCOUNT, **IMPATIENT,
                **more}

    def test_takes_an_account_key(self):
        self.put_school()
        self.assertEqual(self.ingest(env=self.account(AZURE_STORAGE_KEY=azurite.KEY))["files_processed"], 3)

    def test_takes_a_shared_access_signature(self):
        self.put_school()
        env = self.account(AZURE_STORAGE_SAS_TOKEN="?" + self.az.container_sas(self.container))
        self.assertEqual(self.ingest(env=env)["files_processed"], 3)

    def test_a_wrong_key_is_a_refusal_and_deletes_nothing(self):
        self.put_school()
        self.ingest()
        before = edify.store_truth(self.data)
        said = self.refused(self.account(AZURE_STORAGE_KEY="c2VjcmV0LWNhbmFyeS13cm9uZy1rZXk="))
        self.assertRegex(said, "refuses the account key .*check that the secret")
        self.assertNotIn("c2VjcmV0LWNhbmFyeS13cm9uZy1rZXk", said)
        self.assertIsNone(edify.difference(before, edify.store_truth(self.data)))

    def test_an_absent_container_or_account_is_unreachable_and_deletes_nothing(self):
        self.put_school()
        self.ingest()
        before = edify.store_truth(self.data)
        self.assertIn("is not in the storage account", self.refused(self.env, "ingest", "azure://absent-container"))
        self.az.delete_container(self.container)
        self.assertIn("is not in the storage account", self.refused(self.env))
        self.assertIsNone(edify.difference(before, edify.store_truth(self.data)))

    def test_a_setting_that_is_missing_is_named(self):
        self.assertIn("AZURE_STORAGE_CONNECTION_STRING", self.refused({}, code=2))
        self.assertIn("AZURE_STORAGE_KEY", self.refused(self.account(EDIFY_AZURE_CREDENTIAL="account_key"), code=2))
        self.assertIn("AccountKey", self.refused({"AZURE_STORAGE_CONNECTION_STRING": "AccountName=x"}, code=2))

    def test_doctor_says_which_credential_is_used_and_what_it_may_do(self):
        self.put_school()
        env = {**self.env, "AZURE_CONTAINER_NAME": self.container}
        said = edify.run("doctor", data=self.data, env=env).stdout.decode()
        self.assertIn("credential: connection string (account key)", said)
        self.assertIn(f"container {self.container}: may list, may read", said)
        only_list = self.account(AZURE_STORAGE_SAS_TOKEN=self.az.container_sas(self.container, "l"),
                                 AZURE_CONTAINER_NAME=self.container)
        self.assertIn("may not read", edify.run("doctor", data=self.data, env=only_list).stdout.decode())
        gone = edify.run("doctor", data=self.data, env={**self.env, "AZURE_CONTAINER_NAME": "absent-container"})
        self.assertEqual(gone.returncode, 6)

    def test_secrets_are_in_no_output_and_not_in_the_data_folder(self):
        self.put_school()
        signature = self.az.container_sas(self.container)
        for env in (self.env, self.account(AZURE_STORAGE_KEY=azurite.KEY),
                    self.account(AZURE_STORAGE_SAS_TOKEN=signature)):
            for arguments in (("ingest", f"azure://{self.container}"), ("ingest", "azure://absent-container"),
                              ("doctor",), ("status", "--json")):
                done = edify.run("--log-level", "trace", *arguments, data=self.data, env=env)
                said = done.stdout.decode() + done.stderr.decode()
                for secret in (azurite.KEY, signature.split("sig=")[1]):
                    self.assertNotIn(secret, said)
                    self.assertNotIn(secret[:20], said)
        for file in pathlib.Path(self.data).rglob("*"):
            if file.is_file():
                content = file.read_bytes()
                self.assertNotIn(azurite.KEY[:20].encode(), content, file)


class Vanishing(http.server.BaseHTTPRequestHandler):
    """A Blob service whose container shows a blob that is gone when it is read."""

    def do_GET(self):
        if "comp=list" in self.path:
            blob = ("<Blob><Name>{}</Name><Properties><Last-Modified>Sun, 06 Nov 1994 08:49:37 GMT</Last-Modified>"
                    "<Etag>0x1</Etag><Content-Length>{}</Content-Length></Properties></Blob>")
            body = ("<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>"
                    + blob.format("gone.txt", 10) + blob.format("there.txt", 38)
                    + "</Blobs><NextMarker/></EnumerationResults>").encode()
            return self.answer(200, body)
        if "there.txt" in self.path:
            text = b"The library opens at nine on Saturday."
            first, last = self.headers["x-ms-range"].removeprefix("bytes=").split("-")
            part = text[int(first):int(last) + 1]
            return self.answer(206, part, {"Content-Range": f"bytes {first}-{last}/{len(text)}", "ETag": "\"0x1\""})
        return self.answer(404, NOT_FOUND[0], {"x-ms-error-code": NOT_FOUND[1]})

    def answer(self, status, body, headers=None):
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Gone(unittest.TestCase):
    def test_a_blob_that_vanishes_between_listing_and_reading_is_no_error_of_the_others(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Vanishing)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            env = {"EDIFY_AZURE_ENDPOINT": f"http://127.0.0.1:{server.server_port}/account",
                   "AZURE_STORAGE_KEY": azurite.KEY}
            with edify.temporary_folder() as folder:
                done = edify.run("ingest", "azure://school", "--json", data=folder / "data", env=env)
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                self.assertEqual(json.loads(done.stdout)["files_processed"], 1)
                self.assertEqual(list_paths(folder / "data"), ["there.txt"])
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


if __name__ == "__main__":
    unittest.main()
