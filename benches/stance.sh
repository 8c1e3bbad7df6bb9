#!/bin/sh
# Times what telling stances adds to `rejoinder analyze` on one core: 7 runs with and without, in turn.
#
#   benches/stance.sh [FOLDER]      a folder of dumps; without it 1,000 are generated
#
# Prints both medians of the processor's time, what stances add, and how many replies a second that is; then how long the program
# takes to start with its model and without.
set -eu

cd "$(dirname "$0")/.."
command -v python3 >/dev/null || {
    echo "stance.sh: expected \`python3\`, but it is missing; install it with \`apt-get install python3\`" >&2
    exit 2
}
. benches/dumps.sh

cargo build --profile dist --quiet ${FEATURES:+--features "$FEATURES"}
python3 - "${CARGO_TARGET_DIR:-target}/dist/rejoinder" "$dumps" "${RUNS:-7}" "$work" <<'PYTHON'
import csv, resource, statistics, subprocess, sys

program, dumps, runs, work = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
csv.field_size_limit(1 << 30)


def seconds(paths, *options):
    """The processor's time of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [program, "analyze", paths, "--table", "comments", "--jobs", "1", "--quiet", "-o", f"{work}/out", *options]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def medians(paths, runs):
    pairs = [(seconds(paths, "--no-stance"), seconds(paths)) for _ in range(runs)]
    return [statistics.median(column) for column in zip(*pairs)]


without, told = medians(dumps, runs)
with open(f"{work}/out/comments.csv", encoding="utf-8", newline="") as rows:
    n_replies = sum(row["stance"] != "" for row in csv.DictReader(rows))
print(f"{n_replies:,} replies: {told:.2f} s with stances, {without:.2f} s without, {told - without:.2f} s for stances")
print(f"{n_replies / (told - without):,.0f} replies a second on one core")

page = f"{work}/page.txt"
with open(page, "w", encoding="utf-8") as file:
    file.write("Comments Filter:\n  • Tea (Score:3)\n\n    by kettle ( 12 ) on Thursday October 05, 2023 @11:41PM (#101)\n\n    Is there any?\n")
without, told = medians(page, 20)
print(f"one comment: {told * 1000:.0f} ms with stances, {without * 1000:.0f} ms without")
PYTHON
