#!/usr/bin/env bash
# POST /query beside the API that the seed describes (bench/peers/seed_api.py): the same 100,000 chunks, the same
# questions, uncached, one server after the other; 1, 8 and 32 clients, and the memory of each.
#
#   bench/seed_api.sh [DATA_FOLDER]     a store of bench/fill_store to use again (default: a temporary one)
#
# The first run makes a virtual environment (several GB). SECONDS_EACH (10) is the time of one measurement.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${SECONDS_EACH:-10}
python=${SEED_API_PYTHON:-.venv-seed-api/bin/python}
if [ -z "${SEED_API_PYTHON:-}" ]; then
  [ -x "$python" ] || python3 -m venv .venv-seed-api
  .venv-seed-api/bin/pip install --quiet --require-hashes -r bench/peers/requirements-seed-api.txt
fi
source bench/large_store.sh
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; wait; rm -rf "$work"' EXIT

measure() {  # name, port: a line of JSON a number of clients
  local first=0
  build/query_load --port "$2" --token "$token" --connections 4 --seconds 3 --fresh --first 30000 >/dev/null
  for clients in 1 8 32; do
    build/query_load --port "$2" --token "$token" --connections $clients --seconds "$seconds" --fresh --first $first --json |
      sed "s/^{/{\"who\": \"$1\", \"clients\": $clients, /" >>"$work/figures"
    first=$((first + 9000))
  done
  echo "{\"who\": \"$1\", \"rss_mb\": $(($(awk '/VmRSS/ {print $2}' "/proc/$pid/status") / 1024))}" >>"$work/figures"
}

"$python" bench/peers/seed_api.py "$data/edify.db" 8123 2>"$work/seed.log" &
pid=$!
until curl -fs http://127.0.0.1:8123/livez >/dev/null 2>&1; do
  kill -0 "$pid" 2>/dev/null || { cat "$work/seed.log"; exit 1; }
  sleep 0.2
done
measure seed 8123
kill "$pid"; wait "$pid" 2>/dev/null || true

build/edify --data "$data" serve --port 0 2>"$work/log" &
pid=$!
until port=$(grep -oP "http://127.0.0.1:\K[0-9]+" "$work/log"); do sleep 0.02; done
measure edify "$port"

python3 - "$work/figures" <<'PYTHON'
import json
import sys

lines = [json.loads(line) for line in open(sys.argv[1])]
figures = {(line["who"], line.get("clients")): line for line in lines}
for clients in (1, 8, 32):
    seed, edify = figures["seed", clients], figures["edify", clients]
    print(f"{clients:2} clients: {edify['answers_per_second']:.0f}/s and p95 {edify['p95_ms']:.1f} ms; "
          f"seed {seed['answers_per_second']:.0f}/s and p95 {seed['p95_ms']:.1f} ms: "
          f"{edify['answers_per_second'] / seed['answers_per_second']:.1f} × the throughput, "
          f"1/{seed['p95_ms'] / edify['p95_ms']:.1f} of the p95; errors {edify['errors']}, {seed['errors']}, "
          f"refused {edify['refusals']}, cached {edify['cached']}")
edify, seed = figures["edify", None]["rss_mb"], figures["seed", None]["rss_mb"]
print(f"resident: {edify} MB; seed {seed} MB: 1/{seed / edify:.1f}")
PYTHON
