"""What happens to each file: unchanged, changed, deleted, moved, copied, broken."""
import os
import unittest

import edify


class Ingest(unittest.TestCase):
    def setUp(self):
        self.folder_context = edify.temporary_folder()
        self.folder = self.folder_context.__enter__()
        self.school = self.folder / "school"
        self.data = self.folder / "data"
        self.write("SOP/safety/fire.md", "# Fire drill\n\nLeave by the north stairs and meet at the banyan tree.\n")
        self.write("Knowledge Bank/kb/2025-2026/grade5/water.txt", "Water boils at one hundred degrees at sea level.\n")
        self.write("calendar.csv", "date,event\n2025-08-15,Independence Day assembly\n")

    def tearDown(self):
        self.folder_context.__exit__(None, None, None)

    def write(self, path, text):
        target = self.school / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    def ingest(self, *arguments):
        return edify.run_json("ingest", self.school, "--json", *arguments, data=self.data)

    def ask(self, text, role="admin", *arguments):
        answer = edify.run_json("query", text, "--role", role, "--grades", "*", "--json", *arguments, data=self.data)
        return [hit["metadata"]["file_path"] for hit in answer["results"]]

    def test_counts_a_first_run_and_skips_everything_in_the_second(self):
        first = self.ingest()
        self.assertEqual((first["files_seen"], first["files_processed"], first["files_failed"]), (3, 3, 0))
        self.assertEqual(first["chunks_created"], first["embeddings_stored"])
        for field in ("files_unchanged", "files_deleted", "duplicates", "bytes_read", "total_time", "files_per_hour",
                      "peak_memory_bytes", "errors"):
            self.assertIn(field, first)
        second = self.ingest()
        self.assertEqual((second["files_processed"], second["files_unchanged"], second["bytes_read"]), (0, 3, 0))

    def test_replaces_what_changed(self):
        self.ingest()
        self.write("SOP/safety/fire.md", "# Fire drill\n\nLeave by the south gate.\n")
        self.assertEqual(self.ingest()["files_processed"], 1)
        answer = edify.run_json("query", "fire drill", "--role", "admin", "--json", data=self.data)
        contents = [hit["content"] for hit in answer["results"]]
        self.assertTrue(any("south gate" in text for text in contents))
        self.assertFalse(any("banyan" in text for text in contents))

    def test_a_touched_file_keeps_its_version(self):
        self.ingest()
        before = edify.store_truth(self.data)
        os.utime(self.school / "SOP/safety/fire.md", (1, 1))
        self.ingest()
        self.assertIsNone(edify.difference(before, edify.store_truth(self.data)))

    def test_forgets_what_is_gone_and_takes_it_back_when_it_returns(self):
        self.ingest()
        (self.school / "SOP/safety/fire.md").unlink()
        self.assertEqual(self.ingest()["files_deleted"], 1)
        self.assertNotIn("SOP/safety/fire.md", self.ask("banyan tree"))
        self.write("SOP/safety/fire.md", "# Fire drill\n\nLeave by the north stairs and meet at the banyan tree.\n")
        self.assertEqual(self.ingest()["files_processed"], 1)
        self.assertIn("SOP/safety/fire.md", self.ask("banyan tree"))

    def test_a_partial_run_deletes_nothing(self):
        self.ingest()
        (self.school / "calendar.csv").unlink()
        self.assertEqual(self.ingest("--prefix", "SOP/")["files_deleted"], 0)
        self.write("new.txt", "Something new to read about.")
        self.assertEqual(self.ingest("--max-files", "1")["files_deleted"], 0)
        self.assertEqual(self.ingest()["files_deleted"], 1)

    def test_another_folder_adds_and_does_not_delete_the_first(self):
        self.ingest()
        other = self.folder / "other"
        other.mkdir()
        (other / "extra.txt").write_text("Extra reading about the monsoon.")
        report = edify.run_json("ingest", other, "--json", data=self.data)
        self.assertEqual((report["files_processed"], report["files_deleted"]), (1, 0))
        self.assertEqual(len(edify.store_truth(self.data)[0]), 4)

    def test_a_folder_inside_the_container_keeps_its_place(self):
        report = edify.run_json("ingest", self.school / "SOP", "--json", data=self.data)
        self.assertEqual(report["files_processed"], 1)
        self.assertEqual(self.ask("fire drill", "admin"), ["SOP/safety/fire.md"])
        self.assertEqual(self.ask("fire drill", "teacher"), [])

    def test_counts_a_copy_as_a_duplicate_and_answers_from_both_places(self):
        self.write("copy.md", (self.school / "SOP/safety/fire.md").read_bytes())
        self.assertEqual(self.ingest()["duplicates"], 1)
        self.assertEqual(self.ask("banyan tree", "teacher")[0], "copy.md")

    def test_a_broken_file_costs_itself_only_and_says_why(self):
        self.write("broken.pdf", b"%PDF-1.7\nnothing that a parser could use")
        self.write("empty.txt", b"")
        self.write("photo.bin", bytes(range(256)) * 20)
        report = self.ingest()
        self.assertEqual((report["files_processed"], report["files_failed"]), (3, 3))
        reasons = {error["path"]: error["code"] for error in report["errors"]}
        self.assertEqual(reasons, {"broken.pdf": "unreadable", "empty.txt": "unreadable", "photo.bin": "unsupported_format"})
        status = edify.run_json("status", "--state", "failed", "--json", data=self.data)
        self.assertEqual([row["path"] for row in status["documents"]], ["empty.txt", "photo.bin"])
        self.assertTrue(all(row["message"] and row["tries"] == 1 for row in status["documents"]))
        review = edify.run_json("status", "--state", "quarantined", "--json", data=self.data)["documents"]
        self.assertEqual([row["path"] for row in review], ["broken.pdf"])
        self.assertIn("libqpdf", review[0]["message"])
        self.assertEqual(self.ingest()["files_failed"], 0, "a known failure is not tried again and again")
        self.assertEqual(edify.run_json("retry", "--json", data=self.data)["files_failed"], 3)

    def test_a_document_that_becomes_unreadable_stops_answering(self):
        self.ingest()
        self.write("SOP/safety/fire.md", b"")
        self.ingest()
        self.assertNotIn("SOP/safety/fire.md", self.ask("banyan tree"))

    def test_says_how_well_each_document_was_read(self):
        self.ingest()
        status = edify.run_json("status", "--json", data=self.data)
        fire = next(row for row in status["documents"] if row["path"] == "SOP/safety/fire.md")
        self.assertEqual((fire["quality"]["language"], fire["quality"]["pages_ocred"]), ("en", 0))
        self.assertGreater(fire["quality"]["characters"], 50)
        self.assertEqual(status["quality"]["documents"], 3)
        self.assertEqual(status["quality"]["languages"]["en"], 3)
        self.assertEqual(status["quality"]["personal_data"], {})

    def test_personal_data_is_counted_masked_or_kept_out_as_its_module_says(self):
        path = "SOP/staff/contacts.md"
        self.write(path, "# Contacts\n\nThe head answers at 98765 43210 and head@school.example on working days.\n")

        def make_it_again(policy):
            return edify.run_json("reprocess", "--json", data=self.data, env={"EDIFY_PERSONAL_DATA_SOP": policy})

        def row():
            documents = edify.run_json("status", "--json", data=self.data)["documents"]
            return next(each for each in documents if each["path"] == path)

        def contents():
            answer = edify.run_json("query", "who answers on working days", "--role", "admin", "--json", data=self.data)
            return " ".join(hit["content"] for hit in answer["results"])

        self.ingest()
        self.assertEqual(row()["quality"]["personal_data"], {"email": 1, "telephone": 1})
        self.assertIn("98765 43210", contents())
        self.assertEqual(make_it_again("mask")["files_processed"], 2, "the documents of module sop, not the others")
        self.assertIn("The head answers at ***********", contents())
        self.assertNotIn("head@school.example", contents())
        make_it_again("quarantine")
        self.assertEqual((row()["state"], row()["reason"]), ("quarantined", "personal_data"))
        self.assertNotIn("98765", row()["message"])
        self.assertNotIn("working days", contents())

    def test_a_dry_run_changes_nothing(self):
        report = self.ingest("--dry-run")
        self.assertEqual((report["files_seen"], report["files_processed"]), (3, 0))
        self.assertEqual(edify.store_truth(self.data)[1], {})

    def test_makes_again_what_an_older_pipeline_made(self):
        self.ingest()
        import sqlite3
        with sqlite3.connect(self.data / "edify.db") as database:
            database.execute("UPDATE ledger SET version = 'of an older release' WHERE path = 'calendar.csv'")
        self.assertEqual(self.ingest()["files_outdated"], 1)
        self.assertEqual(edify.run_json("reprocess", "--json", data=self.data)["files_processed"], 1)
        self.assertEqual(self.ingest()["files_outdated"], 0)
        again = edify.run_json("reprocess", "--where", "path=SOP/*", "--json", data=self.data)
        self.assertEqual(again["files_processed"], 1)

    def test_lists_what_no_placement_rule_fits(self):
        self.assertEqual(self.ingest()["unplaced"], ["calendar.csv"])

    def test_a_server_sees_what_an_ingest_beside_it_adds_and_removes(self):
        self.ingest()
        with edify.server(self.data) as server:
            bearer = edify.token(self.data, "admin")

            def paths():
                answer = server.request("/query", {"query": "monsoon umbrella"}, bearer)
                return [hit["metadata"]["file_path"] for hit in answer.json()["results"]]
            self.assertNotIn("monsoon.txt", paths())
            self.write("monsoon.txt", "Bring an umbrella in the monsoon months.")
            self.ingest()
            # Another question than the cached one: an addition may be unseen by the cache for a minute.
            def sees_it():
                answer = server.request("/query", {"query": "umbrella in the monsoon"}, bearer)
                return "monsoon.txt" in [hit["metadata"]["file_path"] for hit in answer.json()["results"]]
            self.assertTrue(edify.eventually(sees_it))
            (self.school / "monsoon.txt").unlink()
            self.ingest()
            self.assertFalse(sees_it(), "a deleted document must not answer, from the cache or not")


if __name__ == "__main__":
    unittest.main()
