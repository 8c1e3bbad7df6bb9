#!/usr/bin/env python3
"""Saves pages with browsers and other tools, and checks that rejoinder reads every save as it reads the page.

    check_saves.py [--modules DIR] [--only TEXT] [--keep DIR] [--all] BIN PAGE.html...

Each page is served from this machine with a style sheet, a picture and a script that does what Slashdot's own does as a
page opens, and saved in every form. `BIN analyze SAVE --raw` is run on each save and on the page, and the rows of
comments.csv are compared cell by cell, but for where they stand (document, thread, line, line_end; of evidence_line
only whether there is one). So are the cells of threads.csv that a page tells of its thread; its address is printed
where it differs. Encodings are tried with letters beyond ASCII in the bodies. Exits with 1 on any difference that is
not expected. Expected are:

    without scripts       cells whose value stands in no markup of their comment, and what is reckoned from them;
                          Chromium's MHTML and SingleFile hold no scripts either
    SingleFile            what is reckoned from a body that the save does not hold: it leaves out what is not shown,
                          such as folded comments
    laid out anew         white space: such tools write it where there was none, as in `<i>word</i>.`
    minimal_html          anything; what remains is printed

Nothing is installed: a form whose tool is missing is left out, and said so. Tools: chromium, node, wget, curl, tidy,
xmllint; Xvfb and xdotool for Chromium's real dialog; in DIR/node_modules playwright-core and single-file-cli; for the
Python that runs this, beautifulsoup4 with lxml and html5lib, and resiliparse. For instance

    npm install --prefix DIR playwright-core single-file-cli
    python3 -m venv VENV && VENV/bin/pip install beautifulsoup4 lxml html5lib resiliparse
    VENV/bin/python scripts/check_saves.py --modules DIR target/release/rejoinder PAGE.html
"""
import argparse
import collections
import concurrent.futures
import contextlib
import csv
import dataclasses
import gzip
import html
import html.entities
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zlib

HERE = pathlib.Path(__file__).resolve().parent
CHROMIUM = os.environ.get("CHROMIUM", "chromium")
# Columns that tell where a row stands in its file.
PLACES = {"document", "thread", "line", "line_end", "evidence_line"}
# What a page tells of its thread.
THREAD = ["site", "outline", "title", "story_author", "posted_at", "n_declared", "n_hidden", "n_comments"]
ADDRESS = ["url", "host"]
FIRST = 4
TRIES = 3
PACKED = ["Chromium MHTML", "HTML only, as served"]

SHEET = b"ul { list-style: none } .hide { display: none }\n"
PICTURE = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
# Slashdot's script as far as it changes a page that opens: below each comment stands how many below it are hidden, and
# the line for readers without script is hidden.
SCRIPT = b"""
const told = {};
const tell = (name) => (value) => value === undefined ? (told[name] ??= {}) : (told[name] = value);
window.D2 = new Proxy({}, { get: (_, name) => name === "finishLoading" ? finishLoading : tell(name) });
window.d2act = window.boxStatus = () => {};
window.currents = {};
function finishLoading() {
  const all = told.comments ?? comments, roots = told.root_comments ?? root_comments;
  const hidden = new Set(told.noshow_comments ?? noshow_comments);
  const hiddenAt = (id) => {
    const n = all[id].kids.reduce((sum, kid) => sum + hiddenAt(kid), 0);
    const link = all[id].subject && document.getElementById(`comment_link_${id}`);
    if (link && document.querySelector(`li#tree_${id}.full, div#comment_${id}.full`)) link.innerHTML = all[id].subject;
    document.getElementById(`hidestring_${id}`)?.setAttribute("class", "hide");
    if (hidden.has(id)) return n + 1;
    const place = document.getElementById(`hiddens_${id}`);
    if (!n || !place) return 0;
    const words = `${n} hidden comment${n > 1 ? "s" : ""}`;
    place.innerHTML = `<a href="#" onclick="revealKids(${id}); return false">${words}</a>`;
    place.className = "show";
    return 0;
  };
  roots.forEach(hiddenAt);
}
"""


@dataclasses.dataclass
class Save:
    """A page in one form: a file, or why there is none."""
    form: str
    path: pathlib.Path | None = None
    missing: str = ""
    # Which differences are expected: "" for none, "scripts", "space" or "any".
    expected: str = ""
    # What it is a form of, where not of the page itself.
    base: pathlib.Path | None = None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", type=pathlib.Path, default=HERE, help="the folder that holds node_modules")
    parser.add_argument("--only", default="", help="only forms whose name holds this")
    parser.add_argument("--keep", type=pathlib.Path, help="keep the saves in this folder")
    parser.add_argument("--all", action="store_true", help="print every differing cell, also expected ones")
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("pages", type=pathlib.Path, nargs="+")
    options = parser.parse_args()
    csv.field_size_limit(1 << 30)
    n_wrong, missing = 0, {}
    for page in options.pages:
        with tempfile.TemporaryDirectory() as temporary:
            work = options.keep.resolve() / page.stem if options.keep else pathlib.Path(temporary)
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True)
            n_wrong += check_page(page, work, options, missing)
    for form, reason in missing.items():
        print(f"LEFT OUT, not checked: {form}: {reason}")
    made = "every save that was made" if missing else "every save"
    print(f"{n_wrong} forms differ" if n_wrong else f"{made} is read as its page")
    sys.exit(n_wrong > 0)


def check_page(page, work, options, missing):
    """Saves a page in every form and prints how each is read; gives how many differ."""
    start = time.monotonic()
    raw = page.read_bytes()
    with serving(raw) as (url, port):
        saves = list(all_saves(raw, url, port, work, options.modules.resolve(), options.only))
    program = options.bin.resolve()
    want = analyze(program, page)
    if isinstance(want, str):
        sys.exit(f"{page} itself cannot be read: {want}")
    in_script = only_in_script(raw, want[0])
    pages = {None: want}
    print(f"\n{page.name}: {len(want[0])} rows\n{'form':<46} {'rows':>4} {'cells':>5} {'expected':>8}")
    n_wrong = 0
    for save in saves:
        if save.path is None:
            missing[save.form] = save.missing
            print(f"{save.form:<46} LEFT OUT: {save.missing}")
            continue
        if save.base not in pages:
            pages[save.base] = analyze(program, save.base)
        lost = collections.defaultdict(set, {cid: set(columns) for cid, columns in in_script.items()})
        for cid in without_body(save, want[0]):
            lost[cid].update(FROM_BODY)
        n_wrong += tell(save, pages[save.base], analyze(program, save.path), lost, options.all)
    print(f"{time.monotonic() - start:.0f} s")
    return n_wrong


def tell(save, want, got, in_script, tells_all):
    """Prints how a save is read; gives whether it differs from the page."""
    if isinstance(got, str):
        print(f"{save.form:<46}    - NOT READ: {got}")
        return save.expected != "any"
    wrong, expected = [], []
    for difference in differences(want, got):
        (expected if is_expected(difference, save.expected, in_script) else wrong).append(difference)
    print(f"{save.form:<46} {len(got[0]):>4} {len(wrong):>5} {len(expected):>8}")
    for name in ADDRESS:
        if got[1].get(name) != want[1].get(name):
            print(f"      {name}: {want[1].get(name)!r} -> {got[1].get(name)!r}")
    for differing, mark in ((wrong, " "), (expected, "expected: ")):
        shown = differing if tells_all else differing[:FIRST if differing is wrong else 0]
        for row, column, old, new in shown:
            print(f"     {mark} {row} {column}: {shortened(old, new)}")
        if len(shown) < len(differing):
            columns = collections.Counter(column for _, column, _, _ in differing[len(shown):])
            rest = ", ".join(f"{n} {name}" for name, n in columns.items())
            print(f"     {mark} {len(differing) - len(shown)} more: {rest}")
    return bool(wrong)


def shortened(old, new, most=60):
    """Two texts from shortly before where they begin to differ."""
    at = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, at - 20)
    return " -> ".join(("..." if start else "") + repr(text[start:start + most]) for text in (old, new))


# Reading and comparing.

def analyze(program, path):
    """The rows of comments, and the row of the thread; or what went wrong."""
    with tempfile.TemporaryDirectory() as out:
        command = [program, "analyze", path, "-o", out, "--raw", "-q"]
        run = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=60)
        comments, threads = pathlib.Path(out, "comments.csv"), pathlib.Path(out, "threads.csv")
        if run.returncode or not comments.exists():
            return f"exit code {run.returncode}: {' '.join(run.stderr.split())[:300]}"
        rows, found = rows_of(comments), rows_of(threads)
        return rows, found[0] if len(found) == 1 else {"title": f"{len(found)} threads"}


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def differences(want, got):
    """Cells that differ: (row, column, page's value, save's value). Rows are matched by the ids of comments."""
    for name in THREAD:
        if want[1].get(name) != got[1].get(name):
            yield "thread", name, want[1].get(name) or "", got[1].get(name) or ""
    found = {key(row, i): row for i, row in enumerate(got[0])}
    if len(found.keys() & {key(row, i) for i, row in enumerate(want[0])}) * 2 < len(want[0]):
        found = {key(old, i): new for i, (old, new) in enumerate(zip(want[0], got[0], strict=False))}
    for i, row in enumerate(want[0]):
        name = key(row, i)
        other = found.get(name)
        if other is None:
            yield name, "(row)", row["author"] + ": " + row["subject"], ""
            continue
        for column in row:
            old, new = row[column], other.get(column, "(no column)")
            if column == "evidence_line":
                old, new = bool(old) * "a line", bool(new) * "a line"
            if old != new and (column not in PLACES or column == "evidence_line"):
                yield name, column, old, new
    for i in range(len(want[0]), len(got[0])):
        yield got[0][i]["site_id"], "(row)", "", got[0][i]["author"] + ": " + got[0][i]["subject"]


def key(row, index):
    return row["site_id"] or f"#{index + 1}"


def is_expected(difference, kind, in_script):
    row, column, old, new = difference
    bare = lambda text: re.sub(r"\s+", "", text)
    match kind:
        case "any":
            return True
        case "space":
            return bare(old) == bare(new)
        case "scripts":
            return column in in_script.get(row, ())
    return False


# Columns that are reckoned from another one: of the same comment, of its parent, of those below it, of all above it.
# Whether a comment was cut decides whether its stance is told.
STANCE = ["stance", "stance_p_agree", "stance_p_neutral", "stance_p_disagree", "stance_evidence", "evidence_line",
          "stance_reason"]
FROM_BODY = [*STANCE, "body", "form", "truncated", "certainty", "words", "own_words", "quoted_words", "quotes",
             "links", "link_hosts", "question"]
FROM_OWN = {"score": ["score_low", "score_high", "score_lift"],
            "uid": ["anonymous", "author", "chain", "subthread_authors"],
            "subject": ["subject_changed"], "truncated": STANCE}
FROM_PARENT = {"score": ["parent_score", "score_lift"], "subject": ["subject_changed"]}
FROM_BELOW = {"uid": ["subthread_authors"]}
FROM_ABOVE = {"uid": ["chain"]}


def only_in_script(raw, rows):
    """By comment the columns whose value only the page's script has, and those that are reckoned from such."""
    page = raw.decode("utf-8", "replace")
    markup = without_scripts(page)
    listed = set(re.findall(r"\b(\d+):\s*\{\s*uid:", page))
    cut = set(re.findall(r"(\d+):", " ".join(re.findall(r"abbrev_comments\s*[=(]\s*\{([^}]*)\}", page))))
    above = {row["comment"]: row["parent"] for row in rows}
    id_of = {row["comment"]: row["site_id"] for row in rows}
    found = collections.defaultdict(set)
    for row in rows:
        cid = row["site_id"]
        if cid not in listed:
            continue
        told = [column for column in ("score", "uid", "subject") if row[column]]
        missing = [column for column in told if not stands_in(markup, row, column)] + ["truncated"] * (cid in cut or row["form"] == "abbreviated")
        ancestors = []
        while (parent := above.get(ancestors[-1] if ancestors else row["comment"])):
            ancestors.append(parent)
        below = [it["comment"] for it in rows if it["path"].startswith(row["path"] + ".")]
        for column in missing:
            found[cid].update([column], FROM_OWN[column])
            for others, reckoned in ((ancestors, FROM_BELOW), (below, FROM_ABOVE),
                                     ([it for it in below if above[it] == row["comment"]], FROM_PARENT)):
                for other in others:
                    found[id_of[other]].update(reckoned.get(column, ()))
    return found


def stands_in(markup, row, column):
    """Whether a value stands in what a page shows of its comment."""
    own = re.compile(rf'id="comment_{row["site_id"]}".*?(?=id="(?:comment|replyto)_\d+"|\Z)', re.S).search(markup)
    value = {"score": f"Score:{row['score']}", "uid": f"({row['uid']})"}.get(column, row[column])
    return bool(own) and value.replace(" ", "") in plain(own[0]).replace(" ", "")


def without_body(save, rows):
    """The comments whose bodies SingleFile left out."""
    if save.form != "SingleFile":
        return []
    bare = lambda text: re.sub(r"\W+", "", text)
    shown = bare(html.unescape(re.sub(r"<[^>]*>", "", save.path.read_text(encoding="utf-8"))))
    return [row["site_id"] for row in rows if bare(row["body"])[-40:] not in shown]


def plain(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


# The saves.

def all_saves(raw, url, port, work, modules, only):
    """Every form of a page whose name holds `only`; two programs run at a time."""
    makers = [by_chromium, by_dialog, by_single_file, by_dump, by_wget, by_curl, by_socket, by_soup, by_tidy,
              by_xmllint, by_resiliparse, by_hand]
    context = Context(raw, url, port, work, modules)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        saves = [save for made in pool.map(lambda maker: list(maker(context)), makers) for save in made]
    for save in [save for save in saves if save.form in PACKED]:
        form, path = f"gzip of: {save.form}", None
        if save.path:
            path = save.path.with_name(save.path.name + ".gz")
            path.write_bytes(gzip.compress(save.path.read_bytes()))
        saves.append(dataclasses.replace(save, form=form, path=path))
    return [save for save in saves if only in save.form]


@dataclasses.dataclass
class Context:
    raw: bytes
    url: str
    port: int
    work: pathlib.Path
    modules: pathlib.Path

    def file(self, name, content=None):
        """A file in a folder of its own, as tools write others beside it."""
        path = self.work / re.sub(r"\W+", "-", name).strip("-") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    @property
    def resolve(self):
        """Hosts of the page are this server, every other address is none."""
        hosts = sorted(set(re.findall(rb"src=[\"']?(?:https?:)?//([\w.-]+)/", self.raw)))
        return ", ".join([f"MAP {host.decode()} 127.0.0.1:{self.port}" for host in hosts]
                         + ["MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"])

    @property
    def text(self):
        """The page as text."""
        return self.raw.decode(self.codec)

    @property
    def codec(self):
        """What the page is in: where it is not UTF-8, windows-1252, also where it says latin1."""
        try:
            self.raw.decode("utf-8")
        except UnicodeDecodeError:
            return "cp1252"
        return "utf-8"


def run(command, timeout=40, **options):
    """Runs a program to its end; one that hangs counts as one that failed."""
    command = [str(part) for part in command]
    try:
        return subprocess.run(command, capture_output=True, timeout=timeout, check=False, **options)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, b"", f"{command[0]} took more than {timeout} s".encode())


def lacks(*programs):
    """Which of the programs there are not, as words; empty if all are there."""
    absent = [name for name in programs if not shutil.which(name)]
    return f"no {', no '.join(absent)} on this machine" if absent else ""


def by_chromium(it):
    forms = {"Chromium MHTML": "mhtml", "Chromium elements (outerHTML)": "dom", "Chromium elements as XHTML": "xhtml",
             "Chromium complete, its form": "form"}
    reason = lacks(CHROMIUM, "node")
    if not reason and not (it.modules / "node_modules" / "playwright-core").exists():
        reason = f"no playwright-core in {it.modules}/node_modules"
    names = {"mhtml": "page.mhtml", "dom": "elements.html", "xhtml": "elements.xhtml", "form": "complete form.html"}
    paths = {kind: it.file(name) for kind, name in names.items()}
    if not reason:
        files = {kind: str(path) for kind, path in paths.items()}
        plan = it.file("plan.json", json.dumps({"url": it.url, "resolve": it.resolve, **files}))
        environment = {**os.environ, "CHROMIUM": shutil.which(CHROMIUM)}
        done = run(["node", HERE / "save_page.mjs", it.modules, plan], env=environment)
        if done.returncode:
            reason = f"save_page.mjs: {done.stderr.decode()[-300:]}"
    for form, kind in forms.items():
        expected = "scripts" if kind == "mhtml" else ""
        yield Save(form, missing=reason) if reason else Save(form, paths[kind], expected=expected)


def by_dump(it):
    form = "Chromium --dump-dom"
    if reason := lacks(CHROMIUM):
        yield Save(form, missing=reason)
        return
    with tempfile.TemporaryDirectory() as profile:
        done = run([CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
                    f"--host-resolver-rules={it.resolve}", "--timeout=15000", "--dump-dom", it.url])
    ok = b"<html" in done.stdout
    yield Save(form, it.file("dump.html", done.stdout)) if ok else Save(form, missing=done.stderr.decode()[-300:])


def by_dialog(it):
    """Chromium's own 'save page as', driven as a person does it."""
    for form, kind in (("Chromium dialog, complete", 1), ("Chromium dialog, HTML only", 0)):
        if reason := lacks(CHROMIUM, "Xvfb", "xdotool"):
            yield Save(form, missing=reason)
            continue
        folder = it.work / form.replace(", ", "-").replace(" ", "-")
        folder.mkdir()
        try:
            yield Save(form, saved_by_dialog(it, folder, kind))
        except TimeoutError as error:
            yield Save(form, missing=str(error))


def saved_by_dialog(it, folder, kind):
    """Opens the page on a screen that nobody sees, and has it saved as Chromium's setting `savefile.type` says."""
    with contextlib.ExitStack() as stack:
        profile = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        (profile / "Default").mkdir()
        settings = {"savefile": {"default_directory": str(folder), "type": kind},
                    "download": {"default_directory": str(folder), "prompt_for_download": False}}
        (profile / "Default" / "Preferences").write_text(json.dumps(settings))
        read, write = os.pipe()
        screen = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1200x900x24", "-nolisten", "tcp"]
        stack.enter_context(running(screen, pass_fds=[write]))
        os.close(write)
        with os.fdopen(read) as pipe:
            environment = {**os.environ, "DISPLAY": f":{pipe.readline().strip()}"}
        browser = [CHROMIUM, "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                   f"--user-data-dir={profile}", f"--host-resolver-rules={it.resolve}", it.url]
        stack.enter_context(running(browser, env=environment))

        def xdotool(*arguments):
            return run(["xdotool", *arguments], env=environment, timeout=10).stdout.decode().split()

        def window(name, seconds):
            return until(lambda: xdotool("search", "--onlyvisible", "--name", name), seconds, f"no window '{name}'")[-1]

        title = re.search(r"<title>\s*(\S+)", it.text, re.I).group(1)
        page = window(f"^{re.escape(title)}.*Chromium$", 20)
        time.sleep(1.5)
        xdotool("windowfocus", page)
        xdotool("key", "ctrl+s")
        dialog = window("^Save File$", 10)
        time.sleep(.7)
        size = dict(line.split("=") for line in xdotool("getwindowgeometry", "--shell", dialog))
        # The dialog's button is the rightmost at its bottom.
        button = int(size["X"]) + int(size["WIDTH"]) - 49, int(size["Y"]) + int(size["HEIGHT"]) - 24
        for _ in range(5):
            xdotool("mousemove", *map(str, button), "click", "1")
            time.sleep(1)
            if not xdotool("search", "--onlyvisible", "--name", "^Save File$"):
                break
        path = until(lambda: list(folder.glob("*.html")), 10, "the dialog saved nothing")[0]
        # The page is there before it is whole.
        until(lambda: b"</html>" in path.read_bytes()[-200:], 10, "the dialog saved half a page")
        return path


@contextlib.contextmanager
def running(command, **options):
    """Runs a program, and ends it with all that it started."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, start_new_session=True, **quiet, **options) as program:
        try:
            yield program
        finally:
            for sign in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(program.pid, sign)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    program.wait(2)


def until(ask, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := ask():
            return found
        time.sleep(.3)
    raise TimeoutError(what)


def by_single_file(it):
    form = "SingleFile"
    program = it.modules / "node_modules" / ".bin" / "single-file"
    path = it.file("single.html")
    reason = lacks(CHROMIUM, "node") or ("" if program.exists() else f"no single-file-cli in {it.modules}/node_modules")
    if not reason:
        flags = json.dumps(["--no-sandbox", f"--host-resolver-rules={it.resolve}"])
        browser = f"--browser-executable-path={shutil.which(CHROMIUM)}"
        command = [program, it.url, path, browser, "--browser-args", flags]
        # On a busy machine it may look for its place in the page too early.
        for _ in range(TRIES):
            done = run(command)
            if path.exists():
                break
        reason = "" if path.exists() else f"it saved nothing: {done.stderr.decode()[-300:].strip()}"
    yield Save(form, missing=reason) if reason else Save(form, path, expected="scripts")


def by_wget(it):
    forms = {"wget": ["-O", "plain.html"], "wget -k -E -p": ["-k", "-E", "-p", "-nH", "-P", "."],
             "wget --save-headers": ["--save-headers", "-O", "headers.html"]}
    for form, flags in forms.items():
        if reason := lacks("wget"):
            yield Save(form, missing=reason)
            continue
        folder = it.work / form.replace(" ", "-")
        folder.mkdir()
        url = it.url.removesuffix(".html") if "-E" in flags else it.url
        done = run(["wget", "-q", "--tries=1", "--timeout=10", *flags, url], cwd=folder)
        found = sorted(folder.rglob("*.html"))
        yield Save(form, found[0]) if found else Save(form, missing=f"it saved nothing: {done.stderr.decode()[-300:]}")


def by_curl(it):
    """Its answers with headers: curl joins the chunks and unpacks nothing, but the headers go on saying so."""
    base = it.url.removesuffix("story/page.html")
    forms = {"curl -i, chunked": ["-i", f"{base}chunked/page.html"],
             "curl -i -L, moved": ["-i", "-L", f"{base}moved/page.html"],
             "curl -i, packed": ["-i", "-H", "Accept-Encoding: gzip", f"{base}packed/page.html"],
             "curl -i --compressed": ["-i", "--compressed", f"{base}packed/page.html"]}
    answers = {}
    for form, arguments in forms.items():
        if reason := lacks("curl"):
            yield Save(form, missing=reason)
            continue
        answers[form] = run(["curl", "-s", *arguments]).stdout
        yield Save(form, it.file(form.replace(" ", "") + ".html", answers[form]))
    # This server speaks no HTTP/2; curl writes its answers with this first line and small letters.
    if plain_answer := answers.get("curl -i, chunked"):
        head, body = plain_answer.split(b"\r\n\r\n", 1)
        lines = [line for line in head.split(b"\r\n")[1:] if not line.lower().startswith((b"transfer", b"connection"))]
        lines = [name.lower() + b":" + value for name, value in (line.split(b":", 1) for line in lines)]
        answer = b"\r\n".join([b"HTTP/2 200 ", *lines, b"", body])
        yield Save("curl -i of HTTP/2 (its form)", it.file("curl-http2.html", answer))


def by_socket(it):
    """Answers as they come over the wire."""
    for form, folder in (("raw answer, chunked", "chunked"), ("raw answer, chunked and packed", "chunked-packed")):
        with socket.create_connection(("127.0.0.1", it.port), timeout=10) as wire:
            wire.sendall(f"GET /{folder}/page.html HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: wire.recv(1 << 16), b""))
        yield Save(form, it.file(form.replace(", ", "-").replace(" ", "-") + ".http", answer))


def by_soup(it):
    for parser in ("html.parser", "lxml", "html5lib"):
        form = f"BeautifulSoup prettify, {parser}"
        try:
            import bs4
            pretty = bs4.BeautifulSoup(it.text, parser).prettify()
        except ImportError as error:
            yield Save(form, missing=str(error))
        except Exception as error:  # bs4.FeatureNotFound, where bs4 itself is there
            yield Save(form, missing=str(error).split(". ")[0])
        else:
            yield Save(form, it.file(f"soup-{parser}.html", pretty), expected="space")


def by_tidy(it):
    for form, flags in (("tidy -i", ["-i"]), ("tidy -i -w 0 -asxhtml", ["-i", "-w", "0", "-asxhtml"])):
        if reason := lacks("tidy"):
            yield Save(form, missing=reason)
            continue
        done = run(["tidy", "-q", "-utf8", "--force-output", "yes", *flags], input=it.text.encode())
        yield Save(form, it.file("tidy" + "".join(flags).replace(" ", "") + ".html", done.stdout), expected="space")


def by_xmllint(it):
    form = "xmllint --html --format"
    if reason := lacks("xmllint"):
        yield Save(form, missing=reason)
        return
    done = run(["xmllint", "--html", "--format", "--recover", "-"], input=it.text.encode())
    yield Save(form, it.file("xmllint.html", done.stdout), expected="space")


def by_resiliparse(it):
    form = "resiliparse minimal_html"
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError as error:
        yield Save(form, missing=str(error))
        return
    text = extract_plain_text(it.text, preserve_formatting="minimal_html", main_content=False, list_bullets=True)
    yield Save(form, it.file("minimal.html", text), expected="any")


def by_hand(it):
    """Forms that need no other program."""
    text = it.text
    forms = {
        "without scripts": without_scripts(text),
        "from the Internet Archive": archived(text),
        "CRLF": re.sub("\r?\n", "\r\n", text),
        "upper-case names": rewritten(text, tag=upper),
        "attributes in another order": rewritten(text, tag=reversed_attributes),
        "attributes without quotes": rewritten(text, tag=without_quotes),
        "numeric entities": rewritten(text, text=numeric),
        "every letter of the text an entity": rewritten(text, text=all_numeric),
    }
    yield Save("HTML only, as served", it.file("served.html", with_assets(it.raw)))
    for form, content in forms.items():
        path = it.file(re.sub(r"\W+", "-", form) + ".html", content.encode(it.codec))
        yield Save(form, path, expected="scripts" if form == "without scripts" else "")
    letters = with_letters(text)
    base = it.file("letters.html", in_encoding(letters, "utf-8"))
    encoded = {
        "windows-1252": in_encoding(letters, "windows-1252"),
        "windows-1252 that says iso-8859-1": in_encoding(letters, "iso-8859-1", "windows-1252"),
        "windows-1252 that says nothing": in_encoding(letters, None, "windows-1252"),
        "UTF-8 with BOM": b"\xef\xbb\xbf" + in_encoding(letters, "utf-8"),
        "UTF-8 that says iso-8859-1": in_encoding(letters, "iso-8859-1", "utf-8"),
        "UTF-8 that says nothing": in_encoding(letters, None, "utf-8"),
        "UTF-16LE with BOM": b"\xff\xfe" + letters.encode("utf-16-le"),
        "UTF-16BE with BOM": b"\xfe\xff" + letters.encode("utf-16-be"),
        "letters as entities by number": in_encoding(letters, "us-ascii"),
        "letters as entities by name": by_name(letters).encode(),
        "raw answer that says windows-1252": b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n"
                                             + in_encoding(letters, None, "windows-1252"),
    }
    for form, content in encoded.items():
        yield Save(form, it.file(re.sub(r"\W+", "-", form) + ".html", content), base=base)


# Rewriting.

PIECE = re.compile(
    r"(?P<raw><!--.*?-->|<!\w[^>]*>|<\?[^>]*>)|(?P<tag></?[a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^>\"'])*>)", re.S)
ATTRIBUTE = re.compile(r"\s+([^\s=>/\"']+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+))?")


def rewritten(page, tag=lambda tag: tag, text=lambda text: text):
    """A page with every tag and all text changed; comments and what scripts and styles hold stay."""
    out, at = [], 0
    while piece := PIECE.search(page, at):
        out.append(text(page[at:piece.start()]))
        out.append(tag(piece["tag"]) if piece["tag"] else piece["raw"])
        at = piece.end()
        if verbatim := re.match(r"<(script|style)\b", piece[0], re.I):
            end = re.compile(f"</{verbatim[1]}", re.I).search(page, at)
            out.append(page[at:end.start() if end else len(page)])
            at = end.start() if end else len(page)
    return "".join(out) + text(page[at:])


def parts_of(tag):
    """The beginning of a tag to behind its name, its attributes with their values, and its end."""
    start = re.match(r"</?[^\s>/]+", tag)[0]
    end = "/>" if tag.endswith("/>") and not re.search(r"=[^\s\"']*/>$", tag) else ">"
    return start, ATTRIBUTE.findall(tag[len(start):len(tag) - len(end)]), end


def joined(start, attributes, end):
    return start + "".join(f" {name}={value}" if value else f" {name}" for name, value in attributes) + end


def upper(tag):
    start, attributes, end = parts_of(tag)
    return joined(start.upper(), [(name.upper(), value) for name, value in attributes], end)


def reversed_attributes(tag):
    start, attributes, end = parts_of(tag)
    return joined(start, attributes[::-1], end)


def without_quotes(tag):
    start, attributes, end = parts_of(tag)
    bare = lambda value: value[1:-1] if re.fullmatch(r"([\"'])[^\s\"'=<>`]+(?<!/)\1", value) else value
    return joined(start, [(name, bare(value)) for name, value in attributes], end)


def numeric(text):
    """Named entities and what is not ASCII by number, one in decimal, one in hexadecimal."""
    def entity(match):
        code = html.entities.name2codepoint.get(match[1])
        return match[0] if code is None else f"&#{code};" if code % 2 else f"&#x{code:X};"
    text = re.sub(r"&(\w+);", entity, text)
    return re.sub(r"[^\x00-\x7f]", lambda match: f"&#{ord(match[0])};", text)


def all_numeric(text):
    """All but white space by number."""
    return re.sub(r"\S|\xa0", lambda match: f"&#{ord(match[0])};", html.unescape(text))


def without_scripts(page):
    return re.sub(r"<script\b.*?</script\s*>", "", page, flags=re.S | re.I)


def with_assets(raw):
    """The page with a style sheet and a script of its own, and a picture."""
    head = b'<link rel="stylesheet" href="page_files/page.css"><script src="page_files/page.js"></script></head>'
    raw = re.sub(rb"</head>", head, raw, count=1, flags=re.I)
    return re.sub(rb"</body>", b'<img src="page_files/dot.gif" alt=""></body>', raw, count=1, flags=re.I)


def with_letters(page):
    """The page with letters and signs beyond ASCII in the bodies of comments."""
    body = re.compile(r"(id=\"comment_body_\d+\"[^>]*>)(.*?)(?=</div>)", re.S)
    swaps = {" the ": " thé ", "'": "\u2019", "ss": "ß", " a ": " \u2014 a "}
    spoken = lambda text: re.sub("|".join(swaps), lambda match: swaps[match[0]], text)
    return body.sub(lambda match: match[1] + rewritten(match[2], text=spoken), page)


def by_name(page):
    named = lambda match: f"&{html.entities.codepoint2name[ord(match[0])]};"
    return re.sub(r"[^\x00-\x7f]", named, page)


def in_encoding(page, name, really=None):
    """A page that names an encoding, or none, and is in it or really in another."""
    if name is None:
        return re.sub(r"<meta[^>]*charset[^>]*>", "", page, flags=re.I).encode(really, "xmlcharrefreplace")
    named, n = re.subn(r"(<meta[^>]*charset\s*=\s*[\"']?)[\w-]+", rf"\g<1>{name}", page, flags=re.I)
    if not n:
        named = re.sub(r"(<head[^>]*>)", rf'\1<meta charset="{name}">', page, count=1, flags=re.I)
    return named.encode(really or name, "xmlcharrefreplace")


ARCHIVE, STATIC, STAMP = "https://web.archive.org", "https://web-static.archive.org/_static", "20130101000000"


def archived(page):
    """A page as the Internet Archive serves it: links lead into the archive, its scripts and its toolbar come first."""
    hosts = collections.Counter(re.findall(r"//((?:\w+\.)+(?:org|net|com))/", page))
    site = f"http://{hosts.most_common(1)[0][0]}"
    kinds = {"img": "im_", "script": "js_", "link": "cs_", "iframe": "if_"}

    def link(tag):
        start, attributes, end = parts_of(tag)
        kind = kinds.get(start[1:].lower(), "")

        def into_archive(name, value):
            address = value.strip("\"'")
            if name.lower() not in ("href", "src", "action", "background") or not address or address[0] in "#?":
                return name, value
            if address.startswith("//"):
                address = "http:" + address
            elif address.startswith("/"):
                return name, f'"/web/{STAMP}{kind}/{site}{address}"'
            if not address.startswith("http"):
                return name, value
            return name, f'"{ARCHIVE}/web/{STAMP}{kind}/{address}"'
        return joined(start, [into_archive(*attribute) for attribute in attributes], end)

    page = rewritten(page, tag=link)
    head = f"""<script type="text/javascript" src="{STATIC}/js/bundle-playback.js?v=1B2M2Y8A" charset="utf-8"></script>
<script type="text/javascript" src="{STATIC}/js/wombat.js?v=txqj7nKC" charset="utf-8"></script>
<script>window.RufflePlayer=window.RufflePlayer||{{}};window.RufflePlayer.config={{"autoplay":"on"}};</script>
<script type="text/javascript">
  __wm.init("{ARCHIVE}/web");
  __wm.wombat("{site}/","{STAMP}","{ARCHIVE}/","web","{STATIC}/","1356998400");
</script>
<link rel="stylesheet" type="text/css" href="{STATIC}/css/banner-styles.css?v=p7PEIJWi" />
<!-- End Wayback Rewrite JS Include -->
"""
    body = f"""<!-- BEGIN WAYBACK TOOLBAR INSERT -->
<script>__wm.rw(0);</script>
<div id="wm-ipp-base" lang="en" style="display:none;direction:ltr;">
<div id="wm-ipp" style="position:fixed;left:0;top:0;right:0;">
<div id="donato" style="position:relative;width:100%;height:0;"></div>
<div id="wm-ipp-inside"><div id="wm-toolbar" style="position:relative;display:flex;">
<div id="wm-logo"><a href="/web/" title="Wayback Machine home page">
<img src="{STATIC}/images/toolbar/wayback.png" alt=""></a></div>
<div class="c" style="display:flex;"><form class="u" action="/web/submit" method="get" name="wmtb" id="wmtb">
<input type="text" name="url" id="wmtbURL" value="{site}/" onfocus="this.focus();this.select();">
<input type="hidden" name="type" value="replay" /><input type="hidden" name="date" value="{STAMP}" />
<input type="submit" value="Go" /></form><div id="wm-nav-captures">
<a class="t" href="/web/{STAMP}*/{site}/" title="See a list of every capture for this URL">1,234 captures</a>
<div class="r" title="Timespan for captures of this URL">20 Dec 1996 - 01 Dec 2024</div></div></div>
<table class="n" style="width:100%;"><tbody><tr class="m"><td class="b" nowrap="nowrap">Dec</td>
<td class="c" id="displayMonthEl">JAN</td><td class="f" nowrap="nowrap">Feb</td></tr>
<tr class="d"><td class="c" id="displayDayEl">01</td></tr>
<tr class="y"><td class="b">2012</td><td class="c" id="displayYearEl">2013</td><td class="f">2014</td></tr></tbody>
</table>
</div></div></div></div><div id="wm-ipp-print">The Wayback Machine - {ARCHIVE}/web/{STAMP}/{site}/</div>
<script type="text/javascript">//<![CDATA[
__wm.bt(775,27,25,2,"web","{site}/","{STAMP}",1996,"{STATIC}/",["banner-styles.css"], false);
  __wm.rw(1);
//]]></script>
<!-- END WAYBACK TOOLBAR INSERT -->"""
    tail = """
<!--
     FILE ARCHIVED ON 00:00:00 Jan 01, 2013 AND RETRIEVED FROM THE
     INTERNET ARCHIVE ON 10:00:00 Dec 01, 2024.
     JAVASCRIPT APPENDED BY WAYBACK MACHINE, COPYRIGHT INTERNET ARCHIVE.

     ALL OTHER CONTENT MAY ALSO BE PROTECTED BY COPYRIGHT (17 U.S.C.
     SECTION 108(a)(3)).
-->
<!--
playback timings (ms):
  captures_list: 0.57
  load_resource: 269.979
-->"""
    page = re.sub(r"<head[^>]*>", lambda match: match[0] + head, page, count=1, flags=re.I)
    return re.sub(r"<body[^>]*>", lambda match: match[0] + body, page, count=1, flags=re.I) + tail


# The server.

@contextlib.contextmanager
def serving(raw):
    """Serves the page; gives its address and the port."""
    page = with_assets(raw)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            folder, _, name = self.path.split("?")[0].strip("/").rpartition("/")
            if folder == "moved":
                return self.answer(b"<html><body>Moved", "text/html", 302, Location="/story/page.html")
            if name in ("page", "page.html"):
                return self.answer(page, "text/html", packed="packed" in folder, chunked="chunked" in folder)
            kinds = {".css": (SHEET, "text/css"), ".js": (SCRIPT, "text/javascript"), ".gif": (PICTURE, "image/gif"),
                     ".png": (PICTURE, "image/gif"), ".jpg": (PICTURE, "image/gif"), ".ico": (PICTURE, "image/gif")}
            content, kind = kinds.get(pathlib.PurePath(name).suffix, (b"<html>None here", "text/html"))
            return self.answer(content, kind, 200 if kind != "text/html" else 404)

        def answer(self, content, kind, status=200, packed=False, chunked=False, **headers):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            for header in headers.items():
                self.send_header(*header)
            if packed:
                packer = zlib.compressobj(wbits=31)
                content = packer.compress(content) + packer.flush()
                self.send_header("Content-Encoding", "gzip")
            if chunked:
                self.send_header("Transfer-Encoding", "chunked")
                chunks = [content[at:at + 4000] for at in range(0, len(content), 4000)] + [b""]
                content = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
            else:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(content)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/story/page.html", server.server_port
        server.shutdown()


if __name__ == "__main__":
    main()
