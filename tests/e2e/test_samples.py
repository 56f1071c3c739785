"""The judged questions over samples/: the right document is found, the forbidden one never."""
import json
import unittest

import edify

QUESTIONS = edify.ROOT / "tools" / "samples" / "questions.jsonl"


class Samples(unittest.TestCase):
    def test_questions_find_their_document_and_nobody_sees_more_than_they_may(self):
        questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
        with edify.temporary_folder() as folder:
            report = edify.run_json("ingest", edify.SAMPLES, "--json", data=folder / "data")
            self.assertEqual(report["files_failed"], 0, report["errors"])
            self.assertGreaterEqual(report["files_processed"], 40)
            self.assertGreaterEqual(report["duplicates"], 1)
            found, text_found, wanted, misses = 0, 0, 0, []
            with edify.server(folder / "data") as server:
                for question in questions:
                    grades = question.get("grades") or []
                    bearer = edify.token(folder / "data", question["role"], ",".join(grades))
                    answer = server.request("/query", {"query": question["question"], "limit": 5}, bearer)
                    self.assertEqual(answer.status, 200, answer.body)
                    hits = answer.json()["results"]
                    paths = [hit["metadata"]["file_path"] for hit in hits]
                    if question.get("expected_forbidden_path"):
                        self.assertNotIn(question["expected_forbidden_path"], paths, question)
                        continue
                    wanted += 1
                    found += question["expected_path"] in paths
                    passage = any(question["expected_text"].split() and
                                  " ".join(question["expected_text"].split()) in " ".join(hit["content"].split()) for hit in hits)
                    text_found += passage
                    if question["expected_path"] not in paths:
                        misses.append(question["id"])
            print(f"right document in the first 5 for {found} of {wanted} questions, right passage for {text_found}; missed: {misses}")
            self.assertGreaterEqual(found / wanted, 0.9, misses)


if __name__ == "__main__":
    unittest.main()
