//! Rows as NDJSON: an object a line, a key for every column, `null` where a cell is empty.

use std::io::{self, Write};

use crate::report::csv::{push_decimal, push_time};
use crate::report::row_batch::Held;
use crate::table::{Cell, Column, RowSink};

/// Writes rows as NDJSON.
///
/// Values are exact: numbers have all their digits, text is as it is. Moments are text, ISO 8601. What it holds back is
/// written when [`NdjsonSink::finish`] is called; errors of a mere drop would be lost.
#[derive(Debug)]
pub struct NdjsonSink<W: Write> {
    held: Held<W>,
    /// What stands before the value of each column: `{"thread":`, `,"comment":` and so on.
    keys: Vec<String>,
    /// Which column comes next.
    at: usize,
    scratch: String,
}

impl<W: Write> NdjsonSink<W> {
    /// Makes a sink of rows with these columns that writes to `out`, some 64 KiB at a time.
    pub fn new<'c>(out: W, columns: impl Iterator<Item = &'c Column>) -> Self {
        let key = |(index, column): (usize, &Column)| {
            let mark = if index == 0 { '{' } else { ',' };
            format!("{mark}\"{}\":", column.name)
        };
        let keys = columns.enumerate().map(key).collect();
        Self { held: Held::new(out), keys, at: 0, scratch: String::new() }
    }

    /// Appends rows that another sink of the same columns has written.
    ///
    /// # Errors
    ///
    /// The error of what is written to.
    pub fn append(&mut self, rows: &[u8]) -> io::Result<()> {
        self.held.append(rows)
    }

    /// Hands on what is held back.
    ///
    /// # Errors
    ///
    /// The error of what is written to.
    pub fn flush(&mut self) -> io::Result<()> {
        self.held.flush()
    }

    /// Writes what is held back; gives what was written to.
    ///
    /// # Errors
    ///
    /// The error of what is written to.
    pub fn finish(self) -> io::Result<W> {
        self.held.finish()
    }
}

impl<W: Write> RowSink for NdjsonSink<W> {
    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
        if let Some(key) = self.keys.get(self.at) {
            self.held.bytes.extend_from_slice(key.as_bytes());
        }
        self.at += 1;
        push_json(&mut self.held.bytes, &mut self.scratch, cell)
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.held.bytes.extend_from_slice(if self.at == 0 { b"{}\n" } else { b"}\n" });
        self.at = 0;
        self.held.hand_on_if_enough().map(drop)
    }
}

/// Appends the value of a cell as JSON; `scratch` is a place to reckon in.
pub(crate) fn push_json(out: &mut Vec<u8>, scratch: &mut String, cell: Cell<'_>) -> io::Result<()> {
    match cell {
        Cell::Empty | Cell::Text("") => out.extend_from_slice(b"null"),
        Cell::Text(text) => serde_json::to_writer(out, text)?,
        Cell::Natural(number) => out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes()),
        Cell::Integer(number) => out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes()),
        Cell::Boolean(true) => out.extend_from_slice(b"true"),
        Cell::Boolean(false) => out.extend_from_slice(b"false"),
        Cell::Hundredths(number) => push_fraction(out, scratch, f64::from(number) / 100.0),
        Cell::Decimal(number) => push_fraction(out, scratch, number),
        Cell::Time(time) => {
            out.push(b'"');
            push_time(out, time);
            out.push(b'"');
        }
    }
    Ok(())
}

fn push_fraction(out: &mut Vec<u8>, scratch: &mut String, number: f64) {
    scratch.clear();
    push_decimal(scratch, number);
    let text = if scratch.is_empty() { "null" } else { scratch };
    out.extend_from_slice(text.as_bytes());
    // Without a fraction it would be read back as a whole number.
    if number.is_finite() && !text.contains('.') {
        out.extend_from_slice(b".0");
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::{Value, json};

    use super::*;
    use crate::table::Table;

    fn written(cells: &[Cell<'_>]) -> Value {
        let columns = Table::Comments.columns().take(cells.len());
        let mut sink = NdjsonSink::new(Vec::new(), columns);
        cells.iter().try_for_each(|&cell| sink.cell(cell)).expect("because a vector takes everything");
        sink.end_row().expect("because a vector takes everything");
        let bytes = sink.finish().expect("because a vector takes everything");
        assert_eq!(bytes.iter().filter(|byte| **byte == b'\n').count(), 1);
        serde_json::from_slice(&bytes).expect("because we wrote JSON")
    }

    #[test]
    fn every_kind_of_cell_is_exact_and_unknown_is_null() {
        let day = NaiveDate::from_ymd_opt(2023, 10, 6).expect("because that day is in the calendar");
        let time = day.and_hms_opt(2, 8, 0).expect("because that minute is in the day");
        let cells = [
            Cell::Text("=1 \"\u{1}\n\u{2028}é"),
            Cell::Natural(u64::MAX),
            Cell::Integer(-1),
            Cell::Empty,
            Cell::Text(""),
            Cell::Hundredths(7),
            Cell::Decimal(2.0),
            Cell::Decimal(f64::NAN),
            Cell::Boolean(true),
            Cell::Time(time),
        ];
        let expected = json!({
            "thread": "=1 \"\u{1}\n\u{2028}é", "comment": u64::MAX, "parent": -1, "depth": null, "path": null,
            "position": 0.07, "site_id": 2.0, "author": null, "uid": true, "anonymous": "2023-10-06T02:08",
        });
        assert_eq!(written(&cells), expected);
    }
}
