#!/usr/bin/env bash
# The whole ingest beside a pipeline of the usual parts: Azure SDK for Python → parser → sentence-transformers → SQLite in
# one process. Same container of Azurite, same run, in turns.
#
#   bench/ingest.sh [--files N] [--bytes 200M] [--pages N] [--rounds N]
#
# The peers' parsers: pypdfium2 (plain text, the quickest), and unstructured with its strategy `fast`. Both live in virtual
# environments that the first run makes (several GB); UNSTRUCTURED=0 leaves the second out.
set -euo pipefail
cd "$(dirname "$0")/.."

environment() {  # folder, requirements
  [ -x "$1/bin/python" ] || python3 -m venv "$1"
  "$1/bin/pip" install --quiet --require-hashes -r "$2"
}

peers=()
environment .venv-seed bench/peers/requirements-seed.txt
peers+=(--peer "seed with pypdfium2=.venv-seed/bin/python=pypdfium2")
if [ "${UNSTRUCTURED:-1}" = 1 ]; then
  if environment .venv-unstructured bench/peers/requirements-unstructured.txt; then
    peers+=(--peer "seed with unstructured=.venv-unstructured/bin/python=unstructured")
  else
    echo "left out: unstructured could not be installed here"
  fi
fi
exec python3 bench/ingest.py "${peers[@]}" "$@"
