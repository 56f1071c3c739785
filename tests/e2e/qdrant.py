"""A Qdrant for tests: the double (tests/qdrant/double.py) in a process of its own."""
import contextlib
import json
import os
import pathlib
import subprocess
import unittest
import urllib.error
import urllib.request

import edify

PYTHON = pathlib.Path(os.environ.get("EDIFY_ENGINES_DIR", edify.ROOT / "engines")) / "qdrant" / "venv" / "bin" / "python"
DOUBLE = edify.ROOT / "tests" / "qdrant" / "double.py"

needs_double = unittest.skipUnless(PYTHON.exists(), f"the engine behind the double is not in {PYTHON}; run tools/setup.sh")


class Double:
    def __init__(self, *arguments):
        self.arguments = arguments
        self.process = None
        self.port = 0
        self.start()

    def start(self):
        """On the port of before, where it ran before; what it held is gone then."""
        port = ["--port", str(self.port)] if self.port else []
        self.process = subprocess.Popen([PYTHON, DOUBLE, *port, *self.arguments], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline().split()[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdin.close()
        self.process.stdout.close()

    def call(self, method, path, body=None, headers=None):
        """(status, body): JSON as a value, other text as it is."""
        data = body.encode() if isinstance(body, str) else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, method=method, data=data, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, read(response)
        except urllib.error.HTTPError as error:
            return error.code, read(error)

    def points(self, collection="edify_documents", **scroll):
        """Every point, without its vectors."""
        status, body = self.call("POST", f"/collections/{collection}/points/scroll", {"limit": 100_000, **scroll})
        assert status == 200, body
        return body["result"]["points"]


def read(response):
    raw = response.read()
    return json.loads(raw) if response.headers.get("Content-Type") == "application/json" else raw.decode()


@contextlib.contextmanager
def double(*arguments):
    server = Double(*arguments)
    try:
        yield server
    finally:
        server.stop()
