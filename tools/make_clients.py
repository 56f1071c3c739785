#!/usr/bin/env python3
"""Makes clients/ from the program's own OpenAPI description: openapi.json, and a typed client a language.

    tools/make_clients.py [--check] [DESCRIPTION]

DESCRIPTION is a file or the address of a server; without it, build/edify is started for a moment and asked. --check
writes nothing and fails where a file of clients/ is not what would be written.
"""
import argparse
import json
import pathlib
import sys
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools" / "clients"))
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

import description as openapi  # noqa: E402
import python_client  # noqa: E402
import typescript_client  # noqa: E402


def ask_the_program():
    import edify
    with edify.temporary_folder() as folder, edify.server(folder / "data") as server:
        return server.request("/openapi.json").json()


def read_description(where):
    if where is None:
        return ask_the_program()
    if where.startswith(("http://", "https://")):
        with urllib.request.urlopen(where, timeout=30) as answer:
            return json.load(answer)
    return json.loads(pathlib.Path(where).read_text(encoding="utf-8"))


def make_files(document):
    """Path below the repository → text."""
    api = openapi.read(document)
    return {"clients/openapi.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n",
            "clients/python/edify_client.py": python_client.write(api),
            "clients/typescript/edify.ts": typescript_client.write(api)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="fail where a file is not what would be written")
    arguments.add_argument("description", nargs="?", help="a file, or the address of a server's /openapi.json")
    options = arguments.parse_args()
    differing = []
    for name, text in make_files(read_description(options.description)).items():
        path = ROOT / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        differing.append(name)
        if not options.check:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    if options.check and differing:
        sys.exit(f"not what the program describes: {', '.join(differing)}; run `make clients`")


if __name__ == "__main__":
    main()
