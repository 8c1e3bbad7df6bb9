#!/usr/bin/env python3
"""Chooses the reply pairs that are labelled by hand, and writes data/models/gold/pairs.csv, which holds no text.

    sample_gold.py DATA COMMENTS.csv [-o PAIRS.csv] [--seed N] [--pairs N] [--cap N]

DATA is the shared folder of saved pages (with seed/, found/, pages/, dumps/). COMMENTS.csv is the program's table of it; `-` lets
`--rejoinder PATH` make it. The seed's comments come first, all of them. Then pages take turns, the fewest taken first; within a
page the pair is taken whose length class has been taken least. A comment that stands on several saved pages of a story is taken
once, from the page that holds the most of it and its parent. On classic pages the dump does not show that the comments below the
first one answer it; the links "Parent" of the saved HTML do.
"""

import argparse
import csv
import json
import os
import random
import re
import sys
import tempfile
from collections import Counter

from gold_texts import Texts, analyze, kind_of, page_of, parent_links, words

COLUMNS = [
    "page", "file", "site_id", "parent_site_id", "comment", "line",
    "parent_file", "parent_comment", "parent_line", "target", "kind", "depth", "length",
]


def site_ids(data, page, rows):
    """The ids of comments whose dump does not print them, from the page's truth, where both list the same comments."""
    path = os.path.join(data, "pages", os.path.basename(page) + ".truth.json")
    if not os.path.exists(path):
        return {}, {}
    with open(path, encoding="utf-8") as file:
        truth = [c for c in json.load(file)["comments"] if c["kind"] in ("full", "oneline", "stub")]
    if len(truth) != len(rows) or any(c["author"] != r["author"] for c, r in zip(truth, rows)):
        return {}, {}
    ids = {r["comment"]: str(c["cid"]) for c, r in zip(truth, rows) if c["cid"]}
    parents = {str(c["cid"]): str(c["parent"]) for c in truth if c["cid"] and c["parent"]}
    return ids, parents


def length_class(own):
    count = len(words(own))
    return "short" if count < 20 else "medium" if count < 70 else "long"


def candidates(data, texts):
    """All pairs with readable own words on both sides."""
    pages = {}
    for row in texts.rows:
        pages.setdefault(page_of(row["document"]), []).append(row)
    # Of the two templates of one page, only one is read.
    pages.pop("dumps/doom3leak_template-2002", None)
    known, home, parent_of = {}, {}, {}
    for page, rows in pages.items():
        ids, parents = site_ids(data, page, rows)
        links = parent_links(data, page)
        for row in rows:
            row["id"] = row["site_id"] or ids.get(row["comment"], "")
            if row["id"] and int(row["own_words"] or 0):
                best = known.get((kind_of(page), row["id"]))
                if best is None or len(row["body"]) > len(best["body"]):
                    known[(kind_of(page), row["id"])] = row
        parent_of[page] = {**parents, **links}
    found = []
    for page, rows in pages.items():
        numbers = {row["comment"]: row for row in rows}
        for row in rows:
            if row["form"] not in ("full", "abbreviated") or not row["body"].strip():
                continue
            seed = page.startswith("seed/")
            target, parent, parent_id = None, None, parent_of[page].get(row["id"], "")
            if row["parent"]:
                parent = numbers[row["parent"]]
                parent_id = parent["id"] or parent_id
                other = known.get((kind_of(page), parent_id))
                if not parent["body"].strip() and other:
                    parent = other
            elif parent_id:
                parent = known.get((kind_of(page), parent_id))
            if parent is not None and parent["body"].strip():
                target = "parent"
            elif not row["parent"] and row["depth"] and not page.startswith("dumps/sid") and "doom3leak" not in page:
                if not re.match(r"(?i)re:", row["subject"]) and texts.story(row["document"]):
                    target, parent, parent_id = "story", None, "story"
            if target is None:
                parent = None
            own, quotes, answered = texts.texts(row, parent)
            if len(words(quotes)) >= 4 and own:
                target = "quote"
            if target is None or not own or not (quotes if target == "quote" else answered):
                continue
            if not seed and row["truncated"] == "true" and len(words(own)) < 12:
                continue
            found.append({
                "page": page, "file": row["document"], "site_id": row["id"], "parent_site_id": parent_id,
                "comment": row["comment"], "line": row["line"],
                "parent_file": parent["document"] if parent else "", "parent_comment": parent["comment"] if parent else "",
                "parent_line": parent["line"] if parent else "", "target": target, "kind": kind_of(page),
                "depth": row["depth"], "length": length_class(own),
                "_size": min(len(own), 2000) + min(len(answered), 2000), "_own": " ".join(words(own))[:80],
            })
    return found


def once(found):
    """Each comment once: from the page that holds the most of the pair."""
    best = {}
    for pair in found:
        key = (pair["kind"], pair["site_id"] or (pair["file"], pair["comment"]))
        if key not in best or pair["_size"] > best[key]["_size"]:
            best[key] = pair
    # Comments that were posted twice, or whose number is lost on one page, have the same words.
    seen, kept = set(), []
    for pair in best.values():
        key = (pair["kind"], pair["_own"])
        if len(pair["_own"]) >= 40 and key in seen:
            continue
        seen.add(key)
        kept.append(pair)
    return kept


def choose(found, total, cap, story_share, seed):
    rng = random.Random(seed)
    first = [pair for pair in found if pair["page"].startswith("seed/")]
    chosen = sorted(first, key=lambda pair: int(pair["comment"]))
    pool = sorted((pair for pair in found if not pair["page"].startswith("seed/")), key=lambda p: (p["page"], int(p["comment"])))
    rng.shuffle(pool)
    by_page, lengths = Counter(), Counter(pair["length"] for pair in chosen)
    stories = sum(pair["parent_site_id"] == "story" for pair in chosen)
    # Pages of one comment and its answers hold one subject; the whole story page may give twice as many.
    turns = lambda page: by_page[page] / 2 if "/story_" in page else by_page[page]
    while len(chosen) < total:
        open_ = [p for p in pool if by_page[p["page"]] < cap and (p["parent_site_id"] != "story" or stories < story_share * total)]
        if not open_:
            break
        # The page with the fewest so far; there, the length class with the fewest; replies deeper than the first level first.
        pair = min(open_, key=lambda p: (turns(p["page"]), lengths[p["length"]], p["parent_site_id"] == "story"))
        pool.remove(pair)
        chosen.append(pair)
        by_page[pair["page"]] += 1
        lengths[pair["length"]] += 1
        stories += pair["parent_site_id"] == "story"
    rest = chosen[len(first):]
    rest.sort(key=lambda p: (p["kind"], p["page"], int(p["comment"])))
    return chosen[: len(first)] + rest


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data")
    parser.add_argument("comments", help="the program's comments.csv of the folder, or -")
    parser.add_argument("-o", "--out", default="data/models/gold/pairs.csv")
    parser.add_argument("--rejoinder", default="rejoinder")
    parser.add_argument("--seed", type=int, default=2023)
    parser.add_argument("--pairs", type=int, default=190, help="how many in all, the seed's among them")
    parser.add_argument("--cap", type=int, default=15, help="at most so many of a page")
    parser.add_argument("--story-share", type=float, default=0.2, help="at most so many answer the story")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = analyze(args.rejoinder, args.data, folder) if args.comments == "-" else args.comments
        texts = Texts(args.data, path)
    found = once(candidates(args.data, texts))
    chosen = choose(found, args.pairs, args.cap, args.story_share, args.seed)
    with open(args.out, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(chosen)
    print(f"{len(found)} candidates, {len(chosen)} chosen of {len({p['page'] for p in chosen})} pages", file=sys.stderr)
    for name in ("kind", "target", "length", "depth"):
        print(f"  {name}: " + ", ".join(f"{k} {v}" for k, v in sorted(Counter(p[name] for p in chosen).items())), file=sys.stderr)


if __name__ == "__main__":
    main()
