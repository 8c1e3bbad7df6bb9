//! Text that is wrapped to a width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::line::Line;
use super::safe::safe;
use super::style::Style;

/// One row of wrapped text.
#[derive(Debug, Default)]
pub(crate) struct Row {
    spans: Vec<(Style, String)>,
    width: usize,
}

impl Row {
    /// Appends the row to a line.
    pub(crate) fn put_on(&self, line: &mut Line) {
        for (style, text) in &self.spans {
            line.put(*style, text);
        }
    }

    fn push(&mut self, style: Style, gap: usize, word: &str) {
        let gap = if self.width == 0 { 0 } else { gap };
        self.width += gap + word.width();
        match self.spans.last_mut() {
            Some((last, text)) => {
                text.extend(std::iter::repeat_n(' ', gap));
                if *last == style {
                    text.push_str(word);
                } else {
                    self.spans.push((style, word.to_owned()));
                }
            }
            None => self.spans.push((style, word.to_owned())),
        }
    }
}

/// Words being set in rows of at most `width` columns; a word wider than that is broken.
#[derive(Debug)]
pub(crate) struct Flow {
    width: usize,
    rows: Vec<Row>,
    row: Row,
}

impl Flow {
    /// Begins with an empty row.
    pub(crate) fn new(width: usize) -> Self {
        Self { width: width.max(1), rows: Vec::new(), row: Row::default() }
    }

    /// Sets the words of `text`; any run of blanks is one blank.
    pub(crate) fn words(&mut self, style: Style, text: &str) -> &mut Self {
        for word in text.split([' ', '\t', '\n']).filter(|word| !word.is_empty()) {
            self.unit(style, 1, word);
        }
        self
    }

    /// Sets `text` as one word, `gap` columns after the one before it, if it fits in a row at all.
    pub(crate) fn unit(&mut self, style: Style, gap: usize, text: &str) -> &mut Self {
        let text = safe(text);
        let width = text.width();
        if self.row.width > 0 && self.row.width + gap + width > self.width {
            self.end_row();
        }
        match width > self.width {
            true if text.contains(' ') => return self.words(style, &text),
            true => self.broken(style, &text),
            false => self.row.push(style, gap, &text),
        }
        self
    }

    /// Ends the row.
    pub(crate) fn end_row(&mut self) {
        self.rows.push(std::mem::take(&mut self.row));
    }

    /// Tells whether nothing was set.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.row.spans.is_empty()
    }

    /// The rows; none where nothing was set.
    pub(crate) fn into_rows(mut self) -> Vec<Row> {
        if self.row.width > 0 || !self.row.spans.is_empty() {
            self.end_row();
        }
        self.rows
    }

    /// Sets a word that is wider than a row. Marks without a width stay with the character before them.
    fn broken(&mut self, style: Style, word: &str) {
        let (mut start, mut width) = (0, 0);
        for (index, character) in word.char_indices() {
            let more = character.width().unwrap_or(0);
            if width + more > self.width && index > start {
                self.row.push(style, 0, word.get(start..index).unwrap_or_default());
                self.end_row();
                (start, width) = (index, 0);
            }
            width += more;
        }
        self.row.push(style, 0, word.get(start..).unwrap_or_default());
    }
}

/// Cuts `text` to at most `width` columns, with `…` as the last where something was cut.
pub(crate) fn shorten(text: &str, width: usize) -> String {
    let text = safe(text);
    if text.width() <= width {
        return text.into_owned();
    }
    let mut left = width.saturating_sub(1);
    let mut short = String::new();
    for character in text.chars() {
        let Some(rest) = left.checked_sub(character.width().unwrap_or(0)) else { break };
        left = rest;
        short.push(character);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let mut flow = Flow::new(width);
        flow.words(Style::Plain, text);
        let plain = |row: &Row| row.spans.iter().map(|(_, text)| text.as_str()).collect();
        flow.into_rows().iter().map(plain).collect()
    }

    #[test]
    fn rows_hold_as_many_words_as_fit() {
        let cases: [(&str, usize, &[&str]); 8] = [
            ("", 5, &[]),
            ("  ", 5, &[]),
            ("one two  three", 7, &["one two", "three"]),
            ("one two three", 6, &["one", "two", "three"]),
            ("abcdefgh ij", 3, &["abc", "def", "gh", "ij"]),
            ("日本語 x", 4, &["日本", "語 x"]),
            ("a\u{1b}b", 80, &[r"a\u{1b}b"]),
            ("e\u{301}\u{301}e\u{301}e", 2, &["e\u{301}\u{301}e\u{301}", "e"]),
        ];
        for (text, width, expected) in cases {
            assert_eq!(wrapped(text, width), expected, "{text:?} in {width}");
        }
    }

    #[test]
    fn styles_part_spans() {
        let mut flow = Flow::new(20);
        flow.words(Style::Dim, "a b").words(Style::Plain, "c").unit(Style::Plain, 2, "d e");
        let rows = flow.into_rows();
        assert_eq!(rows.len(), 1);
        let expected = vec![(Style::Dim, "a b ".to_owned()), (Style::Plain, "c  d e".to_owned())];
        assert_eq!(rows.first().map(|row| &row.spans), Some(&expected));
    }

    #[test]
    fn short_text_stays_and_long_text_is_cut() {
        for (text, width, expected) in
            [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 4, "日…"), ("ab cd", 4, "ab…"), ("ab", 0, "…")]
        {
            assert_eq!(shorten(text, width), expected);
        }
    }
}
