//! Which tables there are, and what their columns are called and mean.

use crate::table::cell::Cell;
use crate::table::{comments, diagnostics, threads};

/// The type of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Decimal,
    /// `true` or `false`.
    Boolean,
    /// A moment, ISO 8601 without a zone.
    Time,
}

impl Kind {
    /// The word for it: `text`, `integer`, `decimal`, `boolean`, `time`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
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
            Cell::Natural(_) | Cell::Integer(_) => self == Self::Integer,
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
}

impl Column {
    const fn new(name: &'static str, kind: Kind, meaning: &'static str) -> Self {
        Self { name, kind, unit: "", range: "", meaning, is_prose: false }
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
    /// One row a diagnostic.
    Diagnostics,
}

impl Table {
    /// All tables, in the order they are listed and written.
    pub const ALL: &'static [Self] = &[Self::Comments, Self::Threads, Self::Diagnostics];

    /// The table's name, which is also its file's name without the extension.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Comments => "comments",
            Self::Threads => "threads",
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
            Self::Diagnostics => "one row for each thing met at a place of a document",
        }
    }

    /// All its columns, in order.
    pub fn columns(self) -> impl Iterator<Item = &'static Column> {
        let (comments, threads, diagnostics): (&[_], &[_], &[_]) = match self {
            Self::Comments => (comments::FIELDS, &[], &[]),
            Self::Threads => (&[], threads::FIELDS, &[]),
            Self::Diagnostics => (&[], &[], diagnostics::FIELDS),
        };
        let comments = comments.iter().map(|field| &field.column);
        let threads = threads.iter().map(|field| &field.column);
        comments.chain(threads).chain(diagnostics.iter().map(|field| &field.column))
    }
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
