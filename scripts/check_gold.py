#!/usr/bin/env python3
"""Works on the gold labels of reply stance under data/models/gold, which hold no text.

    check_gold.py sheet DATA -o SHEET.txt          what annotators read: the texts, never a label
    check_gold.py join DATA LABELS.csv -o OUT.csv  labels beside texts, for `rejoinder stance eval`
    check_gold.py kappa PASS1.csv PASS2.csv        how well two passes agree
    check_gold.py merge PASS1.csv PASS2.csv -o GOLD.csv
    check_gold.py number LINES.txt -o PASS.csv     from lines `number,label,question,confidence,kind` to a pass
    check_gold.py lint PASS.csv                    whether a pass is whole and well formed

DATA is the shared folder of saved pages. The program is run over it (`--rejoinder PATH`), or its table is given (`--comments`).
"""

import argparse
import csv
import sys
import tempfile
from collections import Counter, defaultdict
from os.path import dirname, join

from gold_texts import KEYS, Texts, analyze, read_csv

LABELS = ["agree", "neutral", "disagree"]
QUESTION = ["yes", "no"]
PAIRS = join(dirname(dirname(__file__)) or "..", "data", "models", "gold", "pairs.csv")
PASS = KEYS + ["label", "question", "confidence", "kind"]


def key_of(row):
    return row["page"], row["comment"]


def read_texts(args):
    with tempfile.TemporaryDirectory() as folder:
        path = args.comments or analyze(args.rejoinder, args.data, folder)
        return Texts(args.data, path)


def answered_of(pair, quotes, parent_own):
    """What the reply answers: its quotes if it has any, else what its parent says of its own."""
    return quotes if pair["target"] == "quote" else parent_own


def cut(text, limit):
    return text if len(text) <= limit else text[:limit].rstrip() + " [... cut off in this sheet]"


def once(text, number, seen):
    """The text, or where in the sheet it stands already."""
    if len(text) > 200 and text in seen:
        return f"[as in {seen[text]}] {text[:80].split(chr(10))[0]} ..."
    seen[text] = number
    return cut(text, 3000)


def sheet(args):
    texts = read_texts(args)
    with open(args.out, "w", encoding="utf-8") as file:
        seen = {}
        print("What to do: data/models/gold/GUIDELINE.md. For each pair one line `number,label,question,confidence,kind`.\n", file=file)
        for number, pair in enumerate(read_csv(args.pairs), 1):
            reply, parent, (own, quotes, parent_own) = texts.of_pair(pair)
            what = {"story": "THE STORY", "parent": "THE PARENT", "quote": "QUOTED WORDS"}[pair["target"]]
            print(f"{'=' * 30} {number}  {pair['page']} comment {pair['comment']}", file=file)
            note = " (cut off on the page)" if parent is not None and parent["truncated"] == "true" else ""
            answered = answered_of(pair, quotes, parent_own)
            print(f"--- ANSWERED: {what}{note}\n{once(answered, number, seen)}", file=file)
            if pair["target"] == "quote" and parent is not None and len(parent_own) > len(answered):
                print(f"--- (the parent whole, only for understanding)\n{once(parent_own, number, seen)}", file=file)
            note = " (cut off on the page)" if reply["truncated"] == "true" else ""
            print(f"--- REPLY, own words{note}\n{cut(own, 3500)}\n", file=file)


def labels_of(path):
    rows = read_csv(path)
    for row in rows:
        if row["label"] not in LABELS or row["question"] not in QUESTION:
            sys.exit(f"{path}: {key_of(row)}: the label is `{row['label']}`, the question `{row['question']}`")
    labels = {key_of(row): row for row in rows}
    if len(labels) != len(rows):
        sys.exit(f"{path}: a pair stands there twice")
    return labels


def join_texts(args):
    labels = labels_of(args.labels)
    texts = read_texts(args)
    written = 0
    with open(args.out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["parent", "reply", "label", "group", "thread", "question"])
        for pair in read_csv(args.pairs):
            row = labels.get(key_of(pair))
            if row is None:
                continue
            _, _, (own, quotes, parent_own) = texts.of_pair(pair)
            answered = answered_of(pair, quotes, parent_own)
            writer.writerow([answered, own, row["label"], pair["kind"], pair["page"], row["question"]])
            written += 1
    print(f"{written} pairs", file=sys.stderr)


def agreement(pairs, classes):
    """n, the share of equal labels, and Cohen's kappa (none if only one class was used by both)."""
    n = len(pairs)
    equal = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[c] * second[c] for c in classes) / n**2
    return n, equal, (equal - chance) / (1 - chance) if chance < 1 else None


def line(name, pairs, classes):
    n, equal, kappa = agreement(pairs, classes)
    print(f"{name:<22} n {n:>4}  agreement {equal:.3f}  kappa {'  -' if kappa is None else f'{kappa:.3f}'}")


def kappa(args):
    one, two = labels_of(args.first), labels_of(args.second)
    both = [k for k in one if k in two]
    if not both:
        sys.exit("the passes have no pair in common")
    for name, other, mine in (("first", two, one), ("second", one, two)):
        alone = sum(k not in other for k in mine)
        if alone:
            print(f"only in the {name} pass: {alone}")
    kinds = {key_of(p): p["kind"] for p in read_csv(args.pairs)}
    for field, classes in (("label", LABELS), ("question", QUESTION)):
        pairs = [(one[k][field], two[k][field]) for k in both]
        line("stance" if field == "label" else field, pairs, classes)
        count = Counter(pairs)
        print(f"  {'first / second':<16}" + "".join(f"{c:>10}" for c in classes))
        for a in classes:
            print(f"  {a:<16}" + "".join(f"{count[a, b]:>10}" for b in classes))
        groups = defaultdict(list)
        for k in both:
            groups[kinds.get(k, "?")].append((one[k][field], two[k][field]))
        for kind, members in sorted(groups.items()):
            line("  " + kind, members, classes)
    sure = [(one[k]["label"], two[k]["label"]) for k in both if min(int(one[k]["confidence"]), int(two[k]["confidence"])) > 1]
    if sure:
        line("stance, no guesses", sure, LABELS)


def merge(args):
    """Equal labels stay, the surer one of two wins, a tie is neutral (of the question: no); the confidence is the lower one."""
    one, two = labels_of(args.first), labels_of(args.second)
    contested = 0
    with open(args.out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(PASS + ["contested"])
        for pair in read_csv(args.pairs):
            a, b = one.get(key_of(pair)), two.get(key_of(pair))
            if a is None or b is None:
                continue
            sure_a, sure_b = int(a["confidence"]), int(b["confidence"])
            label, question = a["label"], a["question"]
            differs = label != b["label"]
            if differs:
                contested += 1
                label = label if sure_a > sure_b else b["label"] if sure_b > sure_a else "neutral"
            if question != b["question"]:
                question = question if sure_a > sure_b else b["question"] if sure_b > sure_a else "no"
            tags = " ".join(dict.fromkeys(t for t in (a["kind"] + " " + b["kind"]).split()))
            row = [pair[k] for k in KEYS] + [label, question, min(sure_a, sure_b), tags, str(differs).lower()]
            writer.writerow(row)
    print(f"{contested} contested", file=sys.stderr)


def lint(args):
    labels = labels_of(args.labels)
    pairs = {key_of(p) for p in read_csv(args.pairs)}
    bad = [k for k in labels if k not in pairs] + [k for k, r in labels.items() if r["confidence"] not in ("1", "2", "3")]
    missing = [k for k in pairs if k not in labels]
    print(f"{len(labels)} labelled, {len(missing)} missing, {len(bad)} bad: {bad[:5]}")
    for field in ("label", "question", "confidence", "kind"):
        print(f"  {field}: " + ", ".join(f"{v or '-'} {n}" for v, n in sorted(Counter(r[field] for r in labels.values()).items())))
    if missing or bad:
        sys.exit(1)


def number_pass(args):
    """From lines `number,label,question,confidence,kind`, as the sheet asks for, to a pass."""
    pairs = read_csv(args.pairs)
    with open(args.labels, encoding="utf-8") as source, open(args.out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(PASS)
        for text in source:
            if not text.strip() or text.startswith(("#", "number,")):
                continue
            number, label, question, confidence, *kind = [part.strip() for part in text.strip().split(",")]
            pair = pairs[int(number) - 1]
            writer.writerow([pair[k] for k in KEYS] + [label, question, confidence, kind[0] if kind else ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", default=PAIRS)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, run, takes in (
        ("sheet", sheet, ["data"]),
        ("join", join_texts, ["data", "labels"]),
        ("kappa", kappa, ["first", "second"]),
        ("merge", merge, ["first", "second"]),
        ("lint", lint, ["labels"]),
        ("number", number_pass, ["labels"]),
    ):
        command = commands.add_parser(name, help=(run.__doc__ or "").strip() or None)
        for argument in takes:
            command.add_argument(argument)
        if "data" in takes:
            command.add_argument("--rejoinder", default="rejoinder")
            command.add_argument("--comments", help="the program's comments.csv, instead of running it")
        if name not in ("kappa", "lint"):
            command.add_argument("-o", "--out", required=True)
        command.set_defaults(run=run)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
