#!/bin/sh
# OCR against the tesseract command on the same pictures: error rates and processor time, a row a kind of picture.
#
#   bench/ocr.sh PROGRAM CORPUS SCORE [WORK]
#
# PROGRAM: build/edify. CORPUS: the folder with parse/ocr and school. SCORE: the folder with score_parse.py, whose
# requirements SCORE_PYTHON (default python3) has. WORK: where pictures and texts are kept; left out, a temporary folder.
# The command is told the language, PROGRAM is not.
set -eu

program=$1
corpus=$2
score=$3
here=$(dirname "$0")
environment=${TMPDIR:-/tmp}/edify-ocr-bench
[ -x "$environment/bin/python" ] || python3 -m venv "$environment"
"$environment/bin/pip" install -q -r "$here/peers/ocr_requirements.txt"
if [ $# -ge 4 ]; then
  work=$4
  mkdir -p "$work"
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
OMP_THREAD_LIMIT=1 "$environment/bin/python" "$here/ocr.py" "$program" "$corpus" "$work"
for kind in "$work"/*/truth; do
  folder=$(dirname "$kind")
  for reader in ours command; do
    "${SCORE_PYTHON:-python3}" "$score/score_parse.py" ocr --truth "$kind" --pred "$folder/$reader" |
      awk -v kind="$(basename "$folder")" -v reader="$reader" -v cpu="$(cat "$folder/$reader.seconds")" \
        '/^cer/ { cer = $2 } /^wer/ { wer = $2 } END { printf "%-16s %-8s cer=%s wer=%s cpu=%.1fs\n", kind, reader, cer, wer, cpu }'
  done
done
