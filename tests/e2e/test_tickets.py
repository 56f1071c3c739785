"""`edify tickets import`, and what admins see of it."""
import unittest

import edify


class Tickets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(edify.temporary_folder())
        cls.data = cls.folder / "data"

    def load(self, text, *options):
        file = self.folder / "desk.csv"
        file.write_text(text)
        return edify.run("tickets", "import", file, *options, data=self.data)

    def test_a_help_desks_file_becomes_figures_and_nothing_else(self):
        rows = "".join(f'{number},"Asha, class 5","line one\nline two",2026-11-16 0{number % 10}:00,\n' for number in range(2500))
        text = "ID,Requester,Subject,Opened,Closed\n" + rows
        self.assertEqual(self.load(text).stdout.decode(), "2500 tickets read, 2500 of them new\n")
        self.assertEqual(self.load(text).stdout.decode(), "2500 tickets read, 0 of them new\n")
        admin = edify.token(self.data, "admin")
        with edify.server(self.data) as server:
            tickets = server.request("/admin/kpis", bearer=admin).json()["tickets"]
            self.assertEqual((tickets["total"], tickets["open"], tickets["target_a_week"]), (2500, 2500, 5))
            self.assertEqual(tickets["newest"], "2026-11-16T09:00:00Z")
        for file in self.data.rglob("*"):
            if file.is_file():
                self.assertNotIn(b"Asha", file.read_bytes(), file)

    def test_what_is_wrong_is_named_by_line_and_column(self):
        for text, options, code, said in (
                ("id,opened\n1,2026-11-16\n2,soon\n", (), 4, "line 3, column 2: 'soon' is not a time"),
                ("number,opened\n1,2026-11-16\n", (), 4, "no column is called id; name the right one with --id"),
                ("id,opened\n1,\"2026\n", (), 4, "a quote is opened and never closed"),
                ("id,opened\n1," + "x" * (2 << 20) + "\n", (), 5, "more than 1048576 bytes")):
            done = self.load(text, *options)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(said, done.stderr.decode())
            self.assertEqual(done.stderr.count(b"\n"), 1)
        self.assertEqual(edify.run("tickets", "import", self.folder / "nothing.csv", data=self.data).returncode, 1)


if __name__ == "__main__":
    unittest.main()
