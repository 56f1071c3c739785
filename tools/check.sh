#!/usr/bin/env bash
# What a reviewer should not have to say: formatting, include directions, clang-tidy (where it is installed).
set -euo pipefail
cd "$(dirname "$0")/.."

files=$(git ls-files 'src/*.cpp' 'src/*.h' 'bench/*.cpp' 'fuzz/*.cpp')
# shellcheck disable=SC2086
clang-format --dry-run --Werror $files
python3 tests/include_direction_test.py
python3 tests/architecture_test.py
if command -v clang-tidy >/dev/null; then
  # shellcheck disable=SC2046
  clang-tidy -p build --quiet $(git ls-files 'src/*.cpp' | grep -v _test.cpp)
else
  echo "clang-tidy is not installed: skipped"
fi
