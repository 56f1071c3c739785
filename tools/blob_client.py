"""A small client of Azure Blob Storage for tools and tests: makes containers, writes, copies and deletes blobs.

Shared Key as in 'Authorize with Shared Key' of the REST documentation. One connection, that `with` closes; not thread-safe.
It only ever writes what tools/loadgen.py makes; the program's own client is src/source/azure.
"""
import base64
import email.utils
import hashlib
import hmac
import http.client
import urllib.parse
import xml.etree.ElementTree
from xml.sax.saxutils import escape

VERSION = "2021-12-02"
BLOCK_BYTES = 8 << 20
EMULATOR = ("DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50u"
            "SRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;")
SIGNED_HEADERS = ("Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date",
                  "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range")


def shared_key(account, key, method, resource, query, headers):
    """The Authorization header. key: bytes; resource: the path as it is sent; query: decoded values."""
    plain = {name.lower(): value for name, value in headers.items()}
    if plain.get("content-length") == "0":
        del plain["content-length"]
    marked = sorted((name, value) for name, value in plain.items() if name.startswith("x-ms-"))
    lines = [method, *(plain.get(name.lower(), "") for name in SIGNED_HEADERS),
             *(f"{name}:{value}" for name, value in marked), f"/{account}{resource}",
             *(f"{name}:{value}" for name, value in sorted(query.items()))]
    signature = hmac.new(key, "\n".join(lines).encode(), hashlib.sha256).digest()
    return f"SharedKey {account}:{base64.b64encode(signature).decode()}"


class BlobError(Exception):
    def __init__(self, status, body):
        super().__init__(f"HTTP {status}: {body[:300].decode(errors='replace')}")
        self.status = status


class BlobClient:
    def __init__(self, connection_string):
        if connection_string.startswith("UseDevelopmentStorage=true"):
            connection_string = EMULATOR
        fields = dict(part.split("=", 1) for part in connection_string.split(";") if part)
        self.account, self.key = fields["AccountName"], base64.b64decode(fields["AccountKey"])
        suffix = fields.get("EndpointSuffix", "core.windows.net")
        protocol = fields.get("DefaultEndpointsProtocol", "https")
        endpoint = urllib.parse.urlsplit(fields.get("BlobEndpoint") or f"{protocol}://{self.account}.blob.{suffix}")
        connection = http.client.HTTPSConnection if endpoint.scheme == "https" else http.client.HTTPConnection
        self.connection = connection(endpoint.hostname, endpoint.port, timeout=120)
        self.endpoint = endpoint
        self.root = endpoint.path.rstrip("/")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def create_container(self, container):
        """Does nothing where it exists."""
        self.request("PUT", container, query={"restype": "container"}, accepted=(201, 409))

    def put(self, container, path, blocks, metadata=None, content_type="application/octet-stream"):
        """Writes a blob from pieces of bytes: in one request where it is small, else block by block."""
        headers = {"x-ms-blob-content-type": content_type, **{f"x-ms-meta-{k}": v for k, v in (metadata or {}).items()}}
        names, waiting = [], bytearray()
        for block in blocks:
            waiting += block
            while len(waiting) > BLOCK_BYTES:
                names.append(self.put_block(container, path, len(names), bytes(waiting[:BLOCK_BYTES])))
                del waiting[:BLOCK_BYTES]
        if not names:
            self.request("PUT", container, path, body=bytes(waiting), headers={"x-ms-blob-type": "BlockBlob", **headers})
            return
        names.append(self.put_block(container, path, len(names), bytes(waiting)))
        listed = "".join(f"<Latest>{escape(name)}</Latest>" for name in names)
        self.request("PUT", container, path, query={"comp": "blocklist"}, headers=headers,
                     body=f'<?xml version="1.0" encoding="utf-8"?><BlockList>{listed}</BlockList>'.encode())

    def put_block(self, container, path, number, content):
        name = base64.b64encode(b"%08d" % number).decode()
        self.request("PUT", container, path, query={"comp": "block", "blockid": name}, body=content)
        return name

    def touch(self, container, path, metadata):
        """A new ETag and a new time for the same bytes."""
        headers = {f"x-ms-meta-{key}": value for key, value in metadata.items()}
        self.request("PUT", container, path, query={"comp": "metadata"}, headers=headers, accepted=(200,))

    def delete(self, container, path):
        self.request("DELETE", container, path, accepted=(202,))

    def list(self, container):
        """Names of all blobs, in order."""
        marker = ""
        while True:
            body = self.request("GET", container, query={"restype": "container", "comp": "list", "marker": marker},
                                accepted=(200,))
            tree = xml.etree.ElementTree.fromstring(body)
            yield from (blob.findtext("Name") for blob in tree.iter("Blob"))
            marker = tree.findtext("NextMarker")
            if not marker:
                return

    def request(self, method, container, path="", query=None, headers=None, body=b"", accepted=(201,)):
        resource = f"{self.root}/{container}" + ("/" + urllib.parse.quote(path) if path else "")
        headers = {"x-ms-date": email.utils.formatdate(usegmt=True), "x-ms-version": VERSION,
                   "Content-Type": "application/octet-stream", **(headers or {})}
        if body or method == "PUT":
            headers["Content-Length"] = str(len(body))
        headers["Authorization"] = shared_key(self.account, self.key, method, resource, query or {}, headers)
        target = resource + ("?" + urllib.parse.urlencode(query) if query else "")
        try:
            status, answer = self.send(method, target, body, headers)
        except (ConnectionError, http.client.RemoteDisconnected):  # the account closed a connection that was idle
            self.connection.close()
            status, answer = self.send(method, target, body, headers)
        if status not in accepted:
            raise BlobError(status, answer)
        return answer

    def send(self, method, target, body, headers):
        self.connection.request(method, target, body, headers)
        response = self.connection.getresponse()
        return response.status, response.read()
