"""What /openapi.json and /docs say: OpenAPI 3.1 by its official meta-schema, and nothing from elsewhere."""
import json
import subprocess
import unittest

import edify
from contract_tools import PYTHON, needs_tools


class Description(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(edify.temporary_folder())
        cls.server = cls.enterClassContext(edify.server(cls.folder / "data"))
        cls.document = cls.server.request("/openapi.json").json()

    @needs_tools
    def test_is_openapi_3_1_and_its_examples_keep_its_schemas(self):
        file = self.folder / "openapi.json"
        file.write_text(json.dumps(self.document), encoding="utf-8")
        done = subprocess.run([PYTHON, edify.ROOT / "tests" / "contract" / "check_description.py", file],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_says_who_may_ask_each_route(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                self.assertIn("security", operation, f"{method} {path}")

    def test_every_path_answers_other_methods_with_405_and_allow(self):
        for path, item in self.document["paths"].items():
            described = {method.upper() for method in item} | {"OPTIONS"} | ({"HEAD"} if "get" in item else set())
            for method in {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE"} - described:
                answer = self.server.request(path, method=method)
                self.assertEqual(answer.status, 405, f"{method} {path}")
                self.assertEqual({each.strip() for each in answer.headers["Allow"].split(",")}, described)

    def test_the_page_asks_nobody_else(self):
        page = self.server.request("/docs")
        self.assertEqual(page.status, 200)
        text = page.body.decode()
        self.assertNotRegex(text, r"https?:|src=|@import|url\(")
        policy = page.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)


if __name__ == "__main__":
    unittest.main()
