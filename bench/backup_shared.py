"""Backup and restore where the catalog is in PostgreSQL and the chunks are in Qdrant (the tests' double: the same engine
behind a Python server, so a real one is no slower): seconds, memory, and what 2.5 million chunks would take.

    python3 bench/backup_shared.py [CHUNKS=20000]
"""
import hashlib
import json
import pathlib
import secrets
import shutil
import subprocess
import sys
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
import edify  # noqa: E402
import postgres  # noqa: E402
import qdrant  # noqa: E402

PROJECTED = 2_500_000


def multiply(database, double, chunks):
    """More documents of the same texts, until there are so many chunks."""
    points = double.points(with_vector=True)
    columns = [name for name, in database.rows("SELECT attname FROM pg_attribute WHERE attrelid = 'published_versions'::regclass "
                                               "AND attnum > 0 ORDER BY attnum")]
    copied = ", ".join("md5(document_id || '{0}')" if name == "document_id" else "number + {0} * 1000000" if name == "number"
                       else "path || ' {0}'" if name == "path" else name for name in columns)
    have = len(points)
    for copy in range(1, (chunks - 1) // have + 1):
        database.rows(f"INSERT INTO published_versions SELECT {copied.format(copy)} FROM published_versions WHERE number < 1000000")
        batch = []
        for point in points:
            payload = dict(point["payload"])
            payload["document_id"] = hashlib.md5(f"{payload['document_id']}{copy}".encode()).hexdigest()
            payload["generation"] += copy * 1_000_000
            batch.append({"id": str(uuid.uuid4()), "vector": point["vector"], "payload": payload})
        status, body = double.call("PUT", "/collections/edify_documents/points?wait=true", {"points": batch})
        assert status == 200, body
    return (1 + (chunks - 1) // have) * have


def timed(*arguments, data, env):
    command = ["/usr/bin/env", "time", "-f", "%e %M", edify.PROGRAM, "--data", data, *arguments, "--json"]
    done = subprocess.run([str(each) for each in command], capture_output=True, text=True, env={**edify.environment(), **env})
    assert done.returncode == 0, done.stderr
    seconds, kilobytes = done.stderr.split()[-2:]
    return json.loads(done.stdout), float(seconds), int(kilobytes) // 1024


def main():
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with edify.temporary_folder() as folder, postgres.postgres() as one, qdrant.double() as first, \
            postgres.postgres() as other, qdrant.double() as second:
        key = folder / "key"
        key.write_text(secrets.token_hex(32))
        key.chmod(0o600)
        backup = {"EDIFY_BACKUP_TO": str(folder / "backups"), "EDIFY_BACKUP_KEY_FILE": str(key)}
        there = {**backup, "EDIFY_CATALOG_URL": one.url, "EDIFY_QDRANT_URL": first.url}
        assert edify.run("ingest", edify.SAMPLES, data=folder / "data", env=there).returncode == 0
        chunks = multiply(one, first, wanted)
        made, seconds, memory = timed("backup", data=folder / "data", env=there)
        print(f"backup:  {chunks} chunks, {made['bytes'] / 1e6:.0f} MB in {seconds:.1f} s, {memory} MB resident: "
              f"{chunks / seconds:.0f} chunks/s, {PROJECTED / chunks * seconds / 60:.0f} min for {PROJECTED}")
        (folder / "new" / "keys").mkdir(parents=True, mode=0o700)
        shutil.copy2(folder / "data/keys/audit.key", folder / "new/keys")
        here = {**backup, "EDIFY_CATALOG_URL": other.url, "EDIFY_QDRANT_URL": second.url}
        done, seconds, memory = timed("restore", "--no-resync", data=folder / "new", env=here)
        print(f"restore: {chunks} chunks in {seconds:.1f} s, {memory} MB resident: {chunks / seconds:.0f} chunks/s, "
              f"{PROJECTED / chunks * seconds / 60:.0f} min for {PROJECTED}; {done['golden_queries_equal']} of "
              f"{done['golden_queries']} golden queries equal")


if __name__ == "__main__":
    main()
