"""Clients that mean harm, and what the others notice of them: slow-loris, floods of connections, huge and deep JSON,
requests whose end is in doubt. Prints the others' p95 and the server's memory; under EDIFY_SOAK=1 the full counts, and
the figures are held to."""
import contextlib
import http.client
import json
import resource
import selectors
import socket
import statistics
import threading
import time
import unittest

import edify
import small_library

MiB = 1 << 20
IDLE = 10_000 if edify.SOAK else 1_000
SLOW = 1_000 if edify.SOAK else 100
BODY = (100 if edify.SOAK else 20) * MiB
QUESTIONS = 1_000 if edify.SOAK else 200


def connect(port, source="127.0.0.1"):
    return socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(source, 0))


def sources(count):
    """So many loopback addresses, a few hundred connections each: as a crowd comes from many places."""
    return [f"127.0.{1 + number // 250 // 200}.{1 + number // 250 % 200}" for number in range(count)]


class HostileClients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        cls.context = edify.temporary_folder()
        cls.folder = cls.context.__enter__()
        cls.data = small_library.make(cls.folder)
        cls.server = edify.Server(cls.data)
        cls.bearer = edify.token(cls.data, "student", "*")
        cls.well_behaved()  # warm
        cls.quiet_memory = cls.server.memory()
        cls.quiet = cls.well_behaved()
        print(f"undisturbed: p95 {cls.quiet:.2f} ms, {cls.quiet_memory / MiB:.0f} MiB resident")

    @classmethod
    def tearDownClass(cls):
        assert cls.server.process.poll() is None, "the server is gone"
        cls.server.stop()
        cls.context.__exit__(None, None, None)

    @classmethod
    def well_behaved(cls):
        """p95 in ms of somebody who asks one question after the other."""
        times = []
        connection = http.client.HTTPConnection("127.0.0.1", cls.server.port, timeout=30)
        headers = {"Authorization": f"Bearer {cls.bearer}", "Content-Type": "application/json"}
        for number in range(QUESTIONS):
            body = json.dumps({"query": f"how do plants work in part {number % 50}?"})
            start = time.perf_counter()
            connection.request("POST", "/query", body, headers)
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - start) * 1e3)
            assert answer.status == 200, answer.status
        connection.close()
        return statistics.quantiles(times, n=20)[18]

    def judge(self, what, bound):
        """The others' p95 while the attack goes on, and what it costs in memory."""
        p95, memory = self.well_behaved(), self.server.memory()
        print(f"{what}: p95 {p95:.2f} ms ({p95 / self.quiet - 1:+.0%}), {memory / MiB:.0f} MiB resident")
        self.assertLess(memory - self.quiet_memory, bound, what)
        if edify.SOAK:
            self.assertLess(p95, self.quiet * 1.10 + 0.5, what)

    def held(self, stack, count, beginning=b""):
        """So many connections that have said `beginning` and say no more."""
        held = []
        for source in sources(count):
            held.append(stack.enter_context(connect(self.server.port, source)))
            held[-1].sendall(beginning)
        return held

    def test_idle_connections(self):
        with contextlib.ExitStack() as stack:
            self.held(stack, IDLE)
            self.judge(f"{IDLE} idle connections", 16 * 1024 * IDLE + 16 * MiB)

    def test_headers_that_never_end(self):
        with contextlib.ExitStack() as stack:
            held = self.held(stack, SLOW, b"POST /query HTTP/1.1\r\nHost: x\r\nX: ")
            done = threading.Event()

            def dribble():
                while not done.wait(0.5):
                    for each in held:
                        with contextlib.suppress(OSError):
                            each.sendall(b"a")
            dribbler = threading.Thread(target=dribble)
            dribbler.start()
            try:
                self.judge(f"{SLOW} clients that send a header a byte at a time", 48 * 1024 * SLOW + 16 * MiB)
                self.assertTrue(self.all_closed(held), "the server hangs up on each in time")
            finally:
                done.set()
                dribbler.join()

    def test_bodies_that_never_come(self):
        with contextlib.ExitStack() as stack:
            held = self.held(stack, SLOW, b"POST /query HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{")
            self.judge(f"{SLOW} clients that announce a body and do not send it", 96 * 1024 * SLOW + 16 * MiB)
            self.assertTrue(self.all_closed(held))

    def all_closed(self, held):
        watch = selectors.DefaultSelector()
        for each in held:
            each.setblocking(False)
            watch.register(each, selectors.EVENT_READ)

        def closed():
            for key, _ in watch.select(0):
                try:
                    ended = not key.fileobj.recv(65536)
                except OSError:
                    ended = True
                if ended:
                    watch.unregister(key.fileobj)
            return not watch.get_map()
        return edify.eventually(closed, 60)

    def test_a_huge_body(self):
        def send(head, piece, count):
            with connect(self.server.port) as connection:
                answer = b""
                with contextlib.suppress(OSError):  # the server closes in the middle, as it should
                    connection.sendall(head)
                    for _ in range(count):
                        connection.sendall(piece)
                with contextlib.suppress(OSError):
                    answer = connection.recv(65536)
                return answer
        start = b"POST /query HTTP/1.1\r\nHost: x\r\n"
        piece = b'{"query": "' + b"a" * (MiB - 11)
        announced = send(start + f"Content-Length: {BODY}\r\n\r\n".encode(), piece, BODY // MiB)
        chunked = send(start + b"Transfer-Encoding: chunked\r\n\r\n", f"{len(piece):x}\r\n".encode() + piece + b"\r\n",
                       BODY // MiB)
        for answer in (announced, chunked):  # one that was reset before it was read says nothing
            self.assertTrue(not answer or answer.startswith(b"HTTP/1.1 413"), answer[:100])
        self.judge(f"{BODY // MiB} MiB of JSON", 16 * MiB)

    def test_deep_and_strange_json(self):
        deep = 10_000
        bodies = [b"[" * deep, b'{"a":' * deep, b'{"query": ' + b"[" * deep + b"]" * deep + b"}",
                  b'{"grades": ' + b"[" * deep + b"]" * deep + b"}", b'{"query": "' + b"\\u0000" * 500 + b'"}x',
                  b'{"query": "\xff\xfe\xfd"}', b'{"query": "\xed\xa0\x80 lone surrogate"}', b'{"query": "\\ud800 lone"}',
                  b'{"query": "abc", "query": "abd"}', b'{"query": "abc", "rol\\u0065": "admin", "role": "student"}',
                  b'{"limit": 1e999, "query": "abc"}', b'{"query": "abc"} {"query": "abc"}', b"\xef\xbb\xbf{}", b"", b"null",
                  b'{"query": "abc", "surprise": 1}', b'{"' + b"k" * 60_000 + b'": 1}']
        for body in bodies:
            answer = self.server.request("/query", body, self.bearer)
            self.assertEqual(answer.status, 400, body[:60])
            self.assertLess(len(answer.body), 1000, "the answer does not grow with the question")
        self.judge(f"{len(bodies)} strange bodies", 16 * MiB)

    def test_requests_whose_end_is_in_doubt(self):
        post = b"POST /query HTTP/1.1\r\nHost: x\r\n"
        smuggled = b"GET /livez HTTP/1.1\r\nHost: smuggled\r\n\r\n"
        for head in (b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
                     b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nX",
                     b"Content-Length: 1\r\nContent-Length: 0\r\n\r\nX", b"Content-Length: 0, 1\r\n\r\n",
                     b"Transfer-Encoding: xchunked\r\n\r\n", b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
                     b"Transfer-Encoding\r\n : chunked\r\n\r\n0\r\n\r\n", b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                     b"X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"X: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                     b"X: a\r\n\tfolded\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n0;\n\r\n\r\n",
                     b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: trailer\r\n\r\n", b"Content-Length: 0\r\n\n"):
            with connect(self.server.port) as connection:
                connection.sendall(post + head + smuggled)
                connection.shutdown(socket.SHUT_WR)
                answer = b""
                while piece := connection.recv(65536):
                    answer += piece
            self.assertTrue(answer.startswith(b"HTTP/1.1 400"), (head, answer[:200]))
            self.assertEqual(answer.count(b"HTTP/1.1 "), 1, "what came behind is not answered")
        self.judge("smuggling", 16 * MiB)

    def test_who_is_shut_out_by_a_crowd(self):
        """More connections than the server takes: the idle ones make room, one by one."""
        env = {"EDIFY_SERVER_MAX_CONNECTIONS": "200", "EDIFY_SERVER_MAX_CONNECTIONS_PER_ADDRESS": "150"}
        with edify.server(self.data, env) as server, contextlib.ExitStack() as stack:
            crowd = [stack.enter_context(connect(server.port, source)) for source in ("127.0.9.1", "127.0.9.2") for _ in range(300)]
            for _ in range(20):
                self.assertEqual(server.request("/query", {"query": "how do plants work?"},
                                                edify.token(self.data, "student", "*")).status, 200)
            self.assertEqual(len(crowd), 600)


if __name__ == "__main__":
    unittest.main()
