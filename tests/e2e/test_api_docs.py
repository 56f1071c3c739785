"""Every example of docs/api.md, run as it stands against a server: shell, Python, TypeScript."""
import os
import re
import shutil
import subprocess
import sys
import unittest

import edify
from contract_tools import TSC, needs_tools, school

TEXT = (edify.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
CLIENTS = edify.ROOT / "clients"


def blocks(language):
    found = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/api.md has no {language} block"
    return found


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = cls.enterClassContext(school())
        key = edify.api_key(cls.data, "teacher", "--grades", "grade5")
        cls.server = cls.enterClassContext(edify.server(cls.data))
        cls.values = {"EDIFY_URL": cls.server.url, "EDIFY_KEY": key,
                      "EDIFY_TOKEN": edify.token(cls.data, "teacher", "grade5,grade10")}

    def run_example(self, example, *command, **options):
        done = subprocess.run([str(each) for each in command], capture_output=True, text=True, timeout=120,
                              env={**os.environ, **self.values, "PYTHONPATH": str(CLIENTS / "python")}, **options)
        self.assertEqual(done.returncode, 0, f"{example}\n{done.stdout}{done.stderr}")
        self.assertTrue(done.stdout.strip(), f"{example}\nsays nothing")

    @unittest.skipUnless(shutil.which("curl"), "curl is not installed")
    def test_shell(self):
        for example in blocks("sh"):
            self.run_example(example, "bash", "-euc", example)

    def test_python(self):
        values = "".join(f"{name} = {value!r}\n" for name, value in self.values.items())
        for example in blocks("python"):
            self.run_example(example, sys.executable, "-c", values + example)

    @needs_tools
    @unittest.skipUnless(shutil.which("node"), "node is not installed; run tools/setup.sh")
    def test_typescript(self):
        values = "".join(f"const {name} = {value!r};\n" for name, value in self.values.items())
        with edify.temporary_folder() as folder:
            for name in ("edify.ts", "tsconfig.json", "package.json"):
                shutil.copy(CLIENTS / "typescript" / name, folder)
            examples = {f"example{number}": text for number, text in enumerate(blocks("typescript"))}
            for name, text in examples.items():
                (folder / f"{name}.ts").write_text(values + text, encoding="utf-8")
            done = subprocess.run([TSC, "--project", folder, "--outDir", folder / "build"], capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stdout)
            for name, text in examples.items():
                self.run_example(text, "node", folder / "build" / f"{name}.js")


if __name__ == "__main__":
    unittest.main()
