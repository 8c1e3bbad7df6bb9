//! Rows that wait for what only later ones can tell.

use std::io;

use crate::table::cell::{Cell, RowSink};

/// Rows that are kept until all are known, their text in one place.
#[derive(Debug, Default)]
pub(crate) struct HeldRows {
    text: String,
    cells: Vec<HeldCell>,
    /// Where each row ends in `cells`.
    ends: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
enum HeldCell {
    /// So many bytes of text, from where the text before it ends.
    Text(usize),
    /// Anything else.
    Value(Cell<'static>),
}

impl RowSink for HeldRows {
    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
        self.cells.push(match cell.without_text() {
            Ok(value) => HeldCell::Value(value),
            Err(text) => {
                self.text.push_str(text);
                HeldCell::Text(text.len())
            }
        });
        Ok(())
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.ends.push(self.cells.len());
        Ok(())
    }
}

impl HeldRows {
    /// How many rows are kept.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Adds the rows of another behind these.
    pub(crate) fn append(&mut self, other: &Self) {
        let n_cells = self.cells.len();
        self.text.push_str(&other.text);
        self.cells.extend_from_slice(&other.cells);
        self.ends.extend(other.ends.iter().map(|end| n_cells + end));
    }

    /// Hands the rows on, with another cell in one of their columns.
    pub(crate) fn write<'c, S: RowSink + ?Sized>(
        &self,
        column: usize,
        replaced: impl Fn(usize) -> Cell<'c>,
        sink: &mut S,
    ) -> io::Result<()> {
        let (mut from, mut text_at) = (0, 0);
        for (row, &end) in self.ends.iter().enumerate() {
            for (index, &held) in self.cells.get(from..end).unwrap_or_default().iter().enumerate() {
                let cell = self.cell(held, &mut text_at);
                sink.cell(if index == column { replaced(row) } else { cell })?;
            }
            sink.end_row()?;
            from = end;
        }
        Ok(())
    }

    fn cell(&self, held: HeldCell, text_at: &mut usize) -> Cell<'_> {
        match held {
            HeldCell::Value(value) => value,
            HeldCell::Text(len) => {
                let start = std::mem::replace(text_at, *text_at + len);
                Cell::Text(self.text.get(start..start + len).unwrap_or_default())
            }
        }
    }
}
