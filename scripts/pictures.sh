#!/bin/sh
# Makes the pictures of the README from the shipped samples, into docs/pictures.
#
#   scripts/pictures.sh [REJOINDER]     the program; without it target/release/rejoinder
#
# Needs python3 with venv and, for the picture of the report, Chromium.
set -eu

cd "$(dirname "$0")/.."
program=$(realpath "${1:-target/release/rejoinder}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet rich
mkdir -p docs/pictures

# A command's colours as a picture: terminal NAME COMMAND...
terminal() {
    name=$1
    shift
    # Colours are for terminals, so that one is made up.
    TERM=xterm-256color script -qec "stty columns 92; '$program' $* 2>/dev/null" /dev/null | tr -d '\r' | "$work/venv/bin/python" -c '
import io, re, sys
from rich.console import Console
from rich.text import Text

text = Text.from_ansi(sys.stdin.read().rstrip("\n"))
console = Console(record=True, width=94, file=io.StringIO(), force_terminal=True)
console.print(text)
picture = console.export_svg(title="$ rejoinder " + sys.argv[2], unique_id=sys.argv[3])
# Fonts of other hosts are left out: what is there does.
picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
open(sys.argv[1], "w", encoding="utf-8").write(picture)
' "docs/pictures/$name.svg" "$*" "$name"
}

terminal summary analyze data/threads/resiliparse-0.14
terminal show show data/threads/lynx/bread-machine.txt --stance agree --evidence

if ! command -v chromium >/dev/null; then
    echo "pictures.sh: no chromium, so no picture of the report" >&2
    exit 0
fi
"$program" report data/threads/lynx/bread-machine.txt -o "$work/report.html"
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/chromium" --hide-scrollbars \
    --window-size=1200,1500 --screenshot="$work/report.png" "file://$work/report.html" 2>/dev/null
cp "$work/report.png" docs/pictures/report.png
