//! A document line by line: where each line's text begins, in which column, and behind which marks.

use memchr::memchr2;

use crate::grammar::{Depth, Mark, Outline, begins_with};
use crate::model::Span;

/// Marks that one line may hold: tools write the marks of empty items on the line of the next.
const MAX_MARKS: usize = 40;

/// A line of a document that is not blank.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: u32,
    /// Its first byte.
    pub(super) start: usize,
    /// The first byte of the line after it.
    pub(super) next: usize,
    /// Its text, without marks and without blanks at its ends.
    pub(super) text: Span,
    /// The column that its text begins in, from 0.
    pub(super) column: u32,
    /// The column one past its text.
    pub(super) width: u32,
    /// Columns of its marks.
    pub(super) marks: Vec<u32>,
    /// The first byte of its first mark.
    pub(super) mark_start: usize,
    /// Whether a blank line stands before it.
    pub(super) after_blank: bool,
    /// Whether two blanks stand at its end, which Markdown reads as a line break.
    pub(super) hard_break: bool,
}

impl Line {
    /// Its text with its marks.
    pub(super) fn whole(&self) -> Span {
        Span::new(self.mark_start, self.text.end as usize)
    }

    /// The column of the last mark, which is its text's own.
    pub(super) fn mark(&self) -> Option<u32> {
        self.marks.last().copied()
    }
}

/// Reads a document line by line.
#[derive(Clone, Debug)]
pub(super) struct LineReader<'t> {
    text: &'t str,
    outline: &'t Outline,
    at: usize,
    number: u32,
    after_blank: bool,
}

impl<'t> LineReader<'t> {
    pub(super) fn new(text: &'t str, outline: &'t Outline) -> Self {
        Self { text, outline, at: 0, number: 0, after_blank: true }
    }

    /// The next line that is not blank, written into `line`; false at the document's end.
    pub(super) fn read(&mut self, line: &mut Line) -> bool {
        while let Some(first) = self.text.as_bytes().get(self.at) {
            let start = self.at;
            // Every second line is empty.
            let end = if *first == b'\n' { self.pass_empty() } else { self.pass_line() };
            if end > start && self.fill(line, start, end) {
                self.after_blank = false;
                return true;
            }
            self.after_blank = true;
        }
        false
    }

    /// Goes back to just before a line that was read.
    pub(super) fn rewind(&mut self, line: &Line) {
        self.at = line.start;
        self.number = line.number - 1;
        self.after_blank = line.after_blank;
    }

    /// Goes past a line feed that stands alone; gives where its line ends, which is where it begins.
    fn pass_empty(&mut self) -> usize {
        self.at += 1;
        self.number = self.number.saturating_add(1);
        self.at - 1
    }

    /// Goes past the line that begins here, in any kind of line end; gives one past its last byte.
    fn pass_line(&mut self) -> usize {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(self.at..).unwrap_or_default();
        let end = memchr2(b'\n', b'\r', rest).map_or(bytes.len(), |found| self.at + found);
        self.at = match (bytes.get(end), bytes.get(end + 1)) {
            (Some(b'\r'), Some(b'\n')) => end + 2,
            (Some(_), _) => end + 1,
            (None, _) => end,
        };
        self.number = self.number.saturating_add(1);
        end
    }

    /// Fills in a line; false where it is blank.
    fn fill(&self, line: &mut Line, start: usize, end: usize) -> bool {
        let raw = self.text.get(start..end).unwrap_or_default();
        let trimmed = trim_end(raw);
        let (mut at, mut column) = skip_blanks(trimmed, 0, 0, self.outline.step);
        if at == trimmed.len() {
            return false;
        }
        line.marks.clear();
        line.mark_start = start + at;
        let mut gap_from = 0;
        while let Some(len) = self.mark_len(trimmed, at) {
            let gap = self.outline.depth == Depth::Gap;
            line.marks.push(if self.outline.depth == Depth::Count {
                count(len)
            } else if gap {
                column.saturating_sub(gap_from)
            } else {
                self.outline.level_column(column, trimmed.get(at..at + len).unwrap_or_default())
            });
            let after = column + width(trimmed.get(at..at + len).unwrap_or_default());
            (at, column) = skip_blanks(trimmed, at + len, after, self.outline.step);
            gap_from = after + 1;
            if line.marks.len() >= MAX_MARKS || !self.has_more_marks() {
                break;
            }
        }
        // Fences say nothing about the text between them.
        if self.outline.clean.markdown && trimmed.get(at..).is_some_and(is_fence) {
            at = trimmed.len();
            if line.marks.is_empty() {
                return false;
            }
        }
        line.number = self.number;
        line.start = start;
        line.next = self.at;
        line.text = Span::new(start + at, start + trimmed.len());
        line.column = column;
        line.width = column;
        if self.outline.lines == crate::grammar::Wrapping::Wrap {
            line.width += width(trimmed.get(at..).unwrap_or_default());
        }
        line.after_blank = self.after_blank;
        line.hard_break = trimmed.len() < raw.len() && raw.ends_with("  ");
        true
    }

    /// Tells whether the tool writes the marks of empty items before the mark of the next.
    fn has_more_marks(&self) -> bool {
        matches!(self.outline.depth, Depth::Gap | Depth::Text) || self.outline.clean.markdown
    }

    /// How long the mark is that begins at a byte of a line.
    fn mark_len(&self, line: &str, at: usize) -> Option<usize> {
        let rest = line.get(at..)?;
        let len = self.outline.marks.iter().find_map(|mark| match mark {
            Mark::Glyph(glyph) if self.outline.depth == Depth::Count => repeated(rest, glyph),
            Mark::Glyph(glyph) => begins_with(rest.as_bytes(), glyph).then_some(glyph.len()),
            Mark::Number => number_len(rest),
        })?;
        let after = rest.get(len..)?;
        (after.is_empty() || after.starts_with(is_space)).then_some(len)
    }
}

/// Tells whether a line of Markdown only begins or ends a block: one with attributes, of code, or of nothing.
fn is_fence(text: &str) -> bool {
    [":::", "```", "<!-- -->"].iter().any(|fence| text.starts_with(fence))
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

fn repeated(rest: &str, glyph: &str) -> Option<usize> {
    let len = rest.len() - rest.trim_start_matches(glyph).len();
    (len > 0).then_some(len)
}

fn number_len(rest: &str) -> Option<usize> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    ((1..=4).contains(&digits) && rest.as_bytes().get(digits) == Some(&b'.')).then_some(digits + 1)
}

/// Goes past blanks; gives the byte and the column after them. A tab stands for one level.
fn skip_blanks(line: &str, mut at: usize, mut column: u32, tab: u32) -> (usize, u32) {
    let bytes = line.as_bytes();
    loop {
        let plain = count_blanks(bytes.get(at..).unwrap_or_default());
        (at, column) = (at + plain, column + count(plain));
        match bytes.get(at) {
            Some(b'\t') => (at, column) = (at + 1, column + tab),
            Some(byte) if *byte >= 0x80 || *byte < 0x20 => match line.get(at..).and_then(|rest| rest.chars().next()) {
                Some(letter) if is_space(letter) => {
                    (at, column) = (at + letter.len_utf8(), column + column_width(letter));
                }
                _ => return (at, column),
            },
            _ => return (at, column),
        }
    }
}

/// How many blanks bytes begin with.
fn count_blanks(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((eight, behind)) = rest.split_first_chunk() {
        let others = u64::from_le_bytes(*eight) ^ u64::from_le_bytes([b' '; 8]);
        if others != 0 {
            return bytes.len() - rest.len() + (others.trailing_zeros() / 8) as usize;
        }
        rest = behind;
    }
    bytes.len() - rest.len() + rest.iter().take_while(|byte| **byte == b' ').count()
}

/// A line without the blanks at its end; most have none.
fn trim_end(line: &str) -> &str {
    if line.ends_with(|letter: char| letter.is_ascii_graphic()) { line } else { line.trim_end_matches(is_space) }
}

/// Characters that stand for blanks at the ends of lines; some of them have no width.
pub(super) fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

fn column_width(letter: char) -> u32 {
    match letter {
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => 0,
        '\u{3000}' => 2,
        _ => 1,
    }
}

/// How many columns a text takes, a character each.
pub(super) fn width(text: &str) -> u32 {
    if text.is_ascii() { count(text.len()) } else { count(text.chars().count()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_any_kind_make_a_column() {
        assert_eq!(skip_blanks("  x", 0, 0, 2), (2, 2));
        assert_eq!(skip_blanks("\u{a0}\u{a0}x", 0, 0, 2), (4, 2));
        assert_eq!(skip_blanks("\t\tx", 0, 0, 2), (2, 4));
        assert_eq!(skip_blanks("\u{200b} x", 0, 0, 2), (4, 1));
    }

    #[test]
    fn a_number_mark_has_digits_and_a_point() {
        assert_eq!(number_len("12. x"), Some(3));
        assert_eq!(number_len("12 x"), None);
        assert_eq!(number_len("12345. x"), None);
    }
}
