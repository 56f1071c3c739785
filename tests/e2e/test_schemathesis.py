"""Schemathesis over /openapi.json: every route, as every role and as nobody. No 5xx, no answer that the description does
not allow, no request that it allows refused. EDIFY_SOAK=1: 1,000 generated cases a route and role in place of 20."""
import subprocess
import unittest

import edify
from contract_tools import SCHEMATHESIS, SCHEMATHESIS_SETTINGS, needs_tools, school

EXAMPLES = 1000 if edify.SOAK else 20
# The teacher's and the acting program's answers differ from these only in what they find: theirs is for the soak.
ROLES = [("student", "grade5"), ("admin", ""), *([("teacher", "grade5,grade10")] if edify.SOAK else [])]


@needs_tools
class EveryRouteKeepsTheContract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = cls.enterClassContext(school())
        cls.key = edify.api_key(cls.data, "teacher")
        cls.acting_key = edify.api_key(cls.data, "teacher", "--may-act-for-users")
        cls.server = cls.enterClassContext(edify.server(cls.data))

    def run_as(self, *headers, without=()):
        with edify.temporary_folder() as folder:
            command = [SCHEMATHESIS, "--config-file", SCHEMATHESIS_SETTINGS, "run", f"{self.server.url}/openapi.json",
                       "--checks", "all", "--continue-on-failure", "--max-examples", str(EXAMPLES),
                       "--seed", "6", "--request-timeout", "60", "--no-color"]
            for check in without:
                command += ["--exclude-checks", check]
            for header in headers:
                command += ["--header", header]
            done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=3600)
            self.assertEqual(done.returncode, 0, done.stdout[-8000:] + done.stderr[-2000:])
            print(next(line.strip() for line in done.stdout.splitlines() if " generated, " in line))

    def test_as_nobody(self):
        self.run_as()

    def test_as_every_role(self):
        for role, grades in ROLES:
            with self.subTest(role):
                self.run_as(f"Authorization: Bearer {edify.token(self.data, role, grades)}")

    # As the bearer, not as X-API-Key: Schemathesis would try bad bearers beside the good key, and wonder at the answer.
    def test_as_a_program_with_a_key(self):
        self.run_as(f"Authorization: Bearer {self.key}")

    @unittest.skipUnless(edify.SOAK, "in the soak")
    def test_as_a_program_that_acts_for_users(self):
        # It must say the user's role, which a description for all callers cannot demand.
        self.run_as(f"Authorization: Bearer {self.acting_key}", without=["positive_data_acceptance"])

    def test_with_credentials_that_do_not_count(self):
        self.run_as("Authorization: Bearer not.a.token")

    def tearDown(self):
        self.assertEqual(self.server.request("/livez").status, 200, "the server is still there")


if __name__ == "__main__":
    unittest.main()
