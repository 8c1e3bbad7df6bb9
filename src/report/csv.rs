//! Rows as CSV: UTF-8, quoted by RFC 4180, line feeds after records.

use std::io::{self, Write};
use std::mem;

use chrono::{Datelike, NaiveDateTime, Timelike};
use wide::u8x16;

use crate::report::format::CsvText;
use crate::report::row_batch::Held;
use crate::report::{excel, guard};
use crate::table::{Cell, RowSink};

/// Cells that were cut because a spreadsheet's cells hold no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// How many they are.
    pub n: u64,
    /// The line of records of the first one: 1 is the header.
    pub first_row: u64,
}

impl Cuts {
    /// Adds those of rows that follow on so many others.
    pub fn add(&mut self, other: Self, n_rows_before: u64) {
        if self.n == 0 && other.n > 0 {
            self.first_row = other.first_row + n_rows_before;
        }
        self.n += other.n;
    }
}

/// Writes rows as CSV, byte for byte as the `csv` crate does, at three times its speed: most cells of a row are
/// numbers or empty, and need none of its care. A property test holds the two together.
///
/// What it holds back is written when [`CsvSink::finish`] is called; errors of a mere drop would be lost.
pub struct CsvSink<W: Write> {
    held: Held<W>,
    style: CsvText,
    /// Where the row begins in `held`.
    row_start: usize,
    scratch: String,
    numbers: itoa::Buffer,
    n_rows: u64,
    cuts: Cuts,
}

impl<W: Write> CsvSink<W> {
    /// Makes a sink that writes to `out`, some 64 KiB at a time.
    pub fn new(out: W, style: CsvText) -> Self {
        Self {
            held: Held::new(out),
            style,
            row_start: 0,
            scratch: String::new(),
            numbers: itoa::Buffer::new(),
            n_rows: 0,
            cuts: Cuts::default(),
        }
    }

    /// Writes what stands before the header: the byte order mark by which Excel knows UTF-8.
    pub(crate) fn begin_file(&mut self) {
        if self.style == CsvText::Excel {
            self.held.bytes.extend_from_slice("\u{feff}".as_bytes());
            self.row_start = self.held.bytes.len();
        }
    }

    /// Appends rows that another sink has written in the same style.
    ///
    /// # Errors
    ///
    /// The error of what is written to.
    pub fn append(&mut self, rows: &[u8], n_rows: u64, cuts: Cuts) -> io::Result<()> {
        self.cuts.add(cuts, self.n_rows);
        self.n_rows += n_rows;
        self.row_start = 0;
        self.held.append(rows)
    }

    /// The cells that were cut so far.
    pub fn cuts(&self) -> Cuts {
        self.cuts
    }

    /// Hands on what is held back.
    ///
    /// # Errors
    ///
    /// The error of what is written to.
    pub fn flush(&mut self) -> io::Result<()> {
        self.row_start = 0;
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

    #[inline(never)]
    fn text(&mut self, text: &str) {
        match self.style {
            CsvText::Guarded => self.guarded(text, guard::is_formula(text)),
            CsvText::Raw => self.as_it_is(text, false),
            CsvText::Excel => self.guarded(text, guard::is_formula(text) || excel::is_value(text)),
        }
    }

    /// Writes a text with the marks that it needs within, and one before it if `is_guarded`.
    fn guarded(&mut self, text: &str, is_guarded: bool) {
        let mut marked = mem::take(&mut self.scratch);
        marked.clear();
        let is_marked = guard::push_marked(&mut marked, text);
        let text = if is_marked { &marked } else { text };
        match self.style {
            CsvText::Excel => self.at_limit(text, is_guarded),
            CsvText::Guarded | CsvText::Raw => self.as_it_is(text, is_guarded),
        }
        self.scratch = marked;
    }

    fn at_limit(&mut self, text: &str, is_guarded: bool) {
        // The apostrophes take room as well.
        match excel::cut(text, excel::MAX_UNITS - usize::from(is_guarded)) {
            None => self.as_it_is(text, is_guarded),
            Some(kept) => {
                self.cuts.add(Cuts { n: 1, first_row: 1 }, self.n_rows);
                self.as_it_is(&format!("{kept}{}", excel::CUT), is_guarded);
            }
        }
    }

    fn as_it_is(&mut self, text: &str, is_guarded: bool) {
        let is_quoted = needs_quotes(text.as_bytes());
        if is_quoted {
            self.held.bytes.push(b'"');
        }
        if is_guarded {
            self.held.bytes.push(b'\'');
        }
        if is_quoted {
            push_escaped(&mut self.held.bytes, text.as_bytes());
            self.held.bytes.push(b'"');
        } else {
            self.held.bytes.extend_from_slice(text.as_bytes());
        }
    }

    #[inline]
    fn integer(&mut self, number: i64) {
        match u64::try_from(number) {
            Ok(number) => self.natural(number),
            Err(_) => self.number(number),
        }
    }

    /// Most numbers are short.
    #[inline]
    fn natural(&mut self, number: u64) {
        let digit = |place: u64| b'0' + (number / place % 10) as u8;
        match number {
            0..10 => self.held.bytes.push(digit(1)),
            10..100 => self.held.bytes.extend_from_slice(&[10, 1].map(digit)),
            100..1000 => self.held.bytes.extend_from_slice(&[100, 10, 1].map(digit)),
            1000..10_000 => self.held.bytes.extend_from_slice(&[1000, 100, 10, 1].map(digit)),
            _ => self.number(number),
        }
    }

    /// A number that Excel would round is text there.
    #[inline]
    fn natural_in_style(&mut self, number: u64) {
        if self.style == CsvText::Excel && excel::loses_digits(number) {
            self.held.bytes.push(b'\'');
        }
        self.natural(number);
    }

    #[inline(never)]
    fn number(&mut self, number: impl itoa::Integer) {
        self.held.bytes.extend_from_slice(self.numbers.format(number).as_bytes());
    }

    #[inline(never)]
    fn decimal(&mut self, number: f64) {
        self.scratch.clear();
        push_decimal(&mut self.scratch, number);
        self.held.bytes.extend_from_slice(self.scratch.as_bytes());
    }
}

impl<W: Write> RowSink for CsvSink<W> {
    #[inline]
    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
        match cell {
            Cell::Empty | Cell::Text("") => {}
            Cell::Text(text) => self.text(text),
            Cell::Natural(number) => self.natural_in_style(number),
            Cell::Integer(number) => self.integer(number),
            Cell::Boolean(true) => self.held.bytes.extend_from_slice(b"true"),
            Cell::Boolean(false) => self.held.bytes.extend_from_slice(b"false"),
            Cell::Hundredths(number) => push_hundredths(&mut self.held.bytes, number),
            Cell::Decimal(number) => self.decimal(number),
            Cell::Time(time) => push_time(&mut self.held.bytes, time),
        }
        self.held.bytes.push(b',');
        Ok(())
    }

    fn end_row(&mut self) -> io::Result<()> {
        if self.held.bytes.len() > self.row_start {
            self.held.bytes.pop();
        }
        // An empty line would be no record.
        if self.held.bytes.len() == self.row_start {
            self.held.bytes.extend_from_slice(b"\"\"");
        }
        self.held.bytes.extend_from_slice(if self.style == CsvText::Excel { b"\r\n" } else { b"\n" });
        self.row_start = self.held.bytes.len();
        self.n_rows += 1;
        if self.held.hand_on_if_enough()? {
            self.row_start = 0;
        }
        Ok(())
    }
}

/// Appends a text with its quotes doubled, and with a mark in place of each NUL, which no reader takes.
fn push_escaped(out: &mut Vec<u8>, text: &[u8]) {
    let mut rest = text;
    while let Some((before, found)) = memchr::memchr2(b'"', 0, rest).and_then(|at| rest.split_at_checked(at)) {
        out.extend_from_slice(before);
        let is_quote = found.first() == Some(&b'"');
        out.extend_from_slice(if is_quote { b"\"\"" } else { "\u{fffd}".as_bytes() });
        rest = found.get(1..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

/// Tells whether a text holds a quote, a comma, a line end or a NUL.
fn needs_quotes(text: &[u8]) -> bool {
    if text.len() < LANES {
        return text.iter().any(|&byte| IS_SPECIAL[usize::from(byte)]);
    }
    let (whole, _) = text.as_chunks();
    text.last_chunk().is_some_and(has_special) || whole.iter().any(has_special)
}

/// Bytes that are looked at with one instruction.
const LANES: usize = 16;

fn has_special(text: &[u8; LANES]) -> bool {
    let text = u8x16::new(*text);
    let special = |byte: u8| text.simd_eq(u8x16::splat(byte));
    (special(b'"') | special(b',') | special(b'\n') | special(b'\r') | special(0)).to_bitmask() != 0
}

static IS_SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    table[0] = true;
    table[b'"' as usize] = true;
    table[b',' as usize] = true;
    table[b'\n' as usize] = true;
    table[b'\r' as usize] = true;
    table
};

/// Appends a number in hundredths as `0.97`.
fn push_hundredths(out: &mut Vec<u8>, number: u8) {
    out.extend([b'0' + number / 100 % 10, b'.', b'0' + number / 10 % 10, b'0' + number % 10]);
}

/// Appends a number with the fewest digits that read back as the same number; one that is not finite as nothing.
pub(crate) fn push_decimal(out: &mut String, number: f64) {
    use std::fmt::Write;

    let n = (number * 1e4 + 0.5) as u16;
    if f64::from(n) / 1e4 == number {
        push_ten_thousandths(out, n);
    } else if number.is_finite() {
        // Writing to a `String` cannot fail. Adding 0 makes 0 of -0.
        let _ = write!(out, "{}", number + 0.0);
    }
}

/// Appends a number of ten thousandths, without the zeros that it ends with.
fn push_ten_thousandths(out: &mut String, number: u16) {
    let digit = |unit: u16| char::from(b'0' + (number / unit % 10) as u8);
    out.push(digit(10_000));
    if !number.is_multiple_of(10_000) {
        out.extend(['.', digit(1000), digit(100), digit(10), digit(1)]);
        out.truncate(out.trim_end_matches('0').len());
    }
}

/// Appends a moment as `2023-10-06T02:08`, and its seconds where there are any: sites print minutes, and
/// seconds that nobody printed would be invented.
#[inline(never)]
pub(crate) fn push_time(out: &mut Vec<u8>, time: NaiveDateTime) {
    match u32::try_from(time.year()).ok().filter(|year| *year < 10_000) {
        Some(year) => push_pair(out, year / 100, year % 100),
        // Writing to a vector cannot fail.
        None => drop(write!(out, "{}", time.format("%Y"))),
    }
    let parts = [(b'-', time.month()), (b'-', time.day()), (b'T', time.hour()), (b':', time.minute())];
    let seconds = [(b':', time.second())].into_iter().filter(|(_, seconds)| *seconds > 0);
    for (mark, number) in parts.into_iter().chain(seconds) {
        out.push(mark);
        out.extend(two_digits(number));
    }
}

/// A moment as [`push_time`] writes it.
pub(crate) fn time_text(time: NaiveDateTime) -> String {
    let mut bytes = Vec::new();
    push_time(&mut bytes, time);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn push_pair(out: &mut Vec<u8>, first: u32, second: u32) {
    out.extend(two_digits(first));
    out.extend(two_digits(second));
}

fn two_digits(number: u32) -> [u8; 2] {
    [number / 10, number % 10].map(|digit| b'0' + u8::try_from(digit % 10).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    fn written(rows: &[Vec<Cell<'_>>], style: CsvText) -> Vec<u8> {
        let mut sink = CsvSink::new(Vec::new(), style);
        sink.begin_file();
        for row in rows {
            row.iter().try_for_each(|&cell| sink.cell(cell)).expect("because a vector takes everything");
            sink.end_row().expect("because a vector takes everything");
        }
        sink.finish().expect("because a vector takes everything")
    }

    fn read_back(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let rows = reader.records().map(|row| row.expect("because we wrote it"));
        rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn decimals_have_the_fewest_digits() {
        let written = |number: f64| {
            let mut out = String::new();
            push_decimal(&mut out, number);
            out
        };
        for n in 0..=70_000 {
            let number = f64::from(n) / 1e4;
            assert_eq!(written(number), number.to_string());
        }
        for number in [0.12345, 1e-5, 6.5536, 1e300, -0.5, -1.0, 1.0 / 3.0, f64::MIN_POSITIVE] {
            assert_eq!(written(number), number.to_string());
        }
        assert_eq!([-0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(written), ["0", "", "", ""]);
    }

    #[test]
    fn cells_are_written_as_their_types_say() {
        let date = NaiveDate::from_ymd_opt(2023, 10, 6).expect("because that day is in the calendar");
        let time = date.and_hms_opt(2, 8, 0).expect("because that minute is in the day");
        let row = vec![
            Cell::Empty,
            Cell::Text("-1"),
            Cell::Integer(-1),
            Cell::Natural(9_007_199_254_740_993),
            Cell::Hundredths(7),
            Cell::Hundredths(100),
            Cell::Decimal(0.5),
            Cell::Decimal(1.0),
            Cell::Decimal(f64::NAN),
            Cell::Decimal(-0.0),
            Cell::Decimal(2.0 / 3.0),
            Cell::Boolean(true),
            Cell::Time(time),
        ];
        let text = String::from_utf8(written(&[row], CsvText::Guarded)).expect("because we wrote text");
        assert_eq!(text, ",'-1,-1,9007199254740993,0.07,1.00,0.5,1,,0,0.6666666666666666,true,2023-10-06T02:08\n");
    }

    #[test]
    fn quotes_commas_and_line_ends_are_quoted() {
        let out =
            written(&[vec![Cell::Text("a \"b\", c"), Cell::Text("x\r\ny\nz"), Cell::Text("n\0l")]], CsvText::Guarded);
        assert_eq!(written(&[vec![Cell::Empty]], CsvText::Guarded), b"\"\"\n");
        assert_eq!(out, "\"a \"\"b\"\", c\",\"x\r\ny\nz\",\"n\u{fffd}l\"\n".as_bytes());
    }

    #[test]
    fn excel_gets_its_mark_its_line_ends_and_text_that_stays_text() {
        let long = "a".repeat(40_000);
        let rows = [
            vec![Cell::Text("a"), Cell::Text("b")],
            vec![Cell::Text("1.3.2"), Cell::Natural(1_234_567_890_123_456)],
            vec![Cell::Text(&long), Cell::Text("=1\n2")],
        ];
        let text = String::from_utf8(written(&rows, CsvText::Excel)).expect("because we wrote text");
        assert!(text.starts_with("\u{feff}a,b\r\n'1.3.2,'1234567890123456\r\naaaa"), "{}", &text[..60]);
        assert!(text.ends_with("aaa… [cut],\"'=1\n2\"\r\n"));
    }

    #[test]
    fn cells_that_were_cut_are_counted_with_the_row_of_the_first() {
        let long = "a".repeat(40_000);
        let part = |rows: &[&str]| {
            let mut sink = CsvSink::new(Vec::new(), CsvText::Excel);
            rows.iter().try_for_each(|text| sink.cell(Cell::Text(text)).and_then(|()| sink.end_row()))?;
            let cuts = sink.cuts();
            sink.finish().map(|bytes| (bytes, cuts))
        };
        let (bytes, cuts) = part(&["x", &long, &long]).expect("because a vector takes everything");
        assert_eq!(cuts, Cuts { n: 2, first_row: 2 });
        let mut whole = CsvSink::new(Vec::new(), CsvText::Excel);
        whole.cell(Cell::Text("header")).and_then(|()| whole.end_row()).expect("because a vector takes everything");
        whole.append(&bytes, 3, cuts).expect("because a vector takes everything");
        assert_eq!(whole.cuts(), Cuts { n: 2, first_row: 3 });
    }

    proptest! {
        #[test]
        fn bytes_are_those_of_the_csv_crate(rows in prop::collection::vec(prop::collection::vec("[a,\"\r\n ]{0,30}", 2), 1..5)) {
            let cells: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(|text| Cell::Text(text)).collect()).collect();
            let mut writer = csv::Writer::from_writer(Vec::new());
            rows.iter().try_for_each(|row| writer.write_record(row)).expect("because a vector takes everything");
            let theirs = writer.into_inner().expect("because a vector takes everything");
            prop_assert_eq!(String::from_utf8(written(&cells, CsvText::Raw)), String::from_utf8(theirs));
        }

        #[test]
        fn raw_text_is_read_back_as_it_was(rows in prop::collection::vec(prop::collection::vec("[^\0]{0,12}", 3), 1..5)) {
            // As in every table a header comes first: readers take a byte order mark off the very beginning.
            let header = vec![Cell::Text("a"), Cell::Text("b"), Cell::Text("c")];
            let cells = rows.iter().map(|row| row.iter().map(|text| Cell::Text(text)).collect());
            let cells: Vec<Vec<_>> = std::iter::once(header).chain(cells).collect();
            prop_assert_eq!(&read_back(&written(&cells, CsvText::Raw))[1..], &rows[..]);
        }

        #[test]
        fn the_guard_adds_apostrophes_and_nothing_else(text in "[ \t\n;:=+@\u{200b}\u{ff1d}a\"-]{0,9}[^\0']{0,4}", number: i64) {
            let back = read_back(&written(&[vec![Cell::Integer(number), Cell::Text(&text)]], CsvText::Guarded));
            prop_assert_eq!(back[0][1].replace('\'', ""), text.as_str());
            prop_assert!(!back[0][1].starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            let cells = back[0][1].split([';', '|', '\t', '\n', '\r']);
            let cells = cells.map(|cell| cell.trim_start_matches([' ', '"']));
            prop_assert!(cells.skip(1).all(|cell| !cell.starts_with(['=', '+', '@'])), "{:?}", back);
            prop_assert_eq!(back[0][0].as_str(), number.to_string());
        }
    }
}
