"""An OpenID Connect issuer on the loopback with real keys: RSA and EC by the openssl command, tokens by hand, so that a
test can write what no library would. It counts what it is asked, and can be down."""
import base64
import contextlib
import hashlib
import http.server
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse
import uuid


def b64(data):
    if isinstance(data, (dict, list)):
        data = json.dumps(data)
    if isinstance(data, str):
        data = data.encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*arguments, data=None):
    done = subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def raw_signature(der):
    """(r, s) of an ECDSA signature as two numbers of 32 bytes; JWS wants them so (RFC 7518, 3.4)."""
    numbers, at = [], 2
    for _ in range(2):
        length = der[at + 1]
        numbers.append(int.from_bytes(der[at + 2:at + 2 + length], "big"))
        at += 2 + length
    return b"".join(number.to_bytes(32, "big") for number in numbers)


class Key:
    """kind: rsa (of `bits`) or ec (of `curve`)."""

    def __init__(self, folder, kind="rsa", bits=2048, curve="P-256", kid=None):
        self.kind, self.curve, self.kid = kind, curve, kid or str(uuid.uuid4())
        self.file = pathlib.Path(folder) / f"{uuid.uuid4()}.pem"
        what = ["-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}"] if kind == "rsa" else \
            ["-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}"]
        openssl("genpkey", *what, "-out", self.file)

    def public_pem(self):
        return openssl("pkey", "-in", self.file, "-pubout")

    def jwk(self, **more):
        if self.kind == "rsa":
            modulus = openssl("rsa", "-in", self.file, "-noout", "-modulus").decode().strip().split("=")[1]
            return {"kty": "RSA", "use": "sig", "kid": self.kid, "n": b64(bytes.fromhex(modulus)), "e": "AQAB", **more}
        size = {"P-256": 32, "P-384": 48}[self.curve]
        point = openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")[-2 * size:]
        return {"kty": "EC", "use": "sig", "kid": self.kid, "crv": self.curve, "x": b64(point[:size]), "y": b64(point[size:]),
                **more}

    def sign(self, algorithm, text):
        if algorithm.startswith("PS"):
            options = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"]
        else:
            options = []
        der = openssl("dgst", f"-sha{algorithm[2:]}", *options, "-sign", self.file, data=text.encode())
        return raw_signature(der) if algorithm == "ES256" and self.curve == "P-256" else der

    def token(self, claims, header=None, algorithm=None):
        """claims and header: objects, or the exact text."""
        algorithm = algorithm or ("RS256" if self.kind == "rsa" else "ES256")
        if not isinstance(header, str):
            header = {"alg": algorithm, "typ": "JWT", "kid": self.kid, **(header or {})}
            header = {name: value for name, value in header.items() if value is not None}
        text = f"{b64(header)}.{b64(claims)}"
        return f"{text}.{b64(self.sign(algorithm, text))}"


class Issuer:
    """Serves until stop(); `keys` are those that it publishes now."""

    def __init__(self, folder, keys, path=""):
        self.folder, self.keys, self.path = folder, list(keys), path
        self.extra_keys = []      # JWKs published as they are
        self.fetches = []         # what was asked for: "discovery", "keys", "token"
        self.status = 200
        self.user_claims = {}     # of who signs in next
        self.client = ("edify-web", "s3cret of the client")
        self.codes = {}
        self.connections = set()
        self.port = None
        self.server = None
        self.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}{self.path}"

    def start(self):
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                issuer.connections.add(self.connection)

            def finish(self):
                issuer.connections.discard(self.connection)
                super().finish()

            def log_message(self, *_):
                pass

            def answer(self, status, body=None, headers=()):
                data = json.dumps(body or {}).encode()
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                path, _, query = self.path.partition("?")
                if path == issuer.path.replace("{tenantid}", "organizations") + "/.well-known/openid-configuration":
                    issuer.fetches.append("discovery")
                    self.answer(issuer.status, issuer.discovery())
                elif path == "/keys":
                    issuer.fetches.append("keys")
                    self.answer(issuer.status, {"keys": [key.jwk() for key in issuer.keys] + issuer.extra_keys})
                elif path == "/authorize":
                    self.answer(302, headers=[("Location", issuer.sign_in(dict(urllib.parse.parse_qsl(query))))])
                else:
                    self.answer(404)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if self.path == "/next":  # for a test in another process: who signs in next
                    issuer.user_claims = json.loads(body)
                    self.answer(200)
                    return
                issuer.fetches.append("token")
                self.answer(*issuer.exchange(dict(urllib.parse.parse_qsl(body))))

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port or 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self):
        """Down: its port refuses connections until start()."""
        self.server.shutdown()
        self.server.server_close()
        for connection in list(self.connections):  # those that are kept would go on being answered
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def discovery(self):
        base = f"http://127.0.0.1:{self.port}"
        return {"issuer": self.url, "jwks_uri": f"{base}/keys", "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token"}

    def claims(self, **more):
        now = int(time.time())
        claims = {"iss": self.url, "aud": "edify-api", "sub": "somebody", "iat": now, "nbf": now, "exp": now + 600,
                  "roles": ["student"], "scp": "ask", **more}
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, key=None, header=None, **claims):
        return (key or self.keys[0]).token(self.claims(**claims), header)

    # The authorization endpoint of a user who agrees at once: the address that the browser is sent back to.
    def sign_in(self, query):
        code = str(uuid.uuid4())
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urllib.parse.urlencode({'code': code, 'state': query['state']})}"

    # The token endpoint: a code is good once, for its client, with PKCE's verifier.
    def exchange(self, form):
        asked = self.codes.pop(form.get("code"), None)
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        good = asked and asked["code_challenge_method"] == "S256" and asked["code_challenge"] == challenge and \
            asked["redirect_uri"] == form.get("redirect_uri") and form.get("grant_type") == "authorization_code" and \
            (form.get("client_id"), form.get("client_secret")) == self.client
        if not good:
            return 400, {"error": "invalid_grant"}
        claims = {"aud": self.client[0], "nonce": asked["nonce"], "scp": None, **self.user_claims}
        return 200, {"id_token": self.token(**claims), "access_token": "unused", "token_type": "Bearer"}


@contextlib.contextmanager
def key_folder():
    folder = tempfile.mkdtemp(prefix="edify-keys-")
    try:
        yield pathlib.Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
