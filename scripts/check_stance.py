#!/usr/bin/env python3
"""Hold what the program says of stances to a forward pass of its own, and to itself.

    check_stance.py [GOLD.csv] [--bin FILE] [--model FILE] [--threads FOLDER]

Has `rejoinder stance eval GOLD.csv --features` write the features, scores and probabilities of every pair, reads the model
file by its documented form (src/stance/model/file.rs), works scores and probabilities out again from the features alone, in
float64, and prints the largest differences. Without GOLD.csv, pairs of our own are taken: empty and long texts, one word,
scripts other than Latin, emoji, links, quotes. The program is asked twice: as it is, with the model that it carries, and
with the same model given as a file; both must be the model of --model.

Then `rejoinder analyze` writes all tables of FOLDER with one job, with four and once more: every file must be the same, byte for
byte.

The exit code is 1 if a difference is above 1e-5 or a file is not the same. Needs numpy.
"""
import argparse
import csv
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
FORMAT = "rejoinder stance model 1"
N_OUTPUTS = 4
CLIP = 4.0
MOST_OFF = 1e-5
LABELS = ("agree", "neutral", "disagree")

PAIRS = [
    ("", "I agree."),
    ("", "?"),
    ("The new tram line will never pay for itself.", "Nonsense"),
    ("The new tram line will never pay for itself.", "Yes."),
    ("The new tram line will never pay for itself.", "  "),
    ("...", "What do you mean by that?"),
    ("The new tram line will never pay for itself.", "They said so of the last three lines, and all three are full at noon."),
    ("The new tram line will never pay for itself.", "> will never pay for itself.\nWhy should it? Roads don't."),
    ("The new tram line will never pay for itself.", "&gt; will never pay for itself. Oh sure, and you never use a road."),
    ("Compost heaps breed rats, so ban them in town.", "True, mine had some. But a lid solved it, and a ban would be silly."),
    ("Compost heaps breed rats, so ban them in town.", "I don't think that you are right!!! NOT AT ALL... :-( lol"),
    ("Why would anybody still bake at home?", "Because it's a quarter of the price and better, thanks for asking :)"),
    ("Где купить хороший хлеб?", "Согласен, в магазине у вокзала его больше нет."),
    ("塔はもう直せないと思う。", "そうは思いません。来年には直ります。"),
    ("הגשר סגור", "לא נכון! הוא פתוח מהבוקר 🙂"),
    ("الجسر مغلق اليوم", "نعم، أوافق"),
    ("पुल बंद है", "नहीं, खुला है।"),
    ("I love the new lamps 💡💡", "👍🏽👍🏽 same here 🎉"),
    ("I love the new lamps 💡💡", "🙄"),
    ("See https://lamps.example/why?q=1&r=2#top for the details.", "http://lamps.example/no www.lamps.example/ no."),
    ("Caf\u00e9 cre\u0300me \u2014 the \u201cbest\u201d in town\u2026", "It isn\u2019t. \ufb01ne by me, Stra\u00dfe \u0130stanbul \u0131"),
    ("Zero\u200bwidth\u00a0space and\ttabs\r\nand lines", "1,200.50 kg x-ray e-mail o'clock a.b.c C++ #tag @name 50%"),
    ("I was wrong about the ferry. We all were, they lied to us.", "Your honesty does you credit, but you still don't see why, do you?"),
]


def main():
    options = read_options()
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        gold = options.gold or own_pairs(work / "pairs.csv")
        model = Model(options.model)
        n_off = 0
        for name, more in (("carried", []), ("given", ["--model", str(options.model)])):
            n_off += hold(options.bin, gold, model, name, more, work / "features.ndjson")
        if options.threads:
            n_off += repeat(options.bin, options.threads, work)
    sys.exit(1 if n_off else 0)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="?", type=pathlib.Path, help="labelled pairs; else our own")
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "target" / "release" / "rejoinder")
    parser.add_argument("--model", type=pathlib.Path, default=ROOT / "data" / "models" / "stance.model")
    parser.add_argument("--threads", type=pathlib.Path, default=ROOT / "data" / "threads", metavar="FOLDER",
                        help="pages to analyse again and again")
    return parser.parse_args()


def own_pairs(path):
    """Writes our own pairs: those above, long ones, and every text as an answer to every other."""
    words = " ".join(text for pair in PAIRS for text in pair)
    long = [(words * 3, "No, you never said that."), ("No, you never said that.", words * 40), ("bread " * 5000, "rye " * 20000)]
    texts = sorted({text for pair in PAIRS for text in pair})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["parent", "reply", "label"])
        rows = itertools.chain(PAIRS, long, itertools.product(texts, texts))
        writer.writerows((*pair, label) for pair, label in zip(rows, itertools.cycle(LABELS)))
    return path


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


class Model:
    """A model file, read by its documented form."""

    def __init__(self, path):
        raw = path.read_bytes()
        end = raw.index(b"\n")
        header = json.loads(raw[:end])
        if header["format"] != FORMAT:
            sys.exit(f"{path}: expected the format `{FORMAT}`, but found `{header['format']}`")
        self.n_bytes, self.n_dense, n_rows = len(raw), len(header["dense"]), header["n_rows"]
        n_floats = 2 * N_OUTPUTS + self.n_dense * (2 + N_OUTPUTS)
        body = raw[end + 1:]
        if len(body) != 4 * n_floats + N_OUTPUTS * n_rows:
            sys.exit(f"{path}: {len(body)} bytes behind the first line, but its form takes {4 * n_floats + N_OUTPUTS * n_rows}")
        floats = numpy.frombuffer(body, "<f4", n_floats).astype(numpy.float64)
        self.temperature = float(numpy.float32(header["temperature"]))
        self.bias, self.scale = floats[:N_OUTPUTS], floats[N_OUTPUTS:2 * N_OUTPUTS]
        features = floats[2 * N_OUTPUTS:].reshape(self.n_dense, 2 + N_OUTPUTS)
        self.means, self.sds, self.dense = features[:, 0], features[:, 1], features[:, 2:]
        self.sds = numpy.maximum(self.sds, numpy.finfo(numpy.float32).tiny)
        self.rows = numpy.frombuffer(body, numpy.int8, offset=4 * n_floats).reshape(n_rows, N_OUTPUTS).astype(numpy.int64)

    def scores(self, dense, families):
        """bias + dense features, each in standard deviations and cut off + for each family its rows over the root of their number."""
        dense = numpy.array([numpy.nan if value is None else value for value in dense])
        usual = numpy.nan_to_num(numpy.clip((dense - self.means) / self.sds, -CLIP, CLIP), nan=0.0)
        scores = self.bias + usual @ self.dense
        for family in filter(None, families):
            scores = scores + self.scale * self.rows[family].sum(axis=0) / numpy.sqrt(len(family))
        return scores

    def probabilities(self, scores):
        raised = numpy.exp((scores[:3] - scores[:3].max()) / self.temperature)
        return raised / raised.sum()


def hold(binary, gold, model, name, more, features):
    """Prints how far the program is from the model; 1 if too far."""
    run(binary, "stance", "eval", gold, "--json", "--features", features, *more)
    off_scores = off_probabilities = 0.0
    n = n_unknown = 0
    for line in features.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if len(row["dense"]) != model.n_dense:
            sys.exit(f"{features}: {len(row['dense'])} dense features, but the model has {model.n_dense}")
        scores = model.scores(row["dense"], row["rows"])
        probabilities = model.probabilities(scores)
        off_scores = max(off_scores, float(numpy.abs(scores - row["scores"]).max()))
        off_probabilities = max(off_probabilities, float(numpy.abs(probabilities - row["probabilities"]).max()))
        n, n_unknown = n + 1, n_unknown + (None in row["dense"])
    # Not a number is never the same as anything: it counts as off.
    is_right = n > 0 and off_scores <= MOST_OFF and off_probabilities <= MOST_OFF
    print(f"{'ok ' if is_right else 'OFF'} model {name:8} {n} pairs, {n_unknown} without a parent's words, {model.n_bytes} bytes of model:"
          f" largest difference of probabilities {off_probabilities:.2g}, of scores {off_scores:.2g}")
    return int(not is_right)


def repeat(binary, threads, work):
    """Prints whether all tables are the same on every run and number of jobs; 1 if not."""
    folders = []
    for jobs in (1, 4, 4):
        folder = work / f"tables{len(folders)}"
        run(binary, "analyze", threads, "--quiet", "-j", jobs, "-o", folder)
        folders.append(folder)
    names = sorted({path.name for folder in folders for path in folder.iterdir()})
    differ = [name for name in names if len({contents(folder / name) for folder in folders}) > 1]
    told = stances_told(folders[0] / "comments.csv")
    is_right = not differ and told > 0
    print(f"{'ok ' if is_right else 'OFF'} {len(names)} files of {len(folders)} runs with 1, 4 and 4 jobs, {told} stances told:"
          f" {'all the same' if not differ else 'not the same: ' + ', '.join(differ)}")
    return int(not is_right)


def contents(path):
    return path.read_bytes() if path.exists() else None


def stances_told(path):
    with path.open(encoding="utf-8", newline="") as file:
        return sum(row.get("stance") in LABELS for row in csv.DictReader(file))


if __name__ == "__main__":
    main()
