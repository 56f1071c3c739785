#!/usr/bin/env bash
# Builds the fuzzers with clang 16 and runs each for SECONDS_EACH (60) on what it has found before and on the golden
# cases, the samples and, where it is, the shared corpus. Ends with an error at the first crash, hang or leak.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${SECONDS_EACH:-60}
if ! command -v clang++-16 >/dev/null; then
  echo "fuzz: clang++-16 is not installed (apt-get install clang-16 libclang-rt-16-dev): skipped"
  exit 0
fi
cmake --preset fuzz >/dev/null
cmake --build build-fuzz --target fuzzers

seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
# Small ones: a fuzzer's speed is what finds things.
find tests/cases samples ../shared/corpus/parse/docling -path '*groundtruth*' -prune -o -type f -size -64k \
  ! -name 'expected*' -print 2>/dev/null | while read -r file; do
  cp "$file" "$seeds/$(sha1sum "$file" | cut -c1-16)"
done
for fuzzer in parse_protocol_fuzz markup_fuzz document_fuzz azure_fuzz; do
  mkdir -p "build-fuzz/corpus/$fuzzer"
  echo "== $fuzzer: $seconds s"
  # 25 s for one input is a hang; it is a thousand times what the slowest seed takes.
  "build-fuzz/$fuzzer" -max_total_time="$seconds" -max_len=65536 -timeout=25 -rss_limit_mb=2048 \
    -artifact_prefix="build-fuzz/" -print_final_stats=1 "build-fuzz/corpus/$fuzzer" "$seeds" 2>&1 | tail -12
done
