"""The clients of clients/: made from the program's own description, typed, and working against a running server."""
import os
import shutil
import subprocess
import sys
import unittest

import edify
from contract_tools import PYTHON, TSC, needs_tools, school

sys.path.insert(0, str(edify.ROOT / "tools"))
sys.path.insert(0, str(edify.ROOT / "clients" / "python"))

import make_clients  # noqa: E402
from edify_client import EdifyClient, EdifyError  # noqa: E402

CLIENTS = edify.ROOT / "clients"


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = cls.enterClassContext(school())
        cls.server = cls.enterClassContext(edify.server(cls.data))
        cls.bearer = edify.token(cls.data, "teacher", "grade5")
        cls.env = {**os.environ, "EDIFY_URL": cls.server.url, "EDIFY_TOKEN": cls.bearer}

    def run_tool(self, *command, **options):
        done = subprocess.run([str(each) for each in command], capture_output=True, text=True, timeout=120, **options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_are_what_the_generator_makes_of_the_program(self):
        for name, text in make_clients.make_files(self.server.request("/openapi.json").json()).items():
            self.assertEqual((edify.ROOT / name).read_text(encoding="utf-8"), text, f"{name}: run `make clients`")

    def test_python_asks_and_tells_errors(self):
        client = EdifyClient(self.server.url, token=self.bearer)
        answer = client.query("How do plants make their food?", limit=1)
        self.assertEqual(answer["results"][0]["source_file"], "photosynthesis.md")
        self.assertEqual(client.health()["status"], "healthy")
        with self.assertRaises(EdifyError) as refused:
            client.query("leave", role="admin")
        self.assertEqual((refused.exception.status, refused.exception.reason), (403, "role_too_wide"))
        with self.assertRaises(EdifyError) as nobody:
            EdifyClient(self.server.url).query("leave")
        self.assertEqual(nobody.exception.status, 401)
        with self.assertRaises(ValueError):
            EdifyClient("file:///etc/passwd")

    def test_python_example(self):
        said = self.run_tool(sys.executable, CLIENTS / "python" / "example.py", "How do plants make food?", env=self.env)
        self.assertIn("photosynthesis.md", said)

    @needs_tools
    def test_python_is_clean_under_mypy(self):
        self.run_tool(PYTHON, "-m", "mypy", "--strict", "--cache-dir", os.devnull, CLIENTS / "python" / "edify_client.py",
                      CLIENTS / "python" / "example.py")

    @needs_tools
    @unittest.skipUnless(shutil.which("node"), "node is not installed; run tools/setup.sh")
    def test_typescript_compiles_strictly_and_its_example_runs(self):
        with edify.temporary_folder() as folder:
            self.run_tool(TSC, "--project", CLIENTS / "typescript", "--outDir", folder)
            (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
            said = self.run_tool("node", folder / "example.js", "How do plants make food?", env=self.env)
            self.assertIn("photosynthesis.md", said)
            refused = subprocess.run(["node", str(folder / "example.js")], capture_output=True, text=True, timeout=60,
                                     env={**self.env, "EDIFY_TOKEN": "not.a.token"})
            self.assertEqual(refused.returncode, 1)
            self.assertIn("401 invalid_token", refused.stderr)


if __name__ == "__main__":
    unittest.main()
