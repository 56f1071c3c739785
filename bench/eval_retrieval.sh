#!/usr/bin/env bash
# nDCG@10 and recall of every mode on the judged sets, beside the figures that the project promises.
#   bench/eval_retrieval.sh [FOLDER_OF_SETS] [MODE…]      default: ../shared/corpus/retrieval, all modes
set -euo pipefail
cd "$(dirname "$0")/.."
sets=${1:-../shared/corpus/retrieval}
shift || true
modes=("$@")
[ ${#modes[@]} -gt 0 ] || modes=(dense lexical hybrid)
[ -d "$sets" ] || { echo "skipped: no judged sets in $sets"; exit 0; }

printf '%-10s %-8s %9s %9s %10s %8s\n' set mode nDCG@10 recall@10 recall@100 seconds
for set in "$sets"/*/; do
  for mode in "${modes[@]}"; do
    ./build/edify eval retrieval --corpus "$set/corpus.jsonl" --queries "$set/queries.jsonl" --qrels "$set/qrels.tsv" \
      --mode "$mode" --json 2>/dev/null |
      python3 -c '
import json, sys
m = json.load(sys.stdin)
print("%-10s %-8s %9.4f %9.4f %10.4f %8.1f" % (*sys.argv[1:3], m["ndcg_at_10"], m["recall_at_10"], m["recall_at_100"], m["seconds"]))
' "$(basename "$set")" "$mode"
  done
done
