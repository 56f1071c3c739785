"""The synthetic school: the same seed gives the same bytes, and every kind of document ends as its manifest says."""
import hashlib
import unittest

import edify
from school import disagreement, loadgen

import load_documents


class LoadGenerator(unittest.TestCase):
    def test_the_same_seed_gives_the_same_bytes(self):
        shape = loadgen.Shape(files=30, total_bytes=3_000_000, duplicates=0.1, broken=0.1)
        one, other = loadgen.plan("7", shape), loadgen.plan("7", shape)
        self.assertEqual(one, other)
        for document in one:
            hashes = {hashlib.sha256(b"".join(load_documents.blocks(document.recipe))).hexdigest() for _ in range(2)}
            self.assertEqual(len(hashes), 1, document.path)
        self.assertNotEqual(loadgen.plan("8", shape), one)

    def test_every_kind_ends_as_the_manifest_says(self):
        with edify.temporary_folder() as folder:
            documents = [loadgen.Document(f"{kind}.{load_documents.EXTENSIONS.get(kind, kind)}",
                                          loadgen.Recipe(kind, "1", 1, 20_000 if kind in loadgen.WITH_PICTURES else 0))
                         for kind in load_documents.MAKERS]
            loadgen.write(documents, loadgen.FolderTarget(folder / "school"))
            edify.run_json("ingest", folder / "school", "--json", data=folder / "data")
            self.assertIsNone(disagreement(documents, folder / "data"))


if __name__ == "__main__":
    unittest.main()
