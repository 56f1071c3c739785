"""Collections and links over HTTP: kept for their teacher alone, shown under the scope of whoever looks, gone with what they
name; students may follow a link and make none."""
import unittest
import uuid

import edify
from test_conversations import events, without_id

BANK = "Knowledge Bank/kb/2025-2026"
FILES = {f"{BANK}/grade5/plants.md": "# Plants\n\nA leaf makes sugar from sunlight, water and carbon dioxide.\n",
         f"{BANK}/grade6/volcanoes.md": "# Volcanoes\n\nA volcano throws out molten rock that is called lava.\n"}


class Collections(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(edify.temporary_folder())
        cls.data = cls.folder / "data"
        for path, text in FILES.items():
            (cls.folder / "school" / path).parent.mkdir(parents=True, exist_ok=True)
            (cls.folder / "school" / path).write_text(text)
        edify.run("ingest", cls.folder / "school", data=cls.data)
        cls.meera = edify.token(cls.data, "teacher", "grade5,grade6", user="meera")
        cls.meera_in_grade_5 = edify.token(cls.data, "teacher", "grade5", user="meera")
        cls.other_teacher = edify.token(cls.data, "teacher", "grade5,grade6", user="john")
        cls.pupil_of_6 = edify.token(cls.data, "student", "grade6", user="asha")
        cls.pupil_of_5 = edify.token(cls.data, "student", "grade5", user="ravi")
        cls.server = cls.enterClassContext(edify.server(cls.data))

    def ask(self, path, bearer=None, **options):
        return self.server.request(path, bearer=bearer or self.meera, **options)

    def chat(self, message):
        return events(self.ask("/chat", body={"message": message}))["sources"][0]

    def collection(self, title):
        made = self.ask("/collections", body={"title": title})
        self.assertEqual(made.status, 201, made.body)
        return f"/collections/{made.json()['id']}"

    def test_a_collection_holds_answers_and_passages_as_they_may_be_seen_now(self):
        told = self.chat("What is lava?")
        volcanoes, plants = (next(each for each in self.ask("/documents").json()["documents"] if each["source_file"] == name)
                             for name in ("volcanoes.md", "plants.md"))
        path = self.collection("Earth")
        for body in ({"message_id": told["message_id"]}, {"document_id": plants["document_id"], "chunk_index": 0},
                     {"document_id": volcanoes["document_id"], "chunk_index": 0}):
            self.assertEqual(self.ask(f"{path}/items", body=body).status, 201, body)
        answer, leaf, rock = self.ask(path).json()["items"]
        self.assertEqual(answer["question"], "What is lava?")
        self.assertIn("molten rock", answer["message"]["text"])
        self.assertIn("sugar", leaf["source"]["content"])
        self.assertEqual([each["is_gone"] for each in (answer, leaf, rock)], [False, False, False])
        narrower = self.ask(path, self.meera_in_grade_5)
        self.assertNotIn(b"molten", narrower.body)
        self.assertEqual([each["is_gone"] for each in narrower.json()["items"]], [False, False, True])
        self.assertEqual(self.ask(f"{path}/items/{leaf['id']}", method="DELETE").status, 204)
        self.assertEqual(self.ask(f"{path}/items/{leaf['id']}", method="DELETE").status, 404)
        self.ask(f"/conversations/{told['conversation_id']}", method="DELETE")
        self.assertEqual([each["is_gone"] for each in self.ask(path).json()["items"]], [True, False])

    def test_a_collection_is_its_teachers_alone(self):
        own, absent = self.collection("Mine"), f"/collections/{uuid.uuid4()}"
        self.assertNotIn("Mine", [each["title"] for each in self.ask("/collections", self.other_teacher).json()["collections"]])
        message = self.chat("What does a leaf make?")["message_id"]
        for method, under, body in (("GET", "", None), ("PATCH", "", {"title": "theirs"}), ("DELETE", "", None),
                                    ("POST", "/items", {"message_id": message}), ("DELETE", f"/items/{uuid.uuid4()}", None)):
            answers = [self.ask(path + under, self.other_teacher, method=method, body=body) for path in (own, absent)]
            self.assertEqual(answers[0].status, 404, method)
            self.assertEqual(without_id(answers[0]), without_id(answers[1]))
        self.assertEqual(self.ask(own, method="PATCH", body={"title": "Renamed"}).status, 204)
        self.assertEqual(self.ask(own).json()["title"], "Renamed")
        self.assertEqual(self.ask(own, method="DELETE").status, 204)
        self.assertEqual(self.ask(own).status, 404)

    def test_what_its_teacher_may_not_see_is_not_put_in(self):
        path = self.collection("Earth")
        hidden = next(each for each in self.ask("/documents").json()["documents"] if each["source_file"] == "volcanoes.md")
        answers = [self.ask(f"{path}/items", self.meera_in_grade_5, body={"document_id": id, "chunk_index": 0})
                   for id in (hidden["document_id"], str(uuid.uuid4()))]
        self.assertEqual(answers[0].status, 404)
        self.assertEqual(without_id(answers[0]), without_id(answers[1]))
        for body in ({}, {"message_id": "x", "document_id": "y", "chunk_index": 0}, {"document_id": "y"}, {"title": "z"}):
            self.assertEqual(self.ask(f"{path}/items", body=body).status, 400, body)

    def test_a_link_shows_each_reader_what_they_may_see(self):
        told = self.chat("What is lava?")
        made = self.ask("/shares", body={"message_id": told["message_id"]})
        self.assertEqual(made.status, 201)
        self.assertEqual(self.ask("/shares", body={"message_id": told["message_id"]}).json(), made.json())
        path = f"/shares/{made.json()['id']}"
        seen = self.ask(path, self.pupil_of_6)
        self.assertIn("molten rock", seen.json()["message"]["text"])
        self.assertNotIn(b"meera", seen.body)
        hidden = self.ask(path, self.pupil_of_5)
        self.assertEqual(hidden.status, 200)
        self.assertNotIn(b"molten", hidden.body)
        self.assertTrue(hidden.json()["message"]["withheld"])
        self.assertGreater(hidden.json()["hidden_sources"], 0)
        self.assertEqual(self.server.request(path).status, 401)
        answers = [self.ask(each, self.other_teacher, method="DELETE") for each in (path, f"/shares/{uuid.uuid4()}")]
        self.assertEqual(without_id(answers[0]), without_id(answers[1]))
        self.assertEqual(self.ask(path, method="DELETE").status, 204)
        self.assertEqual(without_id(self.ask(path)), without_id(self.ask(f"/shares/{uuid.uuid4()}")))

    def test_a_link_is_gone_with_its_conversation(self):
        told = self.chat("What does a leaf make?")
        path = f"/shares/{self.ask('/shares', body={'message_id': told['message_id']}).json()['id']}"
        self.ask(f"/conversations/{told['conversation_id']}", method="DELETE")
        self.assertEqual(without_id(self.ask(path)), without_id(self.ask(f"/shares/{uuid.uuid4()}")))

    def test_nobody_shares_the_answer_of_another(self):
        told = self.chat("What is lava?")
        answers = [self.ask("/shares", self.other_teacher, body={"message_id": id})
                   for id in (told["message_id"], str(uuid.uuid4()))]
        self.assertEqual(answers[0].status, 404)
        self.assertEqual(without_id(answers[0]), without_id(answers[1]))

    def test_students_follow_links_and_make_none(self):
        for path, body in (("/collections", {"title": "mine"}), ("/shares", {"message_id": "x"}), ("/collections", None)):
            self.assertEqual(self.ask(path, self.pupil_of_6, body=body).json()["reason"], "staff_only")

    def test_an_erased_teachers_are_gone(self):
        leaver = edify.token(self.data, "teacher", "grade5", user="leaver")
        self.ask("/collections", leaver, body={"title": "soon gone"})
        told = events(self.ask("/chat", leaver, body={"message": "What does a leaf make?"}))["sources"][0]
        share = self.ask("/shares", leaver, body={"message_id": told["message_id"]}).json()["id"]
        done = edify.run("user", "erase", "leaver", data=self.data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.ask("/collections", leaver).json()["collections"], [])
        self.assertEqual(self.ask(f"/shares/{share}").status, 404)


if __name__ == "__main__":
    unittest.main()
