//! Which tables there are, and what their columns are called and mean.

use crate::table::cell::Cell;
use crate::table::{
    authors, comments, degrees, diagnostics, edges, levels, model, network, quintiles, scores, stances, threads,
    timeline,
};

/// The type of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A whole number that names something, with which nobody reckons; it can have twenty digits.
    Id,
    /// A number with a fraction.
    Decimal,
    /// `true` or `false`.
    Boolean,
    /// A moment, ISO 8601 without a zone.
    Time,
}

impl Kind {
    /// The word for it: `text`, `integer`, `id`, `decimal`, `boolean`, `time`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Id => "id",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Time => "time",
        }
    }

    /// Tells whether a cell may stand in a column of this type.
    #[must_use]
    pub fn admits(self, cell: Cell<'_>) -> bool {
        match cell {
            Cell::Empty => true,
            Cell::Text(_) => self == Self::Text,
            Cell::Natural(_) => matches!(self, Self::Integer | Self::Id),
            Cell::Integer(_) => self == Self::Integer,
            Cell::Hundredths(_) | Cell::Decimal(_) => self == Self::Decimal,
            Cell::Boolean(_) => self == Self::Boolean,
            Cell::Time(_) => self == Self::Time,
        }
    }
}

/// One column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, snake case.
    pub name: &'static str,
    /// The type of its values.
    pub kind: Kind,
    /// What its numbers count, such as `words`; empty where they count nothing.
    pub unit: &'static str,
    /// The values it can have, such as `0 to 1`; empty where any value of the type can stand.
    pub range: &'static str,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// Whether it repeats what people wrote at length, so that `--no-text` leaves it out.
    pub is_prose: bool,
    /// Whether it is an experiment that is written only where it is asked for, and no part of the contract.
    pub is_experimental: bool,
}

/// Which columns of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnSet {
    /// Also those of prose: subjects, bodies.
    pub prose: bool,
    /// Also those that are experimental.
    pub experimental: bool,
}

impl ColumnSet {
    /// All but those that are experimental.
    pub const USUAL: Self = Self { prose: true, experimental: false };

    /// Those of a table, in order.
    pub fn of(self, table: Table) -> impl Iterator<Item = &'static Column> {
        table.columns().filter(move |column| self.has(column))
    }

    /// Whether a column is one of them.
    #[must_use]
    pub fn has(self, column: &Column) -> bool {
        (self.prose || !column.is_prose) && (self.experimental || !column.is_experimental)
    }
}

impl Column {
    const fn new(name: &'static str, kind: Kind, meaning: &'static str) -> Self {
        Self { name, kind, unit: "", range: "", meaning, is_prose: false, is_experimental: false }
    }

    pub(crate) const fn text(name: &'static str, meaning: &'static str) -> Self {
        Self::new(name, Kind::Text, meaning)
    }

    pub(crate) const fn integer(
        name: &'static str,
        unit: &'static str,
        range: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self { unit, range, ..Self::new(name, Kind::Integer, meaning) }
    }

    pub(crate) const fn id(name: &'static str, meaning: &'static str) -> Self {
        Self { range: "from 0", ..Self::new(name, Kind::Id, meaning) }
    }

    pub(crate) const fn decimal(name: &'static str, range: &'static str, meaning: &'static str) -> Self {
        Self { range, ..Self::new(name, Kind::Decimal, meaning) }
    }

    pub(crate) const fn boolean(name: &'static str, meaning: &'static str) -> Self {
        Self::new(name, Kind::Boolean, meaning)
    }

    pub(crate) const fn time(name: &'static str, meaning: &'static str) -> Self {
        Self { range: "YYYY-MM-DDThh:mm", ..Self::new(name, Kind::Time, meaning) }
    }

    pub(crate) const fn prose(self) -> Self {
        Self { is_prose: true, ..self }
    }

    pub(crate) const fn experimental(self) -> Self {
        Self { is_experimental: true, ..self }
    }

    pub(crate) const fn in_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    pub(crate) const fn one_of(self, range: &'static str) -> Self {
        Self { range, ..self }
    }
}

/// A column and the function that takes its value from a row.
pub(crate) struct Field<V> {
    pub(crate) column: Column,
    pub(crate) value: V,
}

/// Pairs a column with the function that takes its value.
pub(crate) const fn field<V: Copy>(column: Column, value: V) -> Field<V> {
    Field { column, value }
}

/// One of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Table {
    /// One row a comment, or a placeholder for one that is missing.
    Comments,
    /// One row a document.
    Threads,
    /// One row an author, and one for all anonymous comments.
    Authors,
    /// One row a pair of authors of whom the first replied to the second.
    Edges,
    /// One row a depth, of each thread and of all.
    Levels,
    /// One row a score, and a score and moderation, of each thread and of all.
    Scores,
    /// One row a fifth of the comments in their order of arrival, of each thread and of all.
    Quintiles,
    /// One row a stance, by the stance of what is answered and by depth, of each thread and of all.
    Stances,
    /// One row a step of a thread's growth.
    Timeline,
    /// One row a value of a distribution.
    Degrees,
    /// One row: the network of authors.
    Network,
    /// One row a model of how threads grow.
    Model,
    /// One row a diagnostic.
    Diagnostics,
}

impl Table {
    /// All tables, in the order they are listed and written.
    pub const ALL: &'static [Self] = &[
        Self::Comments,
        Self::Threads,
        Self::Authors,
        Self::Edges,
        Self::Levels,
        Self::Scores,
        Self::Quintiles,
        Self::Stances,
        Self::Timeline,
        Self::Degrees,
        Self::Network,
        Self::Model,
        Self::Diagnostics,
    ];

    /// The table's name, which is also its file's name without the extension.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Comments => "comments",
            Self::Threads => "threads",
            Self::Authors => "authors",
            Self::Edges => "edges",
            Self::Levels => "levels",
            Self::Scores => "scores",
            Self::Quintiles => "quintiles",
            Self::Stances => "stances",
            Self::Timeline => "timeline",
            Self::Degrees => "degrees",
            Self::Network => "network",
            Self::Model => "model",
            Self::Diagnostics => "diagnostics",
        }
    }

    /// The table with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|table| table.name() == name)
    }

    /// What one row of it is.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Comments => "one row a comment, or a placeholder for one that is missing; in document order",
            Self::Threads => "one row a document, with or without comments",
            Self::Authors => "one row an author over all documents, and one for all anonymous comments together",
            Self::Edges => "one row a pair of authors of whom the first replied to the second, over all documents",
            Self::Levels => "one row a depth, of each thread and of all (`*`)",
            Self::Scores => "one row a score, and a score and moderation, of each thread and of all (`*`)",
            Self::Quintiles => {
                "one row a fifth of the comments in their order of arrival, of each thread and of all (`*`)"
            }
            Self::Stances => "one row a stance, a stance after another and at a depth, of each thread and of all (`*`)",
            Self::Timeline => "one row a step of a thread's growth in which comments came",
            Self::Degrees => "one row a value of a distribution over all documents",
            Self::Network => "one row: the network of authors, over all documents",
            Self::Model => "one row a model of how threads grow, fitted to all of them; none for fewer than 50 threads",
            Self::Diagnostics => "one row for each thing met at a place of a document",
        }
    }

    /// The columns of which no two rows have the same values, where there are such that are never empty.
    #[must_use]
    pub fn key(self) -> &'static [&'static str] {
        match self {
            Self::Comments => &["thread", "comment"],
            Self::Threads => &["thread"],
            Self::Levels => &["thread", "depth"],
            Self::Quintiles => &["thread", "quintile"],
            Self::Timeline => &["thread", "bucket_start_s"],
            Self::Degrees => &["kind", "value"],
            Self::Model => &["model"],
            // Authors can share a name, and scores can be unknown.
            Self::Authors | Self::Edges | Self::Scores | Self::Stances | Self::Network | Self::Diagnostics => &[],
        }
    }

    /// All its columns, in order.
    #[must_use]
    pub fn columns(self) -> Columns {
        match self {
            Self::Comments => columns(comments::FIELDS),
            Self::Threads => columns(threads::fields()),
            Self::Authors => columns(authors::FIELDS),
            Self::Edges => columns(edges::FIELDS),
            Self::Levels => columns(levels::FIELDS),
            Self::Scores => columns(scores::FIELDS),
            Self::Quintiles => columns(quintiles::FIELDS),
            Self::Stances => columns(stances::FIELDS),
            Self::Timeline => columns(timeline::FIELDS),
            Self::Degrees => columns(degrees::FIELDS),
            Self::Network => columns(network::FIELDS),
            Self::Model => columns(model::FIELDS),
            Self::Diagnostics => columns(diagnostics::FIELDS),
        }
    }
}

/// The columns of a table, in order.
pub type Columns = Box<dyn Iterator<Item = &'static Column>>;

fn columns<V: 'static>(fields: impl IntoIterator<Item = &'static Field<V>> + 'static) -> Columns {
    Box::new(fields.into_iter().map(|field| &field.column))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_snake_case_and_explained() {
        for &table in Table::ALL {
            let mut seen = HashSet::new();
            for column in table.columns() {
                assert!(seen.insert(column.name), "{} twice", column.name);
                assert!(column.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'));
                assert!(!column.meaning.is_empty() && !column.meaning.ends_with('.'), "{}", column.name);
            }
        }
    }

    #[test]
    fn keys_are_columns() {
        for &table in Table::ALL {
            let names: HashSet<_> = table.columns().map(|column| column.name).collect();
            assert!(table.key().iter().all(|name| names.contains(name)), "{}", table.name());
        }
    }

    #[test]
    fn a_table_is_found_by_its_name() {
        assert_eq!(Table::from_name("threads"), Some(Table::Threads));
        assert_eq!(Table::from_name("thread"), None);
    }

    #[test]
    fn no_file_begins_with_what_spreadsheets_take_for_sylk() {
        for &table in Table::ALL {
            assert!(table.columns().next().is_some_and(|column| !column.name.starts_with("id")));
        }
    }
}
