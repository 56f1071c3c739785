"""A real PostgreSQL for tests, on a port of the loopback, as an unprivileged user where the test is root."""
import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest

import edify

PROGRAMS = next((folder for folder in map(pathlib.Path, ("/usr/lib/postgresql/15/bin", "/usr/local/bin"))
                 if (folder / "initdb").exists()), None)

needs_postgres = unittest.skipUnless(PROGRAMS, "PostgreSQL's initdb is not here; tools/setup.sh installs postgresql-15")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server_user():
    """None: the test's own."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Postgres:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="edify-postgres-"))
        self.user = server_user()
        if self.user:
            shutil.chown(self.folder, self.user)
        self.port = free_port()
        self.url = f"postgresql://edify@127.0.0.1:{self.port}/postgres"
        made = self.start_program("initdb", "--pgdata", self.folder / "data", "--username", "edify", "--auth", "trust",
                                  "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync").wait(60)
        assert made == 0, (self.folder / "log").read_text()
        self.start()

    def start_program(self, name, *arguments):
        who = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen([PROGRAMS / name, *arguments], stdout=log, stderr=log, cwd="/", **who)

    def start(self):
        """On the port of before, with what it held."""
        self.process = self.start_program("postgres", "-D", self.folder / "data", "-h", "127.0.0.1", "-p", str(self.port),
                                          "-k", self.folder, "-c", "max_connections=200")
        assert edify.eventually(self.answers, 60), (self.folder / "log").read_text()

    def answers(self):
        return subprocess.run([PROGRAMS / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0

    def crash(self):
        """Connections are cut, nothing is written out."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(60)

    def rows(self, sql):
        done = subprocess.run([PROGRAMS / "psql", "--no-psqlrc", "-qAt", "-F", "\t", "-d", self.url, "-c", sql],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    def stop(self):
        self.crash()
        shutil.rmtree(self.folder)


@contextlib.contextmanager
def postgres():
    server = Postgres()
    try:
        yield server
    finally:
        server.stop()
