"""Role x module x grade x route x method over HTTP, then random cases, against an oracle of its own (role_oracle.py); and
that what is hidden moves no byte of an answer. EDIFY_SOAK=1: 100,000 random cases in place of 2,000."""
import concurrent.futures
import http.client
import itertools
import json
import random
import re
import unittest
import uuid

import edify
from role_oracle import GRADES, ROLES, WORDS, Principal, lexical_matches, make_library, narrowed, refusals, write_documents

CASES = 100_000 if edify.SOAK else 2_000
KEY_GRADES = ((), ("*",), ("grade5",), ("grade1", "ik2"))
MODES = ("hybrid", "dense", "lexical")
# Who may ask what; a route that is not here, or is not there, fails the test.
POLICIES = {("POST", "/query"): "bearer", ("GET", "/health"): "optional", ("GET", "/stats"): "admin",
            ("GET", "/livez"): "open", ("GET", "/readyz"): "open", ("GET", "/openapi.json"): "open",
            ("GET", "/docs"): "open", ("GET", "/"): "open", ("GET", "/me"): "bearer",
            ("GET", "/auth/login"): "unconfigured", ("GET", "/auth/callback"): "unconfigured",
            ("POST", "/auth/logout"): "unconfigured",  # for browsers, where an issuer signs them in
            ("GET", "/documents"): "bearer", ("GET", "/documents/{id}"): "bearer",
            ("GET", "/documents/{id}/content"): "bearer", ("GET", "/documents/{id}/passage"): "bearer",
            ("GET", "/documents/{id}/reading"): "bearer", ("GET", "/facets"): "bearer",
            ("POST", "/chat"): "bearer", ("GET", "/conversations"): "bearer", ("GET", "/conversations/{id}"): "bearer",
            ("PATCH", "/conversations/{id}"): "bearer", ("DELETE", "/conversations/{id}"): "bearer",
            ("GET", "/collections"): "staff", ("POST", "/collections"): "staff", ("GET", "/collections/{id}"): "staff",
            ("PATCH", "/collections/{id}"): "staff", ("DELETE", "/collections/{id}"): "staff",
            ("POST", "/collections/{id}/items"): "staff", ("DELETE", "/collections/{id}/items/{item}"): "staff",
            ("POST", "/shares"): "staff", ("GET", "/shares/{id}"): "bearer", ("DELETE", "/shares/{id}"): "staff",
            ("POST", "/feedback"): "bearer", ("POST", "/survey"): "bearer",
            ("GET", "/admin/documents/{id}"): "admin", ("POST", "/admin/users/deny"): "admin",
            ("POST", "/admin/users/allow"): "admin", ("POST", "/admin/keys/{id}/revoke"): "admin", ("POST", "/admin/documents/{id}/retry"): "admin",
            **{("GET", f"/admin/{name}"): "admin" for name in
               ("ingestion", "documents", "coverage", "questions", "feedback", "usage", "trends", "keys", "denied", "audit",
                "settings", "kpis")}}
# What an admitted caller gets who asks for nothing that is there, or sends a question where something else belongs.
ADMITTED = {"/chat": 400, "/collections": 400, "/collections/{id}/items": 400, "/shares": 400, "/feedback": 400, "/survey": 400,
            "/admin/users/deny": 400, "/admin/users/allow": 400}
ABSENT = ("/nothing", "/query/", "/Query", "/stats/x", "/documents/1/2/content", "/documents//content", "//query", "/.env", "/metrics")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


class Client:
    """One connection that stays open."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def ask(self, method, path, bearer=None, body=None, key=None):
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        if key:
            headers["X-API-Key"] = key
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return edify.Answer(answer.status, answer.headers, answer.read())

    def query(self, bearer, **body):
        return self.ask("POST", "/query", bearer, body)


def principals():
    grades = [(), ("*",), ("grade1", "grade12", "ik2"), *((grade,) for grade in GRADES)]
    return [Principal(role, each) for role, each in itertools.product(ROLES, grades)]


def expected_status(method, path, caller):
    """`caller`: None, "rubbish", or a role."""
    allowed = {known for known, at in POLICIES if at == path}
    if not allowed:
        return 404
    if method == "OPTIONS":
        return 204
    method = "GET" if method == "HEAD" else method
    if method not in allowed:
        return 405
    policy = POLICIES[method, path]
    if policy == "unconfigured":
        return 404
    if policy in ("open", "optional"):
        return 200
    if caller not in ROLES:
        return 401
    if policy == "admin" and caller != "admin":
        return 403
    if policy == "staff" and caller == "student":
        return 403
    if method == "PATCH":
        return 415  # nothing is sent
    if method == "POST" and path in ADMITTED:
        return ADMITTED[path]
    return 404 if "{id}" in path else 200


def random_case(dice):
    """A body that narrows, widens, or asks for what does not exist."""
    body = {"query": " ".join(dice.sample(WORDS, dice.randint(1, 3))), "mode": dice.choice(MODES),
            "limit": dice.choice((1, 3, 50))}
    if dice.random() < 0.5:
        body["role"] = dice.choice((*ROLES, *ROLES, "root"))
    if dice.random() < 0.5:
        body["grades"] = dice.sample((*GRADES, "general", "*", "grade13"), dice.randint(0, 3))
    if dice.random() < 0.1:
        body["user_id"] = dice.choice(("somebody", "somebody else"))
    return body


class RoleMatrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(edify.temporary_folder())
        cls.library = make_library()
        write_documents(cls.folder / "school", cls.library)
        cls.data = cls.folder / "data"
        done = edify.run("ingest", cls.folder / "school", data=cls.data)
        assert done.returncode == 0, done.stderr.decode()
        cls.tokens = {each: edify.token(cls.data, each.role, ",".join(each.grades)) for each in principals()}
        cls.keys = {each: edify.api_key(cls.data, each.role, *(["--grades", ",".join(each.grades)] if each.grades else []))
                    for each in itertools.starmap(Principal, itertools.product(ROLES, KEY_GRADES))}
        cls.acting_key = edify.api_key(cls.data, "teacher", "--grades", "grade1,grade5", "--may-act-for-users")
        cls.server = cls.enterClassContext(edify.server(cls.data))

    def check(self, answer, body, principal):
        """Compares one answer with the oracle."""
        about = f"{principal} asks {body}: {answer.body[:300]}"
        if refused := refusals(principal, body, user="somebody"):
            self.assertIn(answer.status, refused, about)
            self.assertEqual(answer.headers["Content-Type"], "application/problem+json", about)
            return
        as_whom = narrowed(principal, body)
        self.assertEqual(answer.status, 200, about)
        found = answer.json()
        names = {result["source_file"] for result in found["results"]}
        visible = {each.name for each in self.library if as_whom.sees(each)}
        matches = lexical_matches(self.library, as_whom, body["query"])
        self.assertLessEqual(names, visible, about)
        self.assertEqual(found["total_results"], len(found["results"]), about)
        self.assertEqual(found["user_role"], as_whom.role, about)
        if body["mode"] == "lexical":
            self.assertLessEqual(names, matches, about)
            self.assertEqual(len(names), min(body["limit"], len(matches)), about)
        if body["mode"] == "hybrid":
            self.assertGreaterEqual(len(names), min(body["limit"], len(matches)), about)

    def test_every_role_module_and_grade(self):
        client = self.enterContext(Client(self.server))
        for principal, bearer in self.tokens.items():
            for mode in MODES:
                body = {"query": "garden", "limit": 50, "mode": mode}
                answer = client.query(bearer, **body)
                self.check(answer, body, principal)
                if mode != "dense":
                    names = {result["source_file"] for result in answer.json()["results"]}
                    self.assertEqual(names, {each.name for each in self.library if principal.sees(each)})

    def check_whole_answer(self, answer, principal):
        self.assertEqual(answer.status, 200, answer.body)
        names = {result["source_file"] for result in answer.json()["results"]}
        self.assertEqual(names, {each.name for each in self.library if principal.sees(each)}, principal)

    def test_every_role_and_grade_by_key(self):
        client = self.enterContext(Client(self.server))
        for principal, key in self.keys.items():
            self.check_whole_answer(client.ask("POST", "/query", body={"query": "garden", "limit": 50}, key=key), principal)

    def test_a_key_that_acts_for_users_is_each_of_them_and_never_more_than_itself(self):
        client = self.enterContext(Client(self.server))
        for role, grades in itertools.product(ROLES, ((), ("grade5",), ("grade1", "grade5"), ("grade2",), ("*",))):
            body = {"query": "garden", "limit": 50, "user_id": "pupil", "role": role, "grades": list(grades)}
            answer = client.ask("POST", "/query", body=body, key=self.acting_key)
            if role == "admin" or set(grades) - {"grade1", "grade5"}:
                self.assertEqual(answer.status, 403, answer.body)
            else:
                self.check_whole_answer(answer, Principal(role, grades))

    def test_every_route_and_method(self):
        described = self.server.request("/openapi.json").json()["paths"]
        self.assertEqual({(method.upper(), path) for path, item in described.items() for method in item}, set(POLICIES),
                         "say in POLICIES who may ask the new route")
        callers = {None: None, "rubbish": "not.a.token", "tampered": self.tokens[Principal("admin")][:-4] + "AAAA",
                   **{role: self.tokens[Principal(role, ("grade5",))] for role in ROLES}}
        for caller, method in itertools.product(callers, METHODS):
            for path in sorted({path for _, path in POLICIES} | set(ABSENT)):
                body = {"query": "garden"} if method == "POST" else None
                with Client(self.server) as client:
                    answer = client.ask(method, re.sub(r"{\w+}", lambda _: str(uuid.uuid4()), path), callers[caller], body)
                self.assertEqual(answer.status, expected_status(method, path, caller), f"{caller} {method} {path}")
                if answer.status >= 400 and method != "HEAD":
                    self.assertEqual(answer.json()["status"], answer.status)

    def test_random_cases(self):
        def run(seed):
            dice = random.Random(seed)
            with Client(self.server) as client:
                for _ in range(CASES // 4):
                    principal = dice.choice(list(self.tokens))
                    body = random_case(dice)
                    self.check(client.query(self.tokens[principal], **body), body, principal)
            return CASES // 4
        with concurrent.futures.ThreadPoolExecutor(4) as threads:
            print(f"{sum(threads.map(run, range(4)))} random cases")

    def test_a_forbidden_document_is_answered_as_an_absent_one(self):
        """Its very words, its name, its folder: the same bytes as for what was never there."""
        student = self.tokens[Principal("student", ("grade5",))]
        client = self.enterContext(Client(self.server))
        for mode in MODES:
            hidden = client.query(student, query="sop-general-0.txt Administration", mode=mode)
            absent = client.query(student, query="sop-general-9.txt Administration", mode=mode)
            self.assertEqual(hidden.json()["total_results"], absent.json()["total_results"])
        widened = [client.query(student, query="garden", grades=[grade]) for grade in ("grade4", "grade12")]
        self.assertEqual(len({re.sub(r"grade\d+", "", answer.json()["detail"]) for answer in widened}), 1)


def without_clock(answer):
    """The answer's bytes and headers, but for what the clock and the request's own name decide."""
    body = re.sub(rb'"query_time":[0-9.e+-]+', b'"query_time":0', answer.body)
    body = re.sub(rb'"request_id":"[^"]*"', b'"request_id":""', body)
    headers = [(name, value) for name, value in answer.headers.items()
               if name not in ("Date", "X-Request-Id", "traceparent", "Content-Length")]
    return answer.status, headers, body


class WhatIsHiddenMovesNoByte(unittest.TestCase):
    def answers(self, data, tokens):
        found = []
        with edify.server(data) as server, Client(server) as client:
            for bearer, mode, _ in itertools.product(tokens, MODES, ("computed", "remembered")):
                for query in ("garden", *WORDS, "sop administration policy", "what is in grade12 ?", "hidden"):
                    found.append(without_clock(client.query(bearer, query=query, mode=mode, limit=50)))
                found.append(without_clock(client.query(bearer, query="garden", mode=mode, role="admin")))
            for bearer, path in itertools.product(tokens, ("/stats", "/nothing", "/documents/1/content")):
                found.append(without_clock(client.ask("GET", path, bearer)))
        return found

    def test_before_with_and_after(self):
        dice = random.Random(9)
        everything = make_library(copies=4)
        student, teacher = Principal("student", ("grade5",)), Principal("teacher", ("grade5",))
        visible = [each for each in everything if teacher.sees(each)]
        hidden = [each for each in everything if not teacher.sees(each)]
        dice.shuffle(hidden)
        with edify.temporary_folder() as folder:
            school, data = folder / "school", folder / "data"

            def sync():
                done = edify.run("ingest", school, data=data)
                self.assertEqual(done.returncode, 0, done.stderr.decode())
            write_documents(school, visible)
            sync()
            tokens = [edify.token(data, each.role, ",".join(each.grades)) for each in (student, teacher)]
            before = self.answers(data, tokens)
            write_documents(school, hidden)
            sync()
            self.assertEqual(self.answers(data, tokens), before)
            for each in hidden:
                (school / each.path).unlink()
            sync()
            self.assertEqual(self.answers(data, tokens), before)
        print(f"{len(before)} answers, three times the same bytes")


if __name__ == "__main__":
    unittest.main()
