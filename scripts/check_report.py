#!/usr/bin/env python3
"""Opens pages of `rejoinder report` in a real browser and says what is wrong with them.

usage: check_report.py [PROGRAM] [--shots FOLDER] [--hostile FOLDER]

Needs node, npm and Debian's chromium; playwright-core and axe-core are fetched into a folder that is removed afterwards.
Pages: all sample threads, one by one and with their overview; a made-up thread of 2,000 comments (must open in 2 s and have at most
3 MB); a path of 3,000 replies (in 10 s); 26 payloads in four places (title, body, author, story), which must not run; and, with
--hostile, files that somebody else made. Of threads of 22, 600 and 5,000 comments the link of every comment is followed.
"""
import argparse, csv, json, os, pathlib, random, shutil, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = HERE.parent / "data" / "threads"
MOST_BYTES, MOST_MS = 3_000_000, 2_000
LINKS = [22, 600, 5_000]

PAYLOADS = [
    "<script>HXSS()</script>", "</script><script>HXSS()</script>", "<ScRiPt>HXSS()</sCrIpT>", "</script ><script >HXSS()</script >",
    "</title><script>HXSS()</script>", "</style><script>HXSS()</script>", "</textarea><script>HXSS()</script>",
    "</summary></details></li></ol><script>HXSS()</script>", "-->]]><script>HXSS()</script><!--", "<svg/onload=HXSS()>",
    "<svg><a href=javascript:HXSS()><text y=9>x</text></a></svg>", "<img src=x onerror=HXSS()>", "<body onload=HXSS()>",
    "<details open ontoggle=HXSS()>", "<input autofocus onfocus=HXSS()>", "<iframe srcdoc='<script>parent.HXSS()</script>'>",
    "<base href=//example.invalid/>", "<meta http-equiv=refresh content=0;url=//example.invalid/>", "<style>@import'//example.invalid/x'</style>",
    "\" onmouseover=\"HXSS()", "' onmouseover='HXSS()", "`${HXSS()}` {{HXSS()}} {%HXSS()%}", "javascript:HXSS()//",
    "data:text/html,<script>HXSS()</script>", "&lt;script&gt;HXSS()&lt;/script&gt; &#60;img src=x onerror=HXSS()&#62;",
    "http://example.invalid/\"onclick=HXSS() http://example.invalid/?<script>HXSS()</script>",
]


def write_table(path, rows):
    columns = ["comment", "parent", "author", "subject", "score", "moderation", "since_story_s", "body"]
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows([row.get(column, "") for column in columns] for row in rows)


def payload_files(folder):
    """Three tables with the payloads in one place each, and for each payload a page whose story it is."""
    for place in ["subject", "body", "author"]:
        rows = [{"comment": i, "parent": i // 2 or "", "author": f"a{i % 5}", "subject": f"s{i}", "score": i % 7 - 1, "body": "I disagree."}
                for i in range(1, len(PAYLOADS) + 1)]
        for row, payload in zip(rows, PAYLOADS):
            row[place] = payload
        write_table(folder / f"payload-{place}.csv", rows)
    page = (SAMPLES / "lynx" / "bread-machine.txt").read_text(encoding="utf-8")
    for i, payload in enumerate(PAYLOADS):
        text = page.replace("Hacking the Bread Machine", payload)
        assert text != page
        (folder / f"payload-story-{i:02}.txt").write_text(text, encoding="utf-8")


def large_file(path, n=2_000):
    """A thread that looks like a busy one: 2,000 comments of some 90 words, by 400 authors, over two days."""
    chance = random.Random(7)
    words = "the of a and in to it is that for on with as was not no yes agree wrong right think people time power price".split()
    rows = []
    for i in range(1, n + 1):
        parent = "" if i < 5 or chance.random() < 0.22 else chance.randint(max(1, i - 120), i - 1)
        body = " ".join(chance.choice(words) for _ in range(chance.randint(20, 160)))
        rows.append({"comment": i, "parent": parent, "author": f"author {int(chance.paretovariate(0.7)) % 400}", "subject": "Re: a subject",
                     "score": chance.choice([-1, 0, 1, 1, 1, 2, 2, 3, 4, 5]), "moderation": chance.choice(["", "Funny", "Insightful", "Troll"]),
                     "since_story_s": int(i ** 1.5 * 2), "body": body})
    write_table(path, rows)


def link_pages(room, report):
    """Threads whose links are followed, each with its page and with the same page without its script."""
    for n in LINKS:
        large_file(room / f"links-{n}.csv", n)
        page = report([room / f"links-{n}.csv"], f"links-{n}.html")
        before, script = page.read_text(encoding="utf-8").rsplit("<script>", 1)
        bare = page.with_name(f"bare-{n}.html")
        bare.write_text(before + script.split("</script>", 1)[1], encoding="utf-8")
        yield {"n": n, "path": str(page), "bare": str(bare)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("program", nargs="?", default="rejoinder")
    arguments.add_argument("--shots", help="keep pictures of some pages in this folder")
    arguments.add_argument("--hostile", help="open the pages of the files in this folder too")
    given = arguments.parse_args()
    room = pathlib.Path(tempfile.mkdtemp(prefix="report-"))
    try:
        return check(given, room)
    finally:
        shutil.rmtree(room)


def check(given, room):
    inputs, out, modules = room / "in", room / "out", room / "node"
    shots = pathlib.Path(given.shots) if given.shots else room / "shots"
    for folder in [inputs, out, modules, shots]:
        folder.mkdir(exist_ok=True)
    payload_files(inputs)
    large_file(room / "large.csv")
    write_table(room / "path.csv", [{"comment": i, "parent": i - 1 or "", "author": f"a{i % 3}", "body": "No."} for i in range(1, 3_001)])

    def report(source, name):
        command = [given.program, "report", *map(str, source), "-o", str(out / name), "--quiet"]
        code = subprocess.run(command, stderr=subprocess.DEVNULL).returncode
        if code not in (0, 2, 3):
            sys.exit(f"{' '.join(command)} ended with {code}")
        return out / name

    pages = lambda folder: sorted(str(path) for path in folder.glob("*.html") if path.name != "index.html")
    samples, payloads = report([SAMPLES], "samples"), report([inputs], "payloads")
    plan = {"threads": pages(samples), "overviews": [str(samples / "index.html")], "hostile": pages(payloads) + [str(payloads / "index.html")]}
    if given.hostile:
        for source in sorted(pathlib.Path(given.hostile).iterdir()):
            if source.name != "README.txt" and report([source], f"h-{source.name}.html").exists():
                plan["hostile"].append(str(out / f"h-{source.name}.html"))
    large, path = report([room / "large.csv"], "large.html"), report([room / "path.csv"], "path.html")
    plan["large"] = [{"path": str(page), "most_ms": most} for page, most in [(large, MOST_MS), (path, 5 * MOST_MS)]]
    one = next(page for page in pages(samples) if "village-battery" in page)
    plan["shots"] = [{"path": str(page), "name": name, "scheme": scheme} for page, name, scheme in [
        (one, "thread-light", "light"), (one, "thread-dark", "dark"), (one, "thread-print", "print"),
        (samples / "index.html", "overview-light", "light"), (samples / "index.html", "overview-dark", "dark"),
        (large, "large-light", "screen")]]
    plan["shots"] += [{"path": str(large), "name": f"large-{part}", "scheme": scheme, "part": f"#{part}"}
                      for part, scheme in [("shape", "light"), ("time", "light"), ("scores", "dark"), ("authors", "dark"), ("stance", "light")]]
    plan["links"] = list(link_pages(room, report))
    (room / "plan.json").write_text(json.dumps(plan))
    npm = ["npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(modules), "playwright-core@1", "axe-core@4"]
    subprocess.run(npm, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(f"2,000 comments: {large.stat().st_size:,} bytes; {len(plan['hostile'])} pages hold payloads", flush=True)
    browser = subprocess.run(["node", str(HERE / "report_browser.mjs"), str(modules), str(room / "plan.json"), str(shots)])
    links = subprocess.run(["node", str(HERE / "report_links.mjs"), str(modules), str(room / "plan.json")])
    return browser.returncode or links.returncode or int(large.stat().st_size > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
