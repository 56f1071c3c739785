"""Azurite, Microsoft's emulator of Azure Storage, for the end-to-end tests: start it, fill it, kill it, bring it back.

    with azurite.running() as az:
        az.create_container("school")
        az.put("school", "SOP/fire.md", b"# Fire drill", metadata={"owner": "office"}, content_type="text/markdown")
        edify.run("ingest", "azure://school", data=folder, env={"AZURE_STORAGE_CONNECTION_STRING": az.connection_string})

It listens on free ports of the loopback; its data lie in a temporary folder that goes with it. The client below signs
with the Shared Key as the protocol's document says (learn.microsoft.com/rest/api/storageservices/
authorize-with-shared-key) and is no part of what is tested.
"""
import base64
import contextlib
import datetime
import hashlib
import hmac
import http.client
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import blob_client  # noqa: E402  (the path comes first)

ENGINES = pathlib.Path(os.environ.get("EDIFY_ENGINES_DIR") or ROOT / "engines")
PROGRAM = ENGINES / "azurite" / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
# The emulator's published account and key.
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
VERSION = blob_client.VERSION


def why_not():
    """Why the tests that need Azurite can not run here, or nothing."""
    if shutil.which("node") is None:
        return "Node.js is not installed (make setup)"
    return None if PROGRAM.exists() else f"{PROGRAM} is not there (make setup)"


class Refused(Exception):
    """Azurite answered with an error status."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body[:300]!r}")
        self.status = status


class Azurite:
    def __init__(self, folder, tls=None):
        """tls: an object with the files `certificate` and `key`; none: plain HTTP."""
        self.folder = folder
        self.tls = tls
        self.blob_port = 0
        self.queue_port = 0
        self.process = None
        self._local = threading.local()
        self.restart()

    @property
    def scheme(self):
        return "https" if self.tls else "http"

    @property
    def blob_endpoint(self):
        return f"{self.scheme}://127.0.0.1:{self.blob_port}/{ACCOUNT}"

    @property
    def queue_endpoint(self):
        return f"{self.scheme}://127.0.0.1:{self.queue_port}/{ACCOUNT}"

    @property
    def connection_string(self):
        return (f"DefaultEndpointsProtocol={self.scheme};AccountName={ACCOUNT};AccountKey={KEY};"
                f"BlobEndpoint={self.blob_endpoint};QueueEndpoint={self.queue_endpoint};")

    def restart(self):
        """Starts Azurite, at first or again after kill(): on the same ports, with the same data."""
        command = ["node", str(PROGRAM), "--location", str(self.folder), "--disableTelemetry", "--skipApiVersionCheck",
                   "--blobPort", str(self.blob_port), "--queuePort", str(self.queue_port), "--tablePort", "0",
                   "--silent"]
        if self.tls:
            command += ["--cert", str(self.tls.certificate), "--key", str(self.tls.key)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = ""
        for line in self.process.stdout:
            said += line
            found = re.search(r"(Blob|Queue) service is successfully listening at https?://[\d.]+:(\d+)", line)
            if found:
                setattr(self, f"{found.group(1).lower()}_port", int(found.group(2)))
            if "Table service is successfully listening" in line:
                break
        else:
            raise RuntimeError(f"Azurite did not start: {said}")
        # Nobody may block on a full pipe.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def kill(self):
        """An outage: connections break, the port refuses. SIGTERM, since only then are its data on the disk."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
        for connection in vars(self._local).values():
            connection.close()
        self._local = threading.local()

    def create_container(self, name):
        self._blob("PUT", f"/{name}", {"restype": "container"})

    def delete_container(self, name):
        self._blob("DELETE", f"/{name}", {"restype": "container"})

    def put(self, container, path, data, metadata=None, content_type=None, tags=None):
        """Uploads a block blob; answers its ETag."""
        headers = {"x-ms-blob-type": "BlockBlob", "content-type": content_type or "application/octet-stream"}
        for name, value in (metadata or {}).items():
            headers[f"x-ms-meta-{name}"] = value
        if tags:
            headers["x-ms-tags"] = urllib.parse.urlencode(tags)
        _, answered = self._blob("PUT", f"/{container}/{path}", {}, headers, data)
        return answered["ETag"]

    def get(self, container, path):
        return self._blob("GET", f"/{container}/{path}", {})[0]

    def delete(self, container, path):
        self._blob("DELETE", f"/{container}/{path}", {})

    def list(self, container, prefix=""):
        """The paths, sorted."""
        paths, marker = [], ""
        while True:
            query = {"restype": "container", "comp": "list", "prefix": prefix, "marker": marker}
            page = xml.etree.ElementTree.fromstring(self._blob("GET", f"/{container}", query)[0])
            paths += [name.text for name in page.iterfind("./Blobs/Blob/Name")]
            marker = page.findtext("NextMarker") or ""
            if not marker:
                return sorted(paths)

    def create_queue(self, name):
        self._queue("PUT", f"/{name}", {})

    def put_message(self, queue, text):
        """Puts `text` on the queue as it is; Event Grid sends base64 of its JSON."""
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        body = f"<QueueMessage><MessageText>{escaped}</MessageText></QueueMessage>".encode()
        self._queue("POST", f"/{queue}/messages", {}, {"content-type": "application/xml"}, body)

    def count_messages(self, queue):
        """Those that are visible and those that are not."""
        return int(self._queue("GET", f"/{queue}", {"comp": "metadata"})[1]["x-ms-approximate-messages-count"])

    def container_sas(self, container, permissions="rl", minutes=60):
        """A service SAS for a container, without its question mark."""
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
        expiry = end.strftime("%Y-%m-%dT%H:%M:%SZ")
        fields = [permissions, "", expiry, f"/blob/{ACCOUNT}/{container}", "", "", "", VERSION, "c", "", "",
                  "", "", "", "", ""]
        digest = hmac.new(base64.b64decode(KEY), "\n".join(fields).encode(), hashlib.sha256).digest()
        return urllib.parse.urlencode({"sv": VERSION, "se": expiry, "sr": "c", "sp": permissions,
                                       "sig": base64.b64encode(digest).decode()})

    def _blob(self, method, path, query, headers=None, body=b""):
        return self._request("blob", method, path, query, headers, body)

    def _queue(self, method, path, query, headers=None, body=b""):
        return self._request("queue", method, path, query, headers, body)

    def _request(self, service, method, path, query, headers, body):
        headers = {**(headers or {}), "x-ms-version": VERSION, "content-length": str(len(body)),
                   "x-ms-date": datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")}
        encoded = f"/{ACCOUNT}" + urllib.parse.quote(path)
        headers["authorization"] = blob_client.shared_key(ACCOUNT, base64.b64decode(KEY), method, encoded, query, headers)
        target = encoded + ("?" + urllib.parse.urlencode(query) if query else "")
        try:
            response, data = self._exchange(service, method, target, headers, body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # Azurite closes what was idle for some seconds.
            response, data = self._exchange(service, method, target, headers, body)
        if response.status >= 300:
            raise Refused(response.status, data)
        return data, response.headers

    def _exchange(self, service, method, target, headers, body):
        connection = self._connection(service)
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
            return response, response.read()
        except (http.client.HTTPException, OSError):
            connection.close()
            raise

    def _connection(self, service):
        """One a thread and service; http.client opens it again by itself after close()."""
        port = self.blob_port if service == "blob" else self.queue_port
        if not hasattr(self._local, service):
            setattr(self._local, service, self._new_connection(port))
        return getattr(self._local, service)

    def _new_connection(self, port):
        if not self.tls:
            return http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        context = ssl.create_default_context()
        # Its certificate may be one that a client must refuse; this one only fills the containers.
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection("127.0.0.1", port, timeout=60, context=context)


@contextlib.contextmanager
def running(tls=None):
    folder = tempfile.mkdtemp(prefix="edify-azurite-")
    try:
        az = Azurite(folder, tls)
        try:
            yield az
        finally:
            az.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
