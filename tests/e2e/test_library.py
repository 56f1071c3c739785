"""The library over HTTP: lists, documents, passages, originals by ranges, the reading page, feedback and the admins' routes.
What a caller may not see answers as what is not there, to the byte, on every route with an id."""
import concurrent.futures
import re
import socket
import sqlite3
import unittest
import urllib.parse
import uuid

import edify

BANK = "Knowledge Bank/kb/2025-2026"
FILES = {f"{BANK}/grade5/plants.md": "# Plants\n\nA leaf makes sugar from light.\n\n## Roots\n\nA root drinks water.\n",
         f"{BANK}/grade12/optics.md": "# Optics\n\nA lens bends light.\n",
         f"{BANK}/grade5/<script>alert(1)<script>.html":
             "<html><title>Evil</title><body><p>Quiet text about magnets.</p><p>&lt;img src=x onerror=alert(1)&gt;</p>"
             "<script>alert(1)</script></body></html>",
         "SOP/Safety/fire.txt": "In a fire, leave the building at once.\n"}
BIG = 500 << 20
ALLOWED_TAGS = re.compile(r"</?(html|head|body|title|style|h[1-6]|p|ul|li|pre|mark|section)>|<!doctype html>|"
                          r'<section id="passage">|<meta charset="utf-8">|<p class="page">')


def without_id(answer):
    """What an answer shows, but for what names this one request."""
    body = re.sub(rb'"request_id":"[^"]*"', b"", answer.body)
    own = ("x-request-id", "traceparent", "date", "ratelimit")
    return answer.status, body, sorted((k.lower(), v) for k, v in answer.headers.items() if k.lower() not in own)


class Library(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(edify.temporary_folder())
        cls.school, cls.data = folder / "school", folder / "data"
        for path, text in FILES.items():
            (cls.school / path).parent.mkdir(parents=True, exist_ok=True)
            (cls.school / path).write_text(text)
        for name in ("big", "changing", "vanishing"):
            (cls.school / BANK / "grade5" / f"{name}.md").write_text(f"# The {name} one\n\nSome text of the {name} one.\n")
        (cls.school / BANK / "grade5" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing that can be read")
        done = edify.run("ingest", cls.school, data=cls.data)
        assert (cls.data / "edify.db").exists(), done.stderr
        cls.teacher = edify.token(cls.data, "teacher", "grade5")
        cls.student = edify.token(cls.data, "student", "grade12")
        cls.admin = edify.token(cls.data, "admin")
        curriculum = folder / "curriculum.csv"
        curriculum.write_text("grade,subject\ngrade5,Plants\ngrade5,Astronomy\n")
        cls.server = cls.enterClassContext(edify.server(cls.data, env={"EDIFY_WEB_CURRICULUM": str(curriculum),
                                                                        "EDIFY_QDRANT_API_KEY": "a-secret"}))
        listed = cls.server.request("/documents?limit=200", bearer=cls.admin).json()["documents"]
        cls.ids = {document["source_file"]: document["document_id"] for document in listed}

    def ask(self, path, bearer=None, **options):
        return self.server.request(path, bearer=bearer or self.teacher, **options)

    def test_lists_what_the_scope_shows(self):
        listed = self.ask("/documents").json()
        self.assertEqual(listed["total"], len(listed["documents"]))
        self.assertIn("plants.md", [each["source_file"] for each in listed["documents"]])
        self.assertTrue(all(each["grade"] == "grade5" for each in listed["documents"]))
        self.assertEqual([each["source_file"] for each in self.ask("/documents?query=PLANTS").json()["documents"]],
                         ["plants.md"])
        first = self.ask("/documents?limit=1").json()
        second = self.ask(f"/documents?limit=1&after={urllib.parse.quote(first['next'])}").json()
        self.assertNotEqual(first["documents"], second["documents"])
        self.assertEqual(self.ask("/facets", bearer=self.student).json()["grades"], ["grade12"])
        self.assertEqual(self.ask("/documents?module=sop", bearer=self.student).json()["total"], 0)

    def test_refuses_what_it_does_not_understand(self):
        for query in ("limit=0", "limit=x", "limit=1&limit=2", "module=all", "colour=red", "query=%ff", "query=%4"):
            self.assertEqual(self.ask(f"/documents?{query}").status, 400, query)

    def test_the_forbidden_is_as_the_absent(self):
        hidden = self.ids["plants.md"]
        for path, item in self.ask("/openapi.json").json()["paths"].items():
            for method in item:
                if "{id}" not in path:
                    continue
                body = {"post": {}, "patch": {"title": "mine"}}.get(method)
                forbidden, absent = (self.ask(path.replace("{id}", id).replace("{item}", id), bearer=self.student, method=method.upper(), body=body)
                                     for id in (hidden, str(uuid.uuid4())))
                self.assertEqual(without_id(forbidden), without_id(absent), f"{method} {path}")
                self.assertIn(forbidden.status, (403, 404), f"{method} {path}")

    def test_the_original_is_read_whole_and_by_ranges(self):
        path = f"/documents/{self.ids['plants.md']}/content"
        text = FILES[f"{BANK}/grade5/plants.md"].encode()
        whole = self.ask(path)
        self.assertEqual((whole.status, whole.body), (200, text))
        self.assertEqual(whole.headers["Accept-Ranges"], "bytes")
        self.assertEqual(whole.headers["Content-Type"], "application/octet-stream")
        self.assertTrue(whole.headers["Content-Disposition"].startswith("attachment; filename=\"plants.md\""))
        self.assertEqual(whole.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", whole.headers["Content-Security-Policy"])
        part = self.ask(path, headers={"Range": "bytes=2-7"})
        self.assertEqual((part.status, part.body), (206, text[2:8]))
        self.assertEqual(part.headers["Content-Range"], f"bytes 2-7/{len(text)}")
        self.assertEqual(self.ask(path, headers={"Range": "bytes=-3"}).body, text[-3:])
        beyond = self.ask(path, headers={"Range": "bytes=99999-"})
        self.assertEqual((beyond.status, beyond.headers["Content-Range"]), (416, f"bytes */{len(text)}"))
        head = self.ask(path, method="HEAD")
        self.assertEqual((head.status, head.body, head.headers["Content-Length"]), (200, b"", str(len(text))))
        tag = whole.headers["ETag"]
        self.assertEqual(self.ask(path, headers={"If-Match": tag, "Range": "bytes=0-0"}).status, 206)
        self.assertEqual(self.ask(path, headers={"If-Match": '"other"'}).status, 412)
        self.assertEqual(self.ask(path, headers={"If-Range": '"other"', "Range": "bytes=0-0"}).status, 200)

    def test_a_name_can_not_leave_its_header(self):
        evil = next(name for name in self.ids if "script" in name)
        answer = self.ask(f"/documents/{self.ids[evil]}/content")
        self.assertNotIn("<", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Content-Type"], "application/octet-stream")

    def test_a_changed_or_vanished_original_is_not_given_and_its_text_is(self):
        for name, change in (("changing.md", lambda file: file.write_text("other")), ("vanishing.md", lambda file: file.unlink())):
            path = f"/documents/{self.ids[name]}"
            self.assertFalse(self.ask(f"{path}/passage").json()["changed_since"])
            change(self.school / BANK / "grade5" / name)
            answer = self.ask(f"{path}/content")
            self.assertEqual((answer.status, answer.json()["reason"]), (409, "changed"))
            passage = self.ask(f"{path}/passage?chunk=0").json()
            self.assertTrue(passage["changed_since"])
            self.assertIn("Some text", passage["content"])

    def test_the_reading_page_marks_the_passage_and_holds_nothing_of_the_documents_own(self):
        for name, document in self.ids.items():
            answer = self.ask(f"/documents/{document}/reading?chunk=0", bearer=self.admin)
            if answer.status == 404:
                continue  # nothing could be read
            page = answer.body.decode()
            for tag in re.findall(r"<[^>]*>", page):
                self.assertTrue(ALLOWED_TAGS.fullmatch(tag), f"{tag} in {name}")
            policy = answer.headers["Content-Security-Policy"]
            self.assertTrue(policy.startswith("sandbox;"), policy)
            self.assertIn("frame-ancestors 'self'", policy)
            self.assertEqual(answer.headers["X-Frame-Options"], "SAMEORIGIN")
        page = self.ask(f"/documents/{self.ids['plants.md']}/reading").body.decode()
        self.assertIn("<mark>A leaf makes sugar from light.</mark>", page)
        self.assertEqual(self.ask(f"/documents/{self.ids['plants.md']}/reading?chunk=99").status, 404)

    def make_big(self):
        """The ledger's row of big.md now tells of half a gigabyte, of which the disk holds next to nothing."""
        file = self.school / BANK / "grade5" / "big.md"
        with file.open("r+b") as stream:
            stream.truncate(BIG)
        facts = file.stat()
        etag = f"{facts.st_size:x}-{facts.st_mtime_ns:x}-{facts.st_ino:x}"
        with sqlite3.connect(self.data / "edify.db", timeout=30) as database:
            database.execute("UPDATE ledger SET etag = ?, size = ? WHERE path = ?", (etag, BIG, f"{BANK}/grade5/big.md"))
        database.close()
        return f"/documents/{self.ids['big.md']}/content"

    def test_half_a_gigabyte_costs_no_memory_whoever_reads_it_and_how(self):
        path = self.make_big()

        def read(index):
            if index == 0:
                return len(self.ask(path, headers={"Range": f"bytes=0-{(64 << 20) - 1}"}).body)
            total = 0
            for part in range(16):
                first = (index * 37 + part * 29) % 499 << 20
                total += len(self.ask(path, headers={"Range": f"bytes={first}-{first + 65535}"}).body)
            return total

        # Once before, so that threads and buffers of the server are there.
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(read, range(1, 5)))
            before = self.server.memory()
            stalled = [self.stall(path) for _ in range(8)]
            self.assertEqual(list(pool.map(read, range(4))), [64 << 20] + [16 * 65536] * 3)
        growth = self.server.memory() - before
        print(f"growth of resident memory: {growth / (1 << 20):.1f} MB")
        self.assertLessEqual(growth, 16 << 20)
        for each in stalled:
            each.close()
        self.assertEqual(self.ask("/documents").status, 200, "those who stopped reading hold nobody up")

    def stall(self, path):
        """Asks for all of it and never reads."""
        connection = socket.create_connection(("127.0.0.1", self.server.port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.teacher}\r\n\r\n".encode())
        return connection

    def test_feedback_is_for_ones_own_messages(self):
        answer = self.ask("/feedback", body={"message_id": str(uuid.uuid4()), "rating": "up"})
        self.assertEqual(answer.status, 404)
        for body in ({}, {"message_id": "m"}, {"message_id": "m", "rating": "maybe"},
                     {"message_id": "m", "rating": "up", "reasons": ["ugly"]},
                     {"message_id": "m", "rating": "up", "comment": "x" * 2001}, {"message_id": "m", "rating": "up", "x": 1}):
            self.assertEqual(self.ask("/feedback", body=body).status, 400, body)
        self.assertEqual(self.ask("/survey", body={"score": 4, "comment": "good"}).status, 204)
        self.assertEqual(self.ask("/survey", body={"score": 6}).status, 400)
        self.assertGreaterEqual(self.ask("/admin/feedback", bearer=self.admin).json()["survey_answers"], 1)

    def test_admins_see_the_ledger_and_let_a_failure_be_tried_again(self):
        ingestion = self.ask("/admin/ingestion", bearer=self.admin).json()
        failed = [row for state in ("failed", "quarantined")
                  for row in self.ask(f"/admin/documents?state={state}", bearer=self.admin).json()["documents"]]
        self.assertEqual([row["file_path"] for row in failed], [f"{BANK}/grade5/broken.pdf"])
        self.assertEqual(sum(ingestion["errors"].values()), 1)
        path = f"/admin/documents/{failed[0]['document_id']}"
        self.assertTrue(self.ask(path, bearer=self.admin).json()["may_retry"])
        self.assertEqual(self.ask(f"{path}/retry", method="POST", body={}, bearer=self.admin).status, 202)
        self.assertEqual(self.ask(path, bearer=self.admin).json()["state"], "pending")
        fine = f"/admin/documents/{self.ids['plants.md']}/retry"
        self.assertEqual(self.ask(fine, method="POST", body={}, bearer=self.admin).status, 409)

    def test_admins_see_figures_without_names_and_settings_without_secrets(self):
        self.ask("/query", body={"query": "What does a leaf make?"})
        self.assertTrue(edify.eventually(lambda: any(each["role"] == "teacher" and each["questions"] for each in
                                                     self.ask("/admin/usage", bearer=self.admin).json()["roles"])))
        for route in ("usage", "trends", "kpis", "questions?kind=popular", "questions", "feedback", "keys", "denied", "audit"):
            answer = self.ask(f"/admin/{route}", bearer=self.admin)
            self.assertEqual(answer.status, 200, route)
            self.assertNotIn(b"somebody", answer.body, route)
            self.assertEqual(self.ask(f"/admin/{route}").status, 403, route)
        coverage = self.ask("/admin/coverage", bearer=self.admin).json()
        self.assertEqual([line["documents"] for line in coverage["lines"]], [1, 0])
        self.assertTrue(edify.eventually(lambda: self.ask("/admin/coverage", bearer=self.admin).json()["lines"][0]["questions"]))
        self.assertEqual(coverage["lines"][1]["unanswered"], 0)
        self.assertEqual(coverage["covered_share"], 0.5)
        answer = self.ask("/admin/settings", bearer=self.admin)
        self.assertNotIn(b"a-secret", answer.body)
        settings = {each["key"]: each for each in answer.json()["settings"]}
        self.assertEqual(settings["metrics.port"], {"key": "metrics.port", "value": "0", "origin": "EDIFY_METRICS_PORT"})
        self.assertEqual(settings["qdrant.api_key"]["origin"], "EDIFY_QDRANT_API_KEY")
        rows = self.ask("/admin/audit?limit=2", bearer=self.admin).json()
        self.assertEqual(len(rows["rows"]), 2)
        older = self.ask(f"/admin/audit?limit=2&before={rows['next']}", bearer=self.admin).json()["rows"]
        self.assertLess(older[0]["sequence"], rows["rows"][1]["sequence"])


if __name__ == "__main__":
    unittest.main()
