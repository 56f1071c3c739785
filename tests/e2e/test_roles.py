"""Who sees what, through the command line and over HTTP: no leak, and no trace of what is hidden."""
import itertools
import json
import unittest

import edify

MODULES = {"sop": "SOP/admin", "knowledge_bank": "Knowledge Bank/kb/2025-2026", "general": "Notices"}
GRADES = ["", "ik1", "grade1", "grade5", "grade12"]
ALLOWED = {"student": {"knowledge_bank"}, "teacher": {"knowledge_bank", "general"}, "admin": set(MODULES)}


def folder_of(module, grade):
    return MODULES[module] + (f"/{grade}" if grade and module == "knowledge_bank" else "")


def expected(role, grades, module, grade):
    """An oracle of its own, straight from the rules."""
    if module not in ALLOWED[role]:
        return False
    effective = grade if grade and module == "knowledge_bank" else "general"
    if effective == "general" or grades == "*" or (role == "admin" and not grades):
        return True
    return effective in grades.split(",")


def make_school(folder, only=lambda module, grade: True):
    for module, grade in itertools.product(MODULES, GRADES):
        if only(module, grade) and (module == "knowledge_bank" or not grade):
            target = folder / folder_of(module, grade) / f"{module}-{grade or 'none'}.txt"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(f"The secret garden of {module} {grade or 'everyone'} opens at dawn.\n")


def without_clock(body):
    answer = json.loads(body)
    answer.pop("query_time")
    for hit in answer["results"]:
        hit["metadata"].pop("timestamp")  # when it was stored: two stores differ there
        hit["metadata"].pop("last_modified")
    return json.dumps(answer)


class RoleMatrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.context = edify.temporary_folder()
        cls.folder = cls.context.__enter__()
        make_school(cls.folder / "school")
        cls.data = cls.folder / "data"
        assert edify.run("ingest", cls.folder / "school", data=cls.data).returncode == 0

    @classmethod
    def tearDownClass(cls):
        cls.context.__exit__(None, None, None)

    def principals(self):
        return itertools.product(ALLOWED, ["", "*", "grade1", "grade5,grade12", "ik1"])

    def check(self, role, grades, results):
        seen = {hit["source_file"] for hit in results}
        wanted = {f"{module}-{grade or 'none'}.txt" for module, grade in itertools.product(MODULES, GRADES)
                  if (module == "knowledge_bank" or not grade) and expected(role, grades, module, grade)}
        self.assertEqual(seen, wanted, f"{role} with grades '{grades}'")

    def test_every_role_and_grade_over_http(self):
        with edify.server(self.data) as server:
            for role, grades in self.principals():
                bearer = edify.token(self.data, role, grades)
                for mode in ("hybrid", "dense", "lexical"):
                    answer = server.request("/query", {"query": "secret garden dawn", "limit": 50, "mode": mode}, bearer)
                    self.assertEqual(answer.status, 200)
                    self.check(role, grades, answer.json()["results"])

    def test_every_role_and_grade_on_the_command_line(self):
        for role, grades in [("student", ""), ("student", "grade5,grade12"), ("teacher", "*"), ("admin", "")]:
            arguments = ["--grades", grades] if grades else []
            answer = edify.run_json("query", "secret garden dawn", "--role", role, *arguments, "--limit", "50", "--json",
                                    data=self.data)
            self.check(role, grades, answer["results"])

    def test_a_body_narrows_and_never_widens(self):
        with edify.server(self.data) as server:
            bearer = edify.token(self.data, "teacher", "grade1,grade5")

            def ask(**fields):
                return server.request("/query", {"query": "secret garden dawn", "limit": 50, **fields}, bearer)
            self.check("student", "grade5", ask(role="student", grades=["grade5"]).json()["results"])
            self.assertEqual(ask(role="admin").status, 403)
            self.assertEqual(ask(grades=["grade12"]).status, 403)
            self.assertEqual(ask(role="janitor").status, 400)
            self.assertEqual(ask(user_id="somebody else").status, 403)
            self.assertEqual(server.request("/query", {"query": "secret garden"}).status, 401)
            self.assertEqual(server.request("/query", {"query": "secret garden"}, bearer + "x").status, 401)

    def test_hidden_documents_leave_no_trace_in_an_answer(self):
        visible = self.folder / "visible"
        make_school(visible, lambda module, grade: expected("student", "grade5", module, grade))
        only_visible = self.folder / "data-visible"
        self.assertEqual(edify.run("ingest", visible, data=only_visible).returncode, 0)
        answers = []
        for data in (self.data, only_visible):
            with edify.server(data) as server:
                bearer = edify.token(data, "student", "grade5")
                answers.append([without_clock(server.request("/query", {"query": text, "limit": 50, "mode": mode}, bearer).body)
                                for text in ("secret garden dawn", "sop", "grade12 opens", "admin everyone")
                                for mode in ("hybrid", "dense", "lexical")])
        self.assertEqual(answers[0], answers[1])


if __name__ == "__main__":
    unittest.main()
