//! `rejoinder diff`: what changed from one save of a thread to another.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::facts::Facts;
use super::input::Reading;
use super::messages::Messages;
use super::numbers::{certainty, comments, grouped};
use super::outcome::{Failure, Outcome};
use super::terminal::{Flow, Screen, Style, data_stdout, shorten};
use crate::corpus::{self, Change, Difference, Match, MatchedBy};
use crate::error::Error;
use crate::input::InputFiles;
use crate::model::{Comment, CommentId, SegmentKind, Span, Thread};
use crate::parse::DialectSet;
use crate::report::{CsvSink, CsvText, OutputFile};
use crate::table::ChangeRow;

/// Tell what changed from one save of a thread to another
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  rejoinder diff monday.txt friday.txt               what is new, gone, rescored, moved, edited
  rejoinder diff monday.txt friday.txt -o -          the changes as CSV
  rejoinder diff --exit-code a.txt b.txt && echo same")]
pub(super) struct Diff {
    /// The older save, or `-` for standard input
    old: PathBuf,
    /// The newer save, or `-` for standard input
    new: PathBuf,
    /// Write the changes as CSV into this file; `-` writes to standard output
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write text exactly as it is, even where a spreadsheet would run it as a formula
    #[arg(long)]
    raw: bool,
    /// Exit with 1 if there are differences
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Diff {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        if [&self.old, &self.new].iter().all(|path| *path == Path::new("-")) {
            return Err(Error::Usage("standard input can be one of the saves, not both".to_owned()).into());
        }
        let dialects = Arc::new(self.reading.dialects()?);
        let (old, new) = (self.read(&self.old, &dialects)?, self.read(&self.new, &dialects)?);
        let (Some(old), Some(new)) = (old, new) else { return Ok(Outcome::Failed) };
        let found = corpus::diff(&old, &new);
        if let Some(diagnostic) = found.other_story(&old, &new) {
            Messages::new(self.reading.quiet).diagnostic(&self.new.to_string_lossy(), &diagnostic);
        }
        let both = Both { old: &old, new: &new };
        self.write(both, &found)?;
        Ok(match found {
            _ if old.comments().is_empty() && new.comments().is_empty() => Outcome::NoComments,
            _ if self.exit_code && !found.changes.is_empty() => Outcome::Differences,
            _ => Outcome::Done,
        })
    }

    /// Reads one save; `None` where it could not be read, which is told.
    fn read(&self, path: &Path, dialects: &Arc<DialectSet>) -> Result<Option<Thread>, Failure> {
        let inputs = self.reading.of_one_among(path, &[&self.old, &self.new]);
        let mut threads = inputs.open_in(Arc::clone(dialects))?.threads(|_| ());
        let mut found = Vec::new();
        while let Some(thread) = threads.next()? {
            threads.messages().diagnostics(thread.place());
            found.push(thread.thread);
        }
        let tally = threads.finish();
        if found.len() > 1 {
            let text = format!("`{}` holds {} threads; name a save of one", path.display(), found.len());
            return Err(Error::Usage(text).into());
        }
        Ok(found.pop().filter(|_| tally.outcome(false) != Outcome::Failed))
    }

    /// Every file that is read.
    fn files(&self) -> Result<InputFiles, Error> {
        let mut files = self.reading.of_one(&self.old).files(None)?;
        files.add(&self.new);
        Ok(files)
    }

    fn write(&self, both: Both<'_>, found: &corpus::Diff) -> Result<(), Failure> {
        let options = if self.raw { CsvText::Raw } else { CsvText::Guarded };
        match self.out.as_deref() {
            None => {
                let mut screen = Screen::stdout(None);
                print(&mut screen, both, found)?;
                screen.finish()?;
            }
            Some(path) if path == Path::new("-") => {
                write_csv(both, found, options, data_stdout())?;
            }
            Some(path) => {
                let mut file = OutputFile::create(path, &self.files()?)?;
                write_csv(both, found, options, &mut file).map_err(Error::write(path))?;
                file.publish()?;
            }
        }
        Ok(())
    }
}

/// The two saves.
#[derive(Clone, Copy, Debug)]
struct Both<'a> {
    old: &'a Thread,
    new: &'a Thread,
}

/// A change in words.
#[derive(Debug)]
struct Told<'a> {
    comment: &'a Comment,
    author: Option<&'a str>,
    field: &'static str,
    old: String,
    new: String,
}

impl<'a> Both<'a> {
    fn tell(self, change: &Change) -> Option<Told<'a>> {
        let author = |thread: &'a Thread, comment: &Comment| comment.author.map(|author| thread.text(author));
        let only = |thread: &'a Thread, id| {
            let comment = thread.comment(id)?;
            let (field, old, new) = ("", String::new(), String::new());
            Some(Told { comment, author: author(thread, comment), field, old, new })
        };
        match change {
            Change::New(id) => only(self.new, *id),
            Change::Gone(id) => only(self.old, *id),
            Change::Changed(found, difference) => {
                let (old, comment) = (self.old.comment(found.old)?, self.new.comment(found.new)?);
                let author = author(self.new, comment).or_else(|| author(self.old, old));
                let (field, old, new) = self.values(old, comment, *difference);
                Some(Told { comment, author, field, old, new })
            }
        }
    }

    /// What changed, with both its values as tables have them.
    fn values(self, old: &Comment, new: &Comment, difference: Difference) -> (&'static str, String, String) {
        let word = |thread: &Thread, word: Option<Span>| word.map_or_else(String::new, |it| thread.text(it).to_owned());
        match difference {
            Difference::Rescored { old, new } => ("score", old.to_string(), new.to_string()),
            Difference::Relabelled { old, new } => ("moderation", word(self.old, old), word(self.new, new)),
            Difference::Reparented { old, new } => ("parent", parent(old), parent(new)),
            Difference::Edited => ("body", own_words(self.old, old), own_words(self.new, new)),
            Difference::Form { old, new } => ("form", old.as_str().to_owned(), new.as_str().to_owned()),
        }
    }

    fn site_id(self, change: &Change) -> Option<u64> {
        let id = |thread: &Thread, id| thread.comment(id)?.site_id;
        match change {
            Change::New(new) => id(self.new, *new),
            Change::Gone(old) => id(self.old, *old),
            Change::Changed(found, _) => id(self.new, found.new).or_else(|| id(self.old, found.old)),
        }
    }
}

fn parent(id: Option<CommentId>) -> String {
    id.map_or_else(|| "story".to_owned(), |id| id.number().to_string())
}

/// A body without quotes and signature.
fn own_words(thread: &Thread, comment: &Comment) -> String {
    let own = thread.segments(comment).iter().filter(|segment| segment.kind == SegmentKind::Own);
    let own: Vec<_> = own.copied().collect();
    let mut text = String::new();
    thread.write_segments(&own, &mut text);
    text
}

/// The comment's numbers in both saves, and what says that it is the same.
fn place(change: &Change) -> (Option<CommentId>, Option<CommentId>, Option<Match>) {
    match change {
        Change::New(new) => (None, Some(*new), None),
        Change::Gone(old) => (Some(*old), None, None),
        Change::Changed(found, _) => (Some(found.old), Some(found.new), Some(*found)),
    }
}

fn write_csv(both: Both<'_>, found: &corpus::Diff, options: CsvText, out: impl Write) -> io::Result<()> {
    let mut sink = CsvSink::new(out, options);
    ChangeRow::write_header(&mut sink)?;
    for change in &found.changes {
        let Some(told) = both.tell(change) else { continue };
        let (old, new, by) = place(change);
        let row = ChangeRow {
            change: change.as_str(),
            comment_old: old.map(CommentId::number),
            comment_new: new.map(CommentId::number),
            site_id: both.site_id(change),
            author: told.author,
            field: told.field,
            old: &told.old,
            new: &told.new,
            matched_by: by.map_or("", |by| by.by.as_str()),
            certainty: by.map(|by| by.certainty),
        };
        row.write(&mut sink)?;
    }
    sink.finish().map(drop)
}

fn print(screen: &mut Screen<impl Write>, both: Both<'_>, found: &corpus::Diff) -> io::Result<()> {
    let mut title = Flow::new(screen.look.width);
    title.words(Style::Strong, Facts::of(both.new).name());
    screen.rows(title)?;
    print_totals(screen, both, found)?;
    if found.changes.is_empty() {
        return Ok(());
    }
    print_lost(screen, "old", both.old)?;
    print_lost(screen, "new", both.new)?;
    screen.blank()?;
    let numbers = both.new.comments().len().max(both.old.comments().len()).to_string().len() + 1;
    found.changes.iter().try_for_each(|change| print_change(screen, both, change, numbers))
}

/// Prints how many changes of each kind there are, and by what comments were matched.
fn print_totals(screen: &mut Screen<impl Write>, both: Both<'_>, found: &corpus::Diff) -> io::Result<()> {
    let n_of = |kind: &str| found.changes.iter().filter(|change| change.as_str() == kind).count();
    let kinds = Change::KINDS.iter().map(|&kind| (n_of(kind), told_as(kind))).filter(|(n, _)| *n > 0);
    let kinds: Vec<_> = kinds.map(|(n, kind)| format!("{} {kind}", grouped(n))).collect();
    let mut flow = Flow::new(screen.look.width);
    match kinds.is_empty() {
        true => flow.words(Style::Plain, "no differences"),
        false => flow.words(Style::Strong, &kinds.join(", ")),
    };
    screen.rows(flow)?;
    let n_by = |by: MatchedBy| found.matches.iter().filter(|found| found.by == by).count();
    let by = MatchedBy::ALL.iter().map(|&by| (n_by(by), by)).filter(|(n, _)| *n > 0);
    let by: Vec<_> = by.map(|(n, by)| format!("{} by {}", grouped(n), by.as_str())).collect();
    let by = if by.is_empty() { String::new() } else { format!(": {}", by.join(", ")) };
    let n_comments = |thread: &Thread| thread.comments().iter().filter(|comment| !comment.is_placeholder()).count();
    let (n_old, n_new) = (n_comments(both.old), n_comments(both.new));
    let text =
        format!("{} before, {} now; {} in both{by}", comments(n_old), grouped(n_new), grouped(found.matches.len()));
    let mut flow = Flow::new(screen.look.width);
    flow.words(Style::Dim, &text);
    screen.rows(flow)
}

/// Says where a save has lost so many authors that comments of both may be told as new and gone.
fn print_lost(screen: &mut Screen<impl Write>, which: &str, thread: &Thread) -> io::Result<()> {
    let rows = || thread.comments().iter().filter(|comment| !comment.is_placeholder());
    let (n, n_lost) = (rows().count(), rows().filter(|comment| !comment.is_identified()).count());
    if n_lost * 2 <= n {
        return Ok(());
    }
    let text = format!(
        "the {which} save has lost who wrote {} of its {}: what is told as new or gone may be in both",
        grouped(n_lost),
        comments(n)
    );
    screen.text(Style::Notice, &text)
}

/// The word for a kind of change in the totals.
fn told_as(kind: &'static str) -> &'static str {
    if kind == "form" { "printed in another form" } else { kind }
}

/// Columns of the longest kind of change, and of a doubtful match's certainty.
const KIND: usize = 11;
/// Columns that one value of a change has at most.
const VALUE: usize = 40;

fn print_change(screen: &mut Screen<impl Write>, both: Both<'_>, change: &Change, numbers: usize) -> io::Result<()> {
    let Some(told) = both.tell(change) else { return Ok(()) };
    let (old, new, found) = place(change);
    let number = new.or(old).map_or_else(String::new, |id| format!("#{}", id.number()));
    let mut line = screen.line();
    line.put_right(numbers, Style::Dim, &number).plain(" ").put(style(change), change.as_str());
    let column = numbers + 1 + KIND;
    let mut flow = Flow::new(screen.look.width.saturating_sub(column));
    match told.author {
        Some(author) => flow.unit(Style::Author, 2, author),
        None => flow.unit(Style::Dim, 2, "author unknown"),
    };
    match change {
        Change::New(_) => flow.unit(Style::Plain, 2, &beginning(both.new, told.comment)),
        Change::Gone(_) => flow.unit(Style::Plain, 2, &beginning(both.old, told.comment)),
        Change::Changed(_, difference) => flow.unit(Style::Plain, 2, &wording(&told, *difference)),
    };
    if let Some(found) = found.filter(|found| found.by == MatchedBy::Words) {
        flow.unit(Style::Notice, 2, &format!("by words, {}", certainty(found.certainty)));
    }
    screen.print_beside(line, column, flow)
}

/// `score 2 -> 5`; of bodies what stands from the first difference on.
fn wording(told: &Told<'_>, difference: Difference) -> String {
    let (old, new) = match difference {
        Difference::Edited => around(&told.old, &told.new),
        _ => (told.old.clone(), told.new.clone()),
    };
    let value = |text: &str| if text.is_empty() { "none".to_owned() } else { shorten(text, VALUE) };
    format!("{} {} -> {}", told.field, value(&old), value(&new))
}

/// Two texts from the word before their first difference on.
fn around(old: &str, new: &str) -> (String, String) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let from = same.saturating_sub(1);
    let cut = |words: &[&str]| {
        let dots = if from > 0 { "…" } else { "" };
        format!("“{dots}{}”", shorten(&words.get(from..).unwrap_or_default().join(" "), VALUE - 3))
    };
    (cut(&old), cut(&new))
}

/// The beginning of a comment: its own words, or else its subject.
fn beginning(thread: &Thread, comment: &Comment) -> String {
    let own = thread.segments(comment).iter().find(|segment| segment.kind == SegmentKind::Own);
    let own = own.map(|segment| format!("“{}”", shorten(thread.text(segment.span), VALUE)));
    let subject = || comment.subject.map(|subject| shorten(thread.text(subject), VALUE));
    own.or_else(subject).unwrap_or_default()
}

fn style(change: &Change) -> Style {
    match change {
        Change::New(_) => Style::Good,
        Change::Gone(_) => Style::Bad,
        Change::Changed(_, Difference::Rescored { old, new }) if new > old => Style::Good,
        Change::Changed(_, Difference::Rescored { .. }) => Style::Bad,
        Change::Changed(..) => Style::Notice,
    }
}
