"""The command line as the contract has it: results on stdout, one line on stderr, an exit code each."""
import json
import unittest

import edify


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.context = edify.temporary_folder()
        cls.folder = cls.context.__enter__()
        school = cls.folder / "school" / "kb" / "grade5"
        school.mkdir(parents=True)
        (school / "water.md").write_text("# Water\n\nWater boils at one hundred degrees Celsius at sea level.\n")
        cls.data = cls.folder / "data"
        assert edify.run("ingest", cls.folder / "school", data=cls.data).returncode == 0

    @classmethod
    def tearDownClass(cls):
        cls.context.__exit__(None, None, None)

    def fails(self, code, *arguments, says=(), **options):
        options.setdefault("data", self.data)
        done = edify.run(*arguments, **options)
        message = done.stderr.decode()
        self.assertEqual(done.returncode, code, message)
        self.assertEqual(done.stdout, b"")
        self.assertEqual(message.count("\n"), 1, f"more than one line: {message}")
        for word in says:
            self.assertIn(word, message)

    def test_bad_words_exit_with_2_and_name_the_word(self):
        self.fails(2, "fly", says=["fly"])
        self.fails(2, "query", "water", says=["--role"])
        self.fails(2, "query", "water", "--role", "janitor", says=["janitor", "student"])
        self.fails(2, "query", "water", "--role", "student", "--grades", "grade99", says=["grade99"])
        self.fails(2, "query", "water", "--role", "student", "--mode", "magic", says=["magic"])
        self.fails(2, "query", "  ", "--role", "student", says=["empty"])
        self.fails(2, "status", "--state", "lost", says=["lost", "quarantined"])
        self.fails(2, "token", "--user", "a", "--role", "admin", "--ttl", "soon", says=["soon"])
        self.fails(2, "parse", __file__, "--pages", "7-3", says=["7-3"])
        self.fails(2, "parse", __file__, "--format", "yaml", says=["yaml"])
        self.fails(2, "--log-level", "loud", "status", says=["loud"])

    def test_a_wrong_setting_stops_the_start_and_is_named(self):
        self.fails(2, "status", says=["EDIFY_SERVER_PRT"], env={"EDIFY_SERVER_PRT": "80"})
        self.fails(2, "status", says=["server.port", "API_PORT"], env={"API_PORT": "eighty"})
        settings = self.folder / "edify.toml"
        settings.write_text("[server]\nprot = 80\n")
        self.fails(2, "--config", settings, "status", says=["server.prot"])
        settings.write_text("[server\n")
        self.fails(2, "--config", settings, "status", says=["line 1"])
        self.fails(2, "--config", self.folder / "absent.toml", "status", says=["absent.toml"])

    def test_documents_that_cannot_be_read_exit_with_3_or_4(self):
        def parse(code, name, content, *says):
            path = self.folder / name
            path.write_bytes(content)
            self.fails(code, "parse", path, says=[name, *says])
        parse(3, "noise.bin", bytes(range(256)) * 16)
        parse(4, "empty.pdf", b"")
        parse(4, "cut.pdf", b"%PDF-1.4\n1 0 obj\n<<")
        self.fails(1, "parse", self.folder / "absent.pdf", says=["absent.pdf"])

    def test_parse_prints_the_three_formats(self):
        markdown = "# Title\n\nA first paragraph.\n\n- one\n- two\n".encode()
        done = edify.run("parse", "-", "--name", "a.md", stdin=markdown)
        self.assertIn("# Title", done.stdout.decode())
        elements = json.loads(edify.run("parse", "-", "--name", "a.md", "--format", "json", stdin=markdown).stdout)["elements"]
        self.assertEqual([each["type"] for each in elements], ["Title", "NarrativeText", "ListItem", "ListItem"])
        self.assertEqual(elements[0]["level"], 1)
        self.assertIn("A first paragraph.", edify.run("parse", "-", "--name", "a.md", "--format", "text", stdin=markdown).stdout.decode())

    def test_pictures_are_read_as_the_settings_say(self):
        picture = edify.ROOT / "tests/cases/image_png/input.png"
        read = edify.run("parse", picture, "--format", "text")
        self.assertIn("closed on Monday", read.stdout.decode())
        unread = edify.run("parse", picture, "--format", "text", env={"EDIFY_OCR_ENABLED": "false"})
        self.assertEqual((unread.returncode, unread.stdout.decode().strip()), (0, ""))
        hindi = edify.run("parse", picture, "--format", "text", env={"EDIFY_OCR_LANGUAGES": "hin"})
        self.assertNotIn("closed on Monday", hindi.stdout.decode())
        for name, value in (("EDIFY_OCR_LANGUAGES", "../eng"), ("EDIFY_OCR_MODELS", "models"), ("EDIFY_OCR_MAX_DPI", "50")):
            refused = edify.run("parse", picture, env={name: value})
            self.assertEqual(refused.returncode, 2)
            self.assertIn(name, refused.stderr.decode())

    def test_tokenize_and_embed_answer_line_by_line(self):
        lines = "\n".join(json.dumps(text) for text in ["Hello world", "", "प्रकाश संश्लेषण"]) + "\n"
        tokens = [json.loads(line) for line in edify.run("tokenize", stdin=lines.encode()).stdout.splitlines()]
        self.assertEqual(tokens[0], [101, 7592, 2088, 102])
        self.assertEqual(tokens[1], [101, 102])
        vectors = [json.loads(line) for line in edify.run("embed", stdin=lines.encode()).stdout.splitlines()]
        self.assertEqual([len(vector) for vector in vectors], [384] * 3)
        self.assertAlmostEqual(sum(x * x for x in vectors[0]), 1, places=4)
        self.fails_with_partial_output("tokenize", b'"fine"\nnot json\n', "line 2")

    def fails_with_partial_output(self, command, stdin, says):
        done = edify.run(command, stdin=stdin)
        self.assertEqual(done.returncode, 2)
        self.assertIn(says, done.stderr.decode())

    def test_without_a_store_it_says_how_to_make_one(self):
        for command in (["status"], ["query", "water", "--role", "student"], ["reprocess"]):
            self.fails(1, *command, data=self.folder / "nowhere", says=["edify ingest"])

    def test_a_source_that_is_not_there_is_named(self):
        self.fails(1, "ingest", self.folder / "no school", says=["no school"])
        self.fails(2, "ingest", self.folder / "school" / "kb" / "grade5" / "water.md", says=["not a folder"])

    def test_query_prints_a_citation(self):
        done = edify.run("query", "When does water boil?", "--role", "student", "--grades", "grade5", data=self.data)
        text = done.stdout.decode()
        self.assertIn("[1] kb/grade5/water.md", text)
        self.assertIn("one hundred degrees", text)

    def test_query_json_has_every_field_of_the_seed(self):
        answer = edify.run_json("query", "boil", "--role", "student", "--grades", "grade5", "--json", data=self.data)
        self.assertEqual(answer.keys(), {"results", "query_time", "total_results", "user_role", "cached"})
        hit = answer["results"][0]
        for field in ("content", "metadata", "score", "source_file", "module", "grade"):
            self.assertIn(field, hit)
        for field in ("source_file", "file_path", "file_size", "content_type", "last_modified", "chunk_id", "element_type",
                      "chunk_index", "text_length"):
            self.assertTrue(field in hit["metadata"] or field in hit, field)

    def test_status_shows_a_row_a_document(self):
        self.assertIn("kb/grade5/water.md", edify.run("status", data=self.data).stdout.decode())
        status = edify.run_json("status", "--json", data=self.data)
        self.assertEqual(status["counts"], {"done": 1})
        self.assertEqual(status["ingestion"]["state"], "finished")

    def test_doctor_has_a_line_for_each_part(self):
        done = edify.run("doctor", data=self.data)
        self.assertEqual(done.returncode, 0, done.stdout.decode())
        for part in ("data", "store", "ledger", "model", "parser", "token key"):
            self.assertIn(part, done.stdout.decode())
        with_qdrant = edify.run("doctor", data=self.data, env={"QDRANT_URL": "http://127.0.0.1:1"})
        self.assertEqual(with_qdrant.returncode, 6)
        self.assertRegex(with_qdrant.stdout.decode(), r"FAILED +store +.*127\.0\.0\.1:1")

    def test_eval_scores_a_tiny_judged_set(self):
        (self.folder / "corpus.jsonl").write_text("".join(json.dumps(each) + "\n" for each in [
            {"_id": "d1", "title": "Boiling", "text": "Water boils at 100 degrees."},
            {"_id": "d2", "title": "Freezing", "text": "Ice melts at zero degrees."},
            {"_id": "d3", "title": "", "text": "The Mughal emperor Akbar built Fatehpur Sikri."}]))
        (self.folder / "queries.jsonl").write_text("".join(json.dumps(each) + "\n" for each in [
            {"_id": "q1", "text": "who built Fatehpur Sikri"}, {"_id": "q2", "text": "boiling point of water"},
            {"_id": "unjudged", "text": "nothing"}]))
        (self.folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td3\t1\nq2\td1\t1\n")
        for mode in ("hybrid", "dense", "lexical"):
            scores = edify.run_json("eval", "retrieval", "--corpus", self.folder / "corpus.jsonl", "--queries",
                                    self.folder / "queries.jsonl", "--qrels", self.folder / "qrels.tsv", "--mode", mode,
                                    "--json")
            self.assertEqual(scores["queries"], 2)
            self.assertEqual(scores["ndcg_at_10"], 1.0, mode)
        self.fails(1, "eval", "retrieval", "--corpus", "absent", "--queries", "absent", "--qrels", "absent", says=["absent"])

    def test_ready_says_whether_the_server_takes_questions(self):
        with edify.temporary_folder() as folder:
            with edify.server(folder / "data") as server:
                done = edify.run("ready", data=folder / "data", env={"EDIFY_SERVER_PORT": str(server.port),
                                                                     "EDIFY_SERVER_HOST": "0.0.0.0"})
                self.assertEqual((done.returncode, done.stderr), (0, b""))
                url = server.url
            away = edify.run("ready", "--url", url, data=folder / "data")
            self.assertNotEqual(away.returncode, 0)
            self.assertEqual(len(away.stderr.splitlines()), 1)
            behind_tls = edify.run("ready", data=folder / "data",
                                   env={"EDIFY_SERVER_TLS_CERTIFICATE": "a.pem", "EDIFY_SERVER_TLS_KEY": "b.pem"})
            self.assertEqual(behind_tls.returncode, 2)
            self.assertIn(b"--url", behind_tls.stderr)


if __name__ == "__main__":
    unittest.main()
