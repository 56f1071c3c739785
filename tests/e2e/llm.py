"""Language models for tests: a real small one (tests/llm/server.py), and one that is written by the test."""
import contextlib
import http.server
import json
import os
import pathlib
import subprocess
import threading
import unittest
import urllib.request

import edify

PYTHON = pathlib.Path(os.environ.get("EDIFY_ENGINES_DIR", edify.ROOT / "engines")) / "llm" / "venv" / "bin" / "python"
SERVER = edify.ROOT / "tests" / "llm" / "server.py"

needs_model = unittest.skipUnless(PYTHON.exists(), f"the small language model is not in {PYTHON}; run tools/setup.sh")


def settings(url, **more):
    """Of an edify that asks the model at this address."""
    return {"EDIFY_ANSWER_LLM_URL": f"{url}/v1", "EDIFY_ANSWER_LLM_MODEL": "of-the-test",
            **{f"EDIFY_ANSWER_LLM_{name.upper()}": str(value) for name, value in more.items()}}


class SmallModel:
    def __init__(self, *arguments):
        self.process = subprocess.Popen([PYTHON, SERVER, *map(str, arguments)], stdout=subprocess.PIPE)
        line = self.process.stdout.readline().split()
        assert line[:1] == [b"listening"], "the small model did not start"
        self.url = f"http://127.0.0.1:{int(line[1])}"

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=30)
        self.process.stdout.close()


@contextlib.contextmanager
def small_model(*arguments):
    model = SmallModel(*arguments)
    try:
        yield model
    finally:
        if model.process.returncode is None:
            model.kill()


class WrittenModel(http.server.ThreadingHTTPServer):
    """Says what `answer(messages)` yields, a piece each."""
    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, answer):
        super().__init__(("127.0.0.1", 0), WrittenModel.Handler)
        self.answer = answer
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_):
        pass  # a client that went

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for piece in self.server.answer(asked["messages"]):
                event = {"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *_):
            pass


def chat(server, bearer, message, **fields):
    """The events of an answer, [(name, data)], as they come: a generator."""
    request = urllib.request.Request(server.url + "/chat", method="POST",
                                     data=json.dumps({"message": message, **fields}).encode(),
                                     headers={"Content-Type": "application/json", "Authorization": f"Bearer {bearer}"})
    with urllib.request.urlopen(request, timeout=120) as response:
        name = None
        for line in response:
            line = line.decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))


def answer_of(events):
    """(text, citations) of what was told and counts."""
    text, citations = "", []
    for name, data in events:
        if name == "restart":
            text, citations = "", []
        elif name == "delta":
            text += data["text"]
            citations += data["citations"]
    return text, citations
