#!/usr/bin/env python3
"""Check rejoinder on the saved Slashdot pages of ../shared: each page against its truth, and against its own dumps.

    check_pages.py [--bin FILE] [--shared DIR] [--page NAME] [--worst N] [--law [--bars] [--examples N]]

Part 1: every row and every field of each data/slashdot/pages/PAGE.html against PAGE.html_truth.csv. All must be the
same, but for what KNOWN_WRONG says of truths that are wrong; otherwise the exit code is 1. Wanted are:

    rows          the truth's kinds full, oneline, stub and hidden; a row of form `placeholder` is not counted
    id parent     by `site_id`; a parent outside the page is a placeholder, with that `site_id` or none
    depth         by the truth's parents, so 2 for an answer to a comment outside the page; the truth's own `depth` is
                  the one drawn, and how often it is another is printed
    fields        form, author, uid, subscriber, subject, score, moderation, posted_raw; a bare `Re:` is filled in
    body80 body   letters and digits of the first 80 characters, and of all (of PAGE.truth.json); how many of the 80
                  characters are the same in each is printed
    hidden        the replies beneath the threshold: the notes `hidden-replies` say that many, and `n_hidden` follows

Part 2, with --law: each page against data/slashdot/dumps/PAGE/TOOL. What a dump holds and is certain of must not
contradict the page: parents, values that both rows have, and the words of the bodies. A line for each tool counts

    parent        answers that the dump hangs on another comment than the page does
    story         answers to a comment of the page that the dump hangs on the story
    outside       answers to a comment outside the page that the dump hangs on another, or on the story
    site_id ...   other values
    glued body    bodies with other blanks, and with other words

With --bars the exit code is 1 if a parent or a value differs. Where DIR has no pages all is skipped.
"""
import argparse
import collections
import csv
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLES = ("comments", "threads", "diagnostics")
FORMS = {"full": "full", "oneline": "abbreviated", "stub": "stub", "hidden": "stub"}
ANONYMOUS = "Anonymous Coward"
# The site's own number for nobody: only scripts have it, so that an empty cell is right too.
ANONYMOUS_UID = "666"
# What the truth calls a field, by column.
PLAIN = {"author": "author", "score": "score", "moderation": "label", "posted_raw": "time_raw"}
FIELDS = ("id", "parent", "depth", "form", "author", "uid", "subscriber", "subject", "score", "moderation",
          "posted_raw", "body80", "body")

# Stubs hang in the truths where they are drawn, but the page's own link (`pid=PARENT#ID`) names another comment: the
# parent is hidden and its answer was drawn beneath the nearest comment that is shown, or the tree is drawn seven levels
# deep only. Each is `ID<PARENT`, the link's parent.
LINKED = {
    "sid_111496_cid_9461296": "9465714<9463751 9466741<9466607",
    "sid_116699_cid_9876519": "9880884<9880446 9895350<9880446",
    "sid_116699_cid_9876672": "9940875<9939257 9943006<9940875 9938035<9936300 9885088<9879017 9969299<9968181",
    "sid_25551_cid_2774808": "2778181<2777527 2780092<2779814 2778782<2777046 2782225<2780262 2787865<2783243 "
                             "2800447<2799708 2784493<2782080",
    "sid_25551_cid_2775698": "2778181<2777527",
    "sid_27412_cid_2951313": "2960813<2960394",
    "sid_76448_cid_6818036": "6830486<6825426",
}
# Page, id and field of a truth that is wrong: what the page says, and why.
KNOWN_WRONG = {
    ("sid_522544_23079092", "23080680", "subject"):
        ('Re:Try keeping THAT "Carbon Neutral"', "the script's backslashes before quotes were not taken off"),
    **{(page, pair.split("<")[0], "parent"): (pair.split("<")[1], "the stub's link names another comment")
       for page, pairs in LINKED.items() for pair in pairs.split()},
}

# Values that a page and its dump must not contradict each other in.
VALUES = ("site_id", "author", "uid", "subject", "score", "moderation", "posted_raw", "posted_at", "subscriber")
PARENTS = ("parent", "story", "outside")
KINDS = (*PARENTS, *VALUES, "glued", "body")
# Tools that put numbers into the text where a link stands.
NUMBERS = ("lynx-dump", "elinks-dump")


def analyze(binary, folder, *more):
    """The rows of each table by document, for all files of a folder."""
    with tempfile.TemporaryDirectory() as out:
        run = subprocess.run([str(binary), "analyze", str(folder), *more, "-o", out, "--table", ",".join(TABLES),
                              "--raw", "--no-stance", "-q"], capture_output=True, text=True)
        if run.returncode not in (0, 2):  # 2: some file could not be read, which then has no rows
            sys.exit(f"rejoinder ended with {run.returncode}: {run.stderr[-2000:]}")
        if run.returncode == 2:
            print(f"not all of {folder} was read: {run.stderr.strip()[:300]}")
        csv.field_size_limit(1 << 30)
        tables = []
        for name in TABLES:
            rows, path = collections.defaultdict(list), pathlib.Path(out, f"{name}.csv")
            for row in read_table(path) if path.exists() else []:
                rows[row["document"]].append(row)
            tables.append(rows)
    return tables


def read_table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def letters(text):
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).lower()


def words(text):
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text or "").lower())


def blanks(text):
    return re.sub(r"\s+", " ", text or "").strip()


class Truth:
    """What a page must give: its rows in order, and the replies beneath the threshold."""

    def __init__(self, path):
        self.name = path.name.removesuffix(".html_truth.csv")
        page = json.loads((path.parent / f"{self.name}.truth.json").read_text(encoding="utf-8"))
        self.bodies = {str(comment["cid"]): comment.get("body") or "" for comment in page["comments"]
                       if comment["cid"]}
        self.script = page.get("d2") or {}
        rows = read_table(path)
        self.hidden = sum(int(row["hidden_count"]) for row in rows if row["kind"] == "threshold")
        self.rows = {row["id"]: row for row in rows if row["kind"] in FORMS}
        self.given = sum(row["kind"] == "hidden" for row in rows)
        self.corrected = 0
        for (name, cid, field), (value, _) in KNOWN_WRONG.items():
            if name == self.name:
                self.rows[cid][field], self.corrected = value, self.corrected + 1

    def depths(self, cid):
        """The depths that are right; a parent outside the page may hang where its answer is drawn."""
        row = self.rows[cid]
        if not row["parent"]:
            return {1}
        if row["parent"] in self.rows:
            return {depth + 1 for depth in self.depths(row["parent"])}
        drawn = row["drawn_parent"]
        return {2} | ({depth + 2 for depth in self.depths(drawn)} if drawn in self.rows else set())

    def subject(self, row):
        """The row's subject, a bare `Re:` filled in. The script has the subject of just those who did not change it."""
        if row["subject"] != "Re:":
            return row["subject"]
        said = (self.script.get(row["id"]) or {}).get("subject")
        if said:
            return re.sub(r"\\(.)", r"\1", said)
        above = self.subject(self.rows[row["parent"]]) if row["parent"] in self.rows else ""
        return above if above.startswith("Re:") else f"Re:{above}"

    def wanted(self, row):
        """Which values are right, by column."""
        anonymous = row["author"] in ("", ANONYMOUS)
        out = {column: (row[field],) for column, field in PLAIN.items()}
        out["form"], out["subject"] = (FORMS[row["kind"]],), (blanks(self.subject(row)),)
        out["uid"] = (row["uid"], "") if anonymous and row["uid"] == ANONYMOUS_UID else (row["uid"],)
        if row["star"]:
            star = "true" if row["star"] == "1" else "false"
            out["subscriber"] = (star, "") if anonymous and star == "false" else (star,)
        return out


class Page:
    """One page's rows against its truth: counts by field, and flaws as (id, field, expected, found)."""

    def __init__(self, truth, rows, threads, notes):
        self.truth, self.flaws, self.right, self.of = truth, [], collections.Counter(), collections.Counter()
        self.counts = collections.Counter(placeholders=sum(row["form"] == "placeholder" for row in rows),
                                          corrected=truth.corrected)
        self.number = {row["comment"]: row for row in rows}
        self.left = [row for row in rows if row["form"] != "placeholder"]
        for want, row in [(want, self.take(want)) for want in truth.rows.values()]:
            self.check("row", want["id"], row is not None, want["kind"], "no row")
            if row is None:
                self.of.update(field for field in FIELDS if field != "subscriber" or want["star"])
            else:
                self.compare(want, row)
        for row in self.left:
            self.flaw(row["site_id"], "row", "none", f"{row['form']} {row['author']} {row['body'][:40]!r}")
        self.counts["rows too many"] = len(self.left)
        self.check_hidden(threads, notes)

    def flaw(self, cid, field, expected, found):
        self.flaws.append((cid or "-", field, expected, found))

    def check(self, field, cid, is_right, expected, found):
        self.of[field] += 1
        self.right[field] += bool(is_right)
        if not is_right:
            self.flaw(cid, field, expected, found)

    def take(self, want):
        """The row with the wanted id, or else the one that says the same."""
        same = [row for row in self.left if row["site_id"] == want["id"]]
        if not same:
            start = letters(want["body80"])[:40]
            same = [row for row in self.left if not row["site_id"] and row["author"] == want["author"]
                    and row["posted_raw"] == want["time_raw"] and letters(row["body"]).startswith(start)]
        if same:
            self.left.remove(same[0])
        return same[0] if same else None

    def compare(self, want, row):
        cid, truth = want["id"], self.truth
        self.check("id", cid, row["site_id"] == cid, cid, row["site_id"])
        above = self.number.get(row["parent"])
        outside = bool(want["parent"]) and want["parent"] not in truth.rows
        found = "story" if not row["parent"] else "lost" if above is None else above["site_id"] or above["form"]
        if outside:
            is_right = above is not None and above["form"] == "placeholder" \
                and above["site_id"] in ("", want["parent"])
        elif want["parent"]:
            is_right = above is not None and above["site_id"] == want["parent"]
        else:
            is_right = not row["parent"]
        self.check("parent", cid, is_right, (want["parent"] or "story") + " outside the page" * outside, found)
        depths = truth.depths(cid)
        self.counts["drawn at another depth"] += int(want["depth"]) not in depths
        below = int(above["depth"] or 0) + 1 if above is not None else 1
        self.check("depth", cid, row["depth"].isdigit() and int(row["depth"]) in depths and int(row["depth"]) == below,
                   " or ".join(map(str, sorted(depths))), row["depth"])
        for column, right in truth.wanted(want).items():
            self.check(column, cid, blanks(row[column]) in right, right[0], row[column])
            self.counts["anonymous with a number"] += column == "uid" and len(right) > 1 and row["uid"] != ""
        mine, body80 = letters(row["body"]), letters(want["body80"])
        # A text of less than 80 characters is all that the comment has.
        is_right = mine.startswith(body80) if len(want["body80"]) >= 79 else mine == body80
        first = blanks(row["body"])[:80]
        self.check("body80", cid, is_right, want["body80"], first)
        self.counts["to the letter"] += bool(want["body80"]) and blanks(first) == blanks(want["body80"])
        self.counts["with a body"] += bool(want["body80"])
        body = letters(truth.bodies.get(cid))
        self.check("body", cid, mine == body, *differing(truth.bodies.get(cid, ""), row["body"]))

    def check_hidden(self, threads, notes):
        """Hidden comments that stand in the script are rows; the statement may count them once more or not."""
        stated = sum(int(number) for note in notes if note["code"] == "hidden-replies"
                     for number in re.findall(r"^\d+", note["message"]))
        right = {self.truth.hidden, self.truth.hidden - self.truth.given}
        self.check("hidden", "-", stated in right, self.truth.hidden, stated)
        thread = threads[0] if threads else {"n_declared": "", "n_comments": "0", "n_hidden": "no row"}
        declared, found = thread["n_declared"], int(thread["n_comments"])
        numbers = {str(max(int(declared) - found, number)) if declared else str(number or "") for number in right}
        right = " or ".join(number or "empty" for number in sorted(numbers))
        self.check("n_hidden", "-", thread["n_hidden"] in numbers, right, thread["n_hidden"])


def differing(expected, found):
    """The two texts from a little before they differ."""
    at, left, right = 0, words(expected), words(found)
    while at < min(len(left), len(right)) and left[at] == right[at]:
        at += 1
    cut = lambda side: " ".join(side[max(at - 3, 0):at + 6])
    return cut(left), cut(right)


def check_truths(args, pages):
    """Part 1: whether every page is exact."""
    rows, threads, notes = pages
    field_right, field_of, counts = (collections.Counter() for _ in range(3))
    exact = number = 0
    for path in sorted((args.shared / "data" / "slashdot" / "pages").glob("*.html_truth.csv")):
        truth = Truth(path)
        if args.page and args.page != truth.name:
            continue
        document = f"{truth.name}.html"
        page = Page(truth, rows.get(document, []), threads.get(document, []), notes.get(document, []))
        field_right, field_of, counts = field_right + page.right, field_of + page.of, counts + page.counts
        number, exact = number + 1, exact + (not page.flaws)
        if page.flaws:
            shown = "; ".join(f"{cid} {field}: expected {short(a)}, found {short(b)}"
                              for cid, field, a, b in page.flaws[:args.worst])
            more = f"; {len(page.flaws) - args.worst} more" if len(page.flaws) > args.worst else ""
            print(f"{truth.name}: {shown}{more}")
    print(f"\n{'field':12} right/wanted")
    for field in ("row", *FIELDS, "hidden", "n_hidden"):
        print(f"{field:12} {field_right[field]}/{field_of[field]}")
    print(f"first 80 characters to the letter: {counts['to the letter']} of {counts['with a body']} found with a body")
    for name in ("rows too many", "placeholders", "drawn at another depth", "corrected", "anonymous with a number"):
        print(f"{name}: {counts[name]}")
    print(f"{exact} of {number} pages exact")
    return number > 0 and exact == number


def short(value):
    return f"`{value}`" if value not in ("", None) else "nothing"


def match(page, dump):
    """Pairs (row of the page, row of the dump) that are one comment."""
    pairs, page, dump = [], *([row for row in rows if row["form"] != "placeholder"] for rows in (page, dump))
    for key in (id_key, named_key, nameless_key, trace_key):
        at = collections.defaultdict(list)
        for other in page:
            at[key(other)].append(other)
        for row in dump:
            same = at[key(row)] if key(row) else []
            other = next((other for other in same if key is id_key or may_be_one(other, row)), None)
            if other is not None:
                same.remove(other)
                pairs.append((other, row))
        page, dump = ([row for row in rows if all(row is not pair[side] for pair in pairs)]
                      for side, rows in enumerate((page, dump)))
    return pairs


def id_key(row):
    return row["site_id"]


def named_key(row):
    start = letters(row["body"])[:32]
    return start and row["author"] and (letters(row["author"]), start)


def nameless_key(row):
    start = letters(row["body"])[:32]
    return start if len(start) >= 24 else ""


def trace_key(row):
    """For stubs, which have no words."""
    values = letters(row["author"]), letters(row["posted_raw"]), letters(row["subject"])
    return "" if row["body"] or not row["posted_raw"] else values


def may_be_one(other, row):
    """Two comments with other numbers or names are never one."""
    return all(not other[column] or not row[column] or letters(other[column]) == letters(row[column])
               for column in ("site_id", "uid", "author"))


def contradictions(page, dump, tool):
    """How many pairs there are and parents were compared, and differences as (kind, id, page's value, dump's)."""
    pairs, out, parents = match(page, dump), [], 0
    page_number, dump_number = ({row["comment"]: row for row in rows} for rows in (page, dump))
    twin = {id(row): other for other, row in pairs}
    in_dump = {id(other) for other, _ in pairs}
    for other, row in pairs:
        cid = other["site_id"] or row["site_id"] or other["author"]
        if row["parent_certain"] == "true" and row["depth"]:
            parents += 1
            mine, theirs = page_number.get(other["parent"]), dump_number.get(row["parent"])
            if not is_same_parent(mine, theirs, twin, in_dump):
                out.append((parent_kind(mine, theirs), cid, told(mine), told(theirs)))
        for column in VALUES:
            a, b = blanks(other[column]), blanks(row[column])
            # A bare `Re:` says only that the subject was not changed.
            if a and b and a != b and not (column == "subject" and "Re:" in (a, b)):
                out.append((column, cid, a, b))
        kind = body_kind(other, row, tool)
        if kind:
            out.append((kind, cid, *differing(other["body"], row["body"])))
    return len(pairs), parents, out


def is_same_parent(mine, theirs, twin, in_dump):
    if mine is None or theirs is None:
        return mine is theirs
    if theirs["form"] == "placeholder":  # stands for a comment that the dump lacks
        return id(mine) not in in_dump
    return twin.get(id(theirs)) is mine


def parent_kind(mine, theirs):
    """Which contradiction it is that the page says `mine` and the dump `theirs`."""
    if mine is not None and mine["form"] == "placeholder":
        return "outside"
    return "story" if theirs is None else "parent"


def told(row):
    return "story" if row is None else blanks(f"{row['form']} {row['site_id']} {row['author']}")


def body_kind(other, row, tool):
    """How the bodies differ, if they do: `glued` where only blanks do."""
    page, dump = words(other["body"]), words(row["body"])
    if page == dump or not page or not dump:
        return None
    is_cut = row["truncated"] == "true" and other["truncated"] != "true"
    if tool in NUMBERS:
        page, dump = ([word for word in side if not word.isdigit()] for side in (page, dump))
    a, b = "".join(page), "".join(dump)
    if page == dump or is_cut and a.startswith(b):
        return None
    return "glued" if a == b else "body"


def check_law(args, pages):
    """Part 2: whether no dump contradicts its page in parents and values."""
    folder = args.shared / "data" / "slashdot" / "dumps"
    dumps, first_name, tools = analyze(args.bin, folder)[0], {}, collections.defaultdict(collections.Counter)
    examples = collections.defaultdict(list)
    for path in sorted(folder.glob("*/*"), key=lambda path: path.relative_to(folder).as_posix().encode()):
        name, page, tool = path.relative_to(folder).as_posix(), path.parent.name, path.stem
        # Rows of bytes that came before stand under the document's first name.
        source = first_name.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), name)
        rows, dump = pages[0].get(f"{page}.html", []), dumps.get(source, [])
        if args.page and args.page != page:
            continue
        matched, parents, differences = contradictions(rows, dump, tool)
        have = sum(row["form"] != "placeholder" for row in dump)
        tools[tool].update(dumps=1, rows=have, matched=matched, parents=parents)
        for kind, cid, a, b in differences:
            tools[tool][f"wrong {kind}"] += 1
            examples[kind].append(f"{page} {tool} {cid}: page {short(a)}, dump {short(b)}")
    total = sum(tools.values(), collections.Counter())
    print(f"\n{'tool':34} dumps   rows matched parents  " + " ".join(f"{kind:>10}" for kind in KINDS))
    for tool, c in [*sorted(tools.items()), ("all", total)]:
        print(f"{tool:34} {c['dumps']:>5} {c['rows']:>6} {c['matched']:>7} {c['parents']:>7}  "
              + " ".join(f"{c[f'wrong {kind}']:>10}" for kind in KINDS))
    for kind in KINDS:
        if examples[kind]:
            print(f"\n{kind}: {len(examples[kind])}")
        step = max(len(examples[kind]) // max(args.examples, 1), 1)
        for line in examples[kind][::step][:args.examples]:
            print(f"  {line}")
    bad = sum(total[f"wrong {kind}"] for kind in (*PARENTS, *VALUES))
    print(f"\n{bad} contradictions in parents and values of {total['matched']} comments")
    return bad == 0 and total["matched"] > 0


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--bin", type=pathlib.Path, default=ROOT / "target" / "release" / "rejoinder")
    ap.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    ap.add_argument("--page", help="only this page, such as sid_10101_cid_438419")
    ap.add_argument("--worst", type=int, default=3, help="how many flaws of a page to show")
    ap.add_argument("--law", action="store_true", help="compare the pages with their dumps too")
    ap.add_argument("--bars", action="store_true", help="with --law: exit with 1 where a parent or a value differs")
    ap.add_argument("--examples", type=int, default=5, help="with --law: how many differences of a kind to show")
    args = ap.parse_args()
    folder = args.shared / "data" / "slashdot" / "pages"
    if not folder.is_dir():
        print(f"SKIPPED: {folder} is absent, so that NO saved page was checked")
        return
    pages = analyze(args.bin, folder, "--include", "*.html")
    is_exact = check_truths(args, pages)
    is_lawful = check_law(args, pages) if args.law else True
    sys.exit(0 if is_exact and (is_lawful or not args.bars) else 1)


if __name__ == "__main__":
    main()
