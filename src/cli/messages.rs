//! What goes to standard error: located one-line messages, hints and progress.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rustc_hash::FxHashMap;

use super::input::Place;
use super::outcome::{Failure, Outcome};
use super::terminal::{safe, safe_lines};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;

/// How many messages of one kind a document may show; the rest is counted.
const MAX_OF_A_KIND: usize = 20;
/// The code by which a document without comments is told of.
const NO_COMMENTS: &str = "no-comments";

/// A diagnostic to show, or the count of those that are not shown.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown<'a> {
    /// One of the first of its kind.
    One(&'a Diagnostic),
    /// So many more of a kind, of which this is the first.
    More(&'a Diagnostic, usize),
}

/// Shows the first 20 of each kind, in their order, then the counts of the others.
pub(super) fn capped<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> Vec<Shown<'a>> {
    let mut n_of_kind: FxHashMap<&str, usize> = FxHashMap::default();
    let (mut shown, mut more): (Vec<_>, Vec<(&Diagnostic, usize)>) = (Vec::new(), Vec::new());
    for diagnostic in diagnostics {
        let n = n_of_kind.entry(diagnostic.code).or_default();
        *n += 1;
        match n.saturating_sub(MAX_OF_A_KIND) {
            0 => shown.push(Shown::One(diagnostic)),
            1 => more.push((diagnostic, 1)),
            n_more => {
                more.iter_mut().filter(|(first, _)| first.code == diagnostic.code).for_each(|kind| kind.1 = n_more)
            }
        }
    }
    shown.extend(more.into_iter().map(|(first, n)| Shown::More(first, n)));
    shown
}

/// The head of a message: `path:line:column: warning: `.
pub(super) fn head(path: &str, diagnostic: &Diagnostic) -> String {
    let (line, column) = (diagnostic.line.max(1), diagnostic.column.max(1));
    format!("{}:{line}:{column}: {}: ", safe(path), diagnostic.severity.as_str())
}

/// What a message says after its head.
pub(super) fn wording(shown: Shown<'_>) -> String {
    match shown {
        Shown::One(diagnostic) => format!("{} [{}]", safe(&diagnostic.message), diagnostic.code),
        Shown::More(first, n) => format!("{n} more of this kind [{}]", first.code),
    }
}

/// Standard error, with the bar that stands on it while many documents are read.
#[derive(Debug)]
pub(super) struct Messages {
    quiet: bool,
    bar: ProgressBar,
}

impl Messages {
    /// Messages without a bar; only errors if `quiet`.
    pub(super) fn new(quiet: bool) -> Self {
        Self { quiet, bar: ProgressBar::hidden() }
    }

    /// Shows a bar for `n_documents`, if standard error is a terminal and there is something to wait for.
    pub(super) fn expect(&mut self, n_documents: usize) {
        if self.quiet || n_documents < 2 || !io::stderr().is_terminal() {
            return;
        }
        self.bar = ProgressBar::with_draw_target(u64::try_from(n_documents).ok(), ProgressDrawTarget::stderr());
        if let Ok(style) =
            ProgressStyle::with_template("{bar:30.cyan} {human_pos} of {human_len} documents, {eta} to go")
        {
            self.bar.set_style(style.progress_chars("━╸ "));
        }
    }

    /// Counts a document that is done.
    pub(super) fn advance(&self) {
        self.bar.inc(1);
    }

    /// Takes the bar away.
    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }

    /// Says what is wrong with what was typed.
    pub(super) fn usage(&self, text: &str) {
        self.print(&format!("rejoinder: {}", safe_lines(text)));
    }

    /// Says what can be typed, to who typed nothing.
    pub(super) fn help(&self, text: &str) {
        self.print(&safe_lines(text.trim_end()));
    }

    /// Says something that may help; it is about no document.
    pub(super) fn hint(&self, text: &str) {
        if !self.quiet {
            self.usage(text);
        }
    }

    /// Says why work on an input or an output cannot go on.
    pub(super) fn error(&self, error: &Error) {
        match error {
            Error::Usage(text) => self.usage(text),
            Error::Grammar(error) => self.print(&safe_lines(&error.to_string())),
            located => self.print(&located_error(located)),
        }
    }

    /// Says why the run ends here, and gives the outcome. A reader that has seen enough is no failure.
    pub(super) fn failure(&self, Failure(error): &Failure) -> Outcome {
        match error {
            Error::Interrupted => return Outcome::Interrupted,
            error if error.is_closed_pipe() => return Outcome::Done,
            error => self.error(error),
        }
        if matches!(error, Error::Usage(_)) { Outcome::Usage } else { Outcome::Failed }
    }

    /// Says what was met in a document, a line each: warnings and errors, but not what was merely guessed.
    pub(super) fn diagnostics(&self, place: Place<'_>) {
        let Place { path, thread, .. } = place;
        let least = if self.quiet { Severity::Error } else { Severity::Warning };
        let serious = place.diagnostics().filter(|diagnostic| diagnostic.severity >= least);
        for shown in capped(serious) {
            let (Shown::One(diagnostic) | Shown::More(diagnostic, _)) = shown;
            self.print(&(head(path, diagnostic) + &wording(shown)));
        }
        let is_told = thread.diagnostics().iter().any(|diagnostic| diagnostic.code == NO_COMMENTS);
        if thread.comments().is_empty() && !is_told && !self.quiet {
            self.print(&format!("{}:1:1: warning: no comments found [{NO_COMMENTS}]", safe(path)));
        }
    }

    /// Prints above the bar. Nobody can be told that standard error is closed.
    fn print(&self, text: &str) {
        self.bar.suspend(|| drop(writeln!(io::stderr().lock(), "{text}")));
    }
}

/// An error with its path and a place, so that editors can jump there.
fn located_error(error: &Error) -> String {
    let path = error.path().map_or_else(|| "<none>".into(), Path::to_string_lossy);
    let help = error.help().map_or_else(String::new, |help| format!("\n  help: {}", safe(&help)));
    format!("{}:1:1: error: {}{help}", safe(&path), safe(&error.message()))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn diagnostic(line: u32, code: &'static str) -> Diagnostic {
        let (message, help) = ("m\u{1b}".into(), "".into());
        Diagnostic { line, column: 0, severity: Severity::Warning, code, message, help }
    }

    #[test]
    fn a_flood_is_counted() {
        let flood: Vec<_> = (1..=45).map(|line| diagnostic(line, if line % 2 == 0 { "even" } else { "odd" })).collect();
        let shown = capped(flood.iter());
        assert_eq!(shown.len(), 42);
        let texts: Vec<_> = shown.iter().map(|&shown| wording(shown)).collect();
        assert_eq!(texts.first().map(String::as_str), Some(r"m\u{1b} [odd]"));
        assert_eq!(
            texts.get(40..),
            Some(&["3 more of this kind [odd]".to_owned(), "2 more of this kind [even]".to_owned()][..])
        );
    }

    #[test]
    fn every_message_has_a_place() {
        assert_eq!(head("a\nb.txt", &diagnostic(0, "x")), "a\\u{a}b.txt:1:1: warning: ");
        assert_eq!(head("a", &diagnostic(7, "x")), "a:7:1: warning: ");
    }

    #[test]
    fn errors_name_path_and_place() {
        let source = || io::Error::from(io::ErrorKind::NotFound);
        let unreadable =
            |help: &str| Error::Unreadable { path: "z".into(), offset: 4, found: "a PDF".into(), help: help.into() };
        let cases = [
            (
                Error::Read { path: PathBuf::from("x"), source: source() },
                "x:1:1: error: cannot be read: entity not found",
            ),
            (
                Error::Write { path: PathBuf::from("y"), source: source() },
                "y:1:1: error: cannot be written: entity not found",
            ),
            (unreadable(""), "z:1:1: error: byte 4: expected a page as text, but found a PDF"),
            (
                unreadable("save it as text"),
                "z:1:1: error: byte 4: expected a page as text, but found a PDF\n  help: save it as text",
            ),
        ];
        for (error, expected) in cases {
            assert_eq!(located_error(&error), expected);
        }
    }
}
