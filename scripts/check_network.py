#!/usr/bin/env python3
"""Hold the tables of the network of authors to networkx and igraph.

    check_network.py FOLDER [--score-split SCORE] [--score-least N] [--pairs N]

Reads edges.csv, network.csv and authors.csv of an output folder, builds the network of edges.csv in both libraries,
and prints one line for each column: ours, what each library finds, and the verdict. The exit code is 1 if a value is
off by more than 1e-9 of itself, or, for the mean path of a sample of sources, by more than its stated 95 % error (so
once in twenty networks by chance). A column that a library lacks, or defines differently, is left to the other one;
igraph's PageRank is exact to 1e-10 only and is not asked.

score_assortativity is checked only with --score-split: authors are in two classes, a mean score below SCORE or not,
if they have N comments or more (10 unless told), and in none otherwise.

Needs networkx, scipy and igraph (`pip install networkx scipy igraph`).
"""
import argparse
import collections
import csv
import itertools
import math
import pathlib
import sys

import igraph
import networkx

TRIADS = ("003 012 102 021D 021U 021C 111D 111U 030T 030C 201 120D 120U 120C 210 300").split()
CLOSE = 1e-9
DIRECTIONS = {"o": "out", "i": "in"}
# networkx looks for distances one source at a time; beyond so many pairs of source and tie, igraph alone is asked.
MOST_PAIRS = 2e7


def main():
    options = read_options()
    edges = read_table(options.folder / "edges.csv")
    network = read_table(options.folder / "network.csv")
    authors = {row["author"]: row for row in read_table(options.folder / "authors.csv")}
    if len(network) != 1:
        sys.exit(f"{options.folder / 'network.csv'}: expected one row, but found {len(network)}")
    graphs = Graphs(edges)
    verdicts = check_edges(graphs, edges) + check_network(graphs, network[0], authors, options)
    verdicts += check_signs(edges, network[0])
    verdicts += check_authors(graphs, authors)
    for verdict in verdicts:
        print(verdict)
    n_off = sum(not verdict.is_right for verdict in verdicts)
    print(f"{len(verdicts)} columns, {n_off} off")
    sys.exit(1 if n_off else 0)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="an output folder of `rejoinder analyze`")
    parser.add_argument("--score-split", type=float, metavar="SCORE", help="the mean score that parts two classes")
    parser.add_argument("--score-least", type=int, default=10, metavar="N", help="comments that make a mean score")
    parser.add_argument("--pairs", type=float, default=MOST_PAIRS, metavar="N",
                        help="up to so many pairs of author and tie, networkx is asked for distances too")
    return parser.parse_args()


def read_table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    """The value of a cell; None for an empty one."""
    if text in ("true", "false"):
        return float(text == "true")
    return float(text) if text else None


class Graphs:
    """The network of edges.csv in both libraries, directed and as its undirected projection."""

    def __init__(self, edges):
        self.weights = {(row["source"], row["target"]): int(row["weight"]) for row in edges}
        self.names = sorted({name for pair in self.weights for name in pair})
        place = {name: at for at, name in enumerate(self.names)}
        self.nx = networkx.DiGraph()
        self.nx.add_nodes_from(self.names)
        self.nx.add_edges_from((*pair, {"weight": weight}) for pair, weight in self.weights.items())
        self.nx_flat = self.nx.to_undirected()
        pairs = [(place[source], place[target]) for source, target in self.weights]
        self.ig = igraph.Graph(n=len(self.names), edges=pairs, directed=True)
        self.ig_flat = self.ig.as_undirected(mode="collapse")


class Verdict:
    """One column: ours, what the libraries say, and whether we agree."""

    def __init__(self, column, ours, theirs, is_right, note=""):
        self.column, self.ours, self.theirs, self.is_right, self.note = column, ours, theirs, is_right, note

    def __str__(self):
        theirs = "  ".join(f"{name} {shown(value)}" for name, value in self.theirs.items())
        verdict = "ok " if self.is_right else "OFF"
        return f"{verdict} {self.column:24} {shown(self.ours):>22}  {theirs}  {self.note}".rstrip()


def shown(value):
    if value is None:
        return "-"
    return value if isinstance(value, str) else f"{value:.15g}"


def is_close(ours, theirs):
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(ours, theirs, rel_tol=CLOSE, abs_tol=1e-15)


def defined(function, *arguments, **options):
    """What a library says; None where it finds nothing to say, each in its own way."""
    try:
        value = function(*arguments, **options)
    except (networkx.NetworkXException, igraph.InternalError, ZeroDivisionError, ValueError):
        return None
    return None if value is None or math.isnan(value) else float(value)


def check_edges(graphs, edges):
    """The columns of edges.csv that follow from its own weights."""
    reverse = {pair: graphs.weights.get(pair[::-1], 0) for pair in graphs.weights}
    expected = {"reverse_weight": reverse, "mutual": {pair: float(weight > 0) for pair, weight in reverse.items()}}
    verdicts = []
    for column in [column for column in expected if edges and column in edges[0]]:
        ours = {(row["source"], row["target"]): number(row[column]) or 0.0 for row in edges}
        verdicts.append(compare_rows(f"edges.{column}", ours, expected[column]))
    return verdicts


def check_network(graphs, row, authors, options):
    expected = expect_network(graphs) if graphs.names else expect_nothing()
    expected |= expect_paths(graphs, options.pairs)
    if options.score_split is not None:
        expected["score_assortativity"] = expect_mixing(graphs, score_classes(authors, options))
    verdicts = []
    for column, theirs in expected.items():
        if column not in row:
            verdicts.append(Verdict(column, None, theirs, False, "no such column"))
        else:
            is_right, note = judge(column, row, theirs)
            verdicts.append(Verdict(column, number(row[column]), theirs, is_right, note))
    return verdicts


def check_signs(edges, row):
    """The columns of network.csv that follow from the stances of edges.csv; none where stances were left out."""
    leans = {(edge["source"], edge["target"]): int(edge["agree"]) - int(edge["disagree"])
             for edge in edges if edge.get("agree")}
    signs = {pair: math.copysign(1, lean) for pair, lean in leans.items() if lean}
    both = [sign == signs[pair[::-1]] for pair, sign in signs.items() if pair[0] < pair[1] and pair[::-1] in signs]
    flat = networkx.Graph()
    for source, target in leans:
        lean = leans[source, target] + leans.get((target, source), 0)
        if lean:
            flat.add_edge(source, target, sign=math.copysign(1, lean))
    cliques = itertools.takewhile(lambda clique: len(clique) < 4, networkx.enumerate_all_cliques(flat))
    triangles = [clique for clique in cliques if len(clique) == 3]
    products = [math.prod(flat[a][b]["sign"] for a, b in itertools.combinations(clique, 2)) for clique in triangles]
    expected = {
        "n_agree_edges": sum(sign > 0 for sign in signs.values()) if leans else None,
        "n_disagree_edges": sum(sign < 0 for sign in signs.values()) if leans else None,
        "signed_reciprocity": sum(both) / len(both) if both else None,
        "balanced_triangle_share": sum(p > 0 for p in products) / len(products) if products else None,
    }
    ours = {column: number(row[column]) for column in expected if column in row}
    return [Verdict(column, value, {"networkx": expected[column]}, is_close(value, expected[column]))
            for column, value in ours.items()]


def judge(column, row, theirs):
    """Whether a value agrees with all libraries, exactly or within what it says of itself."""
    ours = number(row[column])
    is_sample = int(row.get("path_sources") or 0) < int(row["largest_component"])
    if is_sample and column == "mean_path":
        error = number(row["mean_path_error"])
        worst = max(abs(ours - value) for value in theirs.values())
        return worst <= error, f"{worst / error:.2f} of the stated error"
    if is_sample and column == "diameter":
        return all(ours <= value for value in theirs.values()), "a lower bound"
    return all(is_close(ours, value) for value in theirs.values()), ""


def expect_nothing():
    """What an empty network has: counts of 0, and nothing else."""
    counts = ["n_nodes", "n_edges", "n_mutual", "components", "strong_components", "largest_component", "max_core"]
    counts += [f"triad_{name.lower()}" for name in TRIADS]
    shares = ["density", "reciprocity", "reciprocity_rho", "reciprocity_weighted", "transitivity", "mean_clustering"]
    shares += [f"assortativity_{way}" for way in ("oo", "oi", "io", "ii")]
    return {name: {"empty": 0.0} for name in counts} | {name: {"empty": None} for name in shares}


def expect_network(graphs):
    nx, flat, ig, ig_flat = graphs.nx, graphs.nx_flat, graphs.ig, graphs.ig_flat
    core = networkx.core_number(flat)
    has_pairs = any(degree > 1 for _, degree in flat.degree())
    return {
        "n_nodes": {"nx": nx.number_of_nodes(), "igraph": ig.vcount()},
        "n_edges": {"nx": nx.number_of_edges(), "igraph": ig.ecount()},
        "n_mutual": {"nx": nx.number_of_edges() - flat.number_of_edges(), "igraph": ig.dyad_census()[0]},
        "density": {"nx": networkx.density(nx), "igraph": ig.density()},
        "reciprocity": {"nx": defined(networkx.overall_reciprocity, nx), "igraph": defined(ig.reciprocity)},
        "reciprocity_rho": {"igraph": above_chance(ig.reciprocity(), ig.density())},
        "reciprocity_weighted": {"edges": returned(graphs.weights)},
        **{f"assortativity_{way}": expect_degrees(graphs, *way) for way in ("oo", "oi", "io", "ii")},
        # networkx gives 0 where no author has two neighbours.
        "transitivity": {"nx": networkx.transitivity(flat) if has_pairs else None,
                         "igraph": defined(ig_flat.transitivity_undirected)},
        "mean_clustering": {"nx": networkx.average_clustering(flat),
                            "igraph": ig_flat.transitivity_avglocal_undirected(mode="zero")},
        "components": {"nx": networkx.number_weakly_connected_components(nx),
                       "igraph": len(ig.connected_components(mode="weak"))},
        "strong_components": {"nx": networkx.number_strongly_connected_components(nx),
                              "igraph": len(ig.connected_components(mode="strong"))},
        "largest_component": {"nx": max(map(len, networkx.weakly_connected_components(nx))),
                              "igraph": max(ig.connected_components(mode="weak").sizes())},
        "max_core": {"nx": max(core.values()), "igraph": max(ig_flat.coreness())},
        **expect_triads(graphs),
    }


def above_chance(share, density):
    return (share - density) / (1 - density) if density < 1 else None


def returned(weights):
    """Replies matched by one in return, over replies."""
    matched = sum(min(weight, weights.get(pair[::-1], 0)) for pair, weight in weights.items())
    return matched / sum(weights.values())


def expect_degrees(graphs, source, target):
    source, target = DIRECTIONS[source], DIRECTIONS[target]
    is_even = any(len({degree(pair[end]) for pair in graphs.weights}) < 2
                  for end, degree in ((0, getattr(graphs.nx, f"{source}_degree")),
                                      (1, getattr(graphs.nx, f"{target}_degree"))))
    if is_even:
        return {"no variance": None}
    ig = graphs.ig
    return {
        "nx": defined(networkx.degree_pearson_correlation_coefficient, graphs.nx, x=source, y=target),
        "igraph": defined(ig.assortativity, ig.degree(mode=source), ig.degree(mode=target), directed=True),
    }


def expect_triads(graphs):
    nx = networkx.triadic_census(graphs.nx)
    if len(graphs.names) < 3:
        return {f"triad_{name.lower()}": {"nx": nx[name]} for name in TRIADS}
    ig = graphs.ig.triad_census()
    return {f"triad_{name.lower()}": {"nx": nx[name], "igraph": getattr(ig, f"t{name}")} for name in TRIADS}


def expect_paths(graphs, most_pairs):
    if not graphs.names:
        return {"diameter": {"empty": None}, "mean_path": {"empty": None}}
    largest = graphs.ig_flat.connected_components().giant()
    found = {"diameter": {"igraph": largest.diameter()}, "mean_path": {"igraph": largest.average_path_length()}}
    if largest.vcount() * largest.ecount() <= most_pairs:
        largest = graphs.nx_flat.subgraph(first_component(graphs))
        found["diameter"]["nx"] = networkx.diameter(largest)
        found["mean_path"]["nx"] = networkx.average_shortest_path_length(largest)
    return found


def first_component(graphs):
    """The largest component that igraph takes."""
    parts = graphs.ig_flat.connected_components()
    members = max(parts, key=len)
    return [graphs.names[member] for member in members]


def score_classes(authors, options):
    """For each author with enough comments, whether the mean score reaches the split."""
    def is_scored(row):
        return bool(row.get("mean_score")) and int(row["n_comments"]) >= options.score_least

    scored = {name: float(row["mean_score"]) for name, row in authors.items() if is_scored(row)}
    return {name: int(score >= options.score_split) for name, score in scored.items()}


def expect_mixing(graphs, classes):
    known = graphs.nx.subgraph(name for name in graphs.names if name in classes).copy()
    ends = {classes[name] for pair in known.edges() for name in pair}
    if len(ends) < 2:
        return {"one class": None}
    networkx.set_node_attributes(known, classes, "class")
    known_ig = graphs.ig.induced_subgraph([at for at, name in enumerate(graphs.names) if name in classes])
    kinds = [classes[name] for name in graphs.names if name in classes]
    return {"nx": defined(networkx.attribute_assortativity_coefficient, known, "class"),
            "igraph": defined(known_ig.assortativity_nominal, kinds, directed=True)}


def check_authors(graphs, authors):
    """The columns of authors.csv that the network decides."""
    verdicts = [check_strengths(graphs, authors), check_components(graphs, authors)]
    for column, expected in expect_authors(graphs).items():
        ours = {name: number(row[column]) for name, row in authors.items()}
        # An author without a tie is in no network: nothing, or a count of 0.
        ours = {name: value for name, value in ours.items() if name in expected or value}
        verdicts.append(compare_rows(f"authors.{column}", ours, expected))
    return verdicts


def expect_authors(graphs):
    nx, ig = graphs.nx, graphs.ig

    def by_name(values):
        return dict(zip(graphs.names, values))

    partners = {name: float(sum(nx.has_edge(other, name) for other in nx.successors(name))) for name in nx}
    # networkx stops at a change of tol for each node.
    ranks = networkx.pagerank(nx, alpha=.85, weight="weight", max_iter=1000, tol=1e-14 / len(nx)) if len(nx) else {}
    return {
        "in_degree": by_name(ig.indegree()),
        "out_degree": by_name(ig.outdegree()),
        "mutual_partners": partners,
        "reciprocity": {name: partners[name] / nx.out_degree(name) if nx.out_degree(name) else None for name in nx},
        "pagerank": ranks,
        "core_number": by_name(graphs.ig_flat.coreness()) if graphs.names else {},
    }


def compare_rows(column, ours, expected):
    """One verdict on a column with a value a row."""
    off = [key for key in sorted(set(ours) | set(expected)) if not is_close(ours.get(key), expected.get(key))]
    off += [key for key in expected if key not in ours and expected[key] is None]
    note = f"first: {off[0]}, {shown(ours.get(off[0]))} for {shown(expected.get(off[0]))}" if off else ""
    return Verdict(column, f"{len(expected)} rows", {"off": len(off)}, not off, note)


def check_strengths(graphs, authors):
    """Strengths are the weights of edges, and the same number of self-replies on both sides."""
    out, within = collections.Counter(), collections.Counter()
    for (source, target), weight in graphs.weights.items():
        out[source] += weight
        within[target] += weight

    def rest(name, column, sums):
        return (number(authors[name][column]) or 0) - sums[name]

    left = {name: (rest(name, "out_strength", out), rest(name, "in_strength", within))
            for name in graphs.names if name in authors}
    off = [name for name in graphs.names if name not in left or left[name][0] != left[name][1] or left[name][0] < 0]
    theirs = {"off": len(off), "self-replies": sum(one for one, _ in left.values())}
    return Verdict("authors.strengths", f"{len(graphs.names)} rows", theirs, not off, f"first: {off[0]}" if off else "")


def check_components(graphs, authors):
    """Components are igraph's, and their numbers from 1 in order of size."""
    parts = graphs.ig.connected_components(mode="weak") if graphs.names else []
    numbers = [{authors.get(graphs.names[node], {}).get("component") for node in part} for part in parts]
    sizes = {number: len(part) for found, part in zip(numbers, parts) for number in found}
    in_order = [sizes.get(str(at + 1), 0) for at in range(len(parts))]
    is_right = all(len(found) == 1 for found in numbers) and in_order == sorted(map(len, parts), reverse=True)
    return Verdict("authors.component", f"{len(sizes)} parts", {"igraph": f"{len(parts)} parts"}, is_right)


if __name__ == "__main__":
    main()
