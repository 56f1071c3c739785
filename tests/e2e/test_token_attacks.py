"""Forged, stale and stolen credentials against the real server and a real issuer: none is accepted, and the table of
what was tried is printed."""
import base64
import hashlib
import hmac
import json
import os
import socket
import time
import unittest
import uuid

import edify
from issuer import Issuer, Key, b64, key_folder


def hs256(secret, header, claims):
    text = f"{b64(header)}.{b64(claims)}"
    return f"{text}.{b64(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def ask(server, *headers, path="/me"):
    """The status of a request with these header lines, as they are; 0 where the server hangs up."""
    host, port = server.url.removeprefix("http://").split(":")
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", *headers, "Connection: close", "", ""]
    answer = b""
    try:
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall("\r\n".join(lines).encode("latin-1"))
            while block := connection.recv(65536):
                answer += block
    except (ConnectionError, BrokenPipeError):
        pass
    if not answer:
        return 0, ""
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    try:
        return status, json.loads(body).get("reason", "")
    except ValueError:
        return status, ""


class TokenAttacks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.contexts = [key_folder(), edify.temporary_folder()]
        keys, folder = [context.__enter__() for context in cls.contexts]
        cls.folder = folder
        cls.rsa, cls.ec, cls.spare = Key(keys), Key(keys, "ec"), Key(keys)
        cls.weak, cls.p384 = Key(keys, bits=1024), Key(keys, "ec", curve="P-384")
        cls.attacker, cls.attacker_ec = Key(keys), Key(keys, "ec")
        cls.issuer = Issuer(keys, [cls.rsa, cls.ec])
        cls.encryption = Key(keys)
        cls.oct_secret = os.urandom(32)
        cls.issuer.extra_keys = [cls.weak.jwk(), cls.p384.jwk(), cls.encryption.jwk(use="enc"),
                                 {"kty": "oct", "kid": "oct", "k": b64(cls.oct_secret), "alg": "HS256"}]
        cls.elsewhere = Issuer(keys, [cls.attacker])  # the attacker's own
        cls.server = edify.Server(folder / "data", env={
            "EDIFY_ACCESS_OIDC_ISSUER": cls.issuer.url, "EDIFY_ACCESS_OIDC_AUDIENCE": "edify-api",
            "EDIFY_ACCESS_OIDC_ALGORITHMS": "RS256,ES256", "EDIFY_ACCESS_OIDC_CLIENT_ID": "edify-web",
            "EDIFY_ACCESS_PUBLIC_URL": "http://127.0.0.1:1", "EDIFY_LOG_LEVEL": "error"})

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.issuer.stop()
        cls.elsewhere.stop()
        for context in reversed(cls.contexts):
            context.__exit__(None, None, None)

    # Each attack is a name and the header lines that it sends.
    def bearer(self, name, token):
        return name, [f"Authorization: Bearer {token}"]

    def headers_and_signatures(self):
        issuer, rsa = self.issuer, self.rsa
        claims = issuer.claims()
        genuine = issuer.token()
        head, body, signature = genuine.split(".")
        for none in ("none", "None", "NONE", "nOnE", "", "RS256 ", "rs256"):
            unsigned = f"{b64({'alg': none, 'typ': 'JWT', 'kid': rsa.kid})}.{b64(claims)}."
            yield self.bearer(f"alg {none!r}, no signature", unsigned)
            yield self.bearer(f"alg {none!r}, a genuine token's signature", unsigned + signature)
        header = {"alg": "HS256", "typ": "JWT", "kid": rsa.kid}
        yield self.bearer("RS→HS with the public key in PEM", hs256(rsa.public_pem(), header, claims))
        yield self.bearer("RS→HS with the PEM without its line end", hs256(rsa.public_pem().strip(), header, claims))
        yield self.bearer("RS→HS with the public key as JWK", hs256(json.dumps(rsa.jwk()).encode(), header, claims))
        yield self.bearer("HS256 with a symmetric key of the key set", hs256(self.oct_secret, {**header, "kid": "oct"}, claims))
        for algorithm in ("PS256", "RS384", "RS512"):
            yield self.bearer(f"{algorithm}, which is not pinned, signed well", rsa.token(claims, {"alg": algorithm}, algorithm))
        for algorithm in ("EdDSA", "ES384", "HS512", "RSA-OAEP", "RS256,none"):
            yield self.bearer(f"alg {algorithm}", rsa.token(claims, {"alg": algorithm}))
        for name in ("alg", "typ"):
            yield self.bearer(f"{name} missing", rsa.token(claims, {name: None}))
            yield self.bearer(f"{name} a number", rsa.token(claims, {name: 1}))
        for kind in ("JWE", "at", "logout+jwt", "JOSE"):
            yield self.bearer(f"typ {kind}", rsa.token(claims, {"typ": kind}))
        for kid in ("../../../../dev/null", "/dev/null", "' OR '1'='1", "'; DROP TABLE api_keys; --", "|id", rsa.kid + "\0",
                    "http://127.0.0.1/keys", "", self.elsewhere.keys[0].kid):
            yield self.bearer(f"kid {kid!r}, the attacker's key", self.attacker.token(claims, {"kid": kid}))
        yield self.bearer("kid /dev/null, HS256 with an empty key", hs256(b"", {**header, "kid": "/dev/null"}, claims))
        yield self.bearer("kid missing", rsa.token(claims, {"kid": None}))
        yield self.bearer("kid a list", rsa.token(claims, {"kid": [rsa.kid]}))
        yield self.bearer("the issuer's kid, the attacker's key", self.attacker.token(claims, {"kid": rsa.kid}))
        for name, value in (("jku", f"{self.elsewhere.url}/keys"), ("x5u", f"{self.elsewhere.url}/keys"),
                            ("jwk", self.attacker.jwk()), ("x5c", [b64("certificate")]), ("crit", ["exp"]),
                            ("b64", False), ("zip", "DEF")):
            yield self.bearer(f"{name}, the attacker's key", self.attacker.token(claims, {name: value}))
            yield self.bearer(f"{name}, signed well", rsa.token(claims, {name: value}))
        yield self.bearer("alg twice, none first", self.rsa.token(claims, '{"alg":"none","alg":"RS256","typ":"JWT","kid":"%s"}' % rsa.kid))
        yield self.bearer("alg twice by an escape", self.rsa.token(claims, '{"\\u0061lg":"none","alg":"RS256","typ":"JWT","kid":"%s"}' % rsa.kid))
        yield self.bearer("header a list", rsa.token(claims, '["RS256"]'))
        yield self.bearer("another token's signature", f"{head}.{b64(issuer.claims(roles=['admin']))}.{signature}")
        yield self.bearer("no signature", f"{head}.{body}.")
        yield self.bearer("half a signature", f"{head}.{body}.{signature[:171]}")
        yield self.bearer("a signature and more", f"{genuine}AAAA")
        yield self.bearer("a signature of zeros", f"{head}.{body}.{b64(bytes(256))}")
        yield self.bearer("a signature of one", f"{head}.{body}.{b64(bytes(255) + bytes([1]))}")

    def keys_of_other_kinds(self):
        claims = self.issuer.claims()
        yield self.bearer("ES256 with the kid of an RSA key", self.ec.token(claims, {"kid": self.rsa.kid}))
        yield self.bearer("RS256 with the kid of an EC key", self.rsa.token(claims, {"kid": self.ec.kid}))
        yield self.bearer("an RSA key of 1,024 bits that is published", self.weak.token(claims))
        yield self.bearer("a P-384 key that is published, as ES256", self.p384.token(claims))
        yield self.bearer("a published key for encryption", self.encryption.token(claims))
        yield self.bearer("an EC key of the attacker", self.attacker_ec.token(claims, {"kid": self.ec.kid}))
        order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
        head, body, signature = self.ec.token(claims).split(".")
        raw = base64.urlsafe_b64decode(signature + "==")
        r, s = raw[:32], raw[32:]
        number = order.to_bytes(32, "big")
        for name, forged in (("of zeros", bytes(64)), ("with r = 0", bytes(32) + s), ("with s = 0", r + bytes(32)),
                             ("with r = n", number + s), ("with s = n", r + number), ("with r and s changed over", s + r),
                             ("in DER", self.ec.sign("ES384", f"{head}.{body}")), ("one byte longer", b"\0" + raw),
                             ("padded in the middle", r + b"\0" + s + b"\0"), ("padded to P-521", b"\0" * 34 + r + b"\0" * 34 + s)):
            yield self.bearer(f"an ES256 signature {name}", f"{head}.{body}.{b64(forged)}")

    def claims(self):
        issuer, now = self.issuer, int(time.time())
        huge = 10 ** 400
        wrong = {
            "iss of another": {"iss": self.elsewhere.url}, "iss with a slash": {"iss": issuer.url + "/"},
            "iss in capitals": {"iss": issuer.url.upper()}, "iss missing": {"iss": None}, "iss a list": {"iss": [issuer.url]},
            "iss Edify's own": {"iss": "edify", "aud": "edify", "role": "admin"},
            "aud of another": {"aud": "another-api"}, "aud missing": {"aud": None}, "aud a longer name": {"aud": "edify-api2"},
            "aud in capitals": {"aud": "EDIFY-API"}, "aud a list without us": {"aud": ["a", "b"]}, "aud an empty list": {"aud": []},
            "aud an object": {"aud": {"edify-api": True}}, "aud a list with a number": {"aud": ["edify-api", 1]},
            "aud a list in a list": {"aud": [["edify-api"]]},
            "expired": {"exp": now - 61}, "expired long ago": {"exp": 1}, "exp missing": {"exp": None},
            "exp a text": {"exp": str(now + 600)}, "exp true": {"exp": True}, "exp a list": {"exp": [now + 600]},
            "exp negative": {"exp": -(now + 600)}, "exp beyond every number": {"exp": huge},
            "not yet valid": {"nbf": now + 120}, "nbf a text": {"nbf": str(now)}, "issued in the future": {"iat": now + 120},
            "iat a text": {"iat": str(now)},
            "an ID token": {"nonce": "n", "scp": None}, "an ID token by its at_hash": {"at_hash": "h", "scp": None},
            "no roles": {"roles": None}, "roles empty": {"roles": []}, "roles unknown": {"roles": ["superuser"]},
            "roles in capitals": {"roles": ["ADMIN"]}, "roles a number": {"roles": 3}, "roles an object": {"roles": {"admin": True}},
            "roles of numbers": {"roles": [1, 2]}, "roles a text of JSON": {"roles": '["admin"]'}, "roles null": {"roles": [None]},
            "role beside roles": {"roles": None, "role": "admin"},
            "roles with a known one and no text": {"roles": ["student", 1]},
            "grades unknown": {"grades": ["grade99"]}, "grades a number": {"grades": 5}, "grades an object": {"grades": {"*": 1}},
            "groups that were left out": {"roles": None, "_claim_names": {"roles": "src1"}},
            "sub missing": {"sub": None}, "sub empty": {"sub": ""}, "sub a number": {"sub": 7}, "sub a list": {"sub": ["a"]},
            "sub of 300 bytes": {"sub": "u" * 300}, "sub with a line end": {"sub": "a\nb"}, "sub of an API key": {"sub": "key:0123"},
        }
        for name, change in wrong.items():
            yield self.bearer(name, issuer.token(**change))
        good = issuer.claims()
        text = json.dumps(good)
        texts = {
            "roles twice": text[:-1] + ', "roles": ["admin"]}', "exp twice": text[:-1] + f', "exp": {now + 9999}}}',
            "exp twice by an escape": text[:-1] + f', "\\u0065xp": {now + 9999}}}',
            "a name twice in an inner object": text[:-1] + ', "x": {"a": 1, "a": 2}}',
            "claims a list": f"[{text}]", "claims a text": json.dumps(text), "claims with more behind them": text + "{}",
            "claims with a comment": text[:-1] + "/* */}", "claims with a comma at the end": text[:-1] + ",}",
            "claims with a byte order mark": "\ufeff" + text, "claims in single quotes": text.replace('"', "'"),
            "claims nested 3,000 deep": text[:-1] + ', "x": ' + "[" * 3000 + "]" * 3000 + "}",
            "exp NaN": text.replace(f'"exp": {good["exp"]}', '"exp": NaN'), "no claims": "", "claims null": "null",
        }
        for name, claims in texts.items():
            yield self.bearer(name, self.rsa.token(claims))
        yield self.bearer("claims in UTF-16", self.rsa.token(text.encode("utf-16")))
        yield self.bearer("claims that are not UTF-8", self.rsa.token(text.replace("somebody", "x").encode()[:-1] + b', "n": "\xff\xfe"}'))
        yield self.bearer("a token in a token", self.rsa.token(f'"{issuer.token()}"', {"cty": "JWT"}))

    def shapes(self):
        issuer = self.issuer
        genuine = issuer.token()
        head, body, signature = genuine.split(".")
        yield self.bearer("1 MB of letters", "A" * (1 << 20))
        yield self.bearer("1 MB of dots", "." * (1 << 20))
        yield self.bearer("a genuine token of 1 MB", issuer.token(pad="x" * (1 << 20)))
        yield self.bearer("a genuine token over the limit", issuer.token(pad="x" * 12_300))
        for name, token in {
                "no dots": "abc", "two parts": f"{head}.{body}", "four parts": f"{genuine}.AAAA",
                "five parts, a JWE": f"{b64({'alg': 'dir', 'enc': 'A256GCM'})}..AAAA.AAAA.AAAA", "empty parts": "..",
                "no header": f".{body}.{signature}", "no claims": f"{head}..{signature}",
                "padding": f"{head}=.{body}.{signature}", "standard base64": f"{head}.{body}.{signature[:-4]}+/+/",
                "a blank within": f"{head}.{body[:9]} {body[9:]}.{signature}", "a percent sign": genuine.replace(".", "%2E"),
                "bits that no byte takes": genuine[:-1] + chr(ord(genuine[-1]) + 1), "two tokens": f"{genuine} {genuine}",
                "two tokens and a comma": f"{genuine}, {genuine}", "in quotes": f'"{genuine}"',
                "JSON serialization": json.dumps({"protected": head, "payload": body, "signature": signature})}.items():
            yield self.bearer(name, token)
        yield "a token as Basic", [f"Authorization: Basic {genuine}"]
        yield "a token without a scheme", [f"Authorization: {genuine}"]
        yield "two Authorization fields", [f"Authorization: Bearer {genuine}", "Authorization: Bearer x"]
        yield "a token as X-API-Key", [f"X-API-Key: {genuine}"]
        yield "a token and an API key", [f"Authorization: Bearer {genuine}", "X-API-Key: edify_x"]
        yield "a token as a cookie", [f"Cookie: edify-session={genuine}"]

    def own_tokens_and_keys(self):
        data = self.folder / "data"
        local = json.loads(next(data.glob("keys/token.jwk")).read_text()) if (data / "keys/token.jwk").exists() else None
        claims = {"iss": "edify", "aud": "edify", "sub": "x", "role": "admin", "exp": int(time.time()) + 60}
        header = {"alg": "HS256", "typ": "JWT"}
        if local:
            secret = base64.urlsafe_b64decode(local["k"] + "==")
            yield self.bearer("Edify's own token, while an issuer is configured", hs256(secret, header, claims))
        yield self.bearer("Edify's own token with a guessed key", hs256(b"secret", header, claims))
        key = edify.run_json("key", "create", "--name", "a", "--role", "admin", "--json", data=data)
        short = edify.run_json("key", "create", "--name", "b", "--role", "admin", "--ttl", "1s", "--json", data=data)
        self.assertTrue(edify.eventually(lambda: ask(self.server, f"X-API-Key: {key['key']}")[0] == 200))
        assert edify.run("key", "revoke", key["id"], data=data).returncode == 0
        self.assertTrue(edify.eventually(lambda: ask(self.server, f"X-API-Key: {key['key']}")[0] == 401))
        yield "a revoked API key", [f"X-API-Key: {key['key']}"]
        yield "a revoked API key as bearer", [f"Authorization: Bearer {key['key']}"]
        yield "an expired API key", [f"X-API-Key: {short['key']}"]
        text = key["key"]
        for name, forged in {"cut": text[:-1], "with a digit changed": text[:10] + ("A" if text[10] != "A" else "B") + text[11:],
                             "with a digit more": text + "A", "in capitals": text.upper(), "of the prefix alone": "edify_",
                             "with SQL in it": "edify_' OR '1'='1", "that is its hash": hashlib.sha256(text.encode()).hexdigest()}.items():
            yield f"an API key {name}", [f"X-API-Key: {forged}"]
            yield f"an API key {name} as bearer", [f"Authorization: Bearer {forged}"]
        yield "a made-up session", [f"Cookie: edify-session={b64(os.urandom(200))}"]
        yield "an empty session", ["Cookie: edify-session="]
        yield "a session of plain JSON", [f"Cookie: edify-session={b64({'user': 'x', 'role': 'admin', 'exp': 9999999999})}"]

    def test_no_forged_stale_or_stolen_credential_is_accepted(self):
        for key in (self.rsa, self.ec):
            status, reason = ask(self.server, f"Authorization: Bearer {self.issuer.token(key)}")
            self.assertEqual(status, 200, reason)  # what all attacks differ from
        self.assertEqual(ask(self.server, f"Authorization: Bearer {self.rsa.token(self.issuer.claims(), {'typ': 'at+jwt'})}")[0], 200)
        self.assertEqual(ask(self.server, f"Authorization: Bearer {self.issuer.token(exp=int(time.time()) - 30)}")[0], 200)  # leeway
        attacks = [attack for group in (self.headers_and_signatures, self.keys_of_other_kinds, self.claims, self.shapes,
                                        self.own_tokens_and_keys) for attack in group()]
        rows = [(name, *ask(self.server, *headers)) for name, headers in attacks]
        # 0: hung up; 400, 431: not even a request. Waiting for keys that nobody has (503) lets nobody in either.
        accepted = [row for row in rows if row[1] not in (0, 400, 401, 403, 431, 503)]
        for name, status, reason in rows:
            print(f"{status:>4} {reason:<18} {name}")
        print(f"{len(rows)} attacks, {len(accepted)} accepted")
        self.assertEqual(accepted, [])
        self.assertGreaterEqual(len(rows), 40)
        self.assertEqual(self.elsewhere.fetches, [], "a token made the server fetch from the attacker")

    def test_a_flood_of_unknown_keys_makes_one_fetch_at_the_most(self):
        before = self.issuer.fetches.count("keys")
        for _ in range(200):
            status, _ = ask(self.server, f"Authorization: Bearer {self.attacker.token(self.issuer.claims(), {'kid': str(uuid.uuid4())})}")
            self.assertIn(status, (401, 503))
        self.assertLessEqual(self.issuer.fetches.count("keys") - before, 1)
        self.assertEqual(ask(self.server, f"Authorization: Bearer {self.issuer.token()}")[0], 200)

    def test_the_malleable_twin_of_a_signature_is_the_same_token_and_no_other(self):
        # (r, n - s) is a signature too, and half of what issuers sign looks like it: refusing it would refuse them.
        # Nothing here counts or remembers tokens by their text, so the twin gains nothing.
        order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
        head, body, signature = self.issuer.token(self.ec).split(".")
        raw = base64.urlsafe_b64decode(signature + "==")
        twin = raw[:32] + (order - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
        self.assertEqual(ask(self.server, f"Authorization: Bearer {head}.{body}.{b64(twin)}")[0], 200)
        changed = b64(self.issuer.claims(roles=["admin"]))
        self.assertEqual(ask(self.server, f"Authorization: Bearer {head}.{changed}.{b64(twin)}")[0], 401)


if __name__ == "__main__":
    unittest.main(verbosity=2)
