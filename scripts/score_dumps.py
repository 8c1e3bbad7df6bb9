#!/usr/bin/env python3
"""Score rejoinder on the real dumps of ../shared, tool by tool.

    score_dumps.py [--bin FILE] [--shared DIR] [--only TEXT] [--worst N] [--bars] [--json FILE]

Runs `rejoinder analyze` once over data/slashdot/dumps, decides with tools/score_dump.py which row is which
comment of the saved page, and prints one line for each tool that wrote the dumps:

    recall precision parent depth tail      as in score_dump.py, pooled over the tool's dumps
    author uid score label cid date subject of the values that stand in a comment's header: how many are right
    wrong                                   values in rows that are another than the page's, subjects apart

Then how sure the rows were, right ones and wrong ones. A row is right when it is a comment of the page and, where
the tool keeps the tree, hangs on the right parent. With --bars the exit code is 1 if a pooled figure misses its bar.
"""
import argparse
import collections
import csv
import hashlib
import importlib.util
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from html import unescape

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIELDS = {"author": "author", "uid": "uid", "score": "score", "moderation": "label", "site_id": "cid",
          "posted_raw": "date", "subject": "subject"}
# Tools whose text still shows who answered whom, by how their file names begin; the others are flat.
TREE = ("resiliparse", "lynx", "w3m", "links", "elinks", "inscriptis", "html2text", "markdownify", "pandoc")
FLAT = ("noformat", "trafilatura", "justext", "bs4", "boilerpy3")
# A page as markup is not a text dump.
PAGES = ("minhtml",)
BARS = {"recall": .99, "precision": .98, "parent": .99, "depth": .99, "tail": .98, "author": .99, "uid": .99,
        "score": .99, "label": .99, "cid": .99, "date": .99}
MOST_WRONG = .002
SURE = .9


def load_judge(shared):
    """The functions of score_dump.py."""
    spec = importlib.util.spec_from_file_location("score_dump", shared / "tools" / "score_dump.py")
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    return judge


def kind_of(tool):
    if any(word in tool for word in PAGES):
        return "page"
    if any(word in tool for word in FLAT):
        return "flat"
    return "tree" if tool.startswith(TREE) else "flat"


def read_dump(path):
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    if re.search(r"<html|<body", text[:4000], re.I):
        text = unescape(re.sub(r"<[^>]*>", " ", text))
    return text


def analyze(binary, dumps):
    """The rows of every dump, by document; a document given twice has its rows under its first name."""
    with tempfile.TemporaryDirectory() as out:
        run = subprocess.run([str(binary), "analyze", str(dumps), "--table", "comments", "-o", out, "--quiet"],
                             capture_output=True, text=True)
        if run.returncode not in (0, 2):  # 2: the pages as markup, which are no text
            sys.exit(f"rejoinder ended with {run.returncode}: {run.stderr[-2000:]}")
        csv.field_size_limit(1 << 30)
        rows = collections.defaultdict(list)
        with open(pathlib.Path(out, "comments.csv"), encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows[row["document"]].append(row)
    return rows


def is_trace(row):
    return row["form"] in ("stub", "placeholder")


def has_header(judge, comment):
    """Whether score, label and author stand together just before a comment's text."""
    author, label = judge.norm(comment.get("author")), judge.norm(comment.get("label"))
    points = str(comment.get("score")).lstrip("-")
    return bool(author) and points.isdigit() and f"score{points}{label}by{author}" in comment["_head"]


def score(judge, truth, text, rows, keeps_tree):
    """Counts for one dump: figures as pairs (right, of), wrong values, and each row's certainty with whether it is right."""
    for row in rows:
        row["_n"] = judge.norm(row["body"]) or judge.norm(row["subject"] + " " + row["body"])
    shown, pairs, used = judge.match(truth, rows, text)
    found = [comment for comment in shown if comment["cid"] in pairs]
    comment_of = {index: cid for cid, index in pairs.items()}
    index_of = {row["comment"]: index for index, row in enumerate(rows)}
    parent_of = {comment["cid"]: comment["parent"] for comment in truth}
    traces = sum(is_trace(row) for index, row in enumerate(rows) if index not in used)
    allowed = sum(comment["kind"] in ("stub", "threshold", "hidden") for comment in truth)
    out = {"recall": (len(pairs), len(shown)), "precision": (len(used), len(rows) - min(traces, allowed))}

    def is_well_hung(comment, row):
        want = comment["parent"]
        while want is not None and want not in pairs:
            want = parent_of.get(want)
        above = row["parent"]
        # A parent that left only a trace is no answer: what counts is the nearest comment above it.
        for _ in rows:
            if above not in index_of or index_of[above] in comment_of or not is_trace(rows[index_of[above]]):
                break
            above = rows[index_of[above]]["parent"]
        got = comment_of.get(index_of.get(above)) if above else None
        return got == want if above else want is None

    well_hung = {comment["cid"]: is_well_hung(comment, rows[pairs[comment["cid"]]]) for comment in found}
    depths = sum(str(comment["depth"]) == rows[pairs[comment["cid"]]]["depth"] for comment in found)
    out["parent"], out["depth"] = (sum(well_hung.values()), len(found)), (depths, len(found))
    flat, tails = judge.norm(text), []
    for comment in found:
        end, row = judge.norm(comment["body"])[-40:], rows[pairs[comment["cid"]]]["_n"]
        sig = judge.norm(comment.get("sig"))[-40:]
        if end in flat:
            tails.append(row.endswith(end) or bool(sig) and row.endswith(sig))
    out["tail"] = (sum(tails), len(tails))
    wrong = []
    for column, name in FIELDS.items():
        right = of = 0
        for comment in found:
            value, row = comment.get(name), rows[pairs[comment["cid"]]]
            if value is None or value == "":
                continue
            same = bool(row[column]) and judge.same(column, value, row[column])
            if row[column] and not same:
                wrong.append((name, str(value), row[column], row["comment"]))
            if judge.stands(column, value, comment["_head"]):
                of, right = of + 1, right + same
        out[name] = (right, of)
    # Comments whose text the tool mixed with targets and numbers of links do not stand in the dump word for word, but
    # a row that was freed of them is still one of the page's.
    mixed = [comment for comment in truth if comment["cid"] not in pairs and judge.key(comment.get("body"))]
    sure = []
    for index, row in enumerate(rows):
        cid, certainty = comment_of.get(index), float(row["certainty"])
        if cid is not None:
            sure.append((certainty, well_hung[cid] or not keeps_tree))
            continue
        if is_trace(row) or not judge.norm(row["body"]):
            continue  # nothing tells whether a trace, or a row without a letter, is right
        same = [comment for comment in mixed if row["_n"].startswith(judge.key(comment["body"]))]
        same = [comment for comment in same if not row["author"] or judge.same("author", comment["author"], row["author"])]
        sure.append((certainty, any(is_well_hung(comment, row) or not keeps_tree for comment in same)))
    claims = sum(bool(row["parent"]) for row in rows)
    headed = [comment for comment in shown if has_header(judge, comment)]
    kept = 0
    for comment in headed:
        row = rows[pairs[comment["cid"]]] if comment["cid"] in pairs else None
        kept += bool(row) and judge.same("author", comment["author"], row["author"]) \
            and judge.same("score", comment["score"], row["score"])
    out["headed"] = (kept, len(headed))
    return out, {"rows": len(rows), "present": len(shown), "wrong": [w for w in wrong if w[0] != "subject"],
                 "wrong_subjects": sum(w[0] == "subject" for w in wrong), "sure": sure, "claims": claims}


class Pool:
    """Counts over several dumps."""

    def __init__(self):
        self.counts, self.rows, self.present, self.wrong, self.subjects, self.claims = {}, 0, 0, 0, 0, 0
        self.sure = []

    def add(self, out, more):
        for name, (right, of) in out.items():
            have = self.counts.get(name, (0, 0))
            self.counts[name] = (have[0] + right, have[1] + of)
        self.rows, self.present = self.rows + more["rows"], self.present + more["present"]
        self.wrong, self.subjects = self.wrong + len(more["wrong"]), self.subjects + more["wrong_subjects"]
        self.claims += more["claims"]
        self.sure += more["sure"]

    def share(self, name):
        right, of = self.counts.get(name, (0, 0))
        return right / of if of else None

    def certainty(self):
        right = [c for c, ok in self.sure if ok]
        off = [c for c, ok in self.sure if not ok]
        high = [ok for c, ok in self.sure if c >= SURE]
        mean = lambda values: sum(values) / len(values) if values else None
        return {"sure_rows": len(high), "sure_and_right": mean(high), "mean_right": mean(right), "mean_wrong": mean(off),
                "n_right": len(right), "n_wrong": len(off)}

    def figures(self):
        names = [*BARS, "subject", "headed"]
        return {"rows": self.rows, "present": self.present, **{name: self.share(name) for name in names},
                "wrong": self.wrong, "wrong_subjects": self.subjects, "claims": self.claims, **self.certainty()}


def shown(value):
    return "-" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--bin", type=pathlib.Path, default=ROOT / "target" / "release" / "rejoinder")
    ap.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    ap.add_argument("--only", default="", help="only dumps whose path has this text")
    ap.add_argument("--worst", type=int, default=10, help="how many of the worst dumps to list")
    ap.add_argument("--bars", action="store_true", help="exit with 1 where a pooled figure misses its bar")
    ap.add_argument("--json", type=pathlib.Path, help="write the figures there too")
    args = ap.parse_args()
    judge, data = load_judge(args.shared), args.shared / "data" / "slashdot"
    rows_of = analyze(args.bin, data / "dumps")
    first_name, tools, bad = {}, collections.defaultdict(Pool), []
    for path in sorted((data / "dumps").glob("*/*"), key=lambda path: path.relative_to(data / "dumps").as_posix().encode()):
        name = path.relative_to(data / "dumps").as_posix()
        # Rows of bytes that came before stand under the document's first name.
        source = first_name.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), name)
        truth = data / "pages" / f"{path.parent.name}.truth.json"
        kind = kind_of(path.stem)
        if not truth.exists() or args.only not in name or kind == "page":
            continue
        comments = judge.load_truth(truth)[0]
        rows = [dict(row) for row in rows_of.get(source, [])]
        out, more = score(judge, comments, read_dump(path), rows, kind == "tree")
        tools[path.stem].add(out, more)
        of_tree = ["recall", "precision", "parent", "depth", "tail"] if kind == "tree" else ["recall", "headed"]
        lowest = min((out[key][0] / out[key][1] for key in of_tree if out[key][1]), default=1.0)
        if lowest < .995 or more["wrong"]:
            bad.append((lowest, name, {key: "%d/%d" % out[key] for key in of_tree if out[key][0] != out[key][1]}, more["wrong"][:4]))
    names = [*BARS, "subject"]
    head = f"{'tool':34} {'present':>7} {'rows':>6}  " + "  ".join(f"{name[:6]:>6}" for name in names) + "   wrong (subjects)"
    pools = {"tree": Pool(), "flat": Pool()}
    for kind in pools:
        print(f"\n{'tools that keep the tree' if kind == 'tree' else 'tools that lose the tree'}\n{head}")
        for tool, pool in sorted(tools.items()):
            if kind_of(tool) == kind:
                figures = "  ".join(f"{shown(pool.share(name)):>6}" for name in names)
                print(f"{tool:34} {pool.present:>7} {pool.rows:>6}  {figures}   {pool.wrong} ({pool.subjects})")
                merge(pools[kind], pool)
        pool = pools[kind]
        print(f"{'all':34} {pool.present:>7} {pool.rows:>6}  " + "  ".join(f"{shown(pool.share(name)):>6}" for name in names)
              + f"   {pool.wrong} ({pool.subjects})")
        print("certainty: " + "  ".join(f"{name} {shown(value)}" for name, value in pool.certainty().items()))
        if kind == "flat":
            print("headers that survive: %d of %d rows have author and score right; parents claimed: %d"
                  % (*pool.counts.get("headed", (0, 0)), pool.claims))
    print("\nworst dumps")
    for lowest, name, low, wrong in sorted(bad, key=lambda entry: (entry[0], entry[1]))[:args.worst]:
        print(f"  {lowest:.3f} {name} {low} {wrong or ''}")
    figures = {kind: pool.figures() for kind, pool in pools.items()}
    figures["tools"] = {tool: pool.figures() for tool, pool in tools.items()}
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1))
    missed = [f"{name} {shown(figures['tree'][name])}, bar {bar}" for name, bar in BARS.items()
              if figures["tree"][name] is not None and figures["tree"][name] < bar]
    if pools["tree"].wrong > MOST_WRONG * pools["tree"].rows:
        missed.append(f"wrong values {pools['tree'].wrong}, bar {MOST_WRONG * pools['tree'].rows:.0f}")
    for line in missed:
        print("missed:", line)
    sys.exit(1 if args.bars and missed else 0)


def merge(into, pool):
    """Adds a tool's counts to those over all tools."""
    into.add(pool.counts, {"rows": pool.rows, "present": pool.present, "wrong": range(pool.wrong),
                           "wrong_subjects": pool.subjects, "sure": pool.sure, "claims": pool.claims})


if __name__ == "__main__":
    main()
