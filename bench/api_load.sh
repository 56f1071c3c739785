#!/usr/bin/env bash
# A working day and a bad one, over 100,000 chunks: the start, 200 people who read before they ask again, and ten times
# more questions than can be answered.
#
#   bench/api_load.sh [DATA_FOLDER]     a store of bench/fill_store to use again (default: a temporary one)
#
# SECONDS_OF_DAY (300), SECONDS_OF_FLOOD (30), THINK (2: mean seconds between an answer and the next question).
set -euo pipefail
cd "$(dirname "$0")/.."
source bench/large_store.sh
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; wait; rm -rf "$work"' EXIT

start=$(date +%s.%N)
build/edify --data "$data" serve --port 0 2>"$work/log" &
pid=$!
until port=$(grep -oP "http://127.0.0.1:\K[0-9]+" "$work/log"); do sleep 0.01; done
until curl -fs "http://127.0.0.1:$port/readyz" >/dev/null; do sleep 0.01; done
echo "ready $(echo "$(date +%s.%N) - $start" | bc) s after start"

memory() { echo "resident: $(($(awk '/VmRSS/ {print $2}' "/proc/$pid/status") / 1024)) MB"; }
load() { build/query_load --port "$port" --token "$token" --fresh "$@"; }
load --connections 4 --requests 200 --first 32000 >/dev/null  # warm-up
memory
echo "-- 200 people for ${SECONDS_OF_DAY:-300} s"
load --connections 200 --think "${THINK:-2}" --seconds "${SECONDS_OF_DAY:-300}"
memory
echo "-- as much as it can answer"
load --connections 32 --seconds 10 --json --first 10000 | tee "$work/peak"
peak=$(python3 -c "import json; print(round(json.load(open('$work/peak'))['answers_per_second']))")
echo "-- ten times $peak a second"
load --rate $((10 * peak)) --connections 4000 --seconds "${SECONDS_OF_FLOOD:-30}" --first 15000
memory
echo "-- and after"
load --connections 1 --requests 100 --first 31000
memory
