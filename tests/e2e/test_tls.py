"""TLS as clients meet it: versions, ciphers, certificates that change while connections live."""
import http.client
import os
import signal
import socket
import ssl
import subprocess
import unittest

import edify
import small_library


def make_certificate(certificate, key, days=30):
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", str(days),
         "-subj", "/CN=edify.test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        capture_output=True)
    assert made.returncode == 0, made.stderr.decode()
    os.chmod(key, 0o600)


def context(**settings):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    for name, value in settings.items():
        setattr(made, name, value)
    return made


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.context = edify.temporary_folder()
        cls.folder = cls.context.__enter__()
        cls.data = small_library.make(cls.folder, documents=2)
        cls.certificate, cls.key = cls.folder / "certificate.pem", cls.folder / "key.pem"
        make_certificate(cls.certificate, cls.key)
        cls.server = edify.Server(cls.data, {"EDIFY_SERVER_TLS_CERTIFICATE": str(cls.certificate),
                                             "EDIFY_SERVER_TLS_KEY": str(cls.key), "LOG_LEVEL": "info"})

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.context.__exit__(None, None, None)

    def connect(self, client=None):
        raw = socket.create_connection(("127.0.0.1", self.server.port), timeout=20)
        return (client or context()).wrap_socket(raw)

    def certificate_in_use(self):
        with self.connect() as connection:
            return connection.getpeercert(binary_form=True)

    def connection(self):
        return http.client.HTTPSConnection("127.0.0.1", self.server.port, context=context(), timeout=20)

    def ask(self, connection):
        connection.request("GET", "/livez")
        answer = connection.getresponse()
        answer.read()
        return answer

    def test_speaks_modern_versions_and_http_1_1_alone(self):
        self.assertTrue(self.server.url.startswith("https://"))
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            client = context(minimum_version=version, maximum_version=version)
            client.set_alpn_protocols(["h2", "http/1.1"])
            with self.connect(client) as connection:
                self.assertEqual(connection.selected_alpn_protocol(), "http/1.1")
        answer = self.ask(self.connection())
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Strict-Transport-Security"], "max-age=31536000")

    def test_refuses_old_versions_weak_ciphers_and_other_protocols(self):
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            client.check_hostname = False
            client.verify_mode = ssl.CERT_NONE
            client.set_ciphers("ALL:@SECLEVEL=0")
            client.minimum_version = client.maximum_version = version
            with self.assertRaises(OSError, msg=version):
                self.connect(client).close()
        for ciphers in ("AES128-SHA", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA"):  # no secrecy, or no AEAD
            client = context(maximum_version=ssl.TLSVersion.TLSv1_2)
            client.set_ciphers(ciphers + ":@SECLEVEL=0")
            with self.assertRaises(OSError, msg=ciphers):
                self.connect(client).close()
        only_h2 = context()
        only_h2.set_alpn_protocols(["h2"])
        with self.assertRaises(OSError):
            self.connect(only_h2).close()

    def test_outlives_who_speaks_no_tls(self):
        for bytes_sent in (b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\xff\xff", os.urandom(2000), b""):
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=20) as raw:
                raw.sendall(bytes_sent)
                raw.shutdown(socket.SHUT_WR)
                with self.subTest(bytes_sent=bytes_sent[:10]):
                    try:
                        self.assertNotIn(b"200 OK", raw.recv(65536))
                    except ConnectionResetError:
                        pass
        self.assertEqual(self.ask(self.connection()).status, 200)

    def hang_up(self, expected):
        before = len([line for line in self.server.said if expected in line])
        self.server.process.send_signal(signal.SIGHUP)
        self.assertTrue(edify.eventually(lambda: len([line for line in self.server.said if expected in line]) > before),
                        self.server.said)

    def test_takes_a_new_certificate_without_dropping_a_connection(self):
        kept = self.connection()
        self.assertEqual(self.ask(kept).status, 200)
        kept_socket = kept.sock
        old = self.certificate_in_use()
        make_certificate(self.certificate, self.key)
        self.hang_up("has been read again")
        new = self.certificate_in_use()
        self.assertNotEqual(new, old)
        self.assertEqual(self.ask(kept).status, 200)
        self.assertIs(kept.sock, kept_socket, "the old connection goes on")

        good_certificate, good_key = self.certificate.read_bytes(), self.key.read_bytes()
        other = self.folder / "other-key.pem"
        make_certificate(self.folder / "other.pem", other)
        for name, certificate, key in (("rubbish", b"rubbish", good_key), ("empty", b"", good_key),
                                       ("another's key", good_certificate, other.read_bytes()),
                                       ("half a key", good_certificate, good_key[:60])):
            with self.subTest(name):
                self.certificate.write_bytes(certificate)
                self.key.write_bytes(key)
                self.hang_up("the old certificate stays in use")
                self.assertEqual(self.certificate_in_use(), new)
                self.assertEqual(self.ask(kept).status, 200)
        self.certificate.write_bytes(good_certificate)
        self.key.write_bytes(good_key)
        self.hang_up("has been read again")

    def test_does_not_start_with_files_that_can_not_be_used(self):
        loose = self.folder / "loose-key.pem"
        make_certificate(self.folder / "loose.pem", loose)
        os.chmod(loose, 0o644)
        for certificate, key, named in ((self.folder / "loose.pem", loose, "loose-key.pem"),
                                        (self.folder / "absent.pem", self.key, "absent.pem"),
                                        (self.certificate, "", "server.tls_key")):
            done = edify.run("serve", "--port", "0", data=self.data,
                             env={"EDIFY_SERVER_TLS_CERTIFICATE": str(certificate), "EDIFY_SERVER_TLS_KEY": str(key)})
            self.assertEqual(done.returncode, 2, done.stderr.decode())
            self.assertIn(named, done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
