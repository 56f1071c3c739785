"""Azure over TLS: whose certificate is taken and whose is not, against Azurite with certificates of our own authority."""
import pathlib
import subprocess
import types
import unittest

import azurite
import edify


def setUpModule():
    reason = azurite.why_not()
    if reason:
        raise unittest.SkipTest(reason)


def openssl(*arguments, **options):
    subprocess.run(["openssl", *map(str, arguments)], check=True, stderr=subprocess.DEVNULL, **options)


class Authority:
    """Signs certificates in a folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.certificate, self.key = self.folder / "authority.pem", self.folder / "authority.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", 2,
                "-subj", "/CN=An authority of the tests", "-keyout", self.key, "-out", self.certificate)

    def sign(self, name, subject, days=1):
        files = types.SimpleNamespace(certificate=self.folder / f"{name}.pem", key=self.folder / f"{name}.key")
        request = self.folder / f"{name}.csr"
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=storage",
                "-keyout", files.key, "-out", request)
        extension = self.folder / f"{name}.ext"
        extension.write_text(f"subjectAltName={subject}\n", encoding="ascii")
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
                "-days", days, "-extfile", extension, "-out", files.certificate)
        return files


class Tls(unittest.TestCase):
    def setUp(self):
        context = edify.temporary_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.authority = Authority(self.folder)

    def ingest(self, az, **environment):
        return edify.run("ingest", "azure://school", "--json", data=self.folder / "data",
                         env={"AZURE_STORAGE_CONNECTION_STRING": az.connection_string, "EDIFY_INGEST_OUTAGE_PATIENCE": "1",
                              "EDIFY_AZURE_READ_TIMEOUT": "5", **environment})

    def assert_refused(self, tls, **environment):
        with azurite.running(tls) as az:
            az.create_container("school")
            az.put("school", "a.md", b"# Fire drill\n\nLeave by the north stairs.\n")
            done = self.ingest(az, **environment)
            self.assertEqual(done.returncode, 6, done.stderr)
            self.assertIn(b"certificate", done.stderr)
            self.assertFalse(edify.store_truth(self.folder / "data")[0], "nothing was read")

    def test_a_certificate_of_a_trusted_authority_is_taken(self):
        with azurite.running(self.authority.sign("good", "IP:127.0.0.1")) as az:
            az.create_container("school")
            az.put("school", "a.md", b"# Fire drill\n\nLeave by the north stairs.\n")
            done = self.ingest(az, EDIFY_AZURE_CA_FILE=str(self.authority.certificate))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(len(edify.store_truth(self.folder / "data")[0]), 1)

    def test_one_of_an_unknown_authority_is_refused(self):
        self.assert_refused(self.authority.sign("good", "IP:127.0.0.1"))

    def test_one_for_another_host_is_refused(self):
        self.assert_refused(self.authority.sign("other", "DNS:storage.example"),
                            EDIFY_AZURE_CA_FILE=str(self.authority.certificate))

    def test_one_that_has_expired_is_refused(self):
        self.assert_refused(self.authority.sign("old", "IP:127.0.0.1", days=0),
                            EDIFY_AZURE_CA_FILE=str(self.authority.certificate))


if __name__ == "__main__":
    unittest.main()
