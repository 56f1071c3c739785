"""Issuers that change their keys and go away, keys that act for users, denials, and browsers that sign in."""
import http.client
import json
import os
import time
import unittest
import urllib.parse

import edify
from issuer import Issuer, Key, b64, key_folder

PUBLIC = "http://127.0.0.1:8999"  # what browsers call the server; what it listens on is a free port


def settings(issuer, **more):
    return {"EDIFY_ACCESS_OIDC_ISSUER": issuer.url, "EDIFY_ACCESS_OIDC_AUDIENCE": "edify-api",
            "EDIFY_ACCESS_OIDC_CLIENT_ID": issuer.client[0], "EDIFY_ACCESS_OIDC_CLIENT_SECRET": issuer.client[1],
            "EDIFY_ACCESS_PUBLIC_URL": PUBLIC, "EDIFY_ACCESS_REGISTER_INTERVAL": "1", "EDIFY_LOG_LEVEL": "error", **more}


OUTAGE = 600 if edify.SOAK else 4  # seconds


class Browser:
    """Keeps cookies as a browser does, and follows nothing by itself."""

    def __init__(self, server):
        self.server, self.cookies, self.set = server, {}, []

    def ask(self, method, path, headers=None):
        connection = http.client.HTTPConnection(self.server.url.removeprefix("http://"), timeout=30)
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        connection.request(method, path, headers={**cookies, **(headers or {})})
        response = connection.getresponse()
        body = response.read()
        self.set = response.headers.get_all("Set-Cookie") or []
        for line in self.set:
            name, value = line.split(";")[0].split("=", 1)
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        connection.close()
        return edify.Answer(response.status, response.headers, body)

    def sign_in(self, issuer, path="/auth/login?return_to=/chat"):
        """→ the answer of the callback."""
        begun = self.ask("GET", path)
        assert begun.status == 302, begun.body
        address = urllib.parse.urlsplit(begun.headers["Location"])
        answered = issuer.sign_in(dict(urllib.parse.parse_qsl(address.query)))
        return self.ask("GET", answered.removeprefix(PUBLIC))


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.contexts = [key_folder(), edify.temporary_folder()]
        cls.key_folder, cls.folder = [context.__enter__() for context in cls.contexts]
        school = cls.folder / "school"
        for path in ("Knowledge Bank/kb/2025-2026/grade5", "Knowledge Bank/kb/2025-2026/grade6", "SOP/admin"):
            (school / path).mkdir(parents=True)
            (school / path / "note.txt").write_text(f"The gate opens at dawn, says the note of {path}.\n")
        cls.data = cls.folder / "data"
        assert edify.run("ingest", school, data=cls.data).returncode == 0

    @classmethod
    def tearDownClass(cls):
        for context in reversed(cls.contexts):
            context.__exit__(None, None, None)

    def issuer(self, *kinds):
        issuer = Issuer(self.key_folder, [Key(self.key_folder, kind) for kind in kinds or ("rsa",)])
        self.addCleanup(lambda: issuer.stop())
        return issuer

    def serve(self, env):
        server = edify.Server(self.data, env=env)
        self.addCleanup(server.stop)
        return server

    def status(self, server, token):
        return server.request("/me", bearer=token).status

    def key(self, *arguments):
        return edify.run_json("key", "create", "--name", "test", "--json", *arguments, data=self.data)


class Issuers(Case):
    def test_new_keys_of_an_issuer_are_good_at_once_and_old_ones_go(self):
        issuer = self.issuer()
        server = self.serve(settings(issuer, EDIFY_ACCESS_OIDC_KEY_REFRESH="2"))
        old = issuer.keys[0]
        self.assertEqual(self.status(server, issuer.token()), 200)
        new = Key(self.key_folder)
        issuer.keys.append(new)
        self.assertEqual(self.status(server, issuer.token(new)), 200, "the first request with the new key")
        issuer.keys.remove(old)
        self.assertTrue(edify.eventually(lambda: self.status(server, issuer.token(old)) == 401))
        self.assertEqual(self.status(server, issuer.token(new)), 200)

    def test_an_issuer_that_is_away_is_survived_until_its_keys_are_too_old(self):
        issuer = self.issuer()
        server = self.serve(settings(issuer, EDIFY_ACCESS_OIDC_KEY_REFRESH="1",
                                     EDIFY_ACCESS_OIDC_KEY_MAX_AGE=str(OUTAGE + 3)))
        self.assertEqual(self.status(server, issuer.token()), 200)
        issuer.stop()
        down, asked, refused = time.monotonic(), 0, 0
        while time.monotonic() - down < OUTAGE:
            asked, refused = asked + 1, refused + (self.status(server, issuer.token()) != 200)
        print(f"{asked} requests in {OUTAGE} s without the issuer, {refused} refused")
        self.assertEqual(refused, 0)
        self.assertTrue(edify.eventually(lambda: self.status(server, issuer.token()) == 503))
        issuer.start()
        self.assertTrue(edify.eventually(lambda: self.status(server, issuer.token()) == 200, seconds=70))

    def test_an_issuer_that_is_away_at_the_start_is_waited_for(self):
        issuer = self.issuer()
        issuer.stop()
        server = self.serve(settings(issuer))
        self.assertEqual(self.status(server, issuer.token()), 503)
        issuer.start()
        self.assertTrue(edify.eventually(lambda: self.status(server, issuer.token()) == 200, seconds=70))

    def test_unknown_keys_make_one_fetch_in_each_pause(self):
        issuer = self.issuer()
        server = self.serve(settings(issuer, EDIFY_ACCESS_OIDC_UNKNOWN_KEY_PAUSE="4"))
        self.assertEqual(self.status(server, issuer.token()), 200)
        stranger = Key(self.key_folder)
        begun, fetches = time.monotonic(), issuer.fetches.count("keys")
        while time.monotonic() - begun < 9:
            self.assertIn(self.status(server, stranger.token(issuer.claims(), {"kid": b64(os.urandom(9))})), (401, 503))
        self.assertLessEqual(issuer.fetches.count("keys") - fetches, 3)  # at 0, 4 and 8 seconds
        self.assertEqual(self.status(server, issuer.token()), 200)

    def test_an_issuer_of_many_tenants_lets_those_in_that_are_named(self):
        issuer = Issuer(self.key_folder, [Key(self.key_folder)], path="/{tenantid}/v2.0")
        self.addCleanup(issuer.stop)
        bound = Key(self.key_folder)  # signs for one tenant alone, as Entra ID's keys may
        issuer.extra_keys = [bound.jwk(issuer=issuer.url.replace("{tenantid}", "school-1"))]
        server = self.serve(settings(issuer, EDIFY_ACCESS_OIDC_TENANTS="school-1,school-2"))
        of = lambda tenant: issuer.url.replace("{tenantid}", tenant)
        self.assertEqual(self.status(server, issuer.token(iss=of("school-1"), tid="school-1")), 200)
        self.assertEqual(self.status(server, issuer.token(iss=of("school-2"), tid="school-2")), 200)
        self.assertEqual(self.status(server, bound.token(issuer.claims(iss=of("school-1"), tid="school-1"))), 200)
        for key, iss, tid in ((None, of("school-3"), "school-3"), (None, of("school-1"), "school-2"), (None, of("school-1"), None),
                              (None, issuer.url, "school-1"), (None, issuer.url, "{tenantid}"), (None, of("organizations"), "organizations"),
                              (bound, of("school-2"), "school-2")):
            self.assertEqual(self.status(server, issuer.token(key, iss=iss, tid=tid)), 401, (iss, tid))

    def test_two_issuers_each_with_its_own_mapping(self):
        staff, parents = self.issuer("rsa"), self.issuer("ec")
        file = self.folder / "edify.toml"
        file.write_text(f"""
[[access.issuers]]
name = "staff"
issuer = "{staff.url}"
audience = ["edify-api"]
roles = ["Office=admin", "Lehrer=teacher"]
grades_claim = "realm_access.groups"
grades = ["klasse-5=grade5", "alle=*"]

[[access.issuers]]
name = "parents"
issuer = "{parents.url}"
audience = ["edify-api"]
algorithms = ["ES256"]
user_prefix = "parents:"
""")
        running = edify.Server(self.data, env={"EDIFY_LOG_LEVEL": "error"}, arguments=("--config", file))
        self.addCleanup(running.stop)
        me = lambda token: running.request("/me", bearer=token)
        teacher = me(staff.token(roles=["x", "Lehrer"], realm_access={"groups": ["klasse-5", "choir"]})).json()
        self.assertEqual((teacher["user"], teacher["role"], teacher["grades"]), ("somebody", "teacher", ["grade5"]))
        self.assertEqual(me(staff.token(roles=["Lehrer", "Office"])).json()["role"], "admin")
        self.assertTrue(me(staff.token(roles="Lehrer", realm_access={"groups": "alle"})).json()["all_grades"])
        self.assertEqual(me(staff.token(roles=["student"])).status, 403)
        self.assertEqual(me(parents.token(grades=["Grade 6"])).json()["user"], "parents:somebody")
        self.assertEqual(me(staff.token(roles=["Lehrer"], sub="parents:somebody")).status, 401, "a borrowed prefix")
        self.assertEqual(me(staff.keys[0].token(parents.claims())).status, 401, "one issuer's key for the other's token")


class KeysAndDenials(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of = Issuer(cls.key_folder, [Key(cls.key_folder)])
        cls.server = edify.Server(cls.data, env=settings(cls.of))

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.of.stop()
        super().tearDownClass()

    def ask(self, key, path="/query", **body):
        body = {"query": "when does the gate open", "limit": 50, **body} if path == "/query" else None
        return self.server.request(path, body, headers={"X-API-Key": key})

    def usable(self, *arguments):
        made = self.key(*arguments)
        self.assertTrue(edify.eventually(lambda: self.ask(made["key"], "/me").status != 401))
        return made

    def test_a_key_is_shown_once_and_kept_as_a_hash(self):
        made = self.usable("--role", "teacher", "--grades", "grade5")
        self.assertRegex(made["key"], r"^edify_[0-9A-Za-z]{49}$")
        self.assertEqual(self.ask(made["key"], "/me").json()["user"], f"key:{made['id']}")
        listed = edify.run("key", "list", "--json", data=self.data).stdout.decode()
        self.assertNotIn(made["key"], listed)
        for file in self.data.rglob("*"):
            if file.is_file():
                self.assertNotIn(made["key"].encode(), file.read_bytes(), file)
        used = lambda: [key["last_used"] for key in edify.run_json("key", "list", "--json", data=self.data)["keys"]
                        if key["id"] == made["id"]][0]
        self.assertTrue(edify.eventually(lambda: used() is not None))

    def test_a_key_is_good_for_its_role_grades_and_routes(self):
        key = self.usable("--role", "student", "--grades", "grade5", "--routes", "query,me")["key"]
        places = {(hit["module"], hit["grade"]) for hit in self.ask(key).json()["results"]}
        self.assertEqual(places, {("knowledge_bank", "grade5")})
        self.assertEqual(self.ask(key, role="admin").status, 403)
        self.assertEqual(self.ask(key, grades=["grade6"]).status, 403)
        self.assertEqual(self.ask(key, user_id="a-pupil", role="student").status, 403, "it may not act for users")
        self.assertEqual(self.server.request("/stats", headers={"X-API-Key": key}).status, 403)
        only_health = self.usable("--role", "admin", "--routes", "health")["key"]
        self.assertEqual(self.ask(only_health).status, 403)

    def test_a_key_may_act_for_users_within_its_ceiling(self):
        key = self.usable("--role", "teacher", "--grades", "grade5,grade6", "--may-act-for-users")["key"]
        grades = lambda **body: {hit["grade"] for hit in self.ask(key, **body).json()["results"]}
        self.assertEqual(grades(user_id="pupil-1", role="student", grades=["grade6"]), {"grade6"})
        self.assertEqual(grades(user_id="pupil-1", role="student"), set(), "no grades are none, not the key's")
        self.assertEqual(grades(), {"grade5", "grade6"}, "the key for itself")
        for body in ({"role": "admin"}, {"role": "student", "grades": ["grade7"]}, {"role": "student", "grades": ["*"]}):
            self.assertEqual(self.ask(key, user_id="pupil-1", **body).status, 403, body)
        self.assertEqual(self.ask(key, user_id="pupil-1").status, 400, "role is missing")
        self.assertEqual(self.ask(key, user_id="pupil-1", role="root").status, 400)
        self.assertEqual(self.ask(key, user_id="key:other", role="student").status, 400)
        assert edify.run("user", "deny", "pupil-2", data=self.data).returncode == 0
        self.assertTrue(edify.eventually(lambda: self.ask(key, user_id="pupil-2", role="student").status == 403))
        self.assertEqual(self.ask(key, user_id="pupil-1", role="student").status, 200)

    def test_a_denied_user_is_out_and_an_allowed_one_is_in_again(self):
        token = self.of.token(sub="leaver")
        browser = Browser(self.server)
        self.of.user_claims = {"sub": "leaver"}
        self.assertEqual(browser.sign_in(self.of).status, 302)
        self.assertEqual((self.status(self.server, token), browser.ask("GET", "/me").status), (200, 200))
        begun = time.monotonic()
        assert edify.run("user", "deny", "leaver", "--reason", "left the school", data=self.data).returncode == 0
        self.assertTrue(edify.eventually(lambda: self.status(self.server, token) == 403))
        self.assertEqual(browser.ask("GET", "/me").status, 403)
        print(f"a denied user is out after {time.monotonic() - begun:.1f} s")
        self.assertEqual(self.status(self.server, self.of.token(sub="stayer")), 200)
        self.assertIn(b"left the school", edify.run("user", "denied", data=self.data).stdout)
        assert edify.run("user", "allow", "leaver", data=self.data).returncode == 0
        self.assertTrue(edify.eventually(lambda: self.status(self.server, token) == 200))

    def test_the_token_command_says_that_its_tokens_are_good_for_nothing(self):
        done = edify.run("token", "--user", "x", "--role", "admin", data=self.data, env=settings(self.of))
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"local_tokens", done.stderr)


class Browsers(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of = Issuer(cls.key_folder, [Key(cls.key_folder)])
        cls.servers = [edify.Server(cls.data, env=settings(cls.of)) for _ in range(2)]

    @classmethod
    def tearDownClass(cls):
        for server in cls.servers:
            server.stop()
        cls.of.stop()
        super().tearDownClass()

    def setUp(self):
        self.of.user_claims = {"sub": "anna", "roles": ["teacher"], "grades": ["grade5"]}
        self.browser = Browser(self.servers[0])

    OURS = {"Sec-Fetch-Site": "same-origin", "Origin": PUBLIC}

    def test_signing_in_gives_a_session_that_every_server_knows(self):
        back = self.browser.sign_in(self.of)
        self.assertEqual((back.status, back.headers["Location"]), (302, "/chat"))
        session = [line for line in self.browser.set if line.startswith("edify-session=")][0]
        self.assertIn("HttpOnly", session)
        self.assertIn("SameSite=Lax", session)
        self.assertNotIn("anna", session)
        for server in self.servers:
            self.browser.server = server
            me = self.browser.ask("GET", "/me").json()
            self.assertEqual((me["user"], me["role"], me["grades"], me["known_by"]), ("anna", "teacher", ["grade5"], "session"))

    def test_signing_out_ends_the_session_on_every_server(self):
        self.browser.sign_in(self.of)
        stolen = dict(self.browser.cookies)
        self.assertEqual(self.browser.ask("POST", "/auth/logout", self.OURS).status, 204)
        self.assertEqual(self.browser.ask("GET", "/me").status, 401)
        thief = Browser(self.servers[0])
        thief.cookies = stolen
        self.assertEqual(thief.ask("GET", "/me").status, 401)
        thief.server = self.servers[1]
        self.assertTrue(edify.eventually(lambda: thief.ask("GET", "/me").status == 401))

    def test_a_session_changes_things_only_from_our_own_pages(self):
        self.browser.sign_in(self.of)
        refused = [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                   {"Sec-Fetch-Site": "same-site", "Origin": PUBLIC}, {"Sec-Fetch-Site": "none"},
                   {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, {"Origin": PUBLIC + ".evil.example"}]
        body = json.dumps({"query": "when does the gate open"})
        for headers in refused:
            for path in ("/query", "/auth/logout"):
                self.assertEqual(self.browser.ask("POST", path, {**headers, "Content-Type": "application/json"}).status, 403,
                                 f"{path} {headers}")
        for headers in (self.OURS, {"Origin": PUBLIC}, {"Sec-Fetch-Site": "same-origin"}):
            answer = self.servers[0].request("/query", body.encode(), headers={
                **headers, "Cookie": "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())})
            self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(self.browser.ask("GET", "/me", {"Sec-Fetch-Site": "cross-site"}).status, 200, "reading changes nothing")

    def test_nobody_is_sent_to_another_site(self):
        for page in ("https://evil.example", "//evil.example", "/\\evil.example", "\\/evil.example", "evil", "javascript:1",
                     "/a\r\nSet-Cookie: x=y", "/" + "a" * 2000, "%09//evil.example"):
            path = f"/auth/login?return_to={urllib.parse.quote(page, safe='')}"
            self.assertEqual(self.browser.ask("GET", path).status, 400, page)

    def test_the_answer_to_a_sign_in_is_good_for_the_browser_that_asked(self):
        begun = self.browser.ask("GET", "/auth/login")
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(begun.headers["Location"]).query))
        self.assertEqual((asked["response_type"], asked["code_challenge_method"]), ("code", "S256"))
        self.assertEqual(asked["redirect_uri"], f"{PUBLIC}/auth/callback")
        answer = self.of.sign_in(asked).removeprefix(PUBLIC)
        self.assertEqual(Browser(self.servers[0]).ask("GET", answer).status, 400, "another browser")
        wrong = answer.replace(asked["state"], "x" * len(asked["state"]))
        self.assertEqual(self.browser.ask("GET", wrong).status, 400, "another state")
        self.assertEqual(self.browser.ask("GET", "/auth/callback?state=" + asked["state"]).status, 400, "no code")
        self.assertEqual(self.browser.ask("GET", f"/auth/callback?error=access_denied&state={asked['state']}").status, 400)
        self.assertEqual(self.browser.ask("GET", answer).status, 302)
        self.assertEqual(self.browser.ask("GET", answer).status, 400, "a code is good once")

    def test_id_tokens_that_are_wrong_give_no_session(self):
        for claims in ({"nonce": "another"}, {"nonce": None}, {"aud": "edify-api"}, {"aud": ["edify-web", "x"], "azp": "x"},
                       {"exp": 5}, {"iss": "http://127.0.0.1:1"}, {"roles": ["nobody"]}, {"sub": None}):
            self.of.user_claims = claims
            browser = Browser(self.servers[0])
            self.assertIn(browser.sign_in(self.of).status, (401, 403), claims)
            self.assertEqual(browser.ask("GET", "/me").status, 401, claims)

    def test_cookies_that_are_changed_exchanged_or_doubled_are_no_session(self):
        self.browser.sign_in(self.of)
        value = self.browser.cookies["edify-session"]
        self.browser.ask("GET", "/auth/login")
        login = self.browser.cookies["edify-login"]
        for cookie in (value[:-1], value + "A", "A" + value[1:], login, "", value[:40] + "B" + value[41:], "A" * 9000):
            browser = Browser(self.servers[0])
            browser.cookies = {"edify-session": cookie}
            self.assertIn(browser.ask("GET", "/me").status, (401, 431), cookie[:20])
        answer = self.servers[0].request("/me", headers={"Cookie": f"edify-session={value}; edify-session={value}"})
        self.assertEqual(answer.status, 401)
        header_wins = self.servers[0].request("/me", bearer="rubbish", headers={"Cookie": f"edify-session={value}"})
        self.assertEqual(header_wins.status, 401)

    def test_a_secure_address_gives_host_cookies(self):
        server = self.serve(settings(self.of, EDIFY_ACCESS_PUBLIC_URL="https://edify.school.example"))
        begun = Browser(server).ask("GET", "/auth/login")
        cookie = begun.headers["Set-Cookie"]
        self.assertTrue(cookie.startswith("__Host-edify-login="), cookie)
        self.assertIn("; Secure", cookie)
        self.assertIn("Path=/;", cookie)
        self.assertNotIn("Domain", cookie)


class Configurations(Case):
    def test_unsafe_settings_stop_the_start_with_one_line(self):
        good = {"EDIFY_ACCESS_OIDC_ISSUER": "https://id.example", "EDIFY_ACCESS_OIDC_AUDIENCE": "a"}
        microsoft = "https://login.microsoftonline.com"
        for change, word in (({"EDIFY_ACCESS_OIDC_ISSUER": "http://id.example"}, "https"),
                             ({"EDIFY_ACCESS_OIDC_ISSUER": f"{microsoft}/common/v2.0"}, "tenants"),
                             ({"EDIFY_ACCESS_OIDC_ISSUER": f"{microsoft}/{{tenantid}}/v2.0"}, "tenants"),
                             ({"EDIFY_ACCESS_OIDC_AUDIENCE": ""}, "audience"),
                             ({"EDIFY_ACCESS_OIDC_ALGORITHMS": "HS256"}, "algorithm"),
                             ({"EDIFY_ACCESS_OIDC_ALGORITHMS": "none"}, "algorithm"),
                             ({"EDIFY_ACCESS_OIDC_ROLES": "Boss=root"}, "root"),
                             ({"EDIFY_ACCESS_OIDC_GRADES": "x=grade99"}, "grade99"),
                             ({"EDIFY_ACCESS_PUBLIC_URL": "http://edify.example"}, "https"),
                             ({"EDIFY_ACCESS_LOCAL_TOKENS": "maybe"}, "auto"),
                             ({"EDIFY_ACCESS_REGISTER_INTERVAL": "61"}, "30"),
                             ({"EDIFY_ACCESS_OIDC_COLOUR": "blue"}, "COLOUR")):
            done = edify.run("status", data=self.data, env={**good, **change})
            self.assertEqual(done.returncode, 2, (change, done.stderr))
            self.assertIn(word.encode(), done.stderr, change)
            self.assertEqual(done.stderr.count(b"\n"), 1, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
