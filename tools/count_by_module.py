#!/usr/bin/env python3
"""One line about an answer of `edify query --json` on stdin: how many passages from which module."""
import collections
import json
import sys

answer = json.load(sys.stdin)
modules = collections.Counter(hit["module"] for hit in answer["results"])
shown = ", ".join(f"{count} from {module}" for module, count in sorted(modules.items())) or "nothing"
print(f"  {answer['user_role']:8} {answer['total_results']:3} results: {shown}")
