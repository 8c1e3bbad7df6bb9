//! A diagnostic with the line that it is about, and a caret under the place.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::messages::{Shown, head, wording};
use super::terminal::{Flow, Screen, Style, safe, shorten};
use crate::diagnostic::{Diagnostic, Severity};

/// Columns of a source line that are shown before the place, where the line is too long to be shown whole.
const LEAD: usize = 24;

/// Prints diagnostics of one document, with their source lines.
#[derive(Debug)]
pub(super) struct Snippets<'a> {
    path: &'a str,
    /// The text from the line `number` on; `None` behind the last line.
    rest: Option<&'a str>,
    number: u32,
}

impl<'a> Snippets<'a> {
    /// Begins at the first line of a document; the diagnostics must come in the order of lines.
    pub(super) fn new(path: &'a str, text: &'a str) -> Self {
        Self { path, rest: Some(text), number: 1 }
    }

    /// Prints a diagnostic, or a line for those not shown.
    pub(super) fn print(&mut self, screen: &mut Screen<impl Write>, shown: &Shown<'_>) -> io::Result<()> {
        let Some(first) = shown.first() else { return Ok(()) };
        let mut line = screen.line();
        line.put(style_of(first.severity), &head(self.path, first));
        line.plain(&wording(shown));
        screen.print(&line)?;
        match shown {
            Shown::One(diagnostic) => self.print_place(screen, diagnostic),
            Shown::More(_) => Ok(()),
        }
    }

    fn print_place(&mut self, screen: &mut Screen<impl Write>, diagnostic: &Diagnostic) -> io::Result<()> {
        let number = diagnostic.line.max(1).to_string();
        if let Some(source) = self.source_line(diagnostic.line.max(1)).filter(|source| !source.trim().is_empty()) {
            print_source(screen, source, diagnostic, &number)?;
        }
        if diagnostic.help.is_empty() {
            return Ok(());
        }
        let mut line = screen.line();
        line.pad_to(number.len() + 2).put(Style::Label, "help: ");
        let column = line.width();
        let mut help = Flow::new(screen.look.width.saturating_sub(column));
        help.words(Style::Plain, &diagnostic.help);
        screen.print_beside(line, column, help)
    }

    fn source_line(&mut self, number: u32) -> Option<&'a str> {
        while self.number < number {
            self.rest = split_line(self.rest?).1;
            self.number += 1;
        }
        self.rest.filter(|_| self.number == number).map(|rest| split_line(rest).0)
    }
}

/// Prints a source line, with a caret under the place in it.
fn print_source(
    screen: &mut Screen<impl Write>,
    source: &str,
    diagnostic: &Diagnostic,
    number: &str,
) -> io::Result<()> {
    let margin = number.len() + 4;
    let (text, caret) = excerpt(source, diagnostic.column, screen.look.width.saturating_sub(margin));
    let mut line = screen.line();
    line.put(Style::Dim, &format!(" {number} │ ")).plain(&text);
    screen.print(&line)?;
    let Some(column) = caret else { return Ok(()) };
    let mut line = screen.line();
    line.pad_to(number.len() + 2).put(Style::Dim, "│").pad_to(margin + column);
    line.put(style_of(diagnostic.severity), "^");
    screen.print(&line)
}

/// The first line of a text, and what follows it. Lines end with LF, CR LF or CR.
fn split_line(text: &str) -> (&str, Option<&str>) {
    let Some(end) = text.find(['\n', '\r']) else { return (text, None) };
    let (line, rest) = text.split_at(end);
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']));
    (line, rest)
}

fn style_of(severity: Severity) -> Style {
    match severity {
        Severity::Note => Style::Label,
        Severity::Warning => Style::Notice,
        Severity::Error => Style::Bad,
    }
}

/// The part of a source line around `column` (in characters, from 1), and the column of the caret in it.
///
/// Columns 0 and 1 mean the whole line, which needs no caret.
fn excerpt(source: &str, column: u32, width: usize) -> (String, Option<usize>) {
    let place = usize::try_from(column).unwrap_or(0).checked_sub(1).filter(|&place| place > 0);
    let shown = |text: &str| safe(&text.replace('\t', "    ")).into_owned();
    let at = |n: usize| source.char_indices().nth(n).map_or(source.len(), |(index, _)| index);
    let (before, rest) = source.split_at(at(place.unwrap_or(0)));
    let before = shown(before);
    if before.width() + 1 < width {
        let caret = place.map(|_| before.width());
        return (shorten(&(before + &shown(rest)), width), caret);
    }
    let n_kept = before.chars().count().saturating_sub(LEAD);
    let lead: String = "…".chars().chain(before.chars().skip(n_kept)).collect();
    let caret = lead.width();
    (shorten(&(lead + &shown(rest)), width), Some(caret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::terminal::Look;

    fn printed(text: &str, diagnostics: &[Diagnostic]) -> String {
        let mut screen = Screen::new(Vec::new(), Look { colour: false, width: 40 });
        let mut snippets = Snippets::new("page.txt", text);
        for diagnostic in diagnostics {
            snippets.print(&mut screen, &Shown::One(diagnostic)).unwrap();
        }
        String::from_utf8(screen.finish().unwrap()).unwrap()
    }

    fn at(line: u32, column: u32, help: &'static str) -> Diagnostic {
        let severity = Severity::Warning;
        Diagnostic::new(severity, (line, column), "odd", "this is odd", help)
    }

    #[test]
    fn the_caret_stands_under_the_place() {
        let text = "first\r  • by\tx\r\nlast";
        let expected = "\
page.txt:1:1: warning: this is odd [odd]
 1 │ first
page.txt:2:5: warning: this is odd [odd]
 2 │   • by    x
   │     ^
   help: mend it
page.txt:3:1: warning: this is odd [odd]
 3 │ last
page.txt:9:1: warning: this is odd [odd]
";
        assert_eq!(printed(text, &[at(1, 1, ""), at(2, 5, "mend it"), at(3, 0, ""), at(9, 1, "")]), expected);
    }

    #[test]
    fn long_lines_are_shown_around_the_place() {
        let source = "0123456789".repeat(100);
        let (text, caret) = excerpt(&source, 501, 40);
        assert_eq!(text.chars().count(), 40);
        assert_eq!(caret.and_then(|caret| text.chars().nth(caret)), Some('0'));
        assert_eq!(excerpt("", 3, 40), (String::new(), Some(0)));
    }
}
