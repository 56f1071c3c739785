"""The result cache over HTTP: remembered answers stay with their Scope while documents are demoted and deleted and while
clients hang up. EDIFY_SOAK=1: 10,000 requests that are cancelled in place of 500."""
import itertools
import json
import random
import socket
import struct
import unittest
import urllib.parse

import edify
from role_oracle import Principal, make_library, write_documents

CANCELLED = 10_000 if edify.SOAK else 500
QUESTIONS = ("garden", "candle dragon", "island lantern", "rabbit saddle tunnel")
PRINCIPALS = (Principal("student", ("grade5",)), Principal("student", ("grade12",)), Principal("student"),
              Principal("teacher", ("grade5",)), Principal("teacher", ("*",)), Principal("admin"))


class CacheCrossing(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(edify.temporary_folder())
        self.library = make_library(copies=1)
        self.school, self.data = self.folder / "school", self.folder / "data"
        write_documents(self.school, self.library)
        self.sync()
        self.tokens = {each: edify.token(self.data, each.role, ",".join(each.grades)) for each in PRINCIPALS}
        self.server = self.enterContext(edify.server(self.data))

    def sync(self):
        done = edify.run("ingest", self.school, data=self.data)
        self.assertEqual(done.returncode, 0, done.stderr.decode())

    def ask(self, principal, question, **fields):
        answer = self.server.request("/query", {"query": question, "limit": 50, "mode": "lexical", **fields},
                                     self.tokens[principal])
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def names(self, principal, question):
        return {result["source_file"] for result in self.ask(principal, question)["results"]}

    def everything(self):
        """principal, question -> results, whether computed or remembered."""
        return {(principal, question): json.dumps(self.ask(principal, question)["results"])
                for principal, question in itertools.product(PRINCIPALS, QUESTIONS)}

    def expect_only_what_each_may_see(self, library):
        for principal, question in itertools.product(PRINCIPALS, QUESTIONS):
            names = self.names(principal, question)
            self.assertLessEqual(names, {each.name for each in library if principal.sees(each)}, principal)
            if question == "garden":
                self.assertEqual(names, {each.name for each in library if principal.sees(each)}, principal)

    def test_each_scope_is_remembered_apart(self):
        first = self.everything()
        for _ in range(3):
            for principal in random.Random(1).sample(PRINCIPALS, len(PRINCIPALS)):
                for question in QUESTIONS:
                    answer = self.ask(principal, question)
                    self.assertTrue(answer["cached"])
                    self.assertEqual(json.dumps(answer["results"]), first[principal, question], principal)
        self.expect_only_what_each_may_see(self.library)

    def test_a_narrowed_question_shares_the_entry_of_its_scope_and_no_other(self):
        admin, student = PRINCIPALS[-1], PRINCIPALS[0]
        self.ask(admin, "garden")
        as_student = self.ask(admin, "garden", role="student", grades=["grade5"])
        self.assertFalse(as_student["cached"])
        again = self.ask(student, "garden")
        self.assertTrue(again["cached"])
        self.assertEqual(again["results"], as_student["results"])

    def test_a_demoted_document_is_gone_at_once(self):
        self.everything()
        demoted = next(each for each in self.library if each.grade == "grade5")
        (self.school / "SOP" / "moved").mkdir()
        (self.school / demoted.path).rename(self.school / "SOP" / "moved" / demoted.name)
        self.sync()
        for principal in PRINCIPALS[:-1]:
            self.assertNotIn(demoted.name, self.names(principal, "garden"), principal)
        self.assertTrue(edify.eventually(lambda: demoted.name in self.names(PRINCIPALS[-1], "the garden beside")))

    def test_a_deleted_document_is_gone_at_once(self):
        left = list(self.library)
        for gone in random.Random(2).sample(self.library, 4):
            self.everything()
            (self.school / gone.path).unlink()
            self.sync()
            left.remove(gone)
            for principal in PRINCIPALS:
                self.assertNotIn(gone.name, self.names(principal, "garden"), principal)
        self.expect_only_what_each_may_see(left)

    def cancel(self, dice, principal, question):
        """Sends a question, or a part of one, and hangs up: gently, or with a reset."""
        body = json.dumps({"query": question, "limit": 50, "mode": "lexical"}).encode()
        head = (f"POST /query HTTP/1.1\r\nHost: edify\r\nAuthorization: Bearer {self.tokens[principal]}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode()
        address = urllib.parse.urlsplit(self.server.url)
        with socket.create_connection((address.hostname, address.port), timeout=60) as connection:
            message = head + body
            connection.sendall(message[:dice.choice((len(message), len(message), len(head), len(head) // 2))])
            if dice.random() < 0.5:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if dice.random() < 0.2:
                connection.shutdown(socket.SHUT_WR)

    def test_cancelled_requests_cross_nothing_and_leave_nothing_behind(self):
        before = self.everything()
        dice = random.Random(3)
        for number in range(CANCELLED):
            self.cancel(dice, dice.choice(PRINCIPALS), dice.choice((*QUESTIONS, f"a question of its own {number % 50}")))
        self.assertTrue(edify.eventually(lambda: self.server.request("/readyz").status == 200))
        self.assertEqual(self.everything(), before)
        self.expect_only_what_each_may_see(self.library)


if __name__ == "__main__":
    unittest.main()
