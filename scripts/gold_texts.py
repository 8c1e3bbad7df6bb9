"""What the scripts of the gold labels share: the texts of pairs, read through the program's `comments` table.

The table's `body` holds a comment's own words and its quotes without telling which are which, so they are parted here, by
paragraph and then by sentence: lines behind `>`, and text that stands word for word in what the comment answers.
"""

import csv
import os
import re
import subprocess
import sys

csv.field_size_limit(1 << 30)

# Of each page that several tools turned into text, the dump of this one is read: it keeps paragraphs and loses no header.
TOOL = "resiliparse-2.0.1-all.txt"
INCLUDE = ["seed/003_*.txt", "found/*", "dumps/*/" + TOOL]

KEYS = ["page", "file", "site_id", "comment"]


def analyze(rejoinder, data, out):
    """Runs the program over the shared pages and returns its comments.csv."""
    command = [rejoinder, "analyze", "-q", data, "--table", "comments", "--raw", "-o", out]
    for pattern in INCLUDE:
        command += ["--include", pattern]
    done = subprocess.run(command, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{rejoinder} ended with {done.returncode}")
    return os.path.join(out, "comments.csv")


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page_of(document):
    """The page that a document of the shared folder is a dump of."""
    return os.path.dirname(document) if document.startswith("dumps/") else document


def kind_of(page):
    """Which era or kind of page it is; the group in evaluations."""
    if page.startswith("seed/"):
        return "seed-2023"
    if page.startswith("found/"):
        return "found-2006-2012"
    if "/story_13" in page:
        return "story-2013"
    if "/doom3leak" in page:
        return "classic-2001-2002"
    sid = int(re.search(r"/sid_(\d+)", page).group(1))
    for end, kind in (
        (19000, "classic-1999-2001"),
        (50000, "classic-2001-2002"),
        (140000, "classic-2003-2004"),
        (400000, "classic-2005-2007"),
    ):
        if sid < end:
            return kind
    return "d2-2008"


def words(text):
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower())


def is_in(needle, hay):
    """Whether the words stand in a row in `hay`, a string of words with a blank around each."""
    return bool(needle) and " " + " ".join(needle) + " " in hay


def without_signature(body):
    """The body up to a line that holds two dashes and no more, if little follows it."""
    parts = re.split(r"(?m)^--[ \t]*$", body)
    return parts[0].rstrip() if len(parts) == 2 and len(words(parts[1])) <= 60 else body


def without_name(text, author):
    """The text without a last line that is the author's name and nothing else."""
    lines = text.rstrip().split("\n")
    return "\n".join(lines[:-1]).rstrip() if author and len(lines) > 1 and words(lines[-1]) == words(author) else text


def mark_depth(line):
    """How many `>` stand before a line."""
    mark = re.match(r"\s*((?:>\s*)+)(?=\S|$)", line)
    return mark.group(1).count(">") if mark else 0


def split_own(body, sources):
    """The comment's own words, and the words it quotes, where `sources` are the texts that it may quote from."""
    hays = [" " + " ".join(words(source)) + " " for source in sources if source]

    def quoted(text):
        needle = words(text)
        return len(needle) >= 4 and any(is_in(needle, hay) for hay in hays)

    own, marked, matched = [], [], []
    for paragraph in re.split(r"\n\s*\n", without_signature(body)):
        lines = paragraph.split("\n")
        if any(mark_depth(line) for line in lines):
            for line in lines:
                depth = mark_depth(line)
                if depth:
                    marked.append((depth, re.sub(r"^\s*(?:>\s*)+", "", line)))
                elif line.strip():
                    own.append(line)
            own.append("")
            continue
        if quoted(paragraph):
            matched.append(paragraph)
            continue
        kept = []
        for line in lines:
            sentences = re.split(r"(?<=[.!?…])\s+", line)
            left = []
            for sentence in sentences:
                if len(words(sentence)) >= 6 and quoted(sentence):
                    matched.append(sentence)
                else:
                    left.append(sentence)
            if left:
                kept.append(" ".join(left))
        own += kept + [""]
    # Of quotes within quotes, the outermost level is what is answered.
    level = min((depth for depth, _ in marked), default=0)
    quotes = [text for depth, text in marked if depth == level] + matched
    tidy = lambda text: re.sub(r"\n{3,}", "\n\n", text).strip()
    return tidy("\n".join(own)), tidy("\n".join(quotes))


def story_of(data, document, first_line):
    """The story's text: the long paragraphs above the first comment, and the title before them."""
    with open(os.path.join(data, document), encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()[: first_line - 1]
    end = next((i for i, line in enumerate(lines) if "This discussion has been archived" in line), len(lines))
    long = [i for i in range(end) if len(words(lines[i])) >= 24 and "Welcome to the Slashdot Beta" not in lines[i]]
    if not long:
        return ""
    before = [
        line.strip()
        for line in lines[: long[0]]
        if len(words(line)) >= 3 and not re.match(r"\s*(Posted by|from the|Follow |Forgot|This may|First time|.*Slashdot)", line)
    ]
    title = re.sub(r"\s+\(?[\d]+\)?$", "", before[-1]) if before else ""
    return "\n\n".join(([title] if title else []) + [lines[i].strip() for i in long])


def parent_links(data, page):
    """Which comment answers which, as the saved HTML says: by its links to the parent, or its truth."""
    name = os.path.join(data, "pages", os.path.basename(page))
    found = {}
    if not os.path.exists(name + ".html"):
        return found
    with open(name + ".html", encoding="cp1252", errors="replace") as file:
        html = file.read()
    current = None
    for mark in re.finditer(r'(?:name="|id="comment_body_|id="tree_)(\d+)"|[?&;]cid=(\d+)(?:#\d+)?"[^>]*>\s*(?:<[^>]*>)?\s*Parent\b', html):
        if mark.group(1):
            current = mark.group(1)
        elif current and mark.group(2) != current:
            found.setdefault(current, mark.group(2))
    return found


class Texts:
    """All comments of a comments.csv, findable by page and number, by site id, and by line."""

    def __init__(self, data, path):
        self.data = data
        self.rows = [row for row in read_csv(path) if os.path.exists(os.path.join(data, row["document"]))]
        if not self.rows:
            sys.exit(f"no row of {path} is of a document in {data}")
        self.by_number = {(row["document"], row["comment"]): row for row in self.rows}
        self.by_line = {(row["document"], row["line"]): row for row in self.rows}
        self.by_id = {(row["document"], row["site_id"]): row for row in self.rows if row["site_id"]}
        self.first = {}
        for row in self.rows:
            line = int(row["line"])
            self.first[row["document"]] = min(line, self.first.get(row["document"], line))
        self.stories = {}

    def story(self, document):
        if document not in self.stories:
            self.stories[document] = story_of(self.data, document, self.first[document])
        return self.stories[document]

    def find(self, document, site_id, number, line):
        """A comment by the site's id where the dump prints it, else by its first line, else by its number."""
        return (
            (self.by_id.get((document, site_id)) if site_id else None)
            or self.by_line.get((document, line))
            or self.by_number.get((document, number))
        )

    def ancestors(self, row):
        """The comment above it in the same dump, the one above that, and so on."""
        chain = []
        while row["parent"] and len(chain) < 50:
            row = self.by_number[(row["document"], row["parent"])]
            chain.append(row)
        return chain

    def texts(self, reply, parent):
        """The reply's own words, its quotes, and its parent's own words; `parent` is a row, or None for the story or none."""
        story = self.story(reply["document"]) if not reply["document"].startswith("dumps/sid") else ""
        above = [row["body"] for row in self.ancestors(reply)] + [story]
        own, quotes = split_own(reply["body"], ([parent["body"]] if parent else []) + above)
        own = without_name(own, reply["author"])
        if parent is None:
            return own, quotes, story
        higher = [row["body"] for row in self.ancestors(parent)] + [story]
        parent_own, _ = split_own(parent["body"], higher)
        return own, quotes, without_name(parent_own or parent["body"], parent["author"])

    def of_pair(self, pair):
        """The texts of a line of pairs.csv: own words, quotes, parent's own words (empty if the page lacks the parent)."""
        reply = self.find(pair["file"], pair["site_id"], pair["comment"], pair["line"])
        if reply is None:
            sys.exit(f"comment {pair['comment']} of {pair['file']} is not in the table")
        parent = None
        if pair["parent_comment"]:
            parent = self.find(pair["parent_file"], pair["parent_site_id"], pair["parent_comment"], pair["parent_line"])
            if parent is None:
                sys.exit(f"the parent of comment {pair['comment']} of {pair['file']} is not in the table")
        return reply, parent, self.texts(reply, parent)


