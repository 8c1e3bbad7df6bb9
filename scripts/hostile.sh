#!/bin/sh
# Runs the program over the hostile corpus of ../shared and fails where one of its rules is broken.
#
#   scripts/hostile.sh [PROGRAM [FACTOR]]     FACTOR stretches the time limits, for debug builds and busy machines
#
# Pages as markup, JSON and binary files (m, n, o) are left out while they are no input of the program.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
tools=$here/../shared/tools
program=${1:-$here/target/release/rejoinder}
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
python3 "$tools/make_hostile.py" "$corpus" --core --special
python3 "$tools/run_hostile.py" "$corpus" --tokens --warn-codes 0,3 --only '^[^mno]' --slow "${2:-1}" \
    -- "$program" analyze '{in}' -o '{out}'
