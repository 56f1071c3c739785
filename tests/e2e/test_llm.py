"""Answers in a language model's words, with a real small one: streamed, held to their sources, and taken over by the
documents' own sentences when the model is killed in the middle. A small model writes what it writes: the test holds
the system to what it promises whatever that is."""
import re
import unittest

import edify
import llm

QUESTION = "Why are leaves green?"


def marked(text):
    return {int(number) for number in re.findall(r"\[(\d+)\]", text)}


class LanguageModel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(edify.temporary_folder())
        school = cls.folder / "school" / "Knowledge Bank" / "kb" / "2025-2026"
        school.mkdir(parents=True)
        (school / "leaves.md").write_text(
            "# Leaves\n\nLeaves are green because they hold chlorophyll. Chlorophyll sends back green light.\n")
        (school / "roots.md").write_text("# Roots\n\nRoots hold a plant in the ground. Roots drink water for the leaves.\n")
        cls.data = cls.folder / "data"
        done = edify.run("ingest", cls.folder / "school", data=cls.data)
        assert done.returncode == 0, done.stderr.decode()
        cls.bearer = edify.token(cls.data, "student", user="asha")

    def holds_its_promises(self, told):
        sources = {source["n"] for source in told[0][1]["sources"]}
        text, citations = llm.answer_of(told)
        done = told[-1][1]
        self.assertLessEqual(set(citations), sources)
        self.assertLessEqual(marked(text), sources)
        self.assertLessEqual({citation["n"] for citation in done["citations"]}, sources)
        for stretch in done["unsupported"]:
            self.assertLess(stretch["start"], stretch["end"])
            self.assertLessEqual(stretch["end"], len(text.encode("utf-16-le")) // 2)
        self.assertTrue(0 <= done["grounded_share"] <= 1)
        if not done["refused"]:
            self.assertEqual(done["grounded_share"] < 1, bool(done["unsupported"]))
        return text, done

    @llm.needs_model
    def test_a_real_small_model_streams_and_is_held_to_its_sources(self):
        with llm.small_model() as model, \
                edify.server(self.data, llm.settings(model.url, max_tokens=60, prompt_tokens=300,
                                                     first_token_timeout=120, token_timeout=60)) as server:
            told = list(llm.chat(server, self.bearer, QUESTION))
            self.assertEqual([told[0][0], told[-1][0]], ["sources", "done"])
            text, done = self.holds_its_promises(told)
            print(repr(text), done["grounded_share"], done["timings"])
            self.assertEqual(done["answerer"], "llm")
            self.assertNotIn("fallback", done)
            if not done["refused"]:
                self.assertGreater(sum(name == "delta" for name, _ in told), 3, "in pieces as they come")
            follow_up = list(llm.chat(server, self.bearer, "And what is it made of?",
                                      conversation_id=told[0][1]["conversation_id"]))
            self.assertTrue(follow_up[0][1]["query"])
            self.holds_its_promises(follow_up)

    @llm.needs_model
    def test_killed_in_mid_answer_it_is_replaced_from_the_beginning(self):
        with llm.small_model("--hold-after", 3) as model, \
                edify.server(self.data, llm.settings(model.url, max_tokens=60, prompt_tokens=300,
                                                     first_token_timeout=120, token_timeout=120)) as server:
            told = []
            for name, data in llm.chat(server, self.bearer, QUESTION):
                told.append((name, data))
                if name == "delta" and model.process.returncode is None:
                    model.kill()
            self.assertIn(("restart", {"reason": "llm_broken"}), told)
            text, done = self.holds_its_promises(told)
            self.assertEqual((done["answerer"], done["fallback"]), ("extractive", "llm_broken"))
            self.assertTrue(text.startswith("Leaves are green because they hold chlorophyll."), text)
            again = list(llm.chat(server, self.bearer, QUESTION))
            self.assertEqual(again[-1][1]["fallback"], "llm_away")
            self.assertNotIn("restart", [name for name, _ in again])

    def test_a_model_that_cites_is_told_as_it_is_and_marked_where_it_invents(self):
        said = ["Leaves hold chlorophyll, which is ", "green [1", "]. Nasa found this in 1492 [1]. See [9]."]
        with llm.WrittenModel(lambda messages: said) as model, \
                edify.server(self.data, llm.settings(model.url)) as server:
            told = list(llm.chat(server, self.bearer, QUESTION))
            text, done = self.holds_its_promises(told)
            self.assertEqual(text, "Leaves hold chlorophyll, which is green [1]. Nasa found this in 1492 [1]. See.")
            self.assertTrue(any("chlorophyll" in citation["quote"] for citation in done["citations"]))
            marked_text = [text[stretch["start"]:stretch["end"]] for stretch in done["unsupported"]]
            self.assertEqual(marked_text, ["Nasa found this in 1492 [1].", "See."])

    def test_the_models_key_is_in_no_setting_that_is_shown(self):
        with llm.WrittenModel(lambda messages: ["Green [1]."]) as model, \
                edify.server(self.data, llm.settings(model.url, key="sesame-opens")) as server:
            admin = edify.token(self.data, "admin", user="head")
            shown = server.request("/admin/settings", bearer=admin)
            self.assertEqual(shown.status, 200)
            self.assertNotIn(b"sesame-opens", shown.body)
            self.assertIn(b"answer.llm.key", shown.body)


if __name__ == "__main__":
    unittest.main()
