//! One line for the terminal.

use unicode_width::UnicodeWidthStr;

use super::safe::safe;
use super::style::Style;

/// A line being put together: text, styles, and the columns it fills.
///
/// All text goes through [`safe`], so a line cannot steer the terminal.
#[derive(Debug)]
pub(crate) struct Line {
    text: String,
    width: usize,
    colour: bool,
}

impl Line {
    /// Begins an empty line, with or without colour.
    pub(crate) fn new(colour: bool) -> Self {
        Self { text: String::new(), width: 0, colour }
    }

    /// Appends text in a style.
    pub(crate) fn put(&mut self, style: Style, text: &str) -> &mut Self {
        let text = safe(text);
        self.width += text.width();
        match style.parameters() {
            // Blanks have no colour, and those at the end of a line are cut off.
            parameters if self.colour && !parameters.is_empty() && text.contains(|c| c != ' ') => {
                for part in ["\u{1b}[", parameters, "m", &text, "\u{1b}[0m"] {
                    self.text.push_str(part);
                }
            }
            _ => self.text.push_str(&text),
        }
        self
    }

    /// Appends plain text.
    pub(crate) fn plain(&mut self, text: &str) -> &mut Self {
        self.put(Style::Plain, text)
    }

    /// Appends blanks up to `column` (from 0).
    pub(crate) fn pad_to(&mut self, column: usize) -> &mut Self {
        let n_blanks = column.saturating_sub(self.width);
        self.text.extend(std::iter::repeat_n(' ', n_blanks));
        self.width += n_blanks;
        self
    }

    /// Appends text that ends at `column`, or begins right here where there is no room for that.
    pub(crate) fn put_right(&mut self, column: usize, style: Style, text: &str) -> &mut Self {
        self.pad_to(column.saturating_sub(safe(text).width()));
        self.put(style, text)
    }

    /// How many columns the line fills so far.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// The line's text, without blanks at its end.
    pub(crate) fn as_str(&self) -> &str {
        self.text.trim_end_matches(' ')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_without_styles() {
        let mut line = Line::new(true);
        line.put(Style::Bad, "日本").pad_to(6).put_right(10, Style::Plain, "42").plain("  ");
        assert_eq!(line.as_str(), "\u{1b}[31m日本\u{1b}[0m    42");
        assert_eq!(line.width(), 12);
    }

    #[test]
    fn text_cannot_steer() {
        let mut line = Line::new(false);
        line.put(Style::Bad, "\u{1b}[0m").put_right(3, Style::Plain, "x");
        assert_eq!(line.as_str(), r"\u{1b}[0mx");
    }
}
