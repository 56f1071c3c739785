"""Asks a question and prints the passages with where they stand.

    EDIFY_URL=http://127.0.0.1:8000 EDIFY_TOKEN=... python3 example.py "How do plants make their food?"
"""
import os
import sys

from edify_client import EdifyClient, EdifyError


def main() -> int:
    client = EdifyClient(os.environ.get("EDIFY_URL", "http://127.0.0.1:8000"), token=os.environ.get("EDIFY_TOKEN"))
    try:
        answer = client.query(sys.argv[1] if len(sys.argv) > 1 else "How do plants make their food?", limit=3)
    except EdifyError as error:
        print(error, file=sys.stderr)
        return 1
    for result in answer["results"]:
        page = result["metadata"]["page"]
        where = result["source_file"] + (f", page {page}" if page is not None else "")
        print(f"{where}\n    {result['content']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
