#!/usr/bin/env bash
# A backup of a large store and its restore, beside what anybody would do without either: SQLite's online backup, openssl's
# AES-256 and a SHA-256 of the result.
#
#   bench/backup.sh [DATA_FOLDER]     a store of bench/fill_store to use again (default: a temporary one)
set -euo pipefail
cd "$(dirname "$0")/.."
source bench/large_store.sh
trap 'rm -rf "$work"' EXIT
openssl rand -hex 32 > "$work/key"
chmod 600 "$work/key"
export EDIFY_BACKUP_TO=$work/sets EDIFY_BACKUP_KEY_FILE=$work/key EDIFY_LOG_LEVEL=error

timed() { local what=$1; shift; /usr/bin/time -f "$what %e s, %M kB resident at most" "$@"; }

size=$(stat -c %s "$data/edify.db")
echo "edify.db: $((size >> 20)) MB"
build/edify --data "$data" audit verify >/dev/null  # makes the trail and its key where there is none
timed "backup:" build/edify --data "$data" backup
timed "peer:  " python3 - "$data/edify.db" "$work/copy" <<'PEER'
import hashlib, os, sqlite3, subprocess, sys
source, copy = sys.argv[1:]
with sqlite3.connect(copy) as out:
    sqlite3.connect(source).backup(out)
subprocess.run(["openssl", "enc", "-aes-256-ctr", "-pbkdf2", "-pass", f"file:{os.environ['EDIFY_BACKUP_KEY_FILE']}",
                "-in", copy, "-out", copy + ".enc"], check=True)
hashlib.file_digest(open(copy + ".enc", "rb"), "sha256")
PEER
rm -f "$work"/copy*
mkdir -p "$work/elsewhere/keys"
cp -p "$data/keys/audit.key" "$work/elsewhere/keys/"
timed "restore:" build/edify --data "$work/elsewhere" restore --no-resync
