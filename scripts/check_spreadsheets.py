#!/usr/bin/env python3
"""Opens what rejoinder writes as CSV in LibreOffice, split at every separator, and counts the formulas.

    python3 scripts/check_spreadsheets.py --bin target/release/rejoinder

A thread holds text that a spreadsheet would run in each author's name, subject and body: signs at the beginning, behind
every separator, quote and line end, and behind characters that cannot be seen. `comments.csv`, plain and for Excel, what
`diff -o` writes and what `stance sample` writes are converted with a comma, a semicolon, a tab, a blank, a colon and all
of these as the separator. None may hold a formula; the same table with --raw has to, or else this sees none. Exits with
1 otherwise. Needs soffice.
"""

import argparse
import csv
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

SEPARATORS = {"comma": "44", "semicolon": "59", "tab": "9", "blank": "32", "colon": "58", "all": "44/59/9/32/58"}
RAW = "raw"


def payloads():
    """Texts that a spreadsheet would run somewhere."""
    found = ["=1+1", "+1+1", "-1+1", "@SUM(1)", " =1+1", "\t=1+1", '"=1+1"', "\u200b=1+1", "\uff1d1+1", "\u00a0=1+1"]
    for separator in ";,\t :|":
        for tail in ("=1+1", " =1+1", '"=1+1"', '""=1+1', "\u200b=1+1", "= 1+1", "==1", "-1+1", "@SUM(1)"):
            found.append(f"x{separator}{tail}{separator}y")
        found += [f"{separator}=1+1", f"x{separator}=", f'"x"{separator}=1+1{separator}"y"']
    for line_end in ("\n", "\r\n", "\r", "\n\n"):
        found += [f"x{line_end}{tail}" for tail in ("=1+1", ' "=1+1"', "+1+1", "\ufeff=1+1")]
    found += ['x;"";=1+1', 'x;";=1+1";=2', "=1;=2\t=3 =4:=5", 'x "" =1+1', "a;;=1+1", "a: ;\t=1+1", "x;'=1+1", "x;=cmd|' /C calc'!A0"]
    return found


def table(path, texts):
    """Writes a table of one thread, whose comments hold the texts."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["thread", "comment", "parent", "author", "subject", "body"])
        for number, text in enumerate(texts, 1):
            writer.writerow(["1", number, number - 1, text, text, text])


def write_all(program, work):
    """Writes every kind of CSV; gives the folder that holds them."""
    texts = payloads()
    table(work / "new.csv", texts)
    table(work / "old.csv", [f"{text} once and before" for text in texts])
    out = work / "out"
    out.mkdir()
    comments = ["analyze", "new.csv", "--table", "comments", "--no-stance", "-o", "-"]
    for name, arguments in {
        "comments": comments,
        "excel": [*comments, "--excel"],
        "diff": ["diff", "old.csv", "new.csv", "-o", "-"],
        "sample": ["stance", "sample", "new.csv", "-n", "1000"],
        RAW: [*comments, "--raw"],
    }.items():
        done = subprocess.run([program, *arguments, "--quiet"], cwd=work, capture_output=True, check=False)
        if done.returncode != 0 or not done.stdout:
            sys.exit(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr.decode()}")
        (out / f"{name}.csv").write_bytes(done.stdout)
    return out, len(texts)


def convert(files, tokens, to):
    """Has LibreOffice open files, split at these characters."""
    profile = f"-env:UserInstallation=file://{to.parent}/profile"
    filters = f"--infilter=CSV:{tokens},34,76,1"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", filters, "--outdir", to, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def formulas(workbook):
    """The formulas of a workbook's sheet, each with its cell."""
    sheet = zipfile.ZipFile(workbook).read("xl/worksheets/sheet1.xml").decode()
    return re.findall(r'<c r="(\w+)"[^>]*><f[^>]*?(?:/>|>(.*?)</f>)', sheet)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        out, n_texts = write_all(pathlib.Path(options.bin).resolve(), work)
        files = sorted(out.iterdir())
        print(f"{n_texts} texts, formulas in " + ", ".join(path.stem for path in files))
        for name, tokens in SEPARATORS.items():
            convert(files, tokens, work / name)
            found = {path.stem: formulas(work / name / f"{path.stem}.xlsx") for path in files}
            print(f"{name:>10}: " + ", ".join(str(len(cells)) for cells in found.values()))
            failed |= not found.pop(RAW)
            for kind, cells in found.items():
                failed |= bool(cells)
                for cell, formula in cells[:5]:
                    print(f"{kind}, split at {name}, {cell}: expected text, but found the formula {formula!r}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
