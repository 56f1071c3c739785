"""What was asked before, over HTTP: kept for its user alone, found again, renamed, deleted; and shown under the Scope of now,
so that what has been closed, changed or taken away since is left out with the parts of the answer that rest on it."""
import json
import unittest
import uuid

import edify

BANK = "Knowledge Bank/kb/2025-2026"
FILES = {f"{BANK}/grade5/plants.md": "# Plants\n\nA leaf makes sugar from sunlight, water and carbon dioxide.\n",
         f"{BANK}/grade5/magnets.md": "# Magnets\n\nA magnet has a north pole and a south pole.\n",
         f"{BANK}/grade6/volcanoes.md": "# Volcanoes\n\nA volcano throws out molten rock that is called lava.\n"}


def events(answer):
    found = {}
    for block in answer.body.decode().split("\n\n"):
        name, data = (line.split(": ", 1)[1] for line in block.splitlines()) if block else ("", "null")
        found.setdefault(name, []).append(json.loads(data))
    return found


def without_id(answer):
    problem = answer.json()
    problem.pop("request_id")
    return answer.status, problem


class Conversations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(edify.temporary_folder())
        cls.school, cls.data = folder / "school", folder / "data"
        for path, text in FILES.items():
            (cls.school / path).parent.mkdir(parents=True, exist_ok=True)
            (cls.school / path).write_text(text)
        edify.run("ingest", cls.school, data=cls.data)
        cls.asha = edify.token(cls.data, "student", "grade5,grade6", user="asha")
        cls.asha_in_grade_5 = edify.token(cls.data, "student", "grade5", user="asha")
        cls.ravi = edify.token(cls.data, "admin", user="ravi")
        cls.server = cls.enterClassContext(edify.server(cls.data))

    def ask(self, path, bearer=None, **options):
        return self.server.request(path, bearer=bearer or self.asha, **options)

    def chat(self, message, **body):
        answer = self.ask("/chat", body={"message": message, **body})
        self.assertEqual(answer.status, 200, answer.body)
        told = events(answer)
        return told["sources"][0], "".join(delta["text"] for delta in told["delta"]), told["done"][0]

    def test_is_kept_as_it_was_told(self):
        sources, text, done = self.chat("What does a leaf make?")
        self.assertIn("sugar", text)
        kept = self.ask(f"/conversations/{sources['conversation_id']}").json()
        self.assertEqual([message["role"] for message in kept["messages"]], ["user", "assistant"])
        question, answer = kept["messages"]
        self.assertEqual(question["text"], "What does a leaf make?")
        self.assertEqual(answer["text"], text)
        self.assertEqual(answer["id"], sources["message_id"])
        self.assertEqual(answer["done"]["citations"], done["citations"])
        self.assertEqual([(each["n"], each["content"]) for each in answer["sources"]],
                         [(each["n"], each["content"]) for each in sources["sources"]])
        self.assertFalse(answer["withheld"])
        self.assertIsNone(answer["feedback"])
        self.ask("/feedback", body={"message_id": answer["id"], "rating": "down", "reasons": ["incomplete"]})
        answer = self.ask(f"/conversations/{sources['conversation_id']}").json()["messages"][1]
        self.assertEqual(answer["feedback"], {"rating": "down", "reasons": ["incomplete"], "comment": ""})

    def test_is_listed_searched_and_renamed(self):
        ids = [self.chat(message)[0]["conversation_id"] for message in ("Which poles has a magnet?", "What makes a leaf?")]
        self.chat("And a south pole?", conversation_id=ids[0])
        listed = self.ask("/conversations?limit=2").json()
        self.assertEqual({each["id"]: each["messages"] for each in listed["conversations"]}, {ids[0]: 4, ids[1]: 2})
        older = self.ask(f"/conversations?limit=2&before={listed['next']}").json()["conversations"]
        self.assertFalse({each["id"] for each in older} & set(ids))
        self.assertEqual(self.ask(f"/conversations/{ids[0]}", method="PATCH", body={"title": "चुंबक"}).status, 204)
        found = self.ask("/conversations?query=%E0%A4%9A%E0%A5%81%E0%A4%82%E0%A4%AC%E0%A4%95").json()["conversations"]
        self.assertEqual([(each["id"], each["title"]) for each in found], [(ids[0], "चुंबक")])
        self.assertIn(ids[0], {each["id"] for each in self.ask("/conversations?query=POLES").json()["conversations"]})

    def test_is_nobodys_but_its_users(self):
        sources, _, _ = self.chat("What does a leaf make?")
        own, absent = f"/conversations/{sources['conversation_id']}", f"/conversations/{uuid.uuid4()}"
        self.assertNotIn(sources["conversation_id"],
                         {each["id"] for each in self.ask("/conversations", self.ravi).json()["conversations"]})
        for method, body in (("GET", None), ("PATCH", {"title": "mine"}), ("DELETE", None)):
            answers = [self.ask(path, self.ravi, method=method, body=body) for path in (own, absent)]
            self.assertEqual(answers[0].status, 404)
            self.assertEqual(without_id(answers[0]), without_id(answers[1]))
        body = {"message": "What else?", "conversation_id": sources["conversation_id"]}
        answers = [self.ask("/chat", self.ravi, body=body),
                   self.ask("/chat", self.ravi, body={**body, "conversation_id": str(uuid.uuid4())})]
        self.assertEqual(answers[0].status, 404)
        self.assertEqual(without_id(answers[0]), without_id(answers[1]))
        self.assertEqual(self.ask(own, method="DELETE").status, 204)
        self.assertEqual(self.ask(own).status, 404)

    def test_leaves_out_what_its_user_may_not_see_any_more(self):
        sources, text, _ = self.chat("What is lava?")
        self.assertIn("molten rock", text)
        path = f"/conversations/{sources['conversation_id']}"
        self.assertIn(b"molten", self.ask(path).body)
        answer = self.ask(path, self.asha_in_grade_5)
        self.assertNotIn(b"molten", answer.body)
        self.assertNotIn(b"olcano", answer.body)
        self.assertTrue(answer.json()["messages"][1]["withheld"])

    def test_leaves_out_what_has_changed_since(self):
        path = self.school / BANK / "grade5" / "comets.md"
        path.write_text("# Comets\n\nA comet has a tail of dust and gas.\n")
        edify.run("ingest", self.school, data=self.data)
        self.assertTrue(edify.eventually(lambda: b"tail of dust" in self.ask("/query", body={"query": "comet tail"}).body))
        sources, text, _ = self.chat("What has a comet?")
        self.assertIn("tail", text)
        path.write_text("# Comets\n\nThis page is about another thing altogether.\n")
        edify.run("ingest", self.school, data=self.data)
        kept = self.ask(f"/conversations/{sources['conversation_id']}")
        self.assertNotIn(b"tail of dust", kept.body)
        self.assertTrue(kept.json()["messages"][1]["withheld"])

    def test_refuses_what_it_does_not_understand(self):
        path = f"/conversations/{self.chat('What does a leaf make?')[0]['conversation_id']}"
        for body in ({}, {"title": ""}, {"title": 3}, {"title": "x" * 201}, {"title": "x", "id": "y"}):
            self.assertEqual(self.ask(path, method="PATCH", body=body).status, 400, body)
        for query in ("limit=0", "limit=101", "before=" + "x" * 37, "order=title", "query=" + "x" * 201):
            self.assertEqual(self.ask(f"/conversations?{query}").status, 400, query)
        self.assertEqual(self.ask("/conversations?before=nobody").json()["conversations"], [])


if __name__ == "__main__":
    unittest.main()
