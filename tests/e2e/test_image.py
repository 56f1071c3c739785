"""The image's content, without Docker: what deploy/docker/rootfs.sh lays out runs by itself, on a read-only root, as a user
without rights, and holds nothing to run but Edify."""
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import threading
import unittest
import urllib.request

import edify

ROOTFS = edify.ROOT / "deploy" / "docker" / "rootfs.sh"
BUILD = pathlib.Path(edify.PROGRAM).resolve().parent
CASES = edify.ROOT / "tests" / "cases"
USER = 10001

# Everything below happens in a mount namespace of its own and ends with it. The last step replaces the shell, so that a
# signal to the process reaches Edify.
ENTER = """
set -e
root=$1 state=$2
shift 2
mount --bind "$root" "$root"
mount --bind "$state" "$root/var/lib/edify"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
mount -o remount,bind,ro "$root"
exec chroot --userspec=10001:10001 "$root" "$@"
"""
VARIABLES = {"PATH": os.environ["PATH"], "EDIFY_DATA": "/var/lib/edify/data", "EDIFY_MODELS": "/usr/share/edify",
             "EDIFY_METRICS_PORT": "0", "EDIFY_SERVER_LAME_DUCK": "0"}


def may_mount():
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    probe = "mount -t tmpfs tmpfs /mnt && chroot / /bin/true"
    done = subprocess.run(["unshare", "--mount", "--propagation", "private", "sh", "-c", probe], capture_output=True)
    return done.returncode == 0


class ImageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(edify.temporary_folder())
        cls.root = cls.folder / "root"
        made = subprocess.run([ROOTFS, BUILD, cls.root], capture_output=True, text=True, timeout=300)
        assert made.returncode == 0, made.stderr

    def inside(self, *command):
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", ENTER, "sh", str(self.root),
                str(self.state), *command]

    def run_inside(self, *command):
        return subprocess.run(self.inside(*command), capture_output=True, text=True, timeout=300, env=VARIABLES)

    def test_it_holds_nothing_to_run_but_edify(self):
        programs, open_to_all, size = set(), [], 0
        for path in self.root.rglob("*"):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                size += status.st_size
                if status.st_mode & 0o111:
                    programs.add(str(path.relative_to(self.root)))
            self.assertFalse(status.st_mode & (stat.S_ISUID | stat.S_ISGID), path)
            if not stat.S_ISLNK(status.st_mode) and status.st_mode & stat.S_IWOTH:
                open_to_all.append(str(path.relative_to(self.root)))
            elif stat.S_ISLNK(status.st_mode):
                self.assertFalse(str(path.resolve()).startswith(str(edify.ROOT)), path)
        # The loader can start nothing that is not a program of this image.
        self.assertEqual(programs, {"usr/bin/edify", "usr/lib64/ld-linux-x86-64.so.2"})
        self.assertEqual(open_to_all, ["tmp"])
        print(f"the image holds {size / 1e6:.0f} MB")

    def test_it_names_no_folder_of_the_build(self):
        header = subprocess.run(["readelf", "-d", self.root / "usr/bin/edify"], capture_output=True, text=True)
        if header.returncode == 0:
            self.assertEqual(re.findall(r"R(?:UN)?PATH.*\[(.*)\]", header.stdout), ["$ORIGIN/../lib/edify"])

    def test_it_reads_and_serves_as_a_user_without_rights_on_a_read_only_root(self):
        if not may_mount():
            self.skipTest("only root in a machine that may mount can enter the image's folder")
        self.state = self.folder / "state"
        school = self.state / "school" / "Knowledge Bank" / "kb" / "2025-2026" / "grade5"
        school.mkdir(parents=True)
        shutil.copy(CASES / "pdf_scanned" / "input.pdf", school / "scan.pdf")
        shutil.copy(CASES / "image_hindi" / "input.png", school / "hindi.png")
        shutil.copy(CASES / "office_docx_headings" / "input.docx", school / "headings.docx")
        for path in [self.state, *self.state.rglob("*")]:
            os.chown(path, USER, USER)
        # mkdtemp's folder is its owner's alone, and the one above `state` too.
        self.folder.chmod(0o755)

        self.assertEqual(self.run_inside("/bin/sh", "-c", "true").returncode, 127)
        doctor = self.run_inside("/usr/bin/edify", "doctor")
        self.assertEqual(doctor.returncode, 0, doctor.stdout + doctor.stderr)
        for line in ("ok       model", "ok       parser", "ok       sandbox"):
            self.assertIn(line, doctor.stdout)
        ingest = self.run_inside("/usr/bin/edify", "ingest", "/var/lib/edify/school", "--json")
        self.assertEqual(ingest.returncode, 0, ingest.stdout + ingest.stderr)
        self.assertIn('"files_failed":0', ingest.stdout.replace(" ", ""))
        token = self.run_inside("/usr/bin/edify", "token", "--user", "a", "--role", "student", "--grades", "grade5")
        self.assert_serves(token.stdout.strip())

    def assert_serves(self, token):
        server = subprocess.Popen(self.inside("/usr/bin/edify", "serve", "--port", "0"), env=VARIABLES,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            said = []
            for line in server.stderr:
                said.append(line)
                if found := re.search(r"http://[0-9.]+:[0-9]+", line):
                    break
            self.assertTrue(said and found, said)
            reader = threading.Thread(target=server.stderr.read, daemon=True)
            reader.start()
            status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
            self.assertRegex(status, rf"Uid:\s+{USER}\s+{USER}")
            self.assertRegex(status, r"CapEff:\s+0000000000000000")
            ready = self.run_inside("/usr/bin/edify", "ready", "--url", found.group())
            self.assertEqual(ready.returncode, 0, ready.stderr)
            request = urllib.request.Request(found.group() + "/query", data=b'{"query": "What is on the page?"}',
                                             headers={"Content-Type": "application/json",
                                                      "Authorization": f"Bearer {token}"})
            with urllib.request.urlopen(request, timeout=60) as response:
                self.assertEqual(response.status, 200)
        finally:
            server.send_signal(signal.SIGTERM)
            self.assertEqual(server.wait(timeout=60), 0)
            reader.join()
            server.stderr.close()


if __name__ == "__main__":
    unittest.main()
