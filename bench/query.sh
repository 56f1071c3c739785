#!/usr/bin/env bash
# p50/p95 and throughput of POST /query over 100,000 chunks: 1 and 32 clients, uncached and cached, and uncached while an
# ingest runs beside it.
#
#   bench/query.sh [DATA_FOLDER]     a folder to keep the store in (made on the first run; default: a temporary one)
set -euo pipefail
cd "$(dirname "$0")/.."
source bench/large_store.sh
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$work"' EXIT
start=$(date +%s.%N)
./build/edify --data "$data" serve --port 0 2>"$work/log" &
pids+=($!)
until port=$(grep -oP "http://127.0.0.1:\K[0-9]+" "$work/log"); do sleep 0.02; done
echo "ready $(echo "$(date +%s.%N) - $start" | bc) s after start"

load() { build/query_load --port "$port" --token "$token" "$@"; }
load --connections 4 --requests 200 --fresh --first 30000 >/dev/null  # warm-up
for clients in 1 32; do
  echo "-- $clients clients, uncached"; load --connections $clients --requests $((clients == 1 ? 300 : 2000)) --fresh --first $((clients * 1000))
  echo "-- $clients clients, cached";   load --connections $clients --requests $((clients == 1 ? 1000 : 5000))
done
echo "-- 32 clients, uncached, while an ingest runs"
(while :; do ./build/edify --data "$work/other" ingest samples; rm -rf "$work/other"; done) >/dev/null 2>&1 &
pids+=($!)
load --connections 32 --requests 1000 --fresh --first 20000
