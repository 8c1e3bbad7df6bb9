//! The columns of `network`.

use crate::measure::network::NetworkMeasures;
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

type Value = for<'r> fn(&'r NetworkMeasures) -> Cell<'r>;

const fn count(name: &'static str, unit: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::integer(name, unit, "from 0", meaning), value)
}

const fn real(name: &'static str, range: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::decimal(name, range, meaning), value)
}

/// The number of triads of one of the sixteen kinds.
fn triads(row: &NetworkMeasures, kind: usize) -> Cell<'static> {
    row.triads.get(kind).copied().into()
}

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    count("n_nodes", "authors", "authors with a tie to another", |row| row.n_nodes.into()),
    count("n_edges", "pairs", "ordered pairs of authors of whom the first replied to the second", |row| {
        row.n_edges.into()
    }),
    count("n_mutual", "pairs", "pairs of authors who replied to each other", |row| row.n_mutual.into()),
    real("density", "0 to 1", "ordered pairs over those that there could be", |row| row.density.into()),
    real("reciprocity", "0 to 1", "ordered pairs whose reverse is there too over ordered pairs", |row| {
        row.reciprocity.into()
    }),
    real(
        "reciprocity_rho",
        "-1 to 1",
        "the same against what chance gives at that density (Garlaschelli and Loffredo 2004)",
        |row| row.reciprocity_rho.into(),
    ),
    real(
        "reciprocity_weighted",
        "0 to 1",
        "replies that are matched by one in return over replies (Squartini et al. 2013)",
        |row| row.reciprocity_weighted.into(),
    ),
    real(
        "assortativity_oo",
        "-1 to 1",
        "correlation over pairs of how many the first replied to and how many the second did",
        |row| row.assortativity_oo.into(),
    ),
    real("assortativity_oi", "-1 to 1", "of how many the first replied to and how many replied to the second", |row| {
        row.assortativity_oi.into()
    }),
    real("assortativity_io", "-1 to 1", "of how many replied to the first and how many the second replied to", |row| {
        row.assortativity_io.into()
    }),
    real("assortativity_ii", "-1 to 1", "of how many replied to the first and how many to the second", |row| {
        row.assortativity_ii.into()
    }),
    real(
        "score_assortativity",
        "-1 to 1",
        "Newman's r of authors whose mean score is over 1.90 or not, among those with ten scores (Gomez et al. 2008)",
        |row| row.score_assortativity.into(),
    ),
    real("transitivity", "0 to 1", "closed triples over connected triples, directions left out", |row| {
        row.transitivity.into()
    }),
    real(
        "mean_clustering",
        "0 to 1",
        "mean local clustering; authors with fewer than two neighbours count as 0",
        |row| row.mean_clustering.into(),
    ),
    count("components", "parts", "weakly connected parts", |row| row.components.into()),
    count("strong_components", "parts", "strongly connected parts", |row| row.strong_components.into()),
    count("largest_component", "authors", "authors in the largest weakly connected part", |row| {
        row.largest_component.into()
    }),
    count(
        "diameter",
        "edges",
        "the longest distance in that part, directions left out; at least that, where distances were sampled",
        |row| row.diameter.into(),
    ),
    real("mean_path", "from 1", "mean distance in that part", |row| row.mean_path.into()),
    count("max_core", "", "the greatest k such that there is a k-core", |row| row.max_core.into()),
    count("triad_003", "triads", "sets of three authors of the kind 003 (Holland and Leinhardt 1970)", |row| {
        triads(row, 0)
    }),
    count("triad_012", "triads", "sets of three authors of the kind 012 (Holland and Leinhardt 1970)", |row| {
        triads(row, 1)
    }),
    count("triad_102", "triads", "sets of three authors of the kind 102 (Holland and Leinhardt 1970)", |row| {
        triads(row, 2)
    }),
    count("triad_021d", "triads", "sets of three authors of the kind 021D (Holland and Leinhardt 1970)", |row| {
        triads(row, 3)
    }),
    count("triad_021u", "triads", "sets of three authors of the kind 021U (Holland and Leinhardt 1970)", |row| {
        triads(row, 4)
    }),
    count("triad_021c", "triads", "sets of three authors of the kind 021C (Holland and Leinhardt 1970)", |row| {
        triads(row, 5)
    }),
    count("triad_111d", "triads", "sets of three authors of the kind 111D (Holland and Leinhardt 1970)", |row| {
        triads(row, 6)
    }),
    count("triad_111u", "triads", "sets of three authors of the kind 111U (Holland and Leinhardt 1970)", |row| {
        triads(row, 7)
    }),
    count("triad_030t", "triads", "sets of three authors of the kind 030T (Holland and Leinhardt 1970)", |row| {
        triads(row, 8)
    }),
    count("triad_030c", "triads", "sets of three authors of the kind 030C (Holland and Leinhardt 1970)", |row| {
        triads(row, 9)
    }),
    count("triad_201", "triads", "sets of three authors of the kind 201 (Holland and Leinhardt 1970)", |row| {
        triads(row, 10)
    }),
    count("triad_120d", "triads", "sets of three authors of the kind 120D (Holland and Leinhardt 1970)", |row| {
        triads(row, 11)
    }),
    count("triad_120u", "triads", "sets of three authors of the kind 120U (Holland and Leinhardt 1970)", |row| {
        triads(row, 12)
    }),
    count("triad_120c", "triads", "sets of three authors of the kind 120C (Holland and Leinhardt 1970)", |row| {
        triads(row, 13)
    }),
    count("triad_210", "triads", "sets of three authors of the kind 210 (Holland and Leinhardt 1970)", |row| {
        triads(row, 14)
    }),
    count("triad_300", "triads", "sets of three authors of the kind 300 (Holland and Leinhardt 1970)", |row| {
        triads(row, 15)
    }),
    real(
        "mean_path_error",
        "from 0",
        "how far mean_path may be off, with 95 % certainty; 0 where all distances were looked at",
        |row| row.mean_path_error.into(),
    ),
    count("path_sources", "authors", "authors from whom distances were looked at", |row| row.path_sources.into()),
    count(
        "n_agree_edges",
        "pairs",
        "ordered pairs along which more replies agree than disagree; empty with `--no-stance`",
        |row| row.n_agree_edges.into(),
    ),
    count("n_disagree_edges", "pairs", "ordered pairs along which more replies disagree than agree", |row| {
        row.n_disagree_edges.into()
    }),
    real(
        "signed_reciprocity",
        "0 to 1",
        "pairs of authors who both mostly agree, or both mostly disagree, over those of whom both mostly do either",
        |row| row.signed_reciprocity.into(),
    ),
    real(
        "balanced_triangle_share",
        "0 to 1",
        "of three authors who mostly agree or disagree with each other, how often all agree, or two against the third (Cartwright and Harary 1956)",
        |row| row.balanced_triangle_share.into(),
    ),
];
