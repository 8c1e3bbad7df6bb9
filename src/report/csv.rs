//! Rows as CSV: UTF-8, quoted by RFC 4180, line feeds after records.

use std::io::{self, Write};

use chrono::{NaiveDateTime, Timelike};

use crate::report::guard;
use crate::table::{Cell, RowSink};

/// How the cells of a CSV file are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// Whether text that a spreadsheet would run as a formula is written as it is, without an apostrophe
    /// before it.
    pub raw: bool,
}

/// Writes rows as CSV.
///
/// What it holds back is written when [`CsvSink::finish`] is called; errors of a mere drop would be lost.
pub struct CsvSink<W: Write> {
    writer: csv::Writer<W>,
    options: CsvOptions,
    scratch: String,
    numbers: itoa::Buffer,
}

impl<W: Write> CsvSink<W> {
    /// Makes a sink that writes to `out`.
    pub fn new(out: W, options: CsvOptions) -> Self {
        /// Large enough that most records reach `out` many at a time.
        const CAPACITY: usize = 1 << 16;
        let writer = csv::WriterBuilder::new().buffer_capacity(CAPACITY).from_writer(out);
        Self { writer, options, scratch: String::new(), numbers: itoa::Buffer::new() }
    }

    /// Writes what is held back.
    ///
    /// # Errors
    ///
    /// The error of what is written to.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        let guarded = !self.options.raw && guard::is_formula(text);
        let has_nul = memchr::memchr(0, text.as_bytes()).is_some();
        if !guarded && !has_nul {
            return field(&mut self.writer, text);
        }
        self.scratch.clear();
        self.scratch.push_str(if guarded { "'" } else { "" });
        self.scratch.extend(text.chars().map(|c| if c == '\0' { char::REPLACEMENT_CHARACTER } else { c }));
        field(&mut self.writer, &self.scratch)
    }

    fn formatted(&mut self, write: impl FnOnce(&mut String)) -> io::Result<()> {
        self.scratch.clear();
        write(&mut self.scratch);
        field(&mut self.writer, &self.scratch)
    }
}

impl<W: Write> RowSink for CsvSink<W> {
    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
        match cell {
            Cell::Empty => field(&mut self.writer, ""),
            Cell::Text(text) => self.text(text),
            Cell::Natural(number) => field(&mut self.writer, self.numbers.format(number)),
            Cell::Integer(number) => field(&mut self.writer, self.numbers.format(number)),
            Cell::Boolean(truth) => field(&mut self.writer, if truth { "true" } else { "false" }),
            Cell::Hundredths(number) => self.formatted(|out| push_hundredths(out, number)),
            Cell::Decimal(number) => self.formatted(|out| push_decimal(out, number)),
            Cell::Time(time) => self.formatted(|out| push_time(out, time)),
        }
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.writer.write_record(None::<&[u8]>).map_err(io::Error::from)
    }
}

fn field<W: Write>(writer: &mut csv::Writer<W>, text: &str) -> io::Result<()> {
    writer.write_field(text).map_err(io::Error::from)
}

/// Appends a number in hundredths as `0.97`.
fn push_hundredths(out: &mut String, number: u8) {
    let digit = |n: u8| char::from(b'0' + n % 10);
    out.extend([digit(number / 100), '.', digit(number / 10), digit(number)]);
}

/// Appends a number with at most six decimals, rounded, without the zeros at the end.
fn push_decimal(out: &mut String, number: f64) {
    use std::fmt::Write;

    if !number.is_finite() {
        return;
    }
    let start = out.len();
    // Writing to a `String` cannot fail.
    let _ = write!(out, "{number:.6}");
    let kept = out.trim_end_matches('0').trim_end_matches('.').len();
    out.truncate(kept);
    if out.get(start..) == Some("-0") {
        out.truncate(start);
        out.push('0');
    }
}

/// Appends a moment as `2023-10-06T02:08`, and its seconds where there are any: sites print minutes, and
/// seconds that nobody printed would be invented.
fn push_time(out: &mut String, time: NaiveDateTime) {
    use std::fmt::Write;

    let (date, hour, minute) = (time.date(), time.hour(), time.minute());
    // Writing to a `String` cannot fail.
    let _ = write!(out, "{date}T{hour:02}:{minute:02}");
    if time.second() > 0 {
        let _ = write!(out, ":{:02}", time.second());
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    fn written(rows: &[Vec<Cell<'_>>], raw: bool) -> Vec<u8> {
        let mut out = Vec::new();
        let mut sink = CsvSink::new(&mut out, CsvOptions { raw });
        for row in rows {
            row.iter().try_for_each(|&cell| sink.cell(cell)).expect("because a vector takes everything");
            sink.end_row().expect("because a vector takes everything");
        }
        sink.finish().expect("because a vector takes everything");
        out
    }

    fn read_back(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let rows = reader.records().map(|row| row.expect("because we wrote it"));
        rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn cells_are_written_as_their_types_say() {
        let date = NaiveDate::from_ymd_opt(2023, 10, 6).expect("because that day is in the calendar");
        let time = date.and_hms_opt(2, 8, 0).expect("because that minute is in the day");
        let row = vec![
            Cell::Empty, Cell::Text("-1"), Cell::Integer(-1), Cell::Natural(9_007_199_254_740_993), Cell::Hundredths(7),
            Cell::Hundredths(100), Cell::Decimal(0.5), Cell::Decimal(1.0), Cell::Decimal(f64::NAN),
            Cell::Decimal(-0.000_000_1), Cell::Decimal(2.0 / 3.0), Cell::Boolean(true), Cell::Time(time),
        ];
        let text = String::from_utf8(written(&[row], false)).expect("because we wrote text");
        assert_eq!(text, ",'-1,-1,9007199254740993,0.07,1.00,0.5,1,,0,0.666667,true,2023-10-06T02:08\n");
    }

    #[test]
    fn quotes_commas_and_line_ends_are_quoted() {
        let out = written(&[vec![Cell::Text("a \"b\", c"), Cell::Text("x\r\ny\nz"), Cell::Text("n\0l")]], false);
        assert_eq!(out, "\"a \"\"b\"\", c\",\"x\r\ny\nz\",n\u{fffd}l\n".as_bytes());
    }

    proptest! {
        #[test]
        fn raw_text_is_read_back_as_it_was(rows in prop::collection::vec(prop::collection::vec("[^\0]{0,12}", 3), 1..5)) {
            let cells: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(|text| Cell::Text(text)).collect()).collect();
            prop_assert_eq!(read_back(&written(&cells, true)), rows);
        }

        #[test]
        fn the_guard_adds_an_apostrophe_and_nothing_else(text in "[ \t=+@\u{200b}\u{ff1d}a\"-]{0,6}[^\0]{0,4}", number: i64) {
            let back = read_back(&written(&[vec![Cell::Text(&text), Cell::Integer(number)]], false));
            let first = back[0][0].strip_prefix('\'').filter(|_| guard::is_formula(&text)).unwrap_or(&back[0][0]);
            prop_assert_eq!(first, text.as_str());
            prop_assert!(!back[0][0].starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            prop_assert_eq!(back[0][1].as_str(), number.to_string());
        }
    }
}
