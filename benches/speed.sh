#!/bin/sh
# Times `rejoinder analyze` against ripgrep over the same dumps: 7 runs each, in turn, in one process each.
#
#   benches/speed.sh [FOLDER]      a folder of dumps; without it 1,000 are generated
#
# Prints both medians, megabytes a second, their ratio, and the peak memory of rejoinder.
set -eu

cd "$(dirname "$0")/.."
runs=${RUNS:-7}
pattern='by .* on .*\(#[0-9]+\)'

for tool in rg python3 /usr/bin/time; do
    command -v "$tool" >/dev/null || {
        echo "speed.sh: expected \`$tool\`, but it is missing; install it with \`apt-get install ripgrep python3 time\`" >&2
        exit 2
    }
done

. benches/dumps.sh

cargo build --profile dist --quiet ${FEATURES:+--features "$FEATURES"}
rejoinder=${CARGO_TARGET_DIR:-target}/dist/rejoinder

now() { date +%s%N; }
analyze() {
    rm -rf "$work/out"
    "$rejoinder" analyze "$dumps" --table comments --no-stance --jobs 1 --quiet -o "$work/out"
}
search() { rg -j1 -c "$pattern" "$dumps" >/dev/null; }

# Once each, so that the dumps are in memory; a dump without comments is no failure of the program's (exit 0 to 3).
analyze || [ $? -le 3 ]
search || [ $? -le 1 ]

: >"$work/ours"
: >"$work/theirs"
run=0
while [ "$run" -lt "$runs" ]; do
    from=$(now); analyze || [ $? -le 3 ]; echo $(($(now) - from)) >>"$work/ours"
    from=$(now); search || [ $? -le 1 ]; echo $(($(now) - from)) >>"$work/theirs"
    run=$((run + 1))
done

median() { sort -n "$1" | sed -n "$(((runs + 1) / 2))p"; }
bytes=$(find "$dumps" -type f -exec cat {} + | wc -c)
files=$(find "$dumps" -type f | wc -l)
rm -rf "$work/out"
/usr/bin/time -v "$rejoinder" analyze "$dumps" --table comments --no-stance --jobs 1 --quiet -o "$work/out" 2>"$work/time" || true
peak=$(sed -n 's/.*Maximum resident set size (kbytes): //p' "$work/time")

awk -v ours="$(median "$work/ours")" -v theirs="$(median "$work/theirs")" -v bytes="$bytes" -v files="$files" \
    -v peak="$peak" -v runs="$runs" 'BEGIN {
    printf "%d files, %.1f MB, medians of %d runs\n", files, bytes / 1e6, runs
    printf "rejoinder  %8.1f ms  %7.1f MB/s  peak %.1f MiB\n", ours / 1e6, bytes * 1e3 / ours, peak / 1024
    printf "ripgrep    %8.1f ms  %7.1f MB/s\n", theirs / 1e6, bytes * 1e3 / theirs
    printf "ratio      %8.2f\n", ours / theirs
}'
