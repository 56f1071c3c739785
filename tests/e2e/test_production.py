"""edify doctor --production: refuses by name, waives by name."""
import unittest

import edify


class ProductionTest(unittest.TestCase):
    def names(self, done, word):
        return [line.split()[1] for line in done.stdout.decode().splitlines() if line.startswith(word)]

    def test_a_fresh_set_up_is_refused_for_its_reasons(self):
        with edify.temporary_folder() as folder:
            data = folder / "data"
            edify.token(data, "admin")
            done = edify.run("doctor", "--production", data=data, cwd=folder)
            self.assertEqual(done.returncode, 1)
            refused = self.names(done, "REFUSED")
            for name in ("local_tokens", "no_issuer", "no_rate_limit"):
                self.assertIn(name, refused)
            self.assertIn(f"{len(refused)} reasons", done.stderr.decode())

            open_to_all = edify.run("doctor", "--production", data=data, cwd=folder,
                                    env={"EDIFY_SERVER_HOST": "0.0.0.0", "EDIFY_LOG_LEVEL": "debug",
                                         "EDIFY_PARSE_SANDBOX": "off", "EDIFY_SERVER_CORS_ORIGINS": "*"})
            for name in ("no_tls", "debug_log", "no_sandbox", "any_origin"):
                self.assertIn(name, self.names(open_to_all, "REFUSED"))

            waived = edify.run("doctor", "--production", data=data, cwd=folder,
                               env={"EDIFY_PRODUCTION_WAIVE": ",".join(refused)})
            self.assertEqual(waived.returncode, 0, waived.stdout.decode())
            self.assertEqual(self.names(waived, "waived"), refused)

            unknown = edify.run("doctor", "--production", data=data, cwd=folder,
                                env={"EDIFY_PRODUCTION_WAIVE": "everything"})
            self.assertEqual(unknown.returncode, 2)
            self.assertIn("unencrypted_store", unknown.stderr.decode())


if __name__ == "__main__":
    unittest.main()
