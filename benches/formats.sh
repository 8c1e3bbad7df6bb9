#!/bin/sh
# What it costs to write the table of comments in each form, beside pandas turning the CSV into Parquet.
#
#   benches/formats.sh [FOLDER]      a folder of dumps; without it 1,000 are generated
#
# Prints the processor's time, the peak of memory and the size of the file, each the median of three runs on all cores.
# PYTHON is a python3 with pandas and pyarrow.
set -eu

cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
"$python" -c 'import pandas, pyarrow' || {
    echo "formats.sh: expected pandas and pyarrow, but \`$python\` has not both; install them with \`pip install pandas pyarrow\`" >&2
    exit 2
}
. benches/dumps.sh

program=${REJOINDER:-}
if [ -z "$program" ]; then
    cargo build --profile dist --quiet --features columnar
    program=${CARGO_TARGET_DIR:-target}/dist/rejoinder
fi
"$python" - "$program" "$dumps" "$work" <<'PYTHON'
import os, resource, statistics, subprocess, sys

program, dumps, work = sys.argv[1:]
BY_PANDAS = """
import sys, pandas
table = pandas.read_csv(sys.argv[1], dtype_backend="numpy_nullable", keep_default_na=False, na_values=[""], low_memory=False)
table.to_parquet(sys.argv[2], compression="zstd", index=False)
"""


def cost(command):
    """Processor's seconds and peak of memory in MiB of one run."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def row(what, command, path):
    runs = [cost(command) for _ in range(3)]
    seconds, memory = (statistics.median(column) for column in zip(*runs))
    print(f"{what:<34} {seconds:6.1f} s {memory:8.0f} MiB {os.path.getsize(path) / 2**20:8.1f} MiB")


print(f"{'':<34} {'time':>8} {'memory':>12} {'file':>12}")
for form in ("csv", "ndjson", "parquet", "arrow"):
    out = f"{work}/{form}"
    command = [program, "analyze", dumps, "--table", "comments", "--format", form, "--quiet", "-o", out]
    row(f"rejoinder, {form}", command, f"{out}/comments.{form}")
row("pandas, from the CSV to Parquet", [sys.executable, "-c", BY_PANDAS, f"{work}/csv/comments.csv", f"{work}/p.parquet"], f"{work}/p.parquet")
PYTHON
