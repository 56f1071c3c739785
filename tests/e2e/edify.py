"""Runs the real program for the end-to-end tests: commands, a server, and a look into the store's truth."""
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("EDIFY_PROGRAM", str(ROOT / "build" / "edify"))
SAMPLES = ROOT / "samples"
SHARED = ROOT.parent / "shared"
SOAK = bool(os.environ.get("EDIFY_SOAK"))


def environment():
    """This process's environment without what would configure Edify, but for what the machine needs."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith("EDIFY_") or name == "EDIFY_PARSE_SANDBOX"}
    return {**kept,
            "EDIFY_METRICS_PORT": "0",  # servers of tests run beside each other
            "EDIFY_SERVER_LAME_DUCK": "0",  # nobody balances load between them
            "EDIFY_SERVER_RATE_PER_USER": "0",  # and one user asks more than a person would
            "EDIFY_SERVER_RATE_PER_ADDRESS": "0"}


def run(*arguments, data=None, stdin=None, cwd=None, env=None, timeout=300):
    command = [PROGRAM] + (["--data", str(data)] if data else []) + [str(each) for each in arguments]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, timeout=timeout,
                          env={**environment(), **(env or {})})


def run_json(*arguments, **options):
    done = run(*arguments, **options)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def start(*arguments, data, extra=None, **options):
    """Starts the program without waiting for it. `extra`: more variables of its environment."""
    return subprocess.Popen([PROGRAM, "--data", str(data)] + [str(each) for each in arguments],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            env={**environment(), **(extra or {})}, **options)


@contextlib.contextmanager
def temporary_folder():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="edify-e2e-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def token(data, role, grades="", user="somebody"):
    arguments = ["token", "--user", user, "--role", role] + (["--grades", grades] if grades else [])
    done = run(*arguments, data=data)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


def api_key(data, role, *arguments):
    """A running server learns of it within access.register_interval: make it before the server where that matters."""
    done = run("key", "create", "--name", "a program", "--role", role, *arguments, data=data)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirection is an answer like any other."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirects)


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)


class Server:
    """`edify serve`, on a free port unless one is named. `said` is what it wrote to stderr, a line each, as it comes."""

    def __init__(self, data, env=None, arguments=(), cwd=None, port=0):
        self.data = data
        self.process = subprocess.Popen([PROGRAM, "--data", str(data), *map(str, arguments), "serve", "--port", str(port)],
                                        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=cwd,
                                        env={**environment(), **(env or {})})
        self.url = None
        self.said = []
        for line in self.process.stderr:
            self.said.append(line.decode(errors="replace"))
            found = re.search(rb"https?://[0-9.]+:[0-9]+", line)
            if found:
                self.url = found.group().decode()
                break
        assert self.url, f"the server ended before it listened: {self.said}"
        self.port = int(self.url.rsplit(":", 1)[1])
        # Read on, so that a server that says much never waits for a reader.
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self):
        for line in self.process.stderr:
            self.said.append(line.decode(errors="replace"))

    def memory(self):
        """Resident bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024

    def request(self, path, body=None, bearer=None, method=None, headers=None):
        request = urllib.request.Request(self.url + path, method=method, headers=headers or {})
        if body is not None:
            request.data = body if isinstance(body, bytes) else json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if bearer:
            request.add_header("Authorization", f"Bearer {bearer}")
        try:
            with OPENER.open(request, timeout=60) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.listener.join()
        self.process.stderr.close()
        return code


@contextlib.contextmanager
def server(data, env=None):
    running = Server(data, env)
    try:
        yield running
    finally:
        running.stop()


def eventually(condition, seconds=20):
    """Asks until the answer is true; the pause is a politeness between questions, not a guess of how long it takes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def store_truth(data):
    """Everything that a reader can see: path → (version, [(chunk text, page, heading path, vector)])."""
    database = sqlite3.connect(f"file:{data}/edify.db?mode=ro", uri=True)
    truth = {}
    for path, document, version, version_id in database.execute(
            "SELECT d.path, d.id, v.version, v.id FROM store_documents d JOIN store_versions v ON v.id = d.current_version"):
        chunks = [(text, page, heading, struct.unpack("<384f", vector)) for text, page, heading, vector in database.execute(
            "SELECT text, page, heading_path, embedding FROM store_chunks WHERE version_id = ? ORDER BY chunk_index",
            (version_id,))]
        truth[path] = (document, version, chunks)
    orphans = database.execute("SELECT count(*) FROM store_chunks WHERE version_id NOT IN "
                               "(SELECT current_version FROM store_documents)").fetchone()[0]
    ledger = {path: (state, reason, chunks) for path, state, reason, chunks in database.execute(
        "SELECT path, state, reason, chunks FROM ledger")}
    database.close()
    return truth, ledger, orphans


def difference(one, other):
    """The first way in which two stores differ, or None. Ids, versions and text exactly, vectors to 1e-4."""
    (truth_a, ledger_a, orphans_a), (truth_b, ledger_b, orphans_b) = one, other
    if ledger_a != ledger_b:
        return f"ledgers differ: {sorted(set(ledger_a.items()) ^ set(ledger_b.items()))[:4]}"
    if orphans_a or orphans_b:
        return f"chunks of unpublished versions are left: {orphans_a} and {orphans_b}"
    if truth_a.keys() != truth_b.keys():
        return f"documents differ: {sorted(truth_a.keys() ^ truth_b.keys())[:4]}"
    for path, (document, version, chunks) in truth_a.items():
        document_b, version_b, chunks_b = truth_b[path]
        if (document, version, len(chunks)) != (document_b, version_b, len(chunks_b)):
            return f"{path}: ids, versions or numbers of chunks differ"
        for index, (a, b) in enumerate(zip(chunks, chunks_b)):
            if a[:3] != b[:3]:
                return f"{path}, chunk {index}: text, page or headings differ"
            if max(abs(x - y) for x, y in zip(a[3], b[3])) > 1e-4:
                return f"{path}, chunk {index}: vectors differ"
    return None
