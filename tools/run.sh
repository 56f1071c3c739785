#!/usr/bin/env bash
# What `make run` shows: ingests samples/, asks a question as each role, serves.
# HOST and PORT choose another address; SERVE=0 stops before serving.
set -euo pipefail
cd "$(dirname "$0")/.."

edify=./build/edify
data=${EDIFY_DATA:-./edify-data}
host=${HOST:-127.0.0.1}
port=${PORT:-8000}
say() { printf '\n\033[1m==>\033[0m %s\n' "$*"; }

say "Ingesting samples/ into $data (unchanged files are skipped)"
"$edify" --data "$data" ingest samples

ask() {  # role, grades, question
  say "As $1${2:+ ($2)}: $3"
  "$edify" --data "$data" query "$3" --role "$1" ${2:+--grades "$2"} --limit 3
}
ask student grade5 "How do plants make their food?"
ask teacher "grade10,grade12" "How is Snell's law stated for the sines of the angles of incidence and refraction?"
ask admin "" "What must a visitor do at the school gate?"

question="What should we do when the fire alarm rings?"
say "One question, and what each role may see of its answer: $question"
for role in student teacher admin; do
  "$edify" --data "$data" query "$question" --role "$role" --grades '*' --limit 50 --json | python3 tools/count_by_module.py
done

[ "${SERVE:-1}" = 1 ] || exit 0
say "Serving on http://$host:$port: open it in a browser, and choose who to be. Or ask from another terminal:"
cat <<EOF

  TOKEN=\$($edify --data $data token --user demo --role student --grades grade5)
  curl -s http://$host:$port/query -H "Authorization: Bearer \$TOKEN" \\
       -H 'Content-Type: application/json' -d '{"query": "How do plants make their food?", "limit": 3}'

  The API's pages: http://$host:$port/docs        Stop with Ctrl-C.

EOF
# Signing in as anybody is for this machine alone.
case $host in 127.0.0.1 | localhost | ::1) export EDIFY_WEB_DEMO=true ;; esac
exec "$edify" --data "$data" serve --host "$host" --port "$port"
