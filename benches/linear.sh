#!/bin/sh
# Counts the instructions that documents of N, 2N and 4N bytes take, and the measures of trees of N, 2N and 4N comments:
# linear work gives ratios near 2 and 4.
#
#   benches/linear.sh [N [FAMILY]]      bytes of the smallest document, eight for each comment of the smallest tree; without
#                                       it 200,000. Only the families whose names begin with FAMILY.
#
# Exits with 1 where the ratio of 4N to N is above 4.4. Counts repeat under any load; times do not.
set -eu

cd "$(dirname "$0")/.."
bytes=${1:-200000}
only=${2:-}

for tool in valgrind python3; do
    command -v "$tool" >/dev/null || {
        echo "linear.sh: expected \`$tool\`, but it is missing; install it with \`apt-get install valgrind python3\`" >&2
        exit 2
    }
done

cargo build --release --quiet ${FEATURES:+--features "$FEATURES"}
rejoinder=${CARGO_TARGET_DIR:-target}/release/rejoinder
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One document of each family, repeated up to a size: threads, and what a careless reader takes square time for.
python3 - "$work" "$bytes" <<'PYTHON'
import random
import sys

folder, n = sys.argv[1], int(sys.argv[2])
top = "Village Buys Its Own Battery (example.org) 9\n\nPosted by kerrin\nIt hums.\n\nVillage Buys Its Own Battery\n\nComments Filter:\n"
words = "The kettle under the old lantern hums quietly, and the river carries paper past seven windows. "


def byline(i):
    return f"by owl{i} ({1000 + i}) on Tuesday December 31, 2013 @09:50AM (#{45828601 + i})"


def thread(i):
    d = 1 + i % 7
    return f"{'  ' * d}• {byline(i)}\n\n{'  ' * d}  {words * 3}\n"


families = {
    "thread": thread,
    "path": lambda i: f"{'  ' * min(i + 1, 400)}• {byline(i)}\n\n{'  ' * min(i + 1, 400)}  {words}\n",
    "headerless": lambda i: f"  • {words}\n",
    "lists": lambda i: f"  • {byline(i)}\n\n    {words}\n    • one\n    • two\n    {words}\n",
    "list": lambda i: "    • one\n" if i else f"  • {byline(i)}\n\n    {words}\n",
    "quotes": lambda i: f"{'  ' * (1 + i % 7)}• {byline(i)}\n\n{'  ' * (1 + i % 7)}  {words * 2}\n\n{'  ' * (1 + i % 7)}  {words}{i}\n",
    "stray": lambda i: f"  • {byline(i)}\n\n    {words}\npre {i}\n    {words}\n",
    "ends": lambda i: f"  • {byline(i)}\n\n    {words}\nWorking...\n",
    "bylines": lambda i: f"{byline(i)}\n",
    "marks": lambda i: "  •\n",
    "parentheses": lambda i: "by ( ( ( ( ( (" if i else f"  • {byline(i)}\n\n    by ",
    "line": lambda i: words if i else f"  • {byline(i)}\n\n    ",
    "wrapped": lambda i: f"     *\n\nRe:Power (Score:4, Funny)\n       {byline(i)[:60]}\n       {byline(i)[60:]}\n       {words}\n",
    "html2text": lambda i: f"  *     * #### [Re:](//x.org/c?cid={i}) (Score:2)\n\nby [owl](//x.org/~owl) [({i})](//x.org/~owl) writes:\n\n{words}\n\n",
    "brackets": lambda i: "[" * 40 if i else "  * #### [Re:](//x.org/c?cid=1) (Score:2)\n\nby Anonymous Coward\n\n",
    "phrases": lambda i: "spot on, good " if i else f"  • {byline(i)}\n\n    ",
    "running": lambda i: f"Re: (Score:2) {byline(i)} {words}",
}
for name, part in families.items():
    for times in (1, 2, 4):
        out, size, i = [top], len(top), 0
        while size < n * times:
            out.append(part(i))
            size += len(out[-1])
            i += 1
        with open(f"{folder}/{name}_{times}.txt", "w", encoding="utf-8") as file:
            file.write("".join(out))

draw = random.Random(1)
trees = {
    "tree-star": lambda i: 0,
    "tree-path": lambda i: i,
    "tree-random": lambda i: draw.randrange(i + 1),
}
for name, parent in trees.items():
    for times in (1, 2, 4):
        with open(f"{folder}/{name}_{times}.txt", "w", encoding="utf-8") as file:
            file.write(" ".join(str(parent(i)) for i in range(n * times // 8)) + "\n")
PYTHON

# A tree is a list of parents; of a document the comments are read, of a tree all that it alone tells.
instructions() {
    case $1 in
        */tree-*) set -- "$1" comments,threads,levels,quintiles,degrees,model --parents ;;
        *) set -- "$1" comments ;;
    esac
    valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$rejoinder" analyze "$1" --table "$2" ${3:-} --no-stance --jobs 1 --quiet -o "$work/out" 2>&1 >/dev/null |
        sed -n 's/.*Collected : //p'
}

# What the program does before it reads anything counts for no document.
printf '' >"$work/empty_1.txt"
base=$(instructions "$work/empty_1.txt")
status=0
printf '%-12s %14s %6s %6s\n' family 'instructions' 2N/N 4N/N
for document in "$work/$only"*_4.txt; do
    name=$(basename "$document" _4.txt)
    one=$(instructions "$work/${name}_1.txt")
    two=$(instructions "$work/${name}_2.txt")
    four=$(instructions "$work/${name}_4.txt")
    awk -v name="$name" -v one="$one" -v two="$two" -v four="$four" -v base="$base" 'BEGIN {
        two = (two - base) / (one - base)
        four = (four - base) / (one - base)
        printf "%-12s %14.0f %6.2f %6.2f%s\n", name, one - base, two, four, (four > 4.4 ? "  more than linear" : "")
        exit (four > 4.4)
    }' || status=1
done
exit $status
