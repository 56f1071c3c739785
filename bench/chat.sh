#!/usr/bin/env bash
# POST /chat over 100,000 chunks: the time to `sources` and to the first `delta` with 8 clients that ask one question
# after the other, and with 8 that read in between; then 500 answers open at once, 50 new ones a second, made by a
# language model that says a word a second.
#
#   bench/chat.sh [DATA_FOLDER]     a store of bench/fill_store to use again (default: a temporary one)
#
# COUNT (400) questions, THINK (1: mean seconds between an answer and the next question).
set -euo pipefail
cd "$(dirname "$0")/.."
source bench/large_store.sh
questions=../shared/corpus/retrieval/scifact/queries.jsonl
pid=
model=
stop() { [ -z "$1" ] || { kill "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; }; }
trap 'stop "$pid"; stop "$model"; rm -rf "$work"' EXIT

serve() {
  env "$@" build/edify --data "$data" serve --port 0 2>"$work/log" &
  pid=$!
  until port=$(grep -oP "http://127.0.0.1:\K[0-9]+" "$work/log"); do sleep 0.1; done
  until curl -fs "http://127.0.0.1:$port/readyz" >/dev/null; do sleep 0.1; done
}
load() { local what=$1; shift; python3 bench/chat_load.py "$what" --port "$port" --token "$token" --questions "$questions" "$@"; }

serve EDIFY_LOG_LEVEL=error
load clients --count 40 >/dev/null  # warm-up
load clients --count "${COUNT:-400}"
echo "-- who read in between (${THINK:-1} s)"
load clients --count "${COUNT:-400}" --think "${THINK:-1}"
stop "$pid"

python3 bench/chat_load.py model >"$work/model" &
model=$!
until [ -s "$work/model" ]; do sleep 0.1; done
serve EDIFY_LOG_LEVEL=error "EDIFY_ANSWER_LLM_URL=http://127.0.0.1:$(<"$work/model")/v1" EDIFY_ANSWER_LLM_MODEL=slow \
  EDIFY_ANSWER_LLM_TIMEOUT=200
load clients --count 20 --clients 1 --think 0 >/dev/null 2>&1 & warm=$!
sleep 5; kill "$warm" 2>/dev/null || true
echo "-- streams"
load streams --pid "$pid"
