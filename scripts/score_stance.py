#!/usr/bin/env python3
"""Score what the program says of stances on the labelled pairs of ../shared and on our own, and hold it to bars.

    score_stance.py [--bin FILE] [--shared DIR] [--model FILE] [--only TEXT] [--bars] [--json FILE]

Runs `rejoinder stance eval` once for each test and prints one table: the figure with its interval of 95 %, what always telling
the most frequent label reaches, what keywords reach (of camps: taking every reply for opposition; of questions: a question mark
at the end), the bar, and the verdict. What is fitted in folds says how good the recipe is; everything else is told by the
model (the one that the program carries, or that of --model). With --bars the exit code is 1 if a figure misses its bar.
"""
import argparse
import concurrent.futures
import csv
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
N_DRAWS = 1000


class Row:
    """A line of the table. `least` or `most` is the bar; without one the figure is only reported."""

    def __init__(self, name, figure, interval=None, majority=None, keywords=None, least=None, most=None, note=""):
        self.name, self.figure, self.interval, self.majority, self.keywords = name, figure, interval, majority, keywords
        self.least, self.most, self.note = least, most, note

    def verdict(self):
        if self.least is None and self.most is None:
            return "reported"
        is_met = self.figure >= self.least if self.most is None else self.figure <= self.most
        return "ok" if is_met else "MISSED"

    def bar(self):
        return f">= {shown(self.least)}" if self.least is not None else f"<= {shown(self.most)}" if self.most is not None else ""

    def __str__(self):
        interval = f"{shown(self.interval[0])} to {shown(self.interval[1])}" if self.interval else ""
        return (f"{self.name:60} {shown(self.figure):>6}  {interval:12} {shown(self.majority):>8} {shown(self.keywords):>8}"
                f"  {self.bar():8} {self.verdict():8} {self.note}").rstrip()


def shown(value):
    """A share without the 0 in front."""
    if value is None:
        return "-"
    return f"{value:.3f}".replace("0.", ".", 1) if value < 1 else f"{value:.3f}"


def stances(name, least=None, figure="macro_f1"):
    """Rows on how well stances are told."""
    def rows(found):
        beside = found["baselines"]
        note = f"n {found['n']:,}, accuracy {shown(found['accuracy'])}" if figure == "macro_f1" else f"n {found['n']:,}"
        note += f", calibration error {shown(found['calibration_error'])}"
        return [Row(f"{name}: {figure.replace('_f1', ' F1')}", found[figure], found[f"{figure}_interval"],
                    beside["majority"][figure], beside["keywords"][figure], least, note=note)]
    return rows


def calibrated(name, least, most):
    """The same, and the error of calibration."""
    def rows(found):
        error = Row(f"{name}: calibration error", found["calibration_error"], most=most)
        return [*stances(name, least)(found), error]
    return rows


def questions(name, more=(), remark=""):
    """Rows on questions; the files say of every pair whether it asks."""
    def rows(found):
        told, mark = found["question"]["model"], found["question"]["ends_with_question_mark"]
        note = f"{told['n']} questions, precision {shown(told['precision'])}, recall {shown(told['recall'])}{remark}"
        row = Row(f"{name}: question F1", told["f1"], f1_interval(told, found["n"]), 0.0, mark["f1"], note=note)
        return [*(part for make in more for part in make(found)), row]
    return rows


def f1_interval(told, n):
    """Between which values an F1 lies when the pairs are drawn again, in 95 of 100 draws."""
    n_right = round(told["recall"] * told["n"])
    n_found = round(n_right / told["precision"]) if told["precision"] else 0
    counts = [n_right, n_found - n_right, told["n"] - n_right]
    counts.append(max(0, n - sum(counts)))
    chance = random.Random(1)

    def draw(_):
        right = missed = 0
        for kind in chance.choices(range(4), counts, k=n):
            right += kind == 0
            missed += kind in (1, 2)
        return 2 * right / max(1, 2 * right + missed)

    drawn = sorted(map(draw, range(N_DRAWS)))
    return drawn[N_DRAWS // 40], drawn[-1 - N_DRAWS // 40]


def camps(found):
    """Rows on camps. Which posts the published figure counts is not said: both are printed, one is held to it."""
    beside = found["baselines"]

    def row(name, key, least=None, interval=None, note=""):
        return Row(f"camps: {name}", found[key], interval, beside["majority"][key], beside["structure"][key], least, note=note)

    n = f"{found['n_discussions']} discussions"
    gain = found["gain_over_structure_interval"]
    return [
        row("posts of authors of two posts or more", "post_accuracy_of_regulars", .874, note=n),
        row("all posts", "post_accuracy", interval=found["post_accuracy_interval"],
            note=f"n {found['n']:,}, gain over structure {gain[0]:+.3f} to {gain[1]:+.3f}"),
        row("authors", "author_accuracy", note=f"n {found['n_authors']:,}"),
    ]


def tests(files):
    """Name, arguments of `rejoinder stance eval`, and what makes rows of its answer."""
    sdqc = ["--scheme", "sdqc"]
    deb, iac, rumour, tweets = (files[name] for name in ("debagreement_dev", "iac_quote_response", "rumoureval2017", "twitter17"))
    yield "debagreement cv", [deb, "--cv", "5", "--by", "thread"], calibrated("debagreement_dev --cv 5 --by thread", .555, .05)
    yield "debagreement group", [deb, "--leave-out", "group"], calibrated("debagreement_dev --leave-out group", .545, None)
    arguments = [iac, "--labels", "agree,disagree", "--balance", "20", "--leave-out", "group"]
    yield "iac", arguments, stances("iac_quote_response, two classes, topic left out", .73, "accuracy")
    yield "camps", ["--camps", files["iac_author_stance_threads"]], camps
    for name in ("createdebate", "subreddit_mask", "subreddit_covid", "toxichat_dev"):
        yield name, [files[name]], stances(name)
    fitted = "; the carried model was fitted to the tweets' questions"
    both = [stances("rumoureval2017, four classes")]
    yield "rumoureval all", [rumour, *sdqc], questions("rumoureval2017", both, fitted)
    both = [stances("its twitter17, four classes")]
    yield "rumoureval twitter", [tweets, *sdqc], questions("its twitter17", both, fitted)
    both = [stances("its twitter17 --cv 5, four classes")]
    yield "rumoureval twitter cv", [tweets, *sdqc, "--cv", "5"], questions("its twitter17 --cv 5", both)
    if "gold" in files:
        yield "gold", [files["gold"]], questions("own gold", [stances("own gold")])


def main():
    options = read_options()
    data = options.shared / "data" / "stance"
    if not data.is_dir():
        sys.exit(f"{data} is not there")
    with tempfile.TemporaryDirectory() as work:
        files = {path.name.partition(".")[0]: path for path in data.iterdir()}
        files |= prepare(options, files, pathlib.Path(work))
        wanted = [test for test in tests(files) if options.only in test[0]]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(lambda test: evaluate(options, test[1]), wanted))
    rows = [row for (_, _, make), (answer, _) in zip(wanted, found) for row in make(answer)]
    print(f"{'what':60} {'figure':>6}  {'95 %':12} {'majority':>8} {'keywords':>8}  {'bar':8} verdict")
    for row in rows:
        print(row)
    if options.json:
        record = {name: {"arguments": [os.path.basename(part) for part in arguments], "seconds": seconds, "answer": answer}
                  for (name, arguments, _), (answer, seconds) in zip(wanted, found)}
        options.json.write_text(json.dumps(record, indent=1), encoding="utf-8")
    missed = sum(row.verdict() == "MISSED" for row in rows)
    print(f"{len(rows)} figures, {sum(row.verdict() != 'reported' for row in rows)} with a bar, {missed} missed")
    sys.exit(1 if options.bars and missed else 0)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "target" / "release" / "rejoinder")
    parser.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    parser.add_argument("--model", type=pathlib.Path, help="hold this model to the tests, not the one that the program carries")
    parser.add_argument("--only", default="", help="only tests whose name has this text")
    parser.add_argument("--bars", action="store_true", help="exit with 1 if a figure misses its bar")
    parser.add_argument("--json", type=pathlib.Path, help="write all that was found there")
    return parser.parse_args()


def prepare(options, files, work):
    """The tweets alone, the discussions unpacked under their name, and our own labels beside their texts."""
    made = {"twitter17": work / "twitter17.csv"}
    with gzip.open(files["rumoureval2017"], "rt", encoding="utf-8", newline="") as source, \
            made["twitter17"].open("w", encoding="utf-8", newline="") as to:
        rows = csv.DictReader(source)
        writer = csv.DictWriter(to, rows.fieldnames)
        writer.writeheader()
        writer.writerows(row for row in rows if row["group"] == "twitter17")
    pages = options.shared / "data" / "slashdot"
    if pages.is_dir() and "gold".startswith(options.only):
        made["gold"] = work / "gold.csv"
        labels = ROOT / "data" / "models" / "gold" / "gold.csv"
        run(sys.executable, ROOT / "scripts" / "check_gold.py", "join", pages, labels, "--rejoinder", options.bin,
            "-o", made["gold"])
    elif not pages.is_dir():
        print(f"skipped: our own gold, for {pages} is not there")
    return made


def evaluate(options, arguments):
    """The program's answer, and how many seconds it took."""
    # What is fitted in folds takes no model.
    is_fitted = any(str(argument) in ("--cv", "--leave-out") for argument in arguments)
    model = ["--model", options.model] if options.model and not is_fitted else []
    began = time.monotonic()
    answer = json.loads(run(options.bin, "stance", "eval", *arguments, *model, "--json"))
    return answer, round(time.monotonic() - began, 1)


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
