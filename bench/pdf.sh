#!/bin/sh
# PDF → elements against pypdfium2's plain text, same files, same run; prints pages a CPU second and the ratio.
#
#   bench/pdf.sh PROGRAM FOLDER…     PROGRAM: build/pdf_bench
#
# PEER_PYTHON names a Python that has bench/peers/pdf_requirements.txt; left out, a virtual environment is made.
set -eu

program=$1
shift
here=$(dirname "$0")
if [ -z "${PEER_PYTHON:-}" ]; then
  environment=${TMPDIR:-/tmp}/edify-pdf-peer
  [ -x "$environment/bin/python" ] || python3 -m venv "$environment"
  "$environment/bin/pip" install -q --require-hashes -r "$here/peers/pdf_requirements.txt"
  PEER_PYTHON=$environment/bin/python
fi

list=$(mktemp)
trap 'rm -f "$list"' EXIT
find "$@" -name '*.pdf' -type f | sort > "$list"
# Both read the files twice; the first run warms the machine and is not printed.
run() { xargs -a "$list" taskset -c 0 "$@" > /dev/null && xargs -a "$list" taskset -c 0 "$@"; }
ours=$(run "$program")
theirs=$(run "$PEER_PYTHON" "$here/peers/pdf_peer.py")
printf '%s\n%s\n' "$ours" "$theirs"
printf '%s\n%s\n' "$ours" "$theirs" | sed 's/.*pages_per_second=//' |
  awk 'NR == 1 { ours = $1 } NR == 2 { printf "ratio=%.2f\n", ours / $1 }'
