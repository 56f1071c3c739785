"""Stands in for a Qdrant server in tests: the REST calls that Edify makes, answered by the same engine in process.

    venv/bin/python tests/qdrant/double.py [--port N] [--api-key K] [--read-only-key K]

Prints "ready PORT" once it listens, and ends when its standard input does. Collections live in a folder that goes with
the process. It knows one node, no snapshots and no cluster. What it answers is held to exchanges with a real server by
tests/e2e/test_qdrant_double.py.
"""
import argparse
import gzip
import http.server
import json
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
import uuid

import qdrant_edge as edge

VERSION = "1.19.0"


class Refusal(Exception):
    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def point_id(value):
    if isinstance(value, int) and value >= 0:
        return value
    try:
        return uuid.UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise Refusal(400, f"Format error in JSON body: value {value} is not a valid point ID, valid values are either "
                           "an unsigned integer or a UUID") from None


def shown_id(value):
    return value if isinstance(value, int) else str(value)


def condition_of(body):
    if "key" not in body:
        return filter_of(body)
    match, bounds = body.get("match"), body.get("range")
    if match is not None:
        match = edge.MatchAny(match["any"]) if "any" in match else edge.MatchValue(match["value"])
    if bounds is not None:
        bounds = edge.RangeFloat(**{name: float(value) for name, value in bounds.items()})
    return edge.FieldCondition(body["key"], match=match, range=bounds)


def filter_of(body):
    if body is None:
        return None

    def all_of(name):
        conditions = body.get(name)
        return None if conditions is None else [condition_of(each) for each in conditions]

    return edge.Filter(must=all_of("must"), should=all_of("should"), must_not=all_of("must_not"))


def vector_of(value):
    return edge.SparseVector(value["indices"], value["values"]) if isinstance(value, dict) else value


def shown_vector(value):
    if isinstance(value, edge.SparseVector):
        return {"indices": list(value.indices), "values": list(value.values)}
    return list(value)


def shown_vectors(vectors):
    return {name: shown_vector(value) for name, value in vectors.items()}


def parameters_of(body):
    if not body:
        return None
    quantization = body.get("quantization")
    if quantization is not None:
        quantization = edge.QuantizationSearchParams(ignore=quantization.get("ignore", False),
                                                     rescore=quantization.get("rescore"),
                                                     oversampling=quantization.get("oversampling"))
    idf = body.get("idf")
    if idf is not None:
        idf = edge.IdfParams(corpus=filter_of(idf.get("corpus")))
    return edge.SearchParams(hnsw_ef=body.get("hnsw_ef"), exact=body.get("exact", False), quantization=quantization,
                             idf=idf)


def index_of(schema):
    """The engine's index for a schema, and the schema as the server shows it."""
    if isinstance(schema, str):
        schema = {"type": schema}
    kind = schema["type"]
    if kind == "keyword":
        return edge.KeywordIndexParams(is_tenant=schema.get("is_tenant")), schema
    if kind == "uuid":
        return edge.UuidIndexParams(is_tenant=schema.get("is_tenant")), schema
    if kind == "integer":
        params = edge.IntegerIndexParams(lookup=schema.get("lookup"), range=schema.get("range"))
        return params, {**schema, "is_principal": None}
    raise Refusal(400, f"the double has no index of type {kind}")


class Collection:
    """A shard and the description that it was made with. Callers hold its lock."""

    def __init__(self, folder, description):
        self.lock = threading.RLock()
        self.folder = folder
        self.description = description
        self.indexes = {}
        self.operations = 0
        self.sizes = {name: each["size"] for name, each in description["vectors"].items()}
        self.sparse = set(description.get("sparse_vectors", {}))
        self.shard = edge.EdgeShard.create(str(folder), self.configuration())

    def configuration(self):
        dense = {name: edge.EdgeVectorParams(each["size"], getattr(edge.Distance, each["distance"]))
                 for name, each in self.description["vectors"].items()}
        words = {name: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf if each.get("modifier") == "idf" else None)
                 for name, each in self.description.get("sparse_vectors", {}).items()}
        scalar = (self.description.get("quantization_config") or {}).get("scalar")
        quantization = None
        if scalar:
            quantization = edge.ScalarQuantizationConfig(edge.ScalarType.Int8, quantile=scalar.get("quantile"),
                                                         always_ram=scalar.get("always_ram"))
        return edge.EdgeConfig(vectors=dense, sparse_vectors=words, quantization_config=quantization)

    def close(self):
        with self.lock:
            self.shard.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def check_vector(self, name, vector):
        if name in self.sparse:
            return
        if name not in self.sizes:
            raise Refusal(400, f"Wrong input: Not existing vector name error: {name}")
        if len(vector) != self.sizes[name]:
            raise Refusal(400, "Wrong input: Vector dimension error: expected dim: "
                               f"{self.sizes[name]}, got {len(vector)} for vector '{name}'")

    def update(self, operation, waits):
        self.shard.update(operation)
        self.operations += 1
        return {"operation_id": self.operations, "status": "completed" if waits else "acknowledged"}

    def create_index(self, body, waits):
        params, shown = index_of(body["field_schema"])
        with self.lock:
            self.indexes[body["field_name"]] = shown
            return self.update(edge.UpdateOperation.create_field_index(body["field_name"], params), waits)

    def upsert(self, body, waits):
        points = []
        for each in body["points"]:
            identity = point_id(each["id"])
            for name, vector in each["vector"].items():
                self.check_vector(name, vector)
            vectors = {name: vector_of(vector) for name, vector in each["vector"].items()}
            points.append(edge.Point(identity, vectors, each.get("payload") or {}))
        with self.lock:
            return self.update(edge.UpdateOperation.upsert_points(points), waits)

    def set_payload(self, body, waits):
        with self.lock:
            if "points" in body:
                ids = [point_id(each) for each in body["points"]]
                return self.update(edge.UpdateOperation.set_payload(ids, body["payload"]), waits)
            return self.update(edge.UpdateOperation.set_payload_by_filter(filter_of(body["filter"]), body["payload"]),
                               waits)

    def delete(self, body, waits):
        with self.lock:
            if "points" in body:
                return self.update(edge.UpdateOperation.delete_points([point_id(each) for each in body["points"]]),
                                   waits)
            return self.update(edge.UpdateOperation.delete_points_by_filter(filter_of(body["filter"])), waits)

    def batch(self, body, waits):
        known = {"upsert": self.upsert, "set_payload": self.set_payload, "delete": self.delete}
        return [known[name](operation, waits) for each in body["operations"] for name, operation in each.items()]

    def request_of(self, body):
        return edge.QueryRequest(limit=body.get("limit", 10), query=self.scoring_of(body),
                                 prefetches=[self.prefetch_of(each) for each in body.get("prefetch", [])] or None,
                                 filter=filter_of(body.get("filter")), score_threshold=body.get("score_threshold"),
                                 params=parameters_of(body.get("params")), with_payload=body.get("with_payload", False),
                                 with_vector=body.get("with_vector", False))

    def prefetch_of(self, body):
        return edge.Prefetch(limit=body.get("limit", 10), query=self.scoring_of(body), filter=filter_of(body.get("filter")),
                             params=parameters_of(body.get("params")))

    def scoring_of(self, body):
        query, using = body["query"], body.get("using")
        if isinstance(query, dict) and "fusion" in query:
            return edge.Fusion.Rrf(2)
        if isinstance(query, dict) and "rrf" in query:
            return edge.Fusion.Rrf(query["rrf"]["k"])
        if isinstance(query, list) and using in self.sizes and len(query) != self.sizes[using]:
            raise Refusal(400, f"Wrong input: Vector dimension error: expected dim: {self.sizes[using]}, "
                               f"got {len(query)}")
        return edge.Query.Nearest(vector_of(query), using)

    def shown_points(self, points, body):
        shown = []
        for each in points:
            row = {"id": shown_id(each.id), "version": each.version, "score": each.score}
            if body.get("with_payload"):
                row["payload"] = each.payload or {}
            if body.get("with_vector"):
                row["vector"] = shown_vectors(each.vector)
            shown.append(row)
        return shown

    def query(self, body):
        with self.lock:
            return {"points": self.shown_points(self.shard.query(self.request_of(body)), body)}

    def query_batch(self, body):
        searches = body["searches"]
        with self.lock:
            lists = self.shard.query_batch(edge.QueryBatchRequest([self.request_of(each) for each in searches]))
        return [{"points": self.shown_points(points, search)} for points, search in zip(lists, searches)]

    def search(self, body):
        named = body["vector"]
        return self.query({**body, "query": named["vector"], "using": named["name"]})["points"]

    def count(self, body):
        with self.lock:
            return {"count": self.shard.count(edge.CountRequest(filter=filter_of(body.get("filter")), exact=True))}

    def facet(self, body):
        with self.lock:
            hits = self.shard.facet(edge.FacetRequest(body["key"], limit=body.get("limit", 10), exact=True,
                                                      filter=filter_of(body.get("filter")))).hits
        return {"hits": [{"value": each.value, "count": each.count} for each in hits]}

    def scroll(self, body):
        offset = body.get("offset")
        with self.lock:
            records, following = self.shard.scroll(edge.ScrollRequest(
                offset=None if offset is None else point_id(offset), limit=body.get("limit", 10),
                filter=filter_of(body.get("filter")), with_payload=body.get("with_payload", True),
                with_vector=body.get("with_vector", False)))
        return {"points": [self.shown_record(each, body) for each in records],
                "next_page_offset": None if following is None else shown_id(following)}

    def retrieve(self, body):
        ids = [point_id(each) for each in body["ids"]]
        with self.lock:
            records = self.shard.retrieve(ids, body.get("with_payload", True), body.get("with_vector", False))
        return [self.shown_record(each, body) for each in records]

    def shown_record(self, record, body):
        shown = {"id": shown_id(record.id)}
        if body.get("with_payload", True):
            shown["payload"] = record.payload or {}
        if body.get("with_vector"):
            shown["vector"] = shown_vectors(record.vector)
        return shown

    def info(self):
        with self.lock:
            figures = self.shard.info()
        description = self.description
        params = {"vectors": description["vectors"], "shard_number": description.get("shard_number", 1),
                  "replication_factor": description.get("replication_factor", 1),
                  "write_consistency_factor": description.get("write_consistency_factor", 1),
                  "on_disk_payload": description.get("on_disk_payload", True),
                  "sparse_vectors": description.get("sparse_vectors", {})}
        config = {"params": params, "quantization_config": description.get("quantization_config")}
        if "metadata" in description:
            config["metadata"] = description["metadata"]
        schema = {name: {"data_type": each["type"], "params": each, "points": 0} for name, each in self.indexes.items()}
        return {"status": "green", "optimizer_status": "ok", "points_count": figures.points_count,
                "segments_count": figures.segments_count, "config": config, "payload_schema": schema}


class Node:
    """All collections and aliases. Thread-safe."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.lock = threading.Lock()
        self.collections = {}
        self.aliases = {}
        self.made = 0

    def find(self, name):
        with self.lock:
            found = self.collections.get(self.aliases.get(name, name))
        if found is None:
            raise Refusal(404, f"Not found: Collection `{name}` doesn't exist!")
        return found

    def create(self, name, description):
        with self.lock:
            if name in self.collections:
                raise Refusal(409, f"Wrong input: Collection `{name}` already exists!")
            self.made += 1
            self.collections[name] = Collection(self.folder / str(self.made), description)
        return True

    def delete(self, name):
        with self.lock:
            gone = self.collections.pop(name, None)
            self.aliases = {alias: target for alias, target in self.aliases.items() if target != name}
        if gone is not None:
            gone.close()
        return gone is not None

    def change_aliases(self, body):
        with self.lock:
            changed = dict(self.aliases)
            for action in body["actions"]:
                if "delete_alias" in action:
                    changed.pop(action["delete_alias"]["alias_name"], None)
                else:
                    made = action["create_alias"]
                    if made["collection_name"] not in self.collections:
                        raise Refusal(404, f"Not found: Collection `{made['collection_name']}` doesn't exist!")
                    changed[made["alias_name"]] = made["collection_name"]
            self.aliases = changed
        return True

    def shown_aliases(self):
        with self.lock:
            return {"aliases": [{"alias_name": alias, "collection_name": target}
                                for alias, target in self.aliases.items()]}

    def patch(self, name, body):
        collection = self.find(name)
        with collection.lock:
            metadata = {**collection.description.get("metadata", {}), **body.get("metadata", {})}
            collection.description = {**collection.description, "metadata": metadata}
        return True


COLLECTION = r"/collections/([^/]+)"
# (method, path) → (node, collection's name, body, waits) → result
ROUTES = [
    ("GET", r"/collections", lambda node, _, body, waits:
        {"collections": [{"name": each} for each in sorted(node.collections)]}),
    ("GET", r"/aliases", lambda node, _, body, waits: node.shown_aliases()),
    ("GET", r"/cluster", lambda node, _, body, waits: {"status": "disabled"}),
    ("POST", r"/collections/aliases", lambda node, _, body, waits: node.change_aliases(body)),
    ("GET", COLLECTION, lambda node, name, body, waits: node.find(name).info()),
    ("GET", COLLECTION + "/exists", lambda node, name, body, waits:
        {"exists": name in node.collections or name in node.aliases}),
    ("PUT", COLLECTION, lambda node, name, body, waits: node.create(name, body)),
    ("PATCH", COLLECTION, lambda node, name, body, waits: node.patch(name, body)),
    ("DELETE", COLLECTION, lambda node, name, body, waits: node.delete(name)),
    ("PUT", COLLECTION + "/index", lambda node, name, body, waits: node.find(name).create_index(body, waits)),
    ("PUT", COLLECTION + "/points", lambda node, name, body, waits: node.find(name).upsert(body, waits)),
    ("POST", COLLECTION + "/points", lambda node, name, body, waits: node.find(name).retrieve(body)),
    ("POST", COLLECTION + "/points/batch", lambda node, name, body, waits: node.find(name).batch(body, waits)),
    ("POST", COLLECTION + "/points/payload", lambda node, name, body, waits: node.find(name).set_payload(body, waits)),
    ("POST", COLLECTION + "/points/delete", lambda node, name, body, waits: node.find(name).delete(body, waits)),
    ("POST", COLLECTION + "/points/query", lambda node, name, body, waits: node.find(name).query(body)),
    ("POST", COLLECTION + "/points/query/batch", lambda node, name, body, waits: node.find(name).query_batch(body)),
    ("POST", COLLECTION + "/points/search", lambda node, name, body, waits: node.find(name).search(body)),
    ("POST", COLLECTION + "/points/count", lambda node, name, body, waits: node.find(name).count(body)),
    ("POST", COLLECTION + "/points/scroll", lambda node, name, body, waits: node.find(name).scroll(body)),
    ("POST", COLLECTION + "/facet", lambda node, name, body, waits: node.find(name).facet(body)),
]
ROUTES = [(method, re.compile(path + "$"), answer) for method, path, answer in ROUTES]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    node = api_key = read_only_key = None

    def log_message(self, *_):
        pass

    def answer(self):
        began = time.monotonic()
        size = int(self.headers.get("Content-Length", 0))
        raw = self.rfile.read(size)
        path, _, query = self.path.partition("?")
        if path in ("/readyz", "/livez"):
            return self.send_text(200, "all shards are ready" if path == "/readyz" else "healthz check passed")
        refusal = self.refuse_stranger()
        if refusal:
            return refusal()
        if path == "/":
            return self.send_json(200, {"title": "qdrant - vector search engine", "version": VERSION})
        for method, pattern, answer in ROUTES:
            found = pattern.match(path)
            if method != self.command or not found:
                continue
            try:
                body = json.loads(raw) if raw else {}
                result = answer(self.node, found.group(1) if found.groups() else None, body, "wait=true" in query)
                return self.send_json(200, {"result": result, "status": "ok", "time": time.monotonic() - began})
            except json.JSONDecodeError as error:
                return self.send_error_text(400, f"Format error in JSON body: {error}")
            except Refusal as error:
                return self.send_error_text(error.status, str(error))
            except (KeyError, TypeError, ValueError) as error:
                return self.send_error_text(400, f"Format error in JSON body: {error!r}")
            except Exception as error:  # the engine's own
                return self.send_error_text(500, f"Service internal error: {error}")
        return self.send_bytes(404, b"", None)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def refuse_stranger(self):
        """What to answer where the key is not right; None where it is."""
        if self.api_key is None:
            return None
        key = self.headers.get("api-key") or (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if not key:
            return lambda: self.send_text(401, "Must provide an API key or an Authorization bearer token")
        if key == self.api_key:
            return None
        if key != self.read_only_key:
            return lambda: self.send_text(401, "Invalid API key or JWT")
        if self.command in ("PUT", "PATCH", "DELETE"):
            return lambda: self.send_error_text(403, "Forbidden: Global manage access is required")
        return None

    def send_error_text(self, status, text):
        self.send_json(status, {"status": {"error": text}, "time": 0.0})

    def send_json(self, status, body):
        self.send_bytes(status, json.dumps(body).encode(), "application/json")

    def send_text(self, status, text):
        self.send_bytes(status, text.encode(), "text/plain; charset=utf-8")

    def send_bytes(self, status, body, content_type):
        self.send_response(status)
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 1000:
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        if content_type:
            self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--api-key")
    parser.add_argument("--read-only-key")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="edify-qdrant-")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        Handler.node = Node(folder)
        Handler.api_key, Handler.read_only_key = arguments.api_key, arguments.read_only_key
        server = Server(("127.0.0.1", arguments.port), Handler)
        # Ends with whoever started it: the other end of its standard input closes.
        threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
        print(f"ready {server.server_address[1]}", flush=True)
        server.serve_forever()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
