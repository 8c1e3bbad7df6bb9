#!/usr/bin/env python3
"""Compare rejoinder's measures of threads with an oracle's, thread by thread.

    check_measures.py [--bin FILE] [--shared DIR]

Reads data/measures of ../shared: analyses barrapunto_threads.csv.gz and holds every column of threads.csv that
oracle_barrapunto_threads.csv.gz has too to it: equal within 1e-9 relative, and empty where it is empty. Then fits the
models of growth to barrapunto_parents_7485.txt.gz and holds them to the published estimates, and the threads there to
the table of Gomez, Kappen and Kaltenbrunner 2011. Exit 1 on any difference.
"""

import argparse
import csv
import gzip
import math
import pathlib
import subprocess
import sys
import tempfile
import time

# The oracle's names for our columns, where they differ; minutes become seconds.
NAMES = {
    "n_toplevel": "n_top_level",
    "h_level": "h_index",
    "largest_subtree_share": "largest_subthread_share",
    "subtree_gini": "subthread_gini",
    "first_comment_min": "first_comment_s",
    "last_comment_min": "last_comment_s",
    "half_life_min": "half_life_s",
    "t90_min": "t90_s",
    "median_reply_latency_min": "median_reply_delay_s",
    "n_anon": "n_anonymous",
    "n_users": "n_authors",
    "max_comments_one_user": "max_comments_one_author",
    "h_users": "h_authors",
    "user_entropy_bits": "author_entropy_bits",
    "user_gini": "author_gini",
    "repeat_user_share": "repeat_author_share",
    "n_chains3": "n_chains",
}
TOLERANCE = 1e-9
# Of the paper, and of a fit of the authors' data by another program: parameters within what is printed, likelihoods within 1.
MODELS = {
    "full": ({"ln_beta": 0.9650, "alpha": 0.0774, "tau": 0.9248}, -1_059_137.08),
    "no_alpha": ({}, -1_078_370.27),
    "no_bias": ({}, -1_086_916.46),
    "no_tau": ({}, -1_097_234.12),
}


def run(command):
    """Runs rejoinder and gives the seconds it took."""
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr}")
    return time.monotonic() - began


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def expected(name, value):
    """The oracle's value in our unit."""
    if value == "":
        return None
    if name == "ln_mu":
        return float(value) + math.log(60)
    return float(value) * (60 if name.endswith("_min") else 1)


def is_close(found, wanted):
    if wanted is None or found == "":
        return wanted is None and found == ""
    return abs(float(found) - wanted) <= TOLERANCE * max(1.0, abs(wanted))


def check_threads(bin, measures, out):
    command = [bin, "analyze", measures / "barrapunto_threads.csv.gz", "--map", "author=user"]
    command += ["--map", "since_story_min=minutes", "--anonymous-name", "5777", "-q", "-o", out]
    seconds = run(command)
    ours = {row["thread"]: row for row in rows(out / "threads.csv")}
    with gzip.open(measures / "oracle_barrapunto_threads.csv.gz", "rt", encoding="utf-8") as file:
        oracle = list(csv.DictReader(file))
    columns = [(name, NAMES.get(name, name)) for name in oracle[0] if name != "thread"]
    shared = [(name, column) for name, column in columns if column in ours[oracle[0]["thread"]]]
    wrong = 0
    for name, column in shared:
        bad = [row["thread"] for row in oracle if not is_close(ours[row["thread"]][column], expected(name, row[name]))]
        wrong += len(bad)
        if bad:
            first = next(row for row in oracle if row["thread"] == bad[0])
            print(f"{column}: {len(bad)} threads differ, first {bad[0]}: "
                  f"expected {expected(name, first[name])}, but found {ours[bad[0]][column] or 'nothing'}")
    print(f"{len(shared)} columns of {len(oracle)} threads against the oracle: {wrong} differences ({seconds:.1f} s)")
    return wrong + abs(len(ours) - len(oracle))


def check_models(bin, measures, out):
    parents = measures / "barrapunto_parents_7485.txt.gz"
    seconds = run([bin, "analyze", parents, "--parents", "--table", "model", "-q", "-o", out])
    found = {row["model"]: row for row in rows(out / "model.csv")}
    wrong = 0
    for model, (parameters, likelihood) in MODELS.items():
        for name, value in parameters.items():
            wrong += abs(float(found[model][name]) - value) > 6e-5
        wrong += abs(float(found[model]["log_likelihood"]) - likelihood) > 1
        print("model", *found[model].values())
    print(f"models of growth: {wrong} differences ({seconds:.1f} s)")
    return wrong


def check_published(bin, measures, out):
    parents = measures / "barrapunto_parents_7485.txt.gz"
    run([bin, "analyze", parents, "--parents", "--table", "threads", "-q", "-o", out])
    threads = rows(out / "threads.csv")
    sizes = [int(row["n_comments"]) for row in threads]
    r = correlation([math.log(n) for n in sizes], [float(row["direct_share"]) for row in threads])
    print(f"HT 2011: {len(sizes)} threads, {sum(sizes)} comments, largest {max(sizes)}, correlation {r:.4f}")
    return (len(sizes), sum(sizes), max(sizes), round(r, 2)) != (7485, 357_951, 841, -0.65)


def correlation(x, y):
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    cov = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))
    return cov / math.sqrt(sum((a - mean_x) ** 2 for a in x) * sum((b - mean_y) ** 2 for b in y))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="target/release/rejoinder")
    parser.add_argument("--shared", default="../shared", type=pathlib.Path)
    options = parser.parse_args()
    measures = options.shared / "data" / "measures"
    if not measures.is_dir():
        print(f"skipped: no {measures}")
        return 0
    with tempfile.TemporaryDirectory() as work:
        out = pathlib.Path(work)
        checks = [check(options.bin, measures, out / check.__name__) for check in
                  (check_threads, check_models, check_published)]
    return 1 if any(checks) else 0


if __name__ == "__main__":
    sys.exit(main())
