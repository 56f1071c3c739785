"""The double of a Qdrant server answers as the real one did: the recorded exchanges of ../shared, in their order."""
import json
import unittest

import edify
import qdrant

RECORDINGS = edify.SHARED / "qdrant"
# What the double does not know: snapshots, clusters, figures for Prometheus.
LEFT_OUT = set(range(44, 49)) | {50, 52} | set(range(62, 70))
# What differs from run to run, or says how the server is built.
VARYING = {"time", "operation_id", "version", "segments_count", "indexed_vectors_count", "update_queue", "warnings",
           "points", "hnsw_config", "optimizer_config", "wal_config", "is_principal"}


def recordings(numbers):
    for file in sorted(RECORDINGS.glob("*.json")):
        if int(file.name[:2]) in numbers:
            yield file.stem, json.loads(file.read_text(encoding="utf-8"))


def is_points(value):
    return isinstance(value, list) and value and isinstance(value[0], dict) and "id" in value[0]


def comparable(value, key=""):
    """The value without what varies, numbers rounded, points of equal score ordered by id."""
    if isinstance(value, dict):
        kept = {name: comparable(each, name) for name, each in value.items()
                if name not in VARYING or (name == "points" and is_points(each))}
        return {name: each for name, each in kept.items() if each is not None}
    if isinstance(value, list):
        listed = [comparable(each) for each in value]
        return sorted(listed, key=lambda each: (-each.get("score", 0), each["id"])) if is_points(value) else listed
    if key == "error":
        return said(value)
    return round(value, 4) if isinstance(value, float) else value


def said(error):
    """Texts of the JSON parser are its own."""
    return "not JSON" if "EOF while parsing" in error or "Expecting value" in error else error


@qdrant.needs_double
@unittest.skipUnless(RECORDINGS.exists(), f"the recorded exchanges are not in {RECORDINGS}")
class QdrantDouble(unittest.TestCase):
    maxDiff = None

    def replay(self, double, numbers):
        for name, recording in recordings(numbers):
            with self.subTest(name):
                request, expected = recording["request"], recording["response"]
                status, body = double.call(request["method"], request["path"], request.get("body"),
                                           request.get("headers"))
                self.assertEqual(status, expected["status"], body)
                self.assertEqual(comparable(body), comparable(expected["body"]))

    def test_answers_as_a_single_node_did(self):
        with qdrant.double() as double:
            self.replay(double, set(range(1, 56)) - LEFT_OUT)

    def test_lets_in_whom_the_server_let_in(self):
        with qdrant.double("--api-key", "correct-horse", "--read-only-key", "reader") as double:
            self.replay(double, range(56, 62))

    def test_counts_idf_over_the_scope_alone_where_it_is_told_to(self):
        with qdrant.double() as double:
            self.replay(double, range(70, 75))

    def test_packs_long_answers(self):
        with qdrant.double() as double:
            double.call("PUT", "/collections/x", {"vectors": {"dense": {"size": 4, "distance": "Cosine"}}})
            double.call("PUT", "/collections/x/points?wait=true", {"points": [
                {"id": 1, "vector": {"dense": [1, 0, 0, 0]}, "payload": {"content": "leaf " * 1000}}]})
            request = qdrant.urllib.request.Request(double.url + "/collections/x/points/scroll", method="POST",
                                                    data=b"{}", headers={"Accept-Encoding": "gzip"})
            with qdrant.urllib.request.urlopen(request, timeout=30) as response:
                self.assertEqual(response.headers["Content-Encoding"], "gzip")


if __name__ == "__main__":
    unittest.main()
