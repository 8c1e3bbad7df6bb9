#!/usr/bin/env python3
"""Reads pages that are meant to take for ever, and says how long each took and how much memory.

usage: check_bombs.py BIN [--slow FACTOR]

Each page is written anew, read by `BIN analyze`, and removed. A page of N is read with N/4 too: the time of four times the input
is at most six times as long, or short anyway. Memory is at most 300 MiB or four times the page. Exit 1 where one of these does
not hold, or where the program ends in another way than with rows (0) or without comments (3). --slow raises the limit of time
for a machine that does other things as well.
"""
import argparse, os, subprocess, sys, tempfile, time

HEAD = "<!DOCTYPE html><html><body>"
LISTING = HEAD + "<ul id=commentlisting>"
COMMENT = (
    "<li id=tree_{0} class=comment><div class=title><h4><a name={0}>Re:Tea {0}</a></h4> <span>(Score:2)</span></div><div class=details>by "
    "<a href='//slashdot.org/~u{0}'>u{0} ({0})</a> on Tuesday December 31, 2013 @09:50AM (<a href='?sid=1&cid={0}'>#{0}</a>)</div>"
    "<div id=comment_body_{0}>Some words that are said in comment {0}.</div></li>"
)
# Name: the page of a size, the size, and the seconds that it may take.
BOMBS = {
    "nested divs": (lambda n: HEAD + "<div>" * n + "x", 100_000, 2),
    "nested lists": (lambda n: HEAD + "<ul><li>a" * n, 100_000, 2),
    "nested tables": (lambda n: HEAD + "<table><tr><td>" * n, 100_000, 2),
    "nested quotes": (lambda n: LISTING + "<li id=tree_1><div id=comment_body_1>" + "<blockquote><i>a b c d e</i>" * n, 100_000, 2),
    "nested headers": (lambda n: LISTING + "<li id=tree_1>" + "<div class=title><div class=details><a>" * n, 100_000, 2),
    "mis-nested tags": (lambda n: HEAD + "<b><i><a>" * n + "</b></i></a>" * n, 100_000, 2),
    "end tags without beginning": (lambda n: HEAD + "<div>" * (n // 10) + "</p></b></li>" * n, 300_000, 2),
    "attributes of one tag": (lambda n: HEAD + "<p " + " ".join(f"a{k}=b" for k in range(n)) + ">x", 1_000_000, 2),
    "tags with attributes": (lambda n: LISTING + '<li id=tree_x class="a b">' * n, 300_000, 2),
    "comments of one number": (lambda n: LISTING + "<li id=tree_1><a href='?cid=5'>Parent</a>" * n, 100_000, 2),
    "comments": (lambda n: LISTING + "".join(COMMENT.format(k) for k in range(1, n)), 100_000, 6),
    "comments in a script": (
        lambda n: LISTING + "</ul><script>comments = {" + ",".join(f"{k}:{{pid:{k - 1}}}" for k in range(2, n)) + "}</script>",
        200_000,
        2,
    ),
    "objects in a script": (lambda n: LISTING + "</ul><script>" + "comments = {1:{a:[" * n + "</script>", 200_000, 2),
    "anchors of old pages": (lambda n: "<html>" + "<font><a name=1><b>x (Score:1)</b></a></font><ul>" * n, 50_000, 2),
    "one text": (lambda n: HEAD + "<p>" + "word and " * n, (200 << 20) // 9, 12),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bin")
    parser.add_argument("--slow", type=float, default=3.0, metavar="FACTOR")
    options = parser.parse_args()
    print(f"{'page':28} {'MB':>7} {'s':>7} {'a quarter':>10} {'MiB':>6}")
    flaws = []
    with tempfile.TemporaryDirectory() as work:
        for name, (page, size, most) in BOMBS.items():
            quarter, _, _ = read(options.bin, work, page(size // 4))
            seconds, mebibytes, code = read(options.bin, work, text := page(size))
            print(f"{name:28} {len(text) / 1e6:7.1f} {seconds:7.2f} {quarter:10.2f} {mebibytes:6.0f}", flush=True)
            if code not in (0, 3):
                flaws.append(f"{name}: exit {code}")
            if seconds > most * options.slow or (seconds > 1 and seconds > 6 * quarter):
                flaws.append(f"{name}: {seconds:.2f} s, a quarter of it {quarter:.2f} s")
            if mebibytes > max(300, 4 * len(text) / (1 << 20)):
                flaws.append(f"{name}: {mebibytes:.0f} MiB")
    print("\n".join(flaws) or f"all {len(BOMBS)} hold")
    sys.exit(1 if flaws else 0)


def read(program, work, text):
    """The seconds and MiB that reading a page takes, and how the program ends."""
    page = os.path.join(work, "page.html")
    with open(page, "w", encoding="utf-8") as out:
        out.write(text)
    command = [program, "analyze", page, "--table", "comments", "--no-stance", "-q", "-o", os.path.join(work, "out")]
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - began, used.ru_maxrss / 1024, child.returncode


if __name__ == "__main__":
    main()
