#!/usr/bin/env bash
# Edify's embedder and sentence-transformers on the same 512 texts, in turns, with the ratio of their best rounds.
#
#   bench/embed.sh [BUILD_FOLDER] [ROUNDS]
#
# Turns, because a shared machine's speed drifts. The peer lives in .venv-bench, made on the first run.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
rounds=${2:-3}
venv=${EDIFY_BENCH_VENV:-.venv-bench}

if [ ! -x "$venv/bin/python" ]; then
  echo "Making $venv (sentence-transformers and PyTorch, several GB)" >&2
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r tools/requirements-golden.txt
fi

chunks_per_second() { sed -n 's/^passages.* \([0-9.]*\) chunks\/s$/\1/p'; }
ours=() theirs=()
for ((round = 1; round <= rounds; round++)); do
  output=$("$build/embed_bench")
  printf 'Edify, round %d\n%s\n' "$round" "$output"
  ours+=("$(chunks_per_second <<<"$output")")
  output=$("$build/embed_bench" --texts | "$venv/bin/python" bench/peers/embed_peer.py 2>/dev/null)
  printf 'sentence-transformers, round %d\n%s\n' "$round" "$output"
  theirs+=("$(chunks_per_second <<<"$output")")
done
best() { printf '%s\n' "$@" | sort -n | tail -1; }
awk -v a="$(best "${ours[@]}")" -v b="$(best "${theirs[@]}")" \
  'BEGIN { printf "Edify %.1f, sentence-transformers %.1f chunks/s: %.2f x\n", a, b, a / b }'
