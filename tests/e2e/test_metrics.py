"""GET /metrics as Prometheus reads it: well formed, complete, and without a word about anybody."""
import re
import shutil
import socket
import subprocess
import unittest
import urllib.request

import edify

USER = "asha.of.grade.five@school.example"
QUESTION = "What is photosynthesis in plants?"
LABELS = {"state", "kind", "reason", "method", "route", "status", "level", "result", "le", "quantile"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MetricsTest(unittest.TestCase):
    def test_figures_of_a_server_that_answered(self):
        with edify.temporary_folder() as folder:
            data = folder / "data"
            school = folder / "school" / "Knowledge Bank" / "kb" / "2025-2026" / "grade5"
            school.mkdir(parents=True)
            (school / "secret-report-about-asha.md").write_text("# Plants\n\nPhotosynthesis makes food from sunlight.\n")
            self.assertEqual(edify.run("ingest", folder / "school", data=data).returncode, 0)
            port = free_port()
            server = edify.Server(data, env={"EDIFY_METRICS_PORT": str(port)})
            try:
                student = edify.token(data, "student", "grade5", USER)
                for _ in range(3):
                    answer = server.request("/query", {"query": QUESTION}, bearer=student)
                    self.assertEqual(answer.status, 200)
                document = answer.json()["results"][0]["metadata"]["document_id"]
                server.request("/query", {"query": ""}, bearer=student)
                self.assertTrue(edify.eventually(lambda: "edify_audit_rows_total 4" in self.scrape(port)))
                text = self.scrape(port)
            finally:
                server.stop()

        self.assertRegex(text, r'edify_http_request_duration_seconds_count\{method="POST",route="/query",status="2xx"\} 3\n')
        self.assertRegex(text, r'edify_http_request_duration_seconds_count\{method="POST",route="/query",status="4xx"\} 1\n')
        self.assertIn('edify_cache_requests_total{level="memory",result="hit"} 2\n', text)
        self.assertIn('edify_cache_requests_total{level="memory",result="miss"} 1\n', text)
        self.assertIn("edify_embed_duration_seconds_count 1\n", text)
        self.assertIn("edify_search_duration_seconds_count 1\n", text)
        self.assertIn("edify_store_documents 1\n", text)
        for name in ("process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
                     "process_start_time_seconds", 'edify_data_bytes{kind="database"}'):
            value = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
            self.assertGreater(float(value.group(1)), 0, name)

        for word in (USER, "asha", QUESTION, "photosynthesis", document, "127.0.0.1", "secret-report"):
            self.assertNotIn(word, text)
        self.assertLessEqual(set(re.findall(r'[{,](\w+)="', text)), LABELS)
        self.check_by_promtool(text)

    def test_what_is_turned_away_is_counted_by_reason(self):
        with edify.temporary_folder() as folder:
            port = free_port()
            student = edify.token(folder / "data", "student", "grade5", USER)
            server = edify.Server(folder / "data", env={
                "EDIFY_METRICS_PORT": str(port), "EDIFY_SERVER_RATE_PER_USER": "0.001", "EDIFY_SERVER_BURST_PER_USER": "2"})
            try:
                answers = [server.request("/me", bearer=student).status for _ in range(5)]
                self.assertEqual(answers, [200, 200, 429, 429, 429])
                text = self.scrape(port)
            finally:
                server.stop()
        self.assertIn('edify_http_refused_total{reason="rate"} 3\n', text)
        self.assertIn('edify_http_refused_total{reason="overload"} 0\n', text)
        self.assertRegex(text, r"edify_http_connections \d+\n")

    def scrape(self, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as response:
            return response.read().decode()

    def check_by_promtool(self, text):
        if shutil.which("promtool") is None:
            self.skipTest("promtool (Debian: prometheus) is not installed")
        done = subprocess.run(["promtool", "check", "metrics"], input=text.encode(), capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
