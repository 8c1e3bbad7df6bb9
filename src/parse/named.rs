//! Rows that name what they answer, in any order: found, given placeholders where one is missing, parents put first.

use std::cmp::Ordering;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::model::{Certainty, Comment, CommentId, Form, Owner, QuoteSource};
use crate::parse::builder::{Evidence, ThreadBuilder};
use crate::parse::order::order_rows;

/// The word for the story among parents and sources of quotes.
const STORY: &str = "story";
/// Missing parents that are named one by one.
const MAX_MISSING_TOLD: usize = 1_000;
/// How sure a placeholder is, in hundredths: that it is there is certain, where it hangs is not known.
const PLACEHOLDER_CERTAINTY: u8 = 50;

/// What a source calls its rows, and the names of what they answer and quote.
#[derive(Debug, Default)]
pub(super) struct NamedRows {
    /// All names, one after the other.
    text: String,
    rows: Vec<NamedRow>,
}

#[derive(Debug)]
struct NamedRow {
    names: [Range<usize>; 4],
    /// The line that says so.
    line: u32,
}

/// A source of quotes that is no row.
#[derive(Debug)]
pub(super) struct MissingSource {
    pub(super) name: String,
    pub(super) line: u32,
}

impl NamedRows {
    /// Says what the next row is called, what it answers, what it quotes, and below which row it is drawn.
    pub(super) fn add(&mut self, names: [&str; 4], line: u32) {
        let names = names.map(|name| {
            let start = self.text.len();
            self.text.push_str(name);
            start..self.text.len()
        });
        self.rows.push(NamedRow { names, line });
    }

    /// The names of each row, with its line.
    fn iter(&self) -> impl Iterator<Item = ([&str; 4], u32)> {
        let str = |name: Range<usize>| self.text.get(name).unwrap_or_default();
        self.rows.iter().map(move |row| (row.names.clone().map(str), row.line))
    }

    /// The line that the first row stands on.
    pub(super) fn first_line(&self) -> u32 {
        self.line(0)
    }

    /// The line that says so of a row.
    fn line(&self, row: usize) -> u32 {
        self.rows.get(row).map_or(1, |row| row.line)
    }
}

impl ThreadBuilder<'_> {
    /// Finds what rows answer and quote by its name, and puts parents before their replies. A parent that is missing gets
    /// a placeholder; a circle is broken at its first row. Gives the sources of quotes that are no rows. Linear.
    pub(super) fn resolve_names(&mut self) -> Vec<MissingSource> {
        let names = std::mem::take(&mut self.names);
        let row_of = self.rows_by_name(&names);
        let find = |name: &str| row_of.get(name).or_else(|| row_of.get(unfloated(name))).copied();
        let mut sequence = Sequence::new(names.rows.len());
        for (row, ([_, parent, _, drawn], line)) in names.iter().enumerate() {
            let found =
                find(parent).or_else(|| (!is_story(parent)).then(|| sequence.missing(parent, find(drawn), line)));
            sequence.add(row, found);
        }
        let Placed { place, rows } = self.place_rows(sequence, &names);
        let id_of = |row: usize| place.get(row).copied().map(CommentId::from_index);
        let mut missing = Vec::new();
        for (row, ([_, _, source, _], line)) in names.iter().enumerate() {
            let quotes = find(source).and_then(id_of).map(QuoteSource::Comment);
            let quotes = quotes.or_else(|| (source == STORY).then_some(QuoteSource::Story));
            if quotes.is_none() && !source.is_empty() {
                missing.push(MissingSource { name: source.to_owned(), line });
            }
            if let Some(comment) = self.comments.get_mut(row) {
                comment.quotes = quotes;
            }
        }
        self.reorder(&rows, &place);
        missing
    }

    /// The first row of each name. Tells of names that stand twice.
    fn rows_by_name<'n>(&mut self, names: &'n NamedRows) -> FxHashMap<&'n str, usize> {
        let mut row_of = FxHashMap::with_capacity_and_hasher(names.rows.len(), FxBuildHasher);
        for (row, ([name, ..], line)) in names.iter().enumerate().filter(|(_, ([name, ..], _))| !name.is_empty()) {
            let first = *row_of.entry(name).or_insert(row);
            if first != row {
                let first = names.line(first);
                let message = format!("expected each comment once, but lines {first} and {line} both are `{name}`");
                self.warn((line, 1), "duplicate-id", message, "both rows are kept; replies hang on the first");
            }
        }
        row_of
    }

    /// Makes the placeholders, and gives rows their parents where those will be.
    fn place_rows(&mut self, sequence: Sequence<'_>, names: &NamedRows) -> Placed {
        let Sequence { mut parents, rows, missing, .. } = sequence;
        for (at, (name, line)) in missing.iter().enumerate() {
            self.miss(name, *line, at, missing.len());
            self.comments.push(placeholder(name, *line));
            self.evidence.push(Evidence::default());
        }
        let mut at = vec![0; rows.len()];
        (0..).zip(&rows).for_each(|(place, &row)| at.iter_mut().skip(row).take(1).for_each(|at| *at = place));
        let in_sequence = |row: usize| at.get(row).copied();
        let mut in_turn: Vec<_> =
            rows.iter().map(|&row| parents.get(row).copied().flatten().and_then(in_sequence)).collect();
        let order = order_rows(&mut in_turn);
        for row in order.broken.iter().filter_map(|&turn| rows.get(turn).copied()) {
            self.break_circle(row, names.line(row));
            parents.iter_mut().skip(row).take(1).for_each(|parent| *parent = None);
        }
        let rows: Vec<usize> = order.rows.iter().filter_map(|&turn| rows.get(turn).copied()).collect();
        let mut place = vec![0; rows.len()];
        (0..).zip(&rows).for_each(|(to, &row)| place.iter_mut().skip(row).take(1).for_each(|place| *place = to));
        for (row, comment) in self.comments.iter_mut().enumerate() {
            let parent = parents.get(row).copied().flatten();
            comment.parent = parent.and_then(|parent| place.get(parent).copied()).map(CommentId::from_index);
        }
        Placed { place, rows }
    }

    /// Says that a parent is missing; of very many the last message gives the number of the others.
    fn miss(&mut self, name: &str, line: u32, at: usize, n_missing: usize) {
        let rest = match at.cmp(&MAX_MISSING_TOLD) {
            Ordering::Less => String::new(),
            Ordering::Equal => format!("; {} more are missing", n_missing - at - 1),
            Ordering::Greater => return,
        };
        let message =
            format!("expected the comment `{name}`, which this one answers, but it is not in the document{rest}");
        self.warn((line, 1), "parent-missing", message, "a placeholder stands for it");
    }

    fn break_circle(&mut self, row: usize, line: u32) {
        let message = "expected a comment that answers an earlier one, but found one that is among its own replies";
        self.warn((line, 1), "parent-cycle", message, "the comment is taken to answer the story");
        if let (Some(comment), Some(evidence)) = (self.comments.get_mut(row), self.evidence.get_mut(row)) {
            comment.parent_certain = false;
            (evidence.names_parent, evidence.jumped) = (false, true);
        }
    }

    /// Puts comments in another order, with all that belongs to them.
    fn reorder(&mut self, rows: &[usize], place: &[usize]) {
        if rows.is_sorted() {
            return;
        }
        self.comments = in_order(std::mem::take(&mut self.comments), rows);
        self.evidence = in_order(std::mem::take(&mut self.evidence), rows);
        for part in &mut self.owners {
            if let Owner::Comment(id) = part.owner
                && let Some(&to) = place.get(id.index())
            {
                part.owner = Owner::Comment(CommentId::from_index(to));
            }
        }
    }
}

/// Where rows go: the row at each place, and the place of each row.
struct Placed {
    rows: Vec<usize>,
    place: Vec<usize>,
}

/// Rows in the order of the source, each placeholder before the first row that answers it.
struct Sequence<'n> {
    /// How many rows the source has; placeholders have numbers from there on.
    n_named: usize,
    rows: Vec<usize>,
    parents: Vec<Option<usize>>,
    row_of: FxHashMap<&'n str, usize>,
    missing: Vec<(&'n str, u32)>,
}

impl<'n> Sequence<'n> {
    fn new(n_named: usize) -> Self {
        let (rows, parents) = (Vec::with_capacity(n_named), vec![None; n_named]);
        Self { n_named, rows, parents, row_of: FxHashMap::default(), missing: Vec::new() }
    }

    /// The row of a placeholder, made where this is the first to answer it. Where that is drawn below a row, sites have
    /// lifted it there from below the missing one.
    fn missing(&mut self, name: &'n str, drawn: Option<usize>, line: u32) -> usize {
        let next = self.n_named + self.missing.len();
        *self.row_of.entry(name).or_insert_with(|| {
            self.missing.push((name, line));
            self.rows.push(next);
            self.parents.push(drawn);
            next
        })
    }

    fn add(&mut self, row: usize, parent: Option<usize>) {
        self.rows.push(row);
        self.parents.iter_mut().skip(row).take(1).for_each(|to| *to = parent);
    }
}

/// The node for a comment of which only its name is known.
fn placeholder(name: &str, line: u32) -> Comment {
    Comment {
        form: Form::Placeholder,
        site_id: unfloated(name).parse().ok(),
        certainty: Certainty::from_hundredths(PLACEHOLDER_CERTAINTY),
        line,
        line_end: line,
        ..Comment::default()
    }
}

/// Tells whether a parent that is no comment of the thread is the story.
fn is_story(parent: &str) -> bool {
    matches!(unfloated(parent), "" | "0" | STORY)
}

/// The number without the `.0` that programs add to whole numbers in columns with empty cells.
pub(super) fn unfloated(text: &str) -> &str {
    text.strip_suffix(".0").unwrap_or(text)
}

/// Things in another order.
fn in_order<T>(given: Vec<T>, rows: &[usize]) -> Vec<T> {
    let mut given: Vec<_> = given.into_iter().map(Some).collect();
    rows.iter().filter_map(|&row| given.get_mut(row)?.take()).collect()
}
