"""A loopback HTTP proxy between the program and Azurite that fails on purpose, and counts.

    with fault_proxy.running(az.connection_string, seed=1, faults=fault_proxy.ISSUE) as proxy:
        env = {"AZURE_STORAGE_CONNECTION_STRING": proxy.connection_string}

Shared Key signs method, path, query and headers, but neither host nor port, so requests pass on as they are. What
happens to a request depends on the seed, the request and how often it was made before, not on the order in which
threads come: the same seed does the same to the same requests.
"""
import contextlib
import dataclasses
import http.client
import http.server
import random
import re
import socket
import struct
import threading
import urllib.parse
from collections import Counter

PIECE = 1 << 16
HOP_HEADERS = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-connection"}


@dataclasses.dataclass(frozen=True)
class Faults:
    """Shares of the requests that meet each fault; what is left passes."""
    busy: float = 0.0  # 503
    busy_retry_after: float = 0.0  # 503 with Retry-After: 1
    throttled: float = 0.0  # 429 with Retry-After: 1
    reset_before: float = 0.0  # connection reset in place of an answer
    reset_within: float = 0.0  # connection reset in the middle of the body
    stall: float = 0.0  # half the body, silence for stall_seconds, reset
    truncated: float = 0.0  # full Content-Length, half the body, a clean end
    etag_change: float = 0.0  # share of blobs whose ETag changes at their second read, or first where there is one
    stall_seconds: float = 3.0

    def draw(self, chance):
        at = chance.random()
        for name in ("busy", "busy_retry_after", "throttled", "reset_before", "reset_within", "stall", "truncated"):
            at -= getattr(self, name)
            if at < 0:
                return name
        return None


NONE = Faults()
# A tenth is 503, as on a storage account at its limit; the rest together some eight in a hundred.
ISSUE = Faults(busy=0.05, busy_retry_after=0.05, throttled=0.02, reset_before=0.01, reset_within=0.02, stall=0.005,
               truncated=0.02, etag_change=0.02)


class Proxy:
    """Thread-safe. `faults` may be set anew while it runs."""

    def __init__(self, connection_string, seed, faults, change_etag):
        endpoint = re.search(r"BlobEndpoint=(http://[^/;]+)", connection_string).group(1)
        self.upstream = urllib.parse.urlsplit(endpoint).netloc
        self.seed, self.faults, self.change_etag = seed, faults, change_etag
        self.lock = threading.Lock()
        self.requests = Counter()  # (method, path with query, range) → times
        self.injected = Counter()  # fault → times
        self.body_bytes = 0  # of blobs, sent to the client
        self.changed = set()
        self.stopping = threading.Event()
        self.reads_allowed = None  # so many GETs of blobs pass; the next ones wait for let_go()
        self.holding = threading.Event()  # one waits
        self.released = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.server.daemon_threads = True
        self.connection_string = connection_string.replace(endpoint, f"http://127.0.0.1:{self.server.server_port}")

    def blob_reads(self):
        """GETs of blobs' bytes."""
        with self.lock:
            return sum(times for (method, path, _), times in self.requests.items() if method == "GET" and is_blob(path))

    def hold_back(self, method, path):
        """Waits where this is a read too many, so that a test can do something at a known moment."""
        if self.reads_allowed is None or method != "GET" or not is_blob(path) or self.blob_reads() <= self.reads_allowed:
            return
        self.holding.set()
        self.released.wait(120)

    def let_go(self):
        self.released.set()

    def listings(self):
        with self.lock:
            return sum(times for (method, path, _), times in self.requests.items() if "comp=list" in path)

    def reset_counts(self):
        with self.lock:
            self.requests.clear()
            self.injected.clear()
            self.body_bytes = 0

    def decide(self, method, path, byte_range):
        """Counts the request and answers what is to happen to it."""
        key = (method, path, byte_range)
        with self.lock:
            self.requests[key] += 1
            chance = random.Random(f"{self.seed}/{key}/{self.requests[key]}")
            changes = self.wants_etag_change(method, path)
        if changes:
            self.note("etag_change")
            self.change_etag(blob_name(path))
        return self.faults.draw(chance)

    def wants_etag_change(self, method, path):
        if not self.change_etag or method != "GET" or not is_blob(path) or path in self.changed:
            return False
        if random.Random(f"{self.seed}/{path}").random() >= self.faults.etag_change:
            return False
        self.changed.add(path)
        return True

    def note(self, fault):
        with self.lock:
            self.injected[fault] += 1

    def sent(self, path, count):
        if is_blob(path):
            with self.lock:
                self.body_bytes += count


def is_blob(path):
    """A blob's path has account, container and name, and no `comp` or `restype` in its query."""
    split = urllib.parse.urlsplit(path)
    return split.path.count("/") >= 3 and not re.search(r"(^|&)(comp|restype)=", split.query)


def blob_name(path):
    return urllib.parse.unquote(urllib.parse.urlsplit(path).path.split("/", 3)[3])


def handler_of(proxy):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self):
            super().setup()
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def log_message(self, *_):
            pass

        def handle(self):
            with contextlib.suppress(ConnectionError):  # the program may go at any time
                super().handle()

        def pass_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            byte_range = self.headers.get("x-ms-range") or self.headers.get("Range") or ""
            fault = proxy.decide(self.command, self.path, byte_range)
            proxy.hold_back(self.command, self.path)
            if fault in ("busy", "busy_retry_after", "throttled"):
                proxy.note(fault)
                self.refuse(429 if fault == "throttled" else 503, retry_after=fault != "busy")
            elif fault == "reset_before":
                proxy.note(fault)
                self.reset()
            else:
                self.fetch(body, fault)

        do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = pass_on

        def refuse(self, status, retry_after):
            code = "ServerBusy" if status == 503 else "TooManyRequests"
            body = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>On purpose.</Message></Error>'
            self.send_response_only(status)
            self.send_header("Content-Type", "application/xml")
            self.send_header("x-ms-error-code", code)
            self.send_header("Content-Length", "0" if self.command == "HEAD" else str(len(body)))
            if retry_after:
                self.send_header("Retry-After", "1")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body.encode())

        def reset(self):
            """An RST in place of a FIN."""
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

        def fetch(self, body, fault):
            upstream = http.client.HTTPConnection(proxy.upstream, timeout=60)
            try:
                upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    if name.lower() not in HOP_HEADERS:
                        upstream.putheader(name, value)
                upstream.endheaders(body or None)
                self.relay(upstream.getresponse(), fault)
            except (http.client.HTTPException, OSError):  # Azurite is away: so is what lies behind this proxy
                self.reset()
            finally:
                upstream.close()

        def relay(self, response, fault):
            length = response.getheader("Content-Length")
            has_body = self.command != "HEAD" and response.status not in (204, 304)
            self.send_response_only(response.status)
            for name, value in response.getheaders():
                if name.lower() not in HOP_HEADERS:
                    self.send_header(name, value)
            chunked = has_body and length is None
            if chunked:
                self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            if has_body:
                self.relay_body(response, fault, None if chunked else int(length))

        def relay_body(self, response, fault, length):
            """`length` is None for a chunked body, of which the first piece counts as half."""
            room = None if fault is None or not length else length // 2
            while True:
                piece = response.read(PIECE if room is None else min(PIECE, room))
                if not piece:
                    break
                self.wfile.write(piece if length is not None else b"%x\r\n%s\r\n" % (len(piece), piece))
                proxy.sent(self.path, len(piece))
                if room is not None:
                    room -= len(piece)
                if fault and not room:
                    self.break_off(fault)
                    return
            if length is None:
                self.wfile.write(b"0\r\n\r\n")

        def break_off(self, fault):
            proxy.note(fault)
            if fault == "truncated":
                self.close_connection = True
                return
            if fault == "stall":
                self.wfile.flush()
                proxy.stopping.wait(proxy.faults.stall_seconds)
            self.reset()

    return Handler


@contextlib.contextmanager
def running(connection_string, seed=1, faults=NONE, change_etag=None):
    """`change_etag(name)` gives the blob a new ETag and leaves its bytes; it is called in the proxy's threads."""
    proxy = Proxy(connection_string, seed, faults, change_etag)
    thread = threading.Thread(target=proxy.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.stopping.set()
        proxy.server.shutdown()
        proxy.server.server_close()
        thread.join()
