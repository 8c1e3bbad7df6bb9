//! What goes to standard error: located one-line messages, hints and progress.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rustc_hash::FxHashMap;

use super::outcome::{Failure, Outcome};
use super::terminal::{safe, safe_lines};
use super::thread_reader::Place;
use crate::corpus::{self, Corpus};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::grammar::GrammarError;
use crate::table::Table;

/// How many lines are named of those whose messages are not shown.
const MAX_LINES_NAMED: usize = 8;
/// How many lines are said of all threads of one table; the others are counted.
const MAX_OF_TABLE: usize = 60;
/// The codes by which a document without comments is told of.
const NO_COMMENTS: [&str; 2] = ["no-comments", "empty-document"];
/// The codes of notes that are printed as warnings are: what they report may be what the run is about.
const TOLD_NOTES: [&str; 1] = ["column-unread"];

/// How many diagnostics of one kind a document may show; the rest is counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caps {
    /// What was guessed.
    pub(super) notes: usize,
    /// What is missing or could not be read.
    pub(super) others: usize,
}

impl Caps {
    /// Of warnings each tells something; they are only kept from flooding the terminal.
    pub(super) const FLOOD: Self = Self { notes: 20, others: 20 };
    /// Notes of one kind say the same with other lines.
    pub(super) const FEW_NOTES: Self = Self { notes: 3, others: 20 };
    /// Everything.
    pub(super) const NONE: Self = Self { notes: usize::MAX, others: usize::MAX };

    fn of(self, diagnostic: &Diagnostic) -> usize {
        if diagnostic.severity == Severity::Note { self.notes } else { self.others }
    }
}

/// A diagnostic to show, or those that are not shown.
#[derive(Clone, Debug)]
pub(super) enum Shown<'a> {
    /// One of the first of its kind.
    One(&'a Diagnostic),
    /// The others of its kind.
    More(Vec<&'a Diagnostic>),
}

impl<'a> Shown<'a> {
    /// How many diagnostics it stands for.
    fn len(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::More(diagnostics) => diagnostics.len(),
        }
    }

    /// The diagnostic, or the first of several.
    pub(super) fn first(&self) -> Option<&'a Diagnostic> {
        match self {
            Self::One(diagnostic) => Some(diagnostic),
            Self::More(diagnostics) => diagnostics.first().copied(),
        }
    }
}

/// Shows the first of each kind, in their order, then tells of the others.
pub(super) fn capped<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>, caps: Caps) -> Vec<Shown<'a>> {
    let mut of_kind: FxHashMap<&str, usize> = FxHashMap::default();
    let (mut shown, mut more): (Vec<_>, Vec<Vec<&Diagnostic>>) = (Vec::new(), Vec::new());
    for diagnostic in diagnostics {
        let n = of_kind.entry(diagnostic.code).or_default();
        *n += 1;
        let has_code = |kind: &&mut Vec<&Diagnostic>| kind.first().is_some_and(|first| first.code == diagnostic.code);
        match (*n <= caps.of(diagnostic), more.iter_mut().find(has_code)) {
            (true, _) => shown.push(Shown::One(diagnostic)),
            (false, Some(kind)) => kind.push(diagnostic),
            (false, None) => more.push(vec![diagnostic]),
        }
    }
    shown.extend(more.into_iter().map(Shown::More));
    shown
}

/// The head of a message: `path:line:column: warning: `.
pub(super) fn head(path: &str, diagnostic: &Diagnostic) -> String {
    let (line, column) = (diagnostic.line.max(1), diagnostic.column.max(1));
    format!("{}:{line}:{column}: {}: ", safe(path), diagnostic.severity.as_str())
}

/// What a message says after its head.
pub(super) fn wording(shown: &Shown<'_>) -> String {
    match shown {
        Shown::One(diagnostic) => format!("{} [{}]", safe(&diagnostic.message), diagnostic.code),
        Shown::More(diagnostics) => {
            let code = diagnostics.first().map_or("", |first| first.code);
            format!("{} more of this kind, {} [{code}]", diagnostics.len(), lines_of(diagnostics))
        }
    }
}

/// Names the lines of diagnostics: `on lines 57, 58, 62 …`.
fn lines_of(diagnostics: &[&Diagnostic]) -> String {
    let mut lines: Vec<u32> = diagnostics.iter().map(|diagnostic| diagnostic.line.max(1)).collect();
    lines.dedup();
    let named: Vec<String> = lines.iter().take(MAX_LINES_NAMED).map(u32::to_string).collect();
    let (noun, rest) = match lines.len() {
        1 => ("line", ""),
        ..=MAX_LINES_NAMED => ("lines", ""),
        _ => ("lines", " …"),
    };
    format!("on {noun} {}{rest}", named.join(", "))
}

/// Standard error, with the bar that stands on it while many documents are read.
#[derive(Debug)]
pub(super) struct Messages {
    quiet: bool,
    bar: ProgressBar,
    /// How many lines were said of the document so far, and how many were not.
    said: Cell<(usize, usize)>,
}

impl Messages {
    /// Messages without a bar; only errors if `quiet`.
    pub(super) fn new(quiet: bool) -> Self {
        Self { quiet, bar: ProgressBar::hidden(), said: Cell::default() }
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
        self.print(&format!("rejoinder: {}", safe(text)));
    }

    /// Says what the reader of arguments found wrong with them, which takes several lines. What was typed is safe already.
    pub(super) fn arguments(&self, text: &str) {
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

    /// Says which files were passed over as this program wrote them; where nothing else is there, an error says so.
    pub(super) fn passed_over(&self, corpus: &Corpus) {
        let Some(first) = corpus.own.first().filter(|_| !corpus.items.is_empty()) else { return };
        self.hint(&match corpus.own.len() {
            1 => format!("passed over `{first}`, which rejoinder wrote"),
            n => format!("passed over {n} files that rejoinder wrote, the first of them `{first}`"),
        });
    }

    /// Says why work on an input or an output cannot go on.
    pub(super) fn error(&self, error: &Error) {
        match error {
            Error::Usage(text) => self.usage(text),
            Error::Grammar(error) => self.print(&grammar_error(error)),
            error => self.print(&path_error(error)),
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

    /// Says what was met in a document, a line each: warnings, errors and columns that are not read, but not what was merely guessed.
    pub(super) fn diagnostics(&self, place: Place<'_>) {
        let Place { path, thread, .. } = place;
        let least = if self.quiet { Severity::Error } else { Severity::Warning };
        let is_told = |diagnostic: &&Diagnostic| {
            diagnostic.severity >= least || (!self.quiet && TOLD_NOTES.contains(&diagnostic.code))
        };
        let serious = place.diagnostics().filter(is_told);
        let (mut said, mut unsaid) = if place.nth.0 == 0 { (0, 0) } else { self.said.get() };
        for shown in capped(serious, Caps::FLOOD) {
            if said < MAX_OF_TABLE || !place.is_one_of_many() {
                said += 1;
                let head = shown.first().map_or_else(String::new, |first| head(path, first));
                self.print(&(head + &wording(&shown)));
            } else {
                unsaid += shown.len();
            }
        }
        self.said.set((said, unsaid));
        if unsaid > 0 && place.nth.0 + 1 == place.nth.1 {
            self.hint(&format!("{unsaid} more warnings about `{path}`, all in the table of diagnostics"));
        }
        let is_told = thread.diagnostics().iter().any(|diagnostic| NO_COMMENTS.contains(&diagnostic.code));
        if thread.comments().is_empty() && !is_told && !self.quiet {
            self.print(&format!("{}:1:1: warning: no comments found [no-comments]", safe(path)));
        }
    }

    /// Says what was found out about a document from outside of it.
    pub(super) fn diagnostic(&self, path: &str, diagnostic: &Diagnostic) {
        if !self.quiet {
            self.print(&(head(path, diagnostic) + &wording(&Shown::One(diagnostic))));
        }
    }

    /// Says which files of the run before were removed.
    pub(super) fn removed(&self, names: &[String]) {
        let Some((first, rest)) = names.split_first() else { return };
        let others = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
        self.hint(&format!("removed `{first}`{others}, which an earlier run wrote and this run does not"));
    }

    /// Says which tables hold more than spreadsheets do.
    pub(super) fn limits(&self, outcome: &corpus::Outcome, path: impl Fn(Table) -> PathBuf) {
        if self.quiet {
            return;
        }
        for (table, line, text) in outcome.limits() {
            self.print(&format!("{}:{line}:1: warning: {text}", safe(&path(table).to_string_lossy())));
        }
    }

    /// Prints above the bar. Nobody can be told that standard error is closed.
    fn print(&self, text: &str) {
        self.bar.suspend(|| drop(writeln!(io::stderr().lock(), "{text}")));
    }
}

/// An error with its path, and with its place where it has one, so that editors can jump there: a line, or the header of a
/// table. What is wrong with a whole file has none.
fn path_error(error: &Error) -> String {
    let path = error.path().map_or_else(|| "<none>".into(), Path::to_string_lossy);
    let (path, whole) = (safe(&path), error.message());
    let said = match error {
        Error::Line { line, message, .. } => format!("{path}:{}:1: error: {}", line.max(&1), safe(message)),
        Error::Columns { message, .. } => format!("{path}:1:1: error: {}", safe(message)),
        _ => format!("rejoinder: {path}: {}", safe(&whole)),
    };
    said + &error.help().map_or_else(String::new, |help| help_line(&help))
}

/// An error of a grammar file, of which every part may say what the file says.
fn grammar_error(error: &GrammarError) -> String {
    let (file, line, column) = (safe(&error.file), error.line.max(1), error.column.max(1));
    let help: String = error.help.iter().map(|help| help_line(help)).collect();
    format!("{file}:{line}:{column}: error: {}{help}", safe(&error.message))
}

fn help_line(help: &str) -> String {
    format!("\n  help: {}", safe(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnostic(line: u32, code: &'static str) -> Diagnostic {
        let (message, help) = ("m\u{1b}", "");
        Diagnostic::new(Severity::Warning, (line, 0), code, message, help)
    }

    #[test]
    fn a_flood_is_counted() {
        let flood: Vec<_> = (1..=45).map(|line| diagnostic(line, if line % 2 == 0 { "even" } else { "odd" })).collect();
        let shown = capped(flood.iter(), Caps::FLOOD);
        assert_eq!(shown.len(), 42);
        assert_eq!(capped(flood.iter(), Caps::NONE).len(), flood.len());
        let texts: Vec<_> = shown.iter().map(wording).collect();
        assert_eq!(texts.first().map(String::as_str), Some(r"m\u{1b} [odd]"));
        assert_eq!(
            texts.get(40..),
            Some(
                &[
                    "3 more of this kind, on lines 41, 43, 45 [odd]".to_owned(),
                    "2 more of this kind, on lines 42, 44 [even]".to_owned()
                ][..]
            )
        );
        let all: Vec<_> = flood.iter().collect();
        assert_eq!(lines_of(&all), "on lines 1, 2, 3, 4, 5, 6, 7, 8 …");
        assert_eq!(lines_of(&all[..1]), "on line 1");
    }

    #[test]
    fn every_message_has_a_place() {
        assert_eq!(head("a\nb.txt", &diagnostic(0, "x")), "a\\u{a}b.txt:1:1: warning: ");
        assert_eq!(head("a", &diagnostic(7, "x")), "a:7:1: warning: ");
    }

    #[test]
    fn errors_name_their_path_and_a_place_where_they_have_one() {
        let source = || io::Error::from(io::ErrorKind::NotFound);
        let unreadable =
            |help: &str| Error::Unreadable { path: "z".into(), offset: 4, found: "a PDF".into(), help: help.into() };
        let cases = [
            (
                Error::Read { path: PathBuf::from("x"), source: source() },
                "rejoinder: x: cannot be read: entity not found",
            ),
            (
                Error::Write { path: PathBuf::from("y"), source: source() },
                "rejoinder: y: cannot be written: entity not found",
            ),
            (unreadable(""), "rejoinder: z: byte 4: expected a page as text, but found a PDF"),
            (
                unreadable("save it as text"),
                "rejoinder: z: byte 4: expected a page as text, but found a PDF\n  help: save it as text",
            ),
        ];
        for (error, expected) in cases {
            assert_eq!(path_error(&error), expected);
        }
        let line = Error::Line { path: "x".into(), line: 3, message: "a\nb".into() };
        assert_eq!(path_error(&line), "x:3:1: error: a\\u{a}b");
        let columns = Error::Columns { path: "x".into(), message: "a".into(), help: "b\nc".into() };
        assert_eq!(path_error(&columns), "x:1:1: error: a\n  help: b\\u{a}c");
    }

    #[test]
    fn what_a_grammar_file_says_forges_no_line() {
        let (file, message, help) = ("a\nb".to_owned(), "c\nd".to_owned(), vec!["e\nf".to_owned(), "g".to_owned()]);
        let error = GrammarError { file, line: 0, column: 2, message, help };
        let expected = "a\\u{a}b:1:2: error: c\\u{a}d\n  help: e\\u{a}f\n  help: g";
        assert_eq!(grammar_error(&error), expected);
    }
}
