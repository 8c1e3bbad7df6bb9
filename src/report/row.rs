//! One row, kept until all of its cells are there.

use std::ops::Range;

use chrono::NaiveDateTime;

use crate::table::{Cell, Column, ColumnSet, Table};

/// A row of a table whose cells can be asked for by their names, in any order.
#[derive(Clone, Debug)]
pub(crate) struct OneRow {
    columns: Vec<&'static Column>,
    cells: Vec<Kept>,
    /// The text of all cells.
    text: String,
}

#[derive(Clone, Debug)]
enum Kept {
    Text(Range<usize>),
    Value(Cell<'static>),
}

impl OneRow {
    /// A row of these columns of a table, without a cell as yet.
    pub(crate) fn new(table: Table, columns: ColumnSet) -> Self {
        Self { columns: columns.of(table).collect(), cells: Vec::new(), text: String::new() }
    }

    /// Takes the next cell.
    pub(crate) fn push(&mut self, cell: Cell<'_>) {
        let kept = match cell.without_text() {
            Ok(Cell::Decimal(number)) if !number.is_finite() => Kept::Value(Cell::Empty),
            Ok(value) => Kept::Value(value),
            Err("") => Kept::Value(Cell::Empty),
            Err(text) => {
                let start = self.text.len();
                self.text.push_str(text);
                Kept::Text(start..self.text.len())
            }
        };
        self.cells.push(kept);
    }

    /// Lets all cells go.
    pub(crate) fn clear(&mut self) {
        self.cells.clear();
        self.text.clear();
    }

    /// All cells with their columns; those of which nothing is known are [`Cell::Empty`].
    pub(crate) fn cells(&self) -> impl Iterator<Item = (&'static Column, Cell<'_>)> {
        self.columns.iter().copied().zip(self.cells.iter().map(|kept| self.cell(kept)))
    }

    /// The text of a column.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number of a column.
    pub(crate) fn number(&self, name: &str) -> Option<i128> {
        match self.get(name) {
            Cell::Natural(number) => Some(number.into()),
            Cell::Integer(number) => Some(number.into()),
            _ => None,
        }
    }

    /// The number of a column that names something.
    pub(crate) fn id(&self, name: &str) -> Option<u64> {
        self.number(name).and_then(|number| u64::try_from(number).ok())
    }

    /// The moment of a column.
    pub(crate) fn time(&self, name: &str) -> Option<NaiveDateTime> {
        match self.get(name) {
            Cell::Time(time) => Some(time),
            _ => None,
        }
    }

    /// Whether a column says that something is so.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.get(name) == Cell::Boolean(true)
    }

    fn get(&self, name: &str) -> Cell<'_> {
        self.cells().find(|(column, _)| column.name == name).map_or(Cell::Empty, |(_, cell)| cell)
    }

    fn cell<'a>(&'a self, kept: &Kept) -> Cell<'a> {
        match kept {
            Kept::Value(value) => *value,
            Kept::Text(range) => Cell::Text(self.text.get(range.clone()).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_name_and_what_is_empty_is_unknown() {
        let mut row = OneRow::new(Table::Edges, ColumnSet::USUAL);
        for cell in [Cell::Text("ann"), Cell::Text(""), Cell::Natural(2), Cell::Decimal(f64::NAN)] {
            row.push(cell);
        }
        assert_eq!((row.text("source"), row.text("target"), row.id("weight")), (Some("ann"), None, Some(2)));
        assert_eq!(row.cells().filter(|(_, cell)| *cell == Cell::Empty).count(), 2);
        row.clear();
        assert_eq!((row.cells().count(), row.number("weight"), row.is("mutual")), (0, None, false));
    }
}
