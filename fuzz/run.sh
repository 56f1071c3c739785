#!/usr/bin/env bash
# Builds the fuzzers with clang 16 and runs each for SECONDS_EACH (60) on what it has found before and on the golden
# cases, the samples and, where it is, the shared corpus. Ends with an error at the first crash, hang or leak.
#
#   fuzz/run.sh            all of them
#   fuzz/run.sh build      builds them and makes their seeds
#   fuzz/run.sh TARGET     one of them, built before
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${SECONDS_EACH:-60}
folder=build-fuzz

build() {
  cmake --preset fuzz >/dev/null
  cmake --build $folder --target fuzzers
  python3 fuzz/make_seeds.py $folder/seeds
}

run() {
  mkdir -p "$folder/corpus/$1" "$folder/seeds/$1"
  echo "== $1: $seconds s"
  # 25 s for one input is a hang; it is a thousand times what the slowest seed takes.
  "$folder/$1" -max_total_time="$seconds" -max_len=65536 -timeout=25 -rss_limit_mb=2048 \
    -artifact_prefix="$folder/" -print_final_stats=1 "$folder/corpus/$1" "$folder/seeds/$1" 2>&1 | tail -12
}

if ! command -v clang++-16 >/dev/null; then
  echo "fuzz: clang++-16 is not installed (apt-get install clang-16 libclang-rt-16-dev): skipped"
  exit 77
fi
case ${1:-} in
  "") build; for target in $(<fuzz/targets.txt); do run "$target"; done ;;
  build) build ;;
  *) run "$1" ;;
esac
