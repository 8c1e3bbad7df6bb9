#!/usr/bin/env python3
"""Reads what `rejoinder export` writes with the programs that it is for, and compares every value with the NDJSON.

    python3 scripts/check_forms.py --bin target/release/rejoinder [--each] [--convokit] INPUT...

GraphML and GEXF, of the tree and of the authors, are read by networkx and xmllint, DOT is drawn by Graphviz, and the folder
for ConvoKit is held to its format; with --convokit ConvoKit loads it, walks its trees and runs a transformer on it. With
--each every input is a run of its own. xmllint and dot are passed over where they are not there. Needs networkx, or with
--convokit ConvoKit (pip); each half can be run where only one of them is. Exits with 1 if anything differs.
"""

import argparse
import collections
import datetime
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

TABLES = ("comments", "threads", "authors", "edges")
IDS = {"site_id", "uid", "source_uid", "target_uid"}
UTTERANCE = {"id", "conversation_id", "text", "meta", "reply-to", "timestamp", "vectors", "speaker"}
INDEX = {"utterances-index", "speakers-index", "conversations-index", "overall-index", "version", "vectors"}
CLASSES = {"<class 'int'>": int, "<class 'float'>": float, "<class 'bool'>": bool, "<class 'str'>": str}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--each", action="store_true", help="export each input by itself")
    parser.add_argument("--convokit", action="store_true", help="load the folders with ConvoKit")
    parser.add_argument("--options", default="", help="more options of the export and of the tables, such as --no-stance")
    parser.add_argument("inputs", nargs="+")
    options = parser.parse_args()
    check = Check(options)
    for inputs in [[one] for one in options.inputs] if options.each else [options.inputs]:
        with tempfile.TemporaryDirectory() as work:
            check.all(inputs, pathlib.Path(work))
    sys.exit(check.report())


class Check:
    def __init__(self, options):
        self.options, self.failures, self.counts, self.missing = options, [], collections.Counter(), set()
        self.place = ""

    def same(self, what, expected, found):
        self.counts["values compared"] += 1
        if expected != found or type(expected) is not type(found):
            self.failures.append(f"{self.place}: {what}: expected {expected!r:.200}, but found {found!r:.200}")

    def run(self, *arguments):
        command = [self.options.bin, *map(str, arguments), "--quiet", *self.options.options.split()]
        done = subprocess.run(command, capture_output=True)
        if done.returncode not in (0, 2, 3):
            self.failures.append(f"{self.place}: {arguments} ended with {done.returncode}: {done.stderr[-300:]}")

    def all(self, inputs, work):
        self.place = inputs[0]
        self.run("analyze", *inputs, "--format", "ndjson", "-o", work / "tables")
        if not (work / "tables").exists():
            self.counts["runs that read nothing"] += 1
            return
        rows = {table: read_lines(work / "tables" / f"{table}.ndjson") for table in TABLES}
        self.counts["runs"] += 1
        self.counts["comments"] += len(rows["comments"])
        for graph, expected in (("tree", tree_of(rows)), ("authors", network_of(rows))):
            for form in ("graphml", "gexf", "dot"):
                self.place = f"{inputs[0]}, {form} of {graph}"
                path = work / f"{graph}.{form}"
                self.run("export", *inputs, "--to", form, "--graph", graph, "-o", path)
                self.graph(form, graph, path, expected)
        self.place = f"{inputs[0]}, convokit"
        self.run("export", *inputs, "--to", "convokit", "-o", work / "corpus")
        self.folder(work / "corpus", rows)
        if self.options.convokit:
            self.convokit(work / "corpus", rows)

    def tool(self, name, *arguments):
        """Runs a program on a file, if it is there."""
        if not shutil.which(name):
            self.missing.add(name)
            return
        done = subprocess.run([name, *map(str, arguments)], capture_output=True)
        self.counts[f"files read by {name}"] += 1
        if done.returncode != 0 or (name == "xmllint" and done.stderr):
            self.failures.append(f"{self.place}: {name}: {done.stderr[-300:]}")

    def graph(self, form, graph, path, expected):
        nodes, edges = expected
        if form == "dot":
            # Graphviz needs minutes to lay out large graphs; that it reads them is seen without.
            self.tool("dot", *(["-Tsvg"] if len(nodes) < 200 else ["-Tcanon"]), "-o", "/dev/null", path)
            return
        self.tool("xmllint", "--noout", path)
        try:
            import networkx
        except ImportError:
            self.missing.add("networkx")
            return
        read = networkx.read_graphml(path) if form == "graphml" else networkx.read_gexf(path)
        self.counts["graphs read by networkx"] += 1
        self.same("nodes", sorted(nodes), sorted(read.nodes))
        self.same("edges", sorted(edges), sorted(read.edges()))
        self.same("directed", True, read.is_directed())
        for node, data in read.nodes(data=True):
            self.values(node, form, graph, dict(nodes.get(node, {})), dict(data))
        for source, target, data in read.edges(data=True):
            self.values((source, target), form, graph, dict(edges.get((source, target), {})), dict(data))

    def values(self, what, form, graph, expected, found):
        start = expected.pop("start", None)
        if form == "gexf":
            if graph == "tree":
                self.same((what, "start"), start, found.pop("start", None))
            label = found.pop("label", None)
            if isinstance(what, str) and not label:
                self.failures.append(f"{self.place}: {what} has no label")
            found.pop("id", None)
            if "weight" in expected:
                expected["weight"] = float(expected["weight"])
        self.same((what, "attributes"), sorted(expected), sorted(found))
        for name, value in expected.items():
            self.same((what, name), value, found.get(name))

    def folder(self, folder, rows):
        names = ["conversations.json", "corpus.json", "index.json", "speakers.json", "utterances.jsonl"]
        self.same("files", names, sorted(path.name for path in folder.iterdir()))
        ascii_only = all(path.read_bytes().isascii() for path in folder.iterdir())
        self.same("ASCII", True, ascii_only)
        speakers, conversations, index = (json.loads((folder / name).read_text()) for name in
                                          ("speakers.json", "conversations.json", "index.json"))
        self.same("keys of the index", sorted(INDEX), sorted(index))
        utterances = {}
        for utterance in read_lines(folder / "utterances.jsonl"):
            self.same("keys", sorted(UTTERANCE), sorted(utterance))
            self.same("an id that is new", False, utterance["id"] in utterances)
            utterances[utterance["id"]] = utterance
        self.same("utterances", len(rows["comments"]) + len(rows["threads"]), len(utterances))
        self.same("conversations", {f"{row['thread']}/0": row for row in rows["threads"]},
                  {key: value["meta"] for key, value in conversations.items()})
        self.same("speakers", set(speakers), {utterance["speaker"] for utterance in utterances.values()})
        known = {author_id(row["author"], row["uid"]): row for row in rows["authors"] if not row["anonymous"]}
        for speaker, row in known.items():
            self.same(("speaker", speaker), row | {"unknown": False}, speakers.get(speaker, {}).get("meta"))
        wrote = collections.Counter(utterance["speaker"] for utterance in utterances.values() if not utterance["meta"]["story"])
        self.same("comments of speakers", {speaker: row["n_comments"] for speaker, row in known.items()},
                  {speaker: wrote[speaker] for speaker in known})
        for what, objects in (("speakers", speakers), ("conversations", conversations), ("utterances", utterances)):
            types = index[f"{what}-index"]
            for key, one in objects.items():
                for name, value in one["meta"].items():
                    if value is not None and type(value) is not CLASSES[types[name][0]]:
                        self.failures.append(f"{self.place}: {key}: {name} is {value!r:.50}, but {types[name]} in the index")
        for row in rows["comments"]:
            self.utterance(row, utterances.get(f"{row['thread']}/{row['comment']}"), utterances, speakers)

    def utterance(self, row, found, utterances, speakers):
        key, story = f"{row['thread']}/{row['comment']}", f"{row['thread']}/0"
        meta = dict(found["meta"])
        known = meta.pop("timestamp_known")
        self.same((key, "story"), False, meta.pop("story"))
        expected = {name: value for name, value in row.items() if name != "body"}
        if row["depth"] is None:
            expected["parent_certain"] = False
        self.same((key, "meta"), expected, meta)
        self.same((key, "text"), row.get("body") or "", found["text"])
        self.same((key, "conversation"), story, found["conversation_id"])
        parent = f"{row['thread']}/{row['parent'] or 0}"
        self.same((key, "reply-to"), parent, found["reply-to"])
        self.same((key, "inside"), story, utterances[parent]["conversation_id"])
        self.same((key, "timestamp known"), row["posted_at"] is not None, known)
        time = seconds(row["posted_at"]) if known else utterances[parent]["timestamp"]
        self.same((key, "timestamp"), time, found["timestamp"])
        meta = speakers[found["speaker"]]["meta"]
        if row["anonymous"]:
            self.same((key, "speaker"), f"{key} (anonymous)", found["speaker"])
            self.same((key, "anonymous"), True, meta["anonymous"])
        elif row["author"] is None:
            self.same((key, "speaker"), f"{key} (unknown)", found["speaker"])
            self.same((key, "unknown"), True, meta["unknown"])
        else:
            self.same((key, "speaker's name"), row["author"], meta["author"])
            if row["uid"] is not None:
                self.same((key, "speaker's number"), row["uid"], meta["uid"])
        depth, at = 0, key
        while utterances[at]["reply-to"] is not None:
            depth, at = depth + 1, utterances[at]["reply-to"]
        self.same((key, "depth"), 1 if row["depth"] is None else row["depth"], depth)

    def convokit(self, folder, rows):
        import convokit
        from convokit.hyperconvo import HyperConvo

        corpus = convokit.Corpus(str(folder), disable_type_check=False)
        self.counts["folders loaded by ConvoKit"] += 1
        by_thread = collections.defaultdict(list)
        for row in rows["comments"]:
            by_thread[row["thread"]].append(row)
        for thread in rows["threads"]:
            conversation = corpus.get_conversation(f"{thread['thread']}/0")
            self.same((conversation.id, "whole"), True, conversation.check_integrity(verbose=False))
            self.same((conversation.id, "meta"), thread, dict(conversation.meta))
            self.walk(conversation, by_thread[thread["thread"]])
        if all(len(rows) < 900 for rows in by_thread.values()):
            HyperConvo().fit_transform(corpus)
            self.counts["folders that HyperConvo ran on"] += 1
        corpus.dump("again", base_path=str(folder.parent))
        again = convokit.Corpus(str(folder.parent / "again"))
        self.same("written again", sorted(corpus.get_utterance_ids()), sorted(again.get_utterance_ids()))

    def walk(self, conversation, rows):
        replies = collections.defaultdict(list)
        for row in rows:
            replies[f"{row['thread']}/{row['parent'] or 0}"].append(f"{row['thread']}/{row['comment']}")
        level, levels = [conversation.id], []
        while level:
            levels.append(sorted(level))
            level = [reply for one in level for reply in replies[one]]
        nodes = list(conversation.traverse("bfs", as_utterance=False))
        found, depth = [[] for _ in levels], {}
        for node in nodes:
            utterance = node.utt
            depth[utterance.id] = 0 if utterance.reply_to is None else depth[utterance.reply_to] + 1
            found[depth[utterance.id]].append(utterance.id)
            self.same((utterance.id, "children"), sorted(replies[utterance.id]), sorted(child.utt.id for child in node.children))
        self.same((conversation.id, "levels of bfs"), levels, [sorted(level) for level in found])
        self.same((conversation.id, "reached"), len(rows) + 1, len(nodes))
        for top in replies[conversation.id]:
            below, waiting = 0, [top]
            while waiting:
                below, waiting = below + 1, waiting[1:] + replies[waiting[0]]
            subtree = conversation.get_subtree(top)
            reached = 0 if subtree is None else len(list(subtree.bfs_traversal()))
            self.same((top, "subtree"), below, reached)

    def report(self):
        for what, n in self.counts.items():
            print(f"{n:10,} {what}")
        for name in sorted(self.missing):
            print(f"           {name} is not there and was passed over")
        print(f"{len(self.failures):10,} that differ")
        for failure in self.failures[:40]:
            print(failure)
        return 1 if self.failures else 0


def read_lines(path):
    return [json.loads(line) for line in path.read_bytes().decode().split("\n") if line]


def seconds(text):
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc).timestamp())


def author_id(name, uid):
    if uid is not None:
        return f"{name} ({uid})"
    return f"{name} ()" if name.endswith(")") else name


def in_xml(c):
    return c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"


def in_text(value):
    return "".join(c if in_xml(c) else "\ufffd" for c in value) if isinstance(value, str) else value


def in_id(text):
    return "".join(c if in_xml(c) and c != "\ufffd" else f"\ufffd{ord(c):x};" for c in text)


def attributes(row, prefix="", taken=()):
    """What of a row stands in a graph: all that is known, numbers that name something as texts."""
    name = lambda column: f"{prefix}{column}" if column in taken and column != "thread" else column
    known = {column: value for column, value in row.items() if value is not None}
    return {name(column): str(value) if column in IDS else in_text(value) for column, value in known.items()}


def start(row):
    time = row["posted_at"]
    return {} if time is None else {"start": time if len(time) > 16 else f"{time}:00"}


def tree_of(rows):
    nodes, edges = {}, {}
    taken = rows["comments"][0].keys() if rows["comments"] else {"document", "story_author", "posted_at", "words"}
    for row in rows["threads"]:
        nodes[in_id(f"{row['thread']}/0")] = attributes(row, "thread_", taken) | start(row)
    for row in rows["comments"]:
        node = in_id(f"{row['thread']}/{row['comment']}")
        nodes[node] = attributes(row) | start(row)
        if row["depth"] is not None:
            edges[node, in_id(f"{row['thread']}/{row['parent'] or 0}")] = start(row)
    return nodes, edges


def network_of(rows):
    nodes, edges = {}, {}
    for row in rows["authors"]:
        if not row["anonymous"]:
            nodes[in_id(author_id(row["author"], row["uid"]))] = attributes(row)
    anonymous = [row for row in rows["authors"] if row["anonymous"]]
    for row in rows["edges"]:
        ends = []
        for end in ("source", "target"):
            name, uid = row[end], row[f"{end}_uid"]
            ends.append(in_id(author_id(name, uid)))
            alone = attributes({"author": name, "uid": uid})
            is_all = uid is None and anonymous and anonymous[0]["author"] == name
            nodes.setdefault(ends[-1], attributes(anonymous[0]) if is_all else alone)
        edges[tuple(ends)] = attributes(row)
    return nodes, edges


if __name__ == "__main__":
    main()
