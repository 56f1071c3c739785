"""A whole pass over a mixed container: every file is accounted for, and the second pass reads no body."""
import unittest

import azurite
import edify
import fault_proxy
from school import account, azure, disagreement, loadgen

FILES, BYTES, PAGES = (2000, 1100 << 20, 3) if edify.SOAK else (60, 20 << 20, 1)


class FullPass(unittest.TestCase):
    def test_accounts_for_every_file_and_reads_none_twice(self):
        if why := azurite.why_not():
            self.skipTest(f"skipped: {why}")
        shape = loadgen.Shape(FILES, BYTES, duplicates=0.06, broken=0.05, pages=PAGES)
        with edify.temporary_folder() as folder, azurite.running() as az, \
                fault_proxy.running(az.connection_string) as proxy, \
                loadgen.AzureTarget("school", az.connection_string) as target:
            documents = loadgen.plan("full pass", shape)
            loadgen.write(documents, target)
            first = self.ingest(folder, proxy)
            self.assertIsNone(disagreement(documents, folder / "data"))
            self.assertEqual((first["files_seen"], account(first)), (len(documents), len(documents)))
            broken = sum(each.expected[0] != "done" for each in documents)
            copies = sum(bool(each.duplicate_of) for each in documents)
            self.assertEqual((first["files_failed"], first["duplicates"]), (broken, copies))
            reads, listings = proxy.blob_reads(), proxy.listings()
            proxy.reset_counts()
            second = self.ingest(folder, proxy)
            self.assertEqual((proxy.blob_reads(), second["bytes_read"], second["files_unchanged"]),
                             (0, 0, len(documents)))
            size = sum(each.size for each in documents)
            print(f"{len(documents)} files, {size / 1e6:.0f} MB: {first['files_processed']} processed ({copies} duplicates), "
                  f"{broken} typed failures; {reads} reads and {listings} listings in {first['total_time']:.1f} s; "
                  f"second pass 0 reads in {second['total_time']:.2f} s "
                  f"({100 * second['total_time'] / first['total_time']:.1f} % of the first)")

    def ingest(self, folder, proxy):
        return edify.run_json("ingest", "azure://school", "--json", data=folder / "data", env=azure(proxy), timeout=3600)


if __name__ == "__main__":
    unittest.main()
