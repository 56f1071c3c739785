"""Signing in to the web app by a school's own OpenID Connect issuer, in a real browser (web/tests/school_sign_in.mjs)."""
import os
import shutil
import socket
import subprocess
import unittest

import edify
from issuer import Issuer, Key, key_folder


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class WebSignIn(unittest.TestCase):
    def test_in_a_browser(self):
        node, chromium = shutil.which("node"), shutil.which("chromium")
        self.assertTrue(node and chromium, "node and chromium come with `make setup`")
        data = self.enterContext(edify.temporary_folder()) / "data"
        assert edify.run("ingest", edify.SAMPLES / "Knowledge Bank", data=data, env={"EDIFY_OCR_ENABLED": "false"}).returncode == 0
        keys = self.enterContext(key_folder())
        issuer = Issuer(keys, [Key(keys)])
        self.addCleanup(issuer.stop)
        # Browsers must come back to where the server listens, so its port is chosen before it starts.
        port = free_port()
        server = edify.Server(data, port=port, env={
            "EDIFY_ACCESS_OIDC_ISSUER": issuer.url, "EDIFY_ACCESS_OIDC_AUDIENCE": "edify-api",
            "EDIFY_ACCESS_OIDC_CLIENT_ID": issuer.client[0], "EDIFY_ACCESS_OIDC_CLIENT_SECRET": issuer.client[1],
            "EDIFY_ACCESS_OIDC_GRADES_CLAIM": "grades", "EDIFY_ACCESS_PUBLIC_URL": f"http://127.0.0.1:{port}"})
        self.addCleanup(server.stop)
        done = subprocess.run([node, "--test", "tests/school_sign_in.mjs"], cwd=edify.ROOT / "web", timeout=300,
                              env={**os.environ, "EDIFY_URL": server.url, "EDIFY_ISSUER": f"http://127.0.0.1:{issuer.port}",
                                   "CHROMIUM": chromium})
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
