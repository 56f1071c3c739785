#!/usr/bin/env bash
# `make bench`: every figure that README quotes, with the peer's beside it. Peers are installed into virtual
# environments on the first run (several GB); PEERS=0 leaves them out.
set -euo pipefail
cd "$(dirname "$0")/.."
shared=../shared/corpus
title() { printf '\n\033[1m%s\033[0m\n' "$*"; }
with_corpus() { if [ -d "$1" ]; then shift; "$@"; else echo "skipped: $1 is not there"; fi; }

title "Embedding: 512 texts of about 162 tokens"
if [ "${PEERS:-1}" = 1 ]; then bench/embed.sh build; else build/embed_bench; fi

title "PDF → elements, pages a CPU second"
if [ "${PEERS:-1}" = 1 ]; then
  with_corpus "$shared/school" bench/pdf.sh build/pdf_bench "$shared/school" "$shared/parse"
fi

title "Lexical search over 100,000 chunks"
with_corpus "$shared/retrieval/scifact" build/lexical_bench "$shared/retrieval/scifact"

title "Vector search: recall@10 of 100,000 vectors in 30 partitions, every Scope"
build/ann_bench

title "/query over 100,000 chunks"
bench/query.sh
bench/api_load.sh
if [ "${PEERS:-1}" = 1 ]; then bench/seed_api.sh; fi

title "/query over 100,000 chunks that are encrypted at rest"
with_key() {
  local folder
  folder=$(mktemp -d)
  openssl rand -hex 32 > "$folder/key"
  chmod 600 "$folder/key"
  EDIFY_STORE_KEY_FILE=$folder/key "$@"
  rm -r "$folder"
}
with_key bench/query.sh

title "Backup and restore: the data folder; PostgreSQL and Qdrant"
bench/backup.sh
python3 bench/backup_shared.py

if [ "${PEERS:-1}" = 1 ]; then
  title "The whole ingest beside a pipeline of the usual parts, out of Azurite"
  bench/ingest.sh
fi

title "What pages, chunks and files cost, and what 700 GB would take"
python3 bench/scaling.py --files 100,1000

title "Memory of an ingest over the size of a document (bench/memory.py has 2 GB and 2,000 files)"
python3 bench/memory.py --largest 100M --files 100

title "Whether the time of an answer tells that hidden documents exist; what ingestion costs the result cache"
python3 bench/timing_leak.py
python3 bench/cache_hit_rate.py
