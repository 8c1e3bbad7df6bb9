//! The rows of a table with a character between its cells: where they stand, and what their cells are.

use std::io::Read;
use std::ops::Range;

use csv::{Reader, ReaderBuilder, StringRecord};

/// The marks that stand between the cells of tables.
const MARKS: [u8; 3] = [b',', b'\t', b';'];

/// The mark between the cells of a table, and the names in its header; `None` for a table without a row.
pub(crate) fn read_header(text: &str) -> (u8, Option<Names>) {
    let line = text.trim_start().lines().next().unwrap_or_default();
    let n_of = |mark: u8| line.bytes().filter(|&byte| byte == mark).count();
    // The first of those that stand most often.
    let mark = MARKS.into_iter().rev().max_by_key(|&mark| n_of(mark)).unwrap_or(b',');
    let mut names = StringRecord::new();
    let found = reader(text.as_bytes(), mark).read_record(&mut names).unwrap_or(false);
    (mark, found.then(|| names.iter().map(str::to_owned).collect()))
}

/// The names of columns.
pub(crate) type Names = Vec<String>;

/// Goes through all rows but the header: `visit` gets each one's place in the text, with the line ends around it, and
/// its cells.
pub(crate) fn scan(text: &str, mark: u8, mut visit: impl FnMut(Range<usize>, &StringRecord)) {
    let mut reader = reader(text.as_bytes(), mark);
    let mut record = StringRecord::new();
    let mut is_header = true;
    let offset = |reader: &Reader<_>| usize::try_from(reader.position().byte()).unwrap_or(text.len());
    let mut start = 0;
    while reader.read_record(&mut record).unwrap_or(false) {
        let end = offset(&reader);
        if !std::mem::replace(&mut is_header, false) {
            visit(start..end, &record);
        }
        start = end;
    }
}

/// Reads rows again that stand in several places of a text.
pub(crate) fn rows_at<'t, R>(text: &'t str, mark: u8, ranges: R) -> Reader<impl Read + use<'t, R>>
where
    R: Iterator<Item = Range<usize>>,
{
    reader(Pieces { text, ranges, rest: &[] }, mark)
}

fn reader<R: Read>(from: R, mark: u8) -> Reader<R> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(mark).from_reader(from)
}

/// Pieces of a text, read one after the other.
struct Pieces<'t, R> {
    text: &'t str,
    ranges: R,
    rest: &'t [u8],
}

impl<R: Iterator<Item = Range<usize>>> Read for Pieces<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.rest.is_empty() {
            let Some(range) = self.ranges.next() else { return Ok(0) };
            self.rest = self.text.as_bytes().get(range).unwrap_or_default();
        }
        self.rest.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> Vec<(String, Vec<String>)> {
        let mut rows = Vec::new();
        scan(text, read_header(text).0, |range, record| {
            rows.push((text[range].to_owned(), record.iter().map(str::to_owned).collect()));
        });
        rows
    }

    #[test]
    fn the_mark_is_the_one_that_the_header_has() {
        for (text, mark) in [("a,b;c,d", b','), ("a\tb\n1,2\t3,4", b'\t'), ("a;b", b';'), ("a", b','), ("", b',')] {
            assert_eq!(read_header(text).0, mark, "{text:?}");
        }
        assert_eq!(read_header("").1, None);
    }

    #[test]
    fn rows_read_again_are_the_same() {
        for text in ["a,b\n1,2\n\n\"x\n\"\"y\",3\n4,5", "a,b\r\n1,2\r\n3,\"q\r\nr\"\r\n4,5\r\n", "a,b\r1,2\r3,4"] {
            let mut all = Vec::new();
            let mut ranges = Vec::new();
            scan(text, b',', |range, record| {
                all.push(record.clone());
                ranges.push(range);
            });
            assert!(all.len() > 1, "{text:?}");
            // The rows in between are left out, as where another thread's stand there.
            for step in [1, 2] {
                let again: Result<Vec<_>, _> =
                    rows_at(text, b',', ranges.iter().cloned().step_by(step)).into_records().collect();
                assert_eq!(again.ok(), Some(all.iter().cloned().step_by(step).collect()), "{text:?}");
            }
        }
    }

    #[test]
    fn the_pieces_of_a_table_make_all_of_it() {
        let text = "a,b\n1,2\n\"x\ny\",3";
        let rows = scanned(text);
        let pieces: String = rows.iter().map(|(piece, _)| piece.as_str()).collect();
        assert_eq!(format!("a,b\n{pieces}"), text);
        assert_eq!(rows.last().map(|(_, cells)| cells.as_slice()), Some(&["x\ny".to_owned(), "3".to_owned()][..]));
    }
}
