"""Rounds of random additions, changes, moves, deletions and touches: after each sync the store is what a fresh ingest
of the same container makes, and what only moved or was touched is not parsed again."""
import dataclasses
import os
import random
import shutil
import unittest

import azurite
import edify
from school import azure, disagreement, living_truth, loadgen

ROUNDS = int(os.environ.get("ROUNDS", 20 if edify.SOAK else 3))
FILES, CHANGES = (60, 25) if edify.SOAK else (12, 7)


class Churn(unittest.TestCase):
    def setUp(self):
        context = edify.temporary_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.seed = os.environ.get("SEED", str(random.randrange(1 << 30)))

    def ingest(self, source, data, env):
        return edify.run_json("ingest", source, "--json", data=data, env=env)

    def assert_round(self, number, source, churn, changes, env):
        say = f"seed {self.seed}, round {number}, changes {changes}"
        self.ingest(source, self.folder / "data", env)
        self.assertIsNone(disagreement(churn.documents.values(), self.folder / "data"), say)
        fresh = self.folder / f"fresh{number}"
        self.ingest(source, fresh, env)
        self.assertIsNone(edify.difference(living_truth(self.folder / "data"), living_truth(fresh)), say)
        shutil.rmtree(fresh)
        again = self.ingest(source, self.folder / "data", env)
        self.assertEqual((again["bytes_read"], again["files_deleted"]), (0, 0), say)

    def churn(self, source, target, env):
        documents = loadgen.plan(self.seed, loadgen.Shape(files=FILES, pages=1, duplicates=0.1, broken=0.1))
        loadgen.write(documents, target)
        churn = loadgen.Churn(self.seed, documents, target, pages=1)
        self.assert_round(0, source, churn, [("add", each.path) for each in documents], env)
        for number in range(1, ROUNDS + 1):
            self.assert_round(number, source, churn, churn.round(number, CHANGES), env)
        self.assert_moves_cost_nothing(source, churn, env)
        print(f"{ROUNDS} of {ROUNDS} rounds of {CHANGES} changes ended in the model's store ({source}, seed {self.seed})")

    def assert_moves_cost_nothing(self, source, churn, env):
        """A round of nothing but moves and a touch: bytes that the store knows are not parsed."""
        chance = random.Random(f"{self.seed}/moves")
        whole = [path for path, each in sorted(churn.documents.items()) if each.expected[0] == "done"]
        for path in chance.sample(whole, 4):
            document = churn.documents.pop(path)
            churn.target.move(document, f"Moved/{path}")
            churn.documents[f"Moved/{path}"] = dataclasses.replace(document, path=f"Moved/{path}")
        churn.touch(chance)
        report = self.ingest(source, self.folder / "data", env)
        say = f"seed {self.seed}: {report}"
        self.assertEqual((report["files_moved"], report["files_deleted"]), (4, 4), say)
        self.assertLessEqual(report["files_processed"], 1, say)  # the touched one is read, to see that it is the same
        self.assertEqual(report["pages"], 0, say)
        self.assertIsNone(disagreement(churn.documents.values(), self.folder / "data"))

    def test_a_folder(self):
        self.churn(self.folder / "school", loadgen.FolderTarget(self.folder / "school"), {})

    def test_a_container(self):
        if why := azurite.why_not():
            self.skipTest(f"skipped: {why}")
        with azurite.running() as az, loadgen.AzureTarget("school", az.connection_string) as target:
            self.churn("azure://school", target, azure(az))


if __name__ == "__main__":
    unittest.main()
