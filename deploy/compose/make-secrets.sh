#!/usr/bin/env bash
# Makes deploy/secrets/ for compose.yaml: passwords at random, a file each. What is there stays.
# Each file is for one container's user; run it as root (or with sudo), so that the files can be given to those users.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p secrets
chmod 711 secrets

secret() {  # a file, its user, its content
  [ -e "secrets/$1" ] && return
  (umask 077 && printf '%s\n' "$3" > "secrets/$1")
  if [ "$(id -u)" = 0 ]; then chown "$2" "secrets/$1"; else echo "secrets/$1: give it to user $2 (chown $2)" >&2; fi
}
password() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

redis=$(password)
# Azurite's own account, which everybody knows.
key='Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
if [ ! -e secrets/edify.env ] && [ ! -e secrets/redis.conf ]; then
  secret redis.conf 999 "requirepass $redis
maxmemory 128mb
maxmemory-policy allkeys-lru
save \"\""
  secret edify.env 10001 "REDIS_URL=redis://:$redis@redis:6379
AZURE_STORAGE_CONNECTION_STRING=DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=$key;BlobEndpoint=http://azurite:10000/devstoreaccount1;"
fi
secret postgres.txt 999 "$(password)"
secret grafana.txt 472 "$(password)"
