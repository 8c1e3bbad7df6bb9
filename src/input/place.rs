//! Where in a text a byte stands, and diagnostics about such places.

use std::borrow::Cow;

use memchr::memchr2_iter;

use crate::diagnostic::{Diagnostic, Severity};

/// The line and column, both from 1, of the byte at `offset`; columns are characters.
///
/// Lines end with LF, CR LF or CR.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let bytes = before.as_bytes();
    let (mut line, mut start) = (1_u32, 0);
    for end in memchr2_iter(b'\n', b'\r', bytes) {
        let is_half_of_pair = bytes.get(end) == Some(&b'\n') && end > 0 && bytes.get(end - 1) == Some(&b'\r');
        line = line.saturating_add(u32::from(!is_half_of_pair));
        start = end + 1;
    }
    let column = before.get(start..).map_or(0, |rest| rest.chars().count());
    (line, u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1))
}

/// Makes a warning about the byte at `offset` of a text.
pub(crate) fn warning(
    text: &str,
    offset: usize,
    code: &'static str,
    message: impl Into<Cow<'static, str>>,
    help: impl Into<Cow<'static, str>>,
) -> Diagnostic {
    let (line, column) = line_and_column(text, offset);
    Diagnostic::new(Severity::Warning, (line, column), code, message, help)
}

/// A number with its noun: `1 byte`, `2 bytes`.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::line_and_column;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let text = "a\nb\r\nc\rdé!";
        assert_eq!(line_and_column(text, 0), (1, 1));
        assert_eq!(line_and_column(text, 2), (2, 1));
        assert_eq!(line_and_column(text, 5), (3, 1));
        assert_eq!(line_and_column(text, text.len() - 1), (4, 3));
        assert_eq!(line_and_column(text, 99), (4, 4));
    }
}
