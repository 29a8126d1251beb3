#!/bin/sh
# Every source is as clang-format lays it out: sh tests/checks/format.sh. Exit 77 (skipped) without clang-format.
cd "$(dirname "$0")/../.." || exit 1
command -v clang-format >/dev/null 2>&1 || { echo "skipped: clang-format is not installed"; exit 77; }
find agent host protocol tests \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 clang-format --dry-run -Werror
