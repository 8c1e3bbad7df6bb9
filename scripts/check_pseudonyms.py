#!/usr/bin/env python3
"""Look for names that `--pseudonymise` left readable.

    check_pseudonyms.py [--bin FILE] [--shared DIR] [--mentions N] [--names N] [--seed N]

First in a table whose authors have awkward names (prefixes of each other, two blanks, accents, signs, words, digits), and
whose comments mention them in every spelling and at every place; then in the dumps of ../shared, by the names of
their authors. What every subcommand prints and writes is searched, with rules of its own for what is the same name.
Names that the program's own words have (`score`) are left out, and counted. The exit code is 1 if a name was found.
"""
import argparse
import collections
import csv
import html
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
import urllib.parse
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
MIN_LETTERS = 3
MIN_OF_PLURAL = 5
KEY = b"a key for tests, no secret at all"
JOINTS = " _-+"
WORD = re.compile(r"[^\W_]+")
APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u2032\u02bc\u00b4`"), "'")


def undo_escapes(text):
    """The text with references of HTML and percents read, up to three times."""
    for _ in range(3):
        before = text
        text = html.unescape(text)
        if "%" in text:
            text = urllib.parse.unquote(text)
        if text == before:
            break
    return text


def plain(text):
    """What is the same for all ways to write a name."""
    text = unicodedata.normalize("NFKD", text.translate(APOSTROPHES))
    text = unicodedata.normalize("NFKD", text.casefold()).replace("i\u0307", "i").replace("\u0131", "i")
    text = "".join(c for c in text if c in "\n\t\r " or unicodedata.category(c) not in ("Cf", "Cc"))
    return re.sub(r"\s+", " ", text)


class Names:
    """Names to be looked for in texts, by their first words."""

    def __init__(self, names):
        self.by_word = collections.defaultdict(list)
        for name in names:
            folded = plain(undo_escapes(name)).strip()
            first = WORD.search(folded)
            if first is None or len(unicodedata.normalize("NFC", folded)) < MIN_LETTERS:
                continue
            self.by_word[first.group()].append((folded[:first.start()], self.pattern(folded[first.start():]), name))

    @staticmethod
    def pattern(folded):
        inner = "".join("[ _+-]" if c in JOINTS and 0 < at < len(folded) - 1 else re.escape(c)
                        for at, c in enumerate(folded))
        plural = "s?" if len(folded) >= MIN_OF_PLURAL and folded[-1].isalnum() else ""
        last = r"(?![^\W_]|[\u0300-\u036f])" if folded[-1].isalnum() else ""
        return re.compile(inner + plural + last)

    def found_in(self, text):
        """How often each name stands in a text."""
        text = re.sub(r"user-[0-9a-hjkmnp-tv-z]{10}", "\u2603", text)
        found = collections.Counter()
        texts = {plain(text), plain(undo_escapes(text))}
        for written in texts:
            for word in WORD.finditer(written):
                # A plural may be the first word.
                for key in {word.group(), word.group().removesuffix("s")}:
                    for lead, pattern, name in self.by_word.get(key, ()):
                        if written.startswith(lead, word.start() - len(lead)) and pattern.match(written, word.start()):
                            found[name] += 1
        return found


def outputs(binary, arguments, folder):
    """All that a run prints and writes, by where it stands."""
    folder.mkdir()
    run = subprocess.run([str(binary), *map(str, arguments)], cwd=folder, capture_output=True)
    if run.returncode not in (0, 2):
        sys.exit(f"rejoinder {arguments} ended with {run.returncode}: {run.stderr[-2000:]}")
    yield "standard output", run.stdout.decode("utf-8", "replace")
    yield "standard error", run.stderr.decode("utf-8", "replace")
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                for name in book.namelist():
                    yield f"{path.name}:{name}", book.read(name).decode("utf-8", "replace")
        elif path.suffix not in (".parquet", ".arrow"):
            yield path.name, path.read_text(encoding="utf-8", errors="replace")


def runs(inputs, old, new):
    """Every subcommand that prints threads."""
    yield "analyze", ["analyze", *inputs, "-o", "tables"]
    yield "analyze ndjson", ["analyze", *inputs, "--format", "ndjson", "-o", "tables"]
    # Of a table one thread is shown.
    shown = [inputs[0], *(["--thread", "0"] if inputs[0].suffix == ".csv" else [])]
    yield "show", ["show", *shown, "--evidence"]
    yield "check", ["check", *inputs, "--all"]
    yield "report", ["report", *inputs, "-o", "report"]
    yield "stance sample", ["stance", "sample", *inputs, "-o", "sample.csv"]
    yield "export convokit", ["export", *inputs, "--to", "convokit", "-o", "convokit"]
    yield "export graphml", ["export", *inputs, "--to", "graphml", "-o", "-"]
    yield "export gexf", ["export", *inputs, "--to", "gexf", "--graph", "authors", "-o", "-"]
    yield "export dot", ["export", *inputs, "--to", "dot", "-o", "-"]
    yield "export xlsx", ["export", *inputs, "--to", "xlsx", "-o", "book.xlsx"]
    yield "diff", ["diff", old, new]
    yield "diff back", ["diff", new, old]
    yield "diff csv", ["diff", old, new, "-o", "-"]


def survivors(binary, key, inputs, old, new, names):
    """How often each name stands in what each run prints and writes."""
    left = {}
    with tempfile.TemporaryDirectory() as room:
        for nth, (what, arguments) in enumerate(runs(inputs, old, new)):
            found = collections.Counter()
            where = {}
            if what == "export xlsx" and not has_workbooks(binary):
                continue
            for place, text in outputs(binary, [*arguments, "--pseudonymise", key], pathlib.Path(room, str(nth))):
                for given in map(str, inputs):
                    text = text.replace(given, "")
                for name, n in names.found_in(text).items():
                    found[name] += n
                    where.setdefault(name, place)
            left[what] = (found, where)
    return left


def has_workbooks(binary):
    told = subprocess.run([str(binary), "export", "--help"], capture_output=True, text=True).stdout
    return "xlsx" in told


def own_words(binary, key, names, room):
    """Names that stand in what is written of threads in which they do not."""
    tables = []
    room = room / "neutral"
    room.mkdir(exist_ok=True)
    for nth in range(2):
        path = room / f"neutral{nth}.csv"
        path.write_text("thread,comment,parent,author,body\n1,1,0,qqqq,zzzz\n1,2,1,xxxx,vvvv\n1,3,2,qqqq,\n", encoding="utf-8")
        tables.append(path)
    page = room / "neutral.txt"
    page.write_text("Comments Filter:\n  \u2022 Zzzz (Score:3)\n\n    by qqqq ( 12 ) on Thursday October 05, 2023 @11:41PM (#101)\n\n    "
                    "vvvv\n", encoding="utf-8")
    found = set()
    for what, (names_found, _) in survivors(binary, key, [room], tables[0], page, names).items():
        found |= set(names_found)
    return found


# --- a table of awkward names

SYLLABLES = "bar tol min qua sel dor vik han lum pex".split()
AWKWARD = [
    "Tobb", "Tobb S", "Tobb Sel", "qowl", "night qowl", "midnight qowl", "Old  Molder", "Old\u00a0Pexer", "old_barrow",
    "Zo\u00eb Quillor", "Ame\u0301lievik", "Wei\u00dfdor", "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3", "\u0130brahimov",
    "O'Mallorty", "Hestor's Nephew", "Tolm & Jerrick", "d. wholl?", "(bracket)ed", "a.*b+qc", "C++ tolfan", "x^y$qz",
    "back\\slashed", "garlic", "butterfly", "90210777", "4711x", "-dashed-", "_scored_", "[boxed]", "*starred*",
    "quotes\"within", "semi;colon", "R&Dvik", "100%pexly", "user name of four", "\u5c71\u7530\u592a\u90ce", "\u041c\u0435\u0434\u0432\u0435\u0434\u044c",
    "na\u00efvelum", "fa\u00e7adist", "Stra\u00dfenhan", "\ufb01nlandor", "e\u0301clairist", "St. Quentor", "mr_underscore_jones",
    "hyphen-ated-name", "plus+plus", "=formulist", "@atsignor", "~tildor", "#hashor", "Quentin, Jr.", "trailing!", "vik'd",
]


def make_names(n, chance):
    names = list(AWKWARD)
    while len(names) < n:
        word = "".join(chance.choice(SYLLABLES) for _ in range(chance.choice((2, 3))))
        made = [word, word.capitalize() + " " + chance.choice(SYLLABLES).capitalize() + "er", word + str(chance.randrange(10, 99)),
                word + "\u2019s Heir", word + "_" + chance.choice(SYLLABLES)]
        names.append(chance.choice(made))
    return list(dict.fromkeys(names))[:n]


def percents(text):
    return "".join(c if c.isalnum() and c.isascii() else urllib.parse.quote(c, safe="") for c in text)


def spellings(name):
    """Ways to write a name."""
    yield name
    yield name.upper()
    yield name.lower()
    yield name.casefold()
    yield unicodedata.normalize("NFD", name)
    yield unicodedata.normalize("NFC", name)
    yield html.escape(name)
    yield html.escape(html.escape(name))
    yield "".join(f"&#{ord(c)};" if not c.isalnum() else c for c in name)
    yield "".join(f"&#x{ord(c):x};" for c in name)
    yield name.replace("'", "\u2019")
    yield name.replace("\u2019", "'")
    words = name.split()
    for joint in ("  ", "\u00a0", "\n", "\u2003", "_", "-", "+", "%20", "\n   "):
        yield joint.join(words)
    yield name[:2] + "\u00ad" + name[2:]
    yield name[:1] + "\u200b" + name[1:]
    yield "\u202e" + name + "\u202c"
    yield name + "'s"
    yield name + "\u2019s"
    if name[-1].isalpha() and len(name) >= MIN_OF_PLURAL:
        yield name + "s"
    if len(words) == 1:
        yield "@" + name
        yield "~" + name
    for joint in ("+", "%20", "_", "-"):
        path = joint.join(percents(word) for word in words)
        for site in ("https://s.example/~", "https://s.example/user/", "http://s.example/u/", "/~"):
            yield site + path + "/"
            yield site + path


def make_table(path, authors, mentioned, n_mentions, chance):
    """A table of comments by some authors that mention others; how many mentions there are."""
    ways = {name: list(dict.fromkeys(spellings(name))) for name in mentioned}
    told = 0
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["thread", "comment", "parent", "author", "anonymous", "subject", "moderation", "body"])
        nth = 0
        while told < n_mentions or nth < len(authors):
            nth += 1
            pick = lambda: chance.choice(ways[chance.choice(mentioned)])
            body = [pick(), " says what ", pick(), " (and ", pick(), ") said: ", pick(), ", or ", pick(), ".\n> ", pick(),
                    " wrote:\n", pick(), "\n\nno more from ", pick()]
            subject = chance.choice([[pick(), " and ", pick()], ["Re: ", pick()], [pick()]])
            thread = (nth - 1) // 200
            number = (nth - 1) % 200 + 1
            rows.writerow([thread, number, 0 if number == 1 else chance.randrange(1, number),
                           authors[nth % len(authors)] if nth <= len(authors) else chance.choice(authors),
                           chance.choice(("true", "false", "")), "".join(subject), chance.choice(("", "Funny")), "".join(body)])
            told += 8 + (len(subject) + 1) // 2
    return told


def check_table(binary, key, options, room):
    chance = random.Random(options.seed)
    names = make_names(options.names, chance)
    half = len(names) // 2
    began = time.monotonic()
    old = room / "old.csv"
    n_mentions = make_table(old, names, names, options.mentions, chance)
    # Saves of one thread, each with authors that the other mentions.
    small = [room / "one.csv", room / "two.csv"]
    make_table(small[0], names[:half], names[half:], 1200, chance)
    make_table(small[1], names[half:], names[:half], 1200, chance)
    searched = Names(names)
    excluded = own_words(binary, key, searched, room)
    left = survivors(binary, key, [old], *small, searched)
    n_left = report(left, excluded)
    print(f"table: {len(names)} names, {n_mentions:,} mentions: {n_left} left readable ({time.monotonic() - began:.0f} s)")
    return n_left


def report(left, excluded):
    n_left = 0
    for what, (found, where) in left.items():
        found = {name: n for name, n in found.items() if name not in excluded}
        n_left += sum(found.values())
        for name, n in sorted(found.items(), key=lambda pair: -pair[1])[:5]:
            print(f"  {what}: {name!r} stands {n} times, as in {where[name]}")
    return n_left


def check_dumps(binary, key, shared, room):
    dumps = shared / "data" / "slashdot" / "dumps"
    began = time.monotonic()
    run = subprocess.run([str(binary), "analyze", str(dumps), "--table", "comments", "--format", "ndjson", "-o", "-", "-q"],
                         capture_output=True)
    rows = [json.loads(line) for line in run.stdout.decode("utf-8").split("\n") if line]
    names = {row["author"] for row in rows if row.get("author") and not row.get("anonymous")}
    names = sorted(name for name in names if len(name.strip()) >= MIN_LETTERS)
    documents = sorted({row["document"] for row in rows})
    searched = Names(names)
    excluded = own_words(binary, key, searched, room)
    files = {path.name: path for path in sorted(dumps.rglob("*")) if path.is_file()}
    pair = [files[name.rsplit("/", 1)[-1]] for name in documents[:2]]
    left = survivors(binary, key, [dumps], pair[0], pair[1], searched)
    n_left = report(left, excluded)
    print(f"dumps: {len(documents)} documents, {len(names)} names ({len(excluded)} of them the program's own words): "
          f"{n_left} left readable ({time.monotonic() - began:.0f} s)")
    return n_left


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "target/release/rejoinder")
    parser.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    parser.add_argument("--mentions", type=int, default=100_000)
    parser.add_argument("--names", type=int, default=400)
    parser.add_argument("--seed", type=int, default=2002)
    options = parser.parse_args()
    binary = options.bin.resolve()
    csv.field_size_limit(1 << 30)
    with tempfile.TemporaryDirectory() as room:
        room = pathlib.Path(room)
        key = room / "key"
        key.write_bytes(KEY)
        n_left = check_table(binary, key, options, room)
        if (options.shared / "data" / "slashdot" / "dumps").is_dir():
            n_left += check_dumps(binary, key, options.shared.resolve(), room)
        else:
            print(f"dumps: skipped: no {options.shared}/data/slashdot/dumps")
    sys.exit(1 if n_left else 0)


if __name__ == "__main__":
    main()
