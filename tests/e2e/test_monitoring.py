"""The alerts: each fires and clears, has its page, and asks for figures that a running server has."""
import json
import pathlib
import re
import shutil
import socket
import subprocess
import unittest
import urllib.request

import edify

ROOT = pathlib.Path(__file__).resolve().parents[2]
MONITORING = ROOT / "deploy" / "monitoring"
RUNBOOKS = ROOT / "docs" / "runbooks"

# Of Prometheus' node_exporter, as its text format names them.
NODE = {"node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes", "node_filesystem_avail_bytes",
        "node_filesystem_size_bytes", "node_network_receive_errs_total", "node_network_transmit_errs_total",
        "node_network_receive_bytes_total", "node_network_transmit_bytes_total", "node_network_speed_bytes"}


def alerts():
    """name -> the text of its rule"""
    pieces = re.split(r"^ *- alert: (\w+)$", (MONITORING / "alerts.yml").read_text(), flags=re.MULTILINE)[1:]
    return dict(zip(pieces[::2], pieces[1::2]))


def metrics_in(text):
    return set(re.findall(r"(?<![\w:])(?:edify|node|process)_\w+", text))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MonitoringTest(unittest.TestCase):
    def promtool(self, *arguments):
        if shutil.which("promtool") is None:
            self.skipTest("promtool (Debian: prometheus) is not installed")
        done = subprocess.run(["promtool", *arguments], cwd=MONITORING, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_alert_fires_and_clears(self):
        files = sorted(MONITORING.glob("*_test.yml"))
        text = "".join(file.read_text() for file in files)
        cases = re.split(r"^  - name: (\w+)$", text, flags=re.MULTILINE)[1:]
        tested = dict(zip(cases[::2], cases[1::2]))
        self.assertEqual(set(tested), set(alerts()))
        for name, text in tested.items():
            self.assertEqual(text.count(f'alertname="{name}"'), 2, name)
            self.assertIn("exp_samples: [{value: 1}]", text, name)
            self.assertIn("exp_samples: []", text, name)
        self.promtool("test", "rules", *(file.name for file in files))

    def test_prometheus_takes_the_configuration(self):
        self.promtool("check", "config", "prometheus.yml")

    def test_every_alert_is_routed_and_has_its_page(self):
        pages = set()
        for name, text in alerts().items():
            self.assertRegex(text, r"severity: (critical|high|medium|low), level: L[1-4]\}", name)
            page = re.search(r"runbook_url: (\S+)", text).group(1)
            self.assertTrue((ROOT / page).read_text().startswith(f"# {name}\n"), page)
            pages.add(page)
        self.assertEqual(pages, {str(page.relative_to(ROOT)) for page in RUNBOOKS.glob("*.md")})

    def test_the_figures_of_rules_and_dashboard_exist(self):
        dashboard = json.loads((MONITORING / "dashboard.json").read_text())
        asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
        wanted = metrics_in("\n".join(asked + list(alerts().values()) + [(MONITORING / "alerts.yml").read_text()]))
        self.assertLessEqual({name for name in wanted if name.startswith("node_")}, NODE)
        self.assert_exported({name for name in wanted if not name.startswith("node_")})

    def assert_exported(self, wanted):
        with edify.temporary_folder() as folder:
            data = folder / "data"
            school = folder / "school" / "Knowledge Bank" / "kb" / "2025-2026" / "grade5"
            school.mkdir(parents=True)
            (school / "plants.md").write_text("# Plants\n\nPhotosynthesis makes food from sunlight.\n")
            (school / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing that a page could be made of")
            edify.run("ingest", folder / "school", data=data)
            port = free_port()
            key = folder / "backup.key"
            key.write_text("0" * 64)
            key.chmod(0o600)
            # A Redis that is away has its figures too.
            server = edify.Server(data, env={"EDIFY_METRICS_PORT": str(port),
                                             "EDIFY_BACKUP_TO": str(folder / "backups"), "EDIFY_BACKUP_KEY_FILE": str(key),
                                             "REDIS_URL": f"redis://127.0.0.1:{free_port()}"})
            try:
                student = edify.token(data, "student", "grade5")
                self.assertEqual(server.request("/query", {"query": "What is photosynthesis?"}, bearer=student).status, 200)
                edify.eventually(lambda: wanted <= self.scrape(port))
                self.assertEqual(wanted - self.scrape(port), set())
            finally:
                server.stop()

    def scrape(self, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as response:
            text = response.read().decode()
        return {line.split("{")[0].split(" ")[0] for line in text.splitlines() if not line.startswith("#")}


if __name__ == "__main__":
    unittest.main()
