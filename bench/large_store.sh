# Sourced by the benchmarks that ask over 100,000 chunks, from the repository's root. From the folder of a store of
# bench/fill_store to use again, or nothing, makes: `work`, a temporary folder for whoever sources this to remove; `data`,
# the store; `token`, a teacher's of all grades. Servers are started without the limits of one user or address, which all
# the load comes from.
sentences=../shared/corpus/retrieval/scifact/corpus.jsonl
[ -f "$sentences" ] || { echo "skipped: $sentences is not there"; exit 0; }
work=$(mktemp -d)
data=${1:-$work/data}
[ -f "$data/edify.db" ] || { echo "making a store of 100,000 chunks in $data"; build/fill_store "$data" "$sentences"; }
# Encrypted where EDIFY_STORE_KEY_FILE is set.
[ -z "${EDIFY_STORE_KEY_FILE:-}" ] || build/edify --data "$data" encrypt >/dev/null
token=$(build/edify --data "$data" token --user bench --role teacher --grades '*')
export EDIFY_SERVER_RATE_PER_USER=0 EDIFY_SERVER_RATE_PER_ADDRESS=0 EDIFY_METRICS_PORT=0 EDIFY_SERVER_LAME_DUCK=0
