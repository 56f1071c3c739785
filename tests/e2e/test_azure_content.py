"""The original behind a citation, straight out of Azure: ranges, conditions, a blob that changed, an account that is
away or fails, and a PDF of half a gigabyte of which the server holds next to nothing."""
import concurrent.futures
import os
import shutil
import subprocess
import threading
import time
import unittest

import azurite
import big_pdf
import edify
import fault_proxy

BANK = "Knowledge Bank/kb/2025-2026/grade5"
PAGES = 525 if edify.SOAK else 100  # of the great one, a million bytes each
NOTES = b"# Rivers\n\n" + b"".join(b"The river number %d flows to the sea.\n\n" % n for n in range(3000))
FAULTS = fault_proxy.Faults(busy=0.1, reset_before=0.05, reset_within=0.1, truncated=0.1)


class AzureContent(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if why := azurite.why_not():
            raise unittest.SkipTest(f"skipped: {why}")
        cls.folder = cls.enterClassContext(edify.temporary_folder())
        cls.data = cls.folder / "data"
        cls.az = cls.enterClassContext(azurite.running())
        cls.az.create_container("school")
        for name in ("rivers", "changing", "away"):
            cls.az.put("school", f"{BANK}/{name}.md", NOTES.replace(b"# Rivers", b"# " + name.encode()), content_type="text/markdown")
        cls.environment = {"AZURE_STORAGE_CONNECTION_STRING": cls.az.connection_string, "EDIFY_OCR_ENABLED": "false",
                           "EDIFY_WEB_DEMO": "true"}
        cls.put_great_one()
        began = time.monotonic()
        done = edify.run("ingest", "azure://school", data=cls.data, env=cls.environment, timeout=600)
        assert done.returncode == 0, done.stderr.decode()
        print(f"{cls.size / (1 << 20):.0f} MB of PDF taken in {time.monotonic() - began:.1f} s")
        cls.teacher = edify.token(cls.data, "teacher", "grade5")
        cls.server = cls.enterClassContext(edify.server(cls.data, env=cls.environment))
        listed = cls.server.request("/documents?limit=200", bearer=cls.teacher).json()["documents"]
        cls.ids = {document["source_file"]: document["document_id"] for document in listed}

    @classmethod
    def put_great_one(cls):
        """Block by block: nobody holds it whole."""
        path, names, gathered, cls.size = f"/school/{BANK}/Great Atlas.pdf", [], bytearray(), 0

        def put_block():
            names.append(f"{len(names):06d}".encode().hex())
            cls.az._blob("PUT", path, {"comp": "block", "blockid": names[-1]}, {}, bytes(gathered))
            gathered.clear()

        for piece in big_pdf.pieces(PAGES):
            gathered += piece
            cls.size += len(piece)
            if len(gathered) >= 8 << 20:
                put_block()
        put_block()
        blocks = "".join(f"<Latest>{name}</Latest>" for name in names)
        cls.az._blob("PUT", path, {"comp": "blocklist"}, {"x-ms-blob-content-type": "application/pdf"},
                     f'<?xml version="1.0" encoding="utf-8"?><BlockList>{blocks}</BlockList>'.encode())

    def ask(self, path, **options):
        return self.server.request(path, bearer=self.teacher, **options)

    def path_of(self, name):
        return f"/documents/{self.ids[name]}"

    def whole(self, name):
        return NOTES.replace(b"# Rivers", b"# " + name.removesuffix(".md").encode())

    def test_ranges_and_conditions_are_answered_from_the_blob(self):
        path, text = f"{self.path_of('rivers.md')}/content", self.whole("rivers.md")
        answer = self.ask(path)
        self.assertEqual((answer.status, answer.body), (200, text))
        tag = answer.headers["ETag"]
        for asked, first, last in (("bytes=0-9", 0, 9), ("bytes=70000-70099", 70000, 70099),
                                   ("bytes=-7", len(text) - 7, len(text) - 1), (f"bytes={len(text) - 1}-", len(text) - 1, len(text) - 1)):
            part = self.ask(path, headers={"Range": asked, "If-Match": tag})
            self.assertEqual((part.status, part.body), (206, text[first:last + 1]), asked)
            self.assertEqual(part.headers["Content-Range"], f"bytes {first}-{last}/{len(text)}")
        self.assertEqual(self.ask(path, headers={"Range": f"bytes={len(text)}-"}).status, 416)
        self.assertEqual(self.ask(path, headers={"If-Match": '"another"'}).status, 412)
        self.assertEqual(self.ask(path, headers={"If-Range": '"another"', "Range": "bytes=0-0"}).status, 200)

    def test_an_account_that_fails_now_and_then_costs_no_byte(self):
        self.az.create_container("shaky")
        self.az.put("shaky", f"{BANK}/rivers.md", NOTES, content_type="text/markdown")
        path, text, data = f"{self.path_of('rivers.md')}/content", NOTES, self.folder / "shaky"
        with fault_proxy.running(self.az.connection_string) as proxy:
            through = {**self.environment, "AZURE_STORAGE_CONNECTION_STRING": proxy.connection_string}
            edify.run_json("ingest", "azure://shaky", "--json", data=data, env=through)
            teacher = edify.token(data, "teacher", "grade5")
            proxy.faults = FAULTS
            with edify.server(data, env=through) as server:
                for start in range(0, len(text), 4096):
                    part = server.request(path, bearer=teacher, headers={"Range": f"bytes={start}-{start + 4095}"})
                    self.assertEqual((part.status, part.body), (206, text[start:start + 4096]), start)
            self.assertGreater(sum(proxy.injected.values()), 3)
            print(f"faults met: {dict(proxy.injected)}")

    def test_a_changed_blob_is_not_given_and_its_stored_text_is(self):
        path = self.path_of("changing.md")
        self.az.put("school", f"{BANK}/changing.md", b"# Something else\n", content_type="text/markdown")
        answer = self.ask(f"{path}/content", headers={"Range": "bytes=0-99"})
        self.assertEqual((answer.status, answer.json()["reason"]), (409, "changed"))
        passage = self.ask(f"{path}/passage?chunk=0").json()
        self.assertTrue(passage["changed_since"])
        self.assertFalse(passage["source_away"])
        self.assertIn("flows to the sea", passage["content"])

    def test_an_account_that_is_away_is_said_to_be_and_the_stored_text_is_given(self):
        path = self.path_of("away.md")
        self.az.kill()
        try:
            began = time.monotonic()
            answer = self.ask(f"{path}/content", headers={"Range": "bytes=0-99"})
            print(f"an account that is away is told after {time.monotonic() - began:.1f} s")
            self.assertEqual((answer.status, answer.json()["reason"]), (503, "source_away"))
            passage = self.ask(f"{path}/passage?chunk=0").json()
            self.assertTrue(passage["source_away"])
            self.assertFalse(passage["changed_since"])
            self.assertIn("flows to the sea", passage["content"])
        finally:
            self.az.restart()
        self.assertTrue(edify.eventually(lambda: self.ask(f"{path}/content").status == 200, 60), "it is back")

    def test_a_great_pdf_is_read_with_sixteen_megabytes(self):
        path = f"{self.path_of('Great Atlas.pdf')}/content"

        def read(index):
            total = 0
            for part in range(12):
                first = (index * 37 + part * 41) % (self.size // (1 << 20) - 1) << 20
                total += len(self.ask(path, headers={"Range": f"bytes={first}-{first + 131071}"}).body)
            if index == 0:
                total += len(self.ask(path, headers={"Range": f"bytes=0-{(64 << 20) - 1}"}).body)
            return total

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(read, range(1, 5)))  # once before, so that the server's threads and buffers are there
            before, highest, stop = self.server.memory(), 0, threading.Event()

            def watch():
                nonlocal highest
                while not stop.wait(0.02):
                    highest = max(highest, self.server.memory())

            watcher = threading.Thread(target=watch)
            watcher.start()
            try:
                self.assertEqual(list(pool.map(read, range(4))), [12 * 131072 + (64 << 20)] + [12 * 131072] * 3)
            finally:
                stop.set()
                watcher.join()
        growth = max(0, highest - before)
        print(f"{self.size / (1 << 20):.0f} MB by ranges and in a stream: {growth / (1 << 20):.1f} MB more memory at most")
        self.assertLessEqual(growth, 16 << 20)

    def test_its_first_page_is_seen(self):
        node, chromium = shutil.which("node"), shutil.which("chromium")
        self.assertTrue(node and chromium, "node and chromium come with `make setup`")
        done = subprocess.run([node, "tests/great_pdf.mjs", "Great Atlas"], cwd=edify.ROOT / "web", timeout=300,
                              env={**os.environ, "EDIFY_URL": self.server.url, "CHROMIUM": chromium}, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        times = [float(each) for each in done.stdout.split()]
        print(f"the first page of {self.size / (1 << 20):.0f} MB is seen after {', '.join(f'{each:.0f}' for each in times)} ms")


if __name__ == "__main__":
    unittest.main()
