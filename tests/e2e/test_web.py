"""The web app: what the server says of its files, and web/tests/ in a real browser over samples/."""
import datetime
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import unittest

import edify

FIRST_LOAD = 120 * 1024  # bytes of script and style, packed by gzip
WEB = edify.ROOT / "web"
CURRICULUM = """grade,subject,year
grade5,Science,2025-2026
grade5,Sanskrit,
grade5,Music,2024-2025
grade10,Physics,
"""


def tickets():
    """A help desk's file: three tickets of the week before this one, the last still open, and one of long ago."""
    monday = datetime.date.today() - datetime.timedelta(days=datetime.date.today().weekday() + 7)
    day = [monday + datetime.timedelta(days=each) for each in range(7)]
    return ("Ticket,Requester,Created,Closed\n"
            f'1,"Priya, grade 5",{day[0]},{day[1]}\n2,Priya,{day[6]}T18:00:00Z,{day[6]}T19:00:00Z\n3,Priya,{day[2]},\n'
            f"0,Priya,2020-01-01,2020-01-02\n")


class WebApp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(edify.temporary_folder())
        cls.data = folder / "data"
        school = folder / "school"
        shutil.copytree(edify.SAMPLES, school)
        (school / "Circulars" / "Broken notice.pdf").write_bytes(b"%PDF-1.4 nothing that can be read")
        done = edify.run("ingest", school, data=cls.data)
        assert b"1 failed" in done.stdout + done.stderr, done.stderr.decode()
        (folder / "curriculum.csv").write_text(CURRICULUM)
        (folder / "tickets.csv").write_text(tickets())
        done = edify.run("tickets", "import", folder / "tickets.csv", "--id", "ticket", "--opened", "created", data=cls.data)
        assert done.returncode == 0, done.stderr.decode()
        edify.api_key(cls.data, "teacher")
        cls.server = cls.enterClassContext(edify.server(
            cls.data, env={"EDIFY_WEB_DEMO": "true", "EDIFY_WEB_CURRICULUM": str(folder / "curriculum.csv")}))

    def page(self, path="/", **headers):
        return self.server.request(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", **headers})

    def test_browsers_get_the_page_and_programs_the_description(self):
        page = self.page()
        self.assertTrue(page.headers["Content-Type"].startswith("text/html"))
        self.assertEqual(page.headers["Cache-Control"], "no-cache")
        self.assertNotIn("unsafe-inline", page.headers["Content-Security-Policy"])
        self.assertNotIn(b"<style", page.body)
        self.assertEqual(re.findall(rb"<script(?![^>]*src=)", page.body), [])
        self.assertEqual(self.server.request("/").json()["docs"], "/docs")
        for path in ("/app", "/app/library", "/app/c/some-id", "/shared/some-id"):
            self.assertEqual(self.page(path).body, page.body, path)
        self.assertEqual(self.page(**{"If-None-Match": page.headers["ETag"]}).status, 304)
        self.assertEqual(self.page("/assets/nothing.js").status, 404)
        self.assertEqual(self.page("/assets/../../edify.db").status, 404)

    def test_files_are_kept_for_ever_and_the_first_load_is_small(self):
        page = self.page().body.decode()
        first = re.findall(r'(?:src|href)="(/assets/[^"]+\.(?:js|css))"', page)
        self.assertGreaterEqual(len(first), 2)
        total = 0
        for path in first:
            packed = self.page(path, **{"Accept-Encoding": "gzip"})
            self.assertEqual((packed.status, packed.headers["Content-Encoding"]), (200, "gzip"), path)
            self.assertIn("immutable", packed.headers["Cache-Control"])
            self.assertEqual(gzip.decompress(packed.body), self.page(path).body)
            total += len(packed.body)
        print(f"first load: {total / 1024:.1f} KB of script and style, packed by gzip")
        self.assertLessEqual(total, FIRST_LOAD)

    def test_the_demo_is_for_the_loopback_alone(self):
        refused = edify.run("serve", "--host", "0.0.0.0", "--port", "0", data=self.data, env={"EDIFY_WEB_DEMO": "true"})
        self.assertEqual(refused.returncode, 2, refused.stderr)
        self.assertIn(b"web.demo", refused.stderr)
        foreign = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
        self.assertEqual(self.server.request("/auth/demo", body={"id": "kabir"}, headers=foreign).status, 403)
        own = {"Origin": self.server.url, "Sec-Fetch-Site": "same-origin"}
        self.assertEqual(self.server.request("/auth/demo", body={"id": "nobody"}, headers=own).status, 404)
        answer = self.server.request("/auth/demo", body={"id": "kabir"}, headers=own)
        self.assertEqual(answer.status, 204)
        self.assertIn("HttpOnly; SameSite=Lax", answer.headers["Set-Cookie"])
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.assertEqual(self.server.request("/me", headers={"Cookie": cookie}).json()["role"], "admin")

    def test_the_demo_is_off_where_nobody_asked_for_it(self):
        with edify.server(self.data) as plain:
            self.assertEqual(plain.request("/auth/demo").status, 404)
            self.assertEqual(plain.request("/auth/demo", body={"id": "kabir"}).status, 404)

    def test_in_a_browser(self):
        node, chromium = shutil.which("node"), shutil.which("chromium")
        self.assertTrue(node and chromium, "node and chromium come with `make setup`")
        tests = sorted(str(each) for each in pathlib.Path(WEB / "tests").glob("*_test.mjs"))
        done = subprocess.run([node, "--test", *tests], cwd=WEB, timeout=600,
                              env={**os.environ, "EDIFY_URL": self.server.url, "CHROMIUM": chromium})
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
