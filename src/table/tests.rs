//! What each table says of the stances of a small thread.

use std::collections::BTreeMap;
use std::io;

use crate::measure::corpus::{CorpusMeasures, CorpusSums, Parts};
use crate::measure::{Anonymous, MeasureOptions, View};
use crate::model::{
    CampSide, Camps, ReplyStance, Row, Stance, Thread, ThreadStances, Unsure, stances_of, thread_of_rows,
};
use crate::table::{Cell, ColumnSet, HeldThreads, RowSink, RowWriter, Table, ThreadRows, write_corpus};

/// Rows as text, the header first.
#[derive(Default)]
struct Grid {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
}

impl RowSink for Grid {
    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
        self.row.push(match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.to_owned(),
            Cell::Natural(number) => number.to_string(),
            Cell::Integer(number) => number.to_string(),
            Cell::Hundredths(number) => number.to_string(),
            Cell::Decimal(number) => number.to_string(),
            Cell::Boolean(truth) => truth.to_string(),
            Cell::Time(time) => time.to_string(),
        });
        Ok(())
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.rows.push(std::mem::take(&mut self.row));
        Ok(())
    }
}

impl Grid {
    /// The cells of some columns, one text a row.
    fn columns(&self, names: &[&str]) -> Vec<String> {
        let header = self.rows.first().unwrap();
        let places: Vec<_> = names.iter().map(|name| header.iter().position(|other| other == name).unwrap()).collect();
        let cells = |row: &Vec<String>| places.iter().map(|&place| row[place].clone()).collect::<Vec<_>>().join(" ");
        self.rows.iter().skip(1).map(cells).collect()
    }
}

/// The columns that follow from stances, of each table.
const COLUMNS: [(Table, &[&str]); 7] = [
    (
        Table::Comments,
        &[
            "stance",
            "stance_p_agree",
            "stance_p_neutral",
            "stance_p_disagree",
            "question",
            "stance_evidence",
            "evidence_line",
            "camp",
            "stance_reason",
            "camp_stability",
        ],
    ),
    (
        Table::Threads,
        &[
            "n_stance",
            "agree_share",
            "neutral_share",
            "disagree_share",
            "unsure_share",
            "question_share",
            "camps_cut_ratio",
            "camps_balance",
            "camps_stability",
        ],
    ),
    (Table::Authors, &["agree_given", "disagree_given", "agree_received", "disagree_received", "stance_balance"]),
    (Table::Edges, &["agree", "neutral", "disagree"]),
    (Table::Levels, &["agree_share", "disagree_share"]),
    (Table::Scores, &["agree_share", "disagree_share"]),
    (Table::Network, &["n_agree_edges", "n_disagree_edges", "signed_reciprocity", "balanced_triangle_share"]),
];

/// `a` is contradicted by `b` and nobody, agreed with by `c`, and contradicts `b`; `d` answers nobody.
fn thread() -> Thread {
    let by = |parent, author, score| Row { parent, author: Some(author), score: Some(score), ..Row::default() };
    thread_of_rows(&[
        by(None, "a", 5),
        by(Some(0), "b", 1),
        by(Some(1), "a", 1),
        by(Some(0), "c", 2),
        by(Some(0), "", 0),
        by(Some(3), "c", 2),
        by(Some(4), "d", 0),
    ])
}

fn stances() -> ThreadStances {
    let (agree, disagree) = (Ok(Stance::Agree), Ok(Stance::Disagree));
    let labels = [Ok(Stance::Neutral), disagree, disagree, agree, disagree, agree, Err(Unsure::Doubt)];
    let mut stances = stances_of(&labels.map(Some));
    let asks =
        ReplyStance { question: Some(true), probabilities: Some([0.1, 0.2, 0.699_96]), ..stances.replies[2].unwrap() };
    stances.replies[2] = Some(asks);
    let side = |camp| Some(CampSide { camp, stability: 0.9 });
    let sides = vec![None, side(1), side(2), side(1), side(1), None, side(1), None];
    stances.camps = Some(Camps { cut_ratio: Some(0.75), balance: 0.5, stability: 0.9, sides });
    stances
}

/// Every table, with or without stances.
fn tables(stances: Option<ThreadStances>, anonymous: Anonymous) -> BTreeMap<Table, Grid> {
    let thread = thread();
    let view = View::of(&thread, MeasureOptions { anonymous, ..MeasureOptions::default() });
    let view = match stances {
        Some(stances) => view.with_stances(stances),
        None => view,
    };
    let of = ThreadRows { view: &view, key: "t", extra: None, counts: true, columns: ColumnSet::USUAL };
    let parts = Parts { authors: true, levels: true, scores: true, stances: true, ..Parts::default() };
    let (mut all, mut held) = (CorpusMeasures::new(parts), HeldThreads::default());
    all.add(CorpusSums::of(&view, parts), &view, "t");
    all.finish();
    held.add(&of).unwrap();
    let grid = |table: Table| {
        let mut grid = Grid::default();
        RowWriter::write_header(table, ColumnSet::USUAL, &mut grid).unwrap();
        RowWriter::new().write(table, &of, &mut grid).unwrap();
        match table {
            Table::Threads => held.write(ColumnSet::USUAL, &mut grid).unwrap(),
            _ => write_corpus(table, &all, &mut grid).unwrap(),
        };
        grid
    };
    Table::ALL.iter().map(|&table| (table, grid(table))).collect()
}

#[test]
fn comments_say_what_they_say_and_why_not() {
    let tables = tables(Some(stances()), Anonymous::Drop);
    let expected = [
        "neutral 0 1 0 false   1  0.9",
        "disagree 0 0 1 false word 1 2  0.9",
        "disagree 0.1 0.2 0.7 true word 1 1  0.9",
        "agree 1 0 0 false word 1 1  0.9",
        "disagree 0 0 1 false word 1   ",
        "agree 1 0 0 false word 1 1  0.9",
        "unsure 0.3333 0.3333 0.3333 false    doubt ",
    ];
    assert_eq!(tables[&Table::Comments].columns(COLUMNS[0].1), expected);
}

#[test]
fn threads_levels_and_scores_have_shares() {
    let tables = tables(Some(stances()), Anonymous::Drop);
    let (third, sixth, seventh) = (1.0 / 3.0, 1.0 / 6.0, 1.0 / 7.0);
    let expected = format!("6 {third} {sixth} 0.5 {seventh} {seventh} 0.75 0.5 0.9");
    assert_eq!(tables[&Table::Threads].columns(COLUMNS[1].1), [expected]);
    let levels = tables[&Table::Levels].columns(&["thread", "depth", "agree_share", "disagree_share"]);
    let two = format!("2 {third} {}", 2.0 / 3.0);
    assert_eq!(
        levels,
        [
            "t 1 0 0".to_owned(),
            format!("t {two}"),
            "t 3 0.5 0.5".to_owned(),
            "* 1 0 0".to_owned(),
            format!("* {two}"),
            "* 3 0.5 0.5".to_owned()
        ]
    );
    let scores = tables[&Table::Scores].columns(&["thread", "score", "moderation", "agree_share", "disagree_share"]);
    assert_eq!(scores[4..6], ["t 2 * 1 0", "t 2  1 0"]);
}

#[test]
fn authors_give_and_get_what_is_no_answer_to_the_story_or_themselves() {
    let names = ["author", "agree_given", "disagree_given", "agree_received", "disagree_received", "stance_balance"];
    let authors = tables(Some(stances()), Anonymous::Drop).remove(&Table::Authors).unwrap().columns(&names);
    let expected = ["a 0 1 1 1 -1", "c 1 0 0 0 1", "b 0 1 0 1 -1", "d 0 0 0 0 ", "Anonymous Coward     "];
    assert_eq!(authors, expected);
    let authors = tables(Some(stances()), Anonymous::Single).remove(&Table::Authors).unwrap().columns(&names);
    assert_eq!([&authors[0], &authors[4]], ["a 0 1 1 2 -1", "Anonymous Coward 0 1 0 0 -1"]);
}

#[test]
fn ties_have_signs() {
    let tables = tables(Some(stances()), Anonymous::Drop);
    let edges = tables[&Table::Edges].columns(&["source", "target", "agree", "neutral", "disagree"]);
    assert_eq!(edges, ["a b 0 0 1", "b a 0 0 1", "c a 1 0 0"]);
    assert_eq!(tables[&Table::Network].columns(COLUMNS[6].1), ["1 2 1 "]);
}

#[test]
fn stances_follow_on_stances() {
    let tables = tables(Some(stances()), Anonymous::Drop);
    let names = ["thread", "stance", "parent_stance", "depth_band", "n", "share", "mean_score", "mean_replies"];
    let rows = tables[&Table::Stances].columns(&names);
    for row in ["t disagree disagree * 1 0.5 1 0", "t unsure disagree 3-4 1 0.5 0 0", "* neutral story 1 1 1 5 3"] {
        assert!(rows.iter().any(|other| other == row), "{row}: {rows:#?}");
    }
}

#[test]
fn without_stances_all_of_them_is_empty() {
    let tables = tables(None, Anonymous::Drop);
    for (table, names) in COLUMNS {
        let rows = tables[&table].columns(names);
        assert!(!rows.is_empty() && rows.iter().all(|row| row.trim().is_empty()), "{}: {rows:?}", table.name());
    }
    assert_eq!(tables[&Table::Stances].rows.len(), 1);
}
