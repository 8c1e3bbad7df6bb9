//! `rejoinder analyze`: every table of every thread, or a summary for people to read.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use unicode_width::UnicodeWidthStr;

use super::facts::Facts;
use super::input::{Destination, Inputs, whole};
use super::interrupt;
use super::outcome::{Failure, Outcome, Tally};
use super::schema;
use super::stance_args::{StanceArgs, StanceFacts};
use super::terminal::{Look, Screen, Style, is_for_people};
use super::{summary, thread_list};
use crate::corpus::{AnalyzeOptions, ReadOptions};
use crate::error::Error;
use crate::measure::{Anonymous, MeasureOptions};
use crate::model::Thread;
use crate::report::{self, CsvText, Writing};
use crate::stance::Target;
use crate::table::Table;

/// Write every table of every thread, or sum the threads up for people to read
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  rejoinder analyze page.txt                       sum one thread up
  rejoinder analyze pages/ -o tables/              write all tables as CSV
  rejoinder analyze pages/ --include '*.txt' -o t  read only some files of a folder
  rejoinder analyze page.txt --table comments -o - | head
                                                   one table on standard output")]
pub(super) struct Analyze {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    tables: Tables,
    #[command(flatten)]
    measures: Measures,
    #[command(flatten)]
    stance: StanceArgs,
    /// Experimental, not measured: whether comments are for or against what has this name, in two more columns of
    /// `comments`
    #[arg(long, value_name = "NAME", conflicts_with = "no_stance", help_heading = "Stance")]
    target: Option<String>,
    /// Exit with 1 if a document had warnings or errors
    #[arg(long, help_heading = None::<&'static str>)]
    strict: bool,
}

/// Which tables to write, where, and how.
#[derive(Args, Debug)]
#[command(next_help_heading = "Tables")]
pub(super) struct Tables {
    /// Write the tables into this folder; `-` writes one table to standard output
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Write only this table (see `rejoinder schema`); repeatable, or several with commas between
    #[arg(long = "table", value_name = "NAME", value_delimiter = ',')]
    pub(super) names: Vec<String>,
    /// The format of the tables
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// Leave out subjects, bodies and evidence
    #[arg(long)]
    pub(super) no_text: bool,
    /// In CSV, write text exactly as it is, even where a spreadsheet would run it as a formula
    #[arg(long)]
    pub(super) raw: bool,
    /// Write CSV as Excel wants it: what it would change stays text, and cells end where its cells end
    #[arg(long, conflicts_with = "raw")]
    pub(super) excel: bool,
}

/// Choices that change the numbers.
#[derive(Args, Debug)]
#[command(next_help_heading = "Measuring")]
pub(super) struct Measures {
    /// Whether anonymous comments have an author: none, all the same one, or each its own; runs of replies
    /// (chains) leave them out in any case
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    anonymous: AnonymousAuthors,
    /// Leave out comments of a lower score, as for a reader who has the site hide them
    #[arg(long, value_name = "SCORE", allow_negative_numbers = true, value_parser = whole::<i32>)]
    threshold: Option<i32>,
    /// Write replies of authors to themselves as edges too; no measure counts them
    #[arg(long)]
    self_replies: bool,
    /// Take replies to the story as edges to the author who posted it, where that is known
    #[arg(long)]
    story_replies: bool,
    /// The steps of timelines, in minutes
    #[arg(long, value_name = "MINUTES", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    bucket: u32,
}

/// Whether anonymous comments have an author.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum AnonymousAuthors {
    #[default]
    Drop,
    Single,
    Distinct,
}

impl Measures {
    /// How documents are read.
    pub(super) fn reading(&self) -> ReadOptions {
        ReadOptions { threshold: self.threshold, ..ReadOptions::default() }
    }

    /// How they are measured.
    pub(super) fn options(&self) -> MeasureOptions {
        let anonymous = match self.anonymous {
            AnonymousAuthors::Drop => Anonymous::Drop,
            AnonymousAuthors::Single => Anonymous::Single,
            AnonymousAuthors::Distinct => Anonymous::Distinct,
        };
        let (self_replies, story_replies) = (self.self_replies, self.story_replies);
        MeasureOptions { anonymous, self_replies, story_replies, bucket_s: self.bucket * 60 }
    }
}

/// A format that tables are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    // Without doc comments, so that `--help` stays one line an option.
    #[default]
    Csv,
    Ndjson,
    Parquet,
    Arrow,
}

impl Format {
    /// The form, if this build of the program writes it.
    fn checked(self) -> Result<report::Format, Error> {
        let format = match self {
            Self::Csv => report::Format::Csv,
            Self::Ndjson => report::Format::Ndjson,
            Self::Parquet => report::Format::Parquet,
            Self::Arrow => report::Format::Arrow,
        };
        let lacks = || {
            let name = format.name();
            Error::Usage(format!(
                "this build of rejoinder cannot write {name}: build it with `cargo install --path . --features columnar`, \
                 or write `--format ndjson`, which is as exact"
            ))
        };
        if format.is_there() { Ok(format) } else { Err(lacks()) }
    }
}

/// What was asked for.
#[derive(Debug)]
enum Task<'a> {
    Summary,
    Stdout(Table),
    Folder(&'a Path, Vec<Table>),
}

impl Analyze {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let task = self.tables.task()?;
        self.check_target(&task)?;
        let tally = match task {
            Task::Summary => self.summarise()?,
            Task::Stdout(table) => {
                self.inputs.write(self.options()?, self.stance.file(), Destination::Stdout(table))?
            }
            Task::Folder(folder, tables) => {
                let stop = interrupt::listen(folder);
                let options = AnalyzeOptions { tables, ..self.options()? };
                self.inputs.write(options, self.stance.file(), Destination::Folder(folder, stop))?
            }
        };
        Ok(tally.outcome(self.strict))
    }

    fn options(&self) -> Result<AnalyzeOptions, Error> {
        let (read, measure, stance) = (self.measures.reading(), self.measures.options(), self.stance.model()?);
        let target = self.target()?;
        Ok(AnalyzeOptions { measure, read, stance, target, ..self.tables.options()? })
    }

    fn target(&self) -> Result<Option<Target>, Error> {
        let Some(name) = &self.target else { return Ok(None) };
        let wording = || format!("`--target` expects a name with letters or digits, but found `{name}`");
        Target::new(name).map(Some).ok_or_else(|| Error::Usage(wording()))
    }

    /// A target is told of in `comments`, which must be written.
    fn check_target(&self, task: &Task<'_>) -> Result<(), Error> {
        let is_written = match task {
            Task::Summary => false,
            Task::Stdout(table) => *table == Table::Comments,
            Task::Folder(_, tables) => tables.contains(&Table::Comments),
        };
        if self.target.is_none() || is_written {
            return Ok(());
        }
        Err(Error::Usage("`--target` adds columns to the table `comments`: have it written with `-o DIR`".to_owned()))
    }

    fn summarise(&self) -> Result<Tally, Failure> {
        let look = Look::of_stdout(None);
        let mut summary = Summary { look, all: Vec::new(), first: Vec::new() };
        let model = self.stance.model()?;
        let told =
            move |thread: &Thread| model.as_ref().map(|model| StanceFacts::of(thread, model)).unwrap_or_default();
        let mut threads = self.inputs.open_for(self.measures.threshold, (None, None), None)?.threads(told);
        while let Some(thread) = threads.next()? {
            let place = thread.place();
            threads.messages().diagnostics(place);
            // The comments of a document given twice count once.
            if place.duplicate.is_none() {
                summary.add(place.path, place.thread, thread.made)?;
            }
        }
        let tally = threads.finish();
        let mut screen = Screen::stdout(None);
        summary.print(&mut screen)?;
        if let Some(first) = summary.all.iter().find(|facts| facts.sums.n_comments > 0) {
            print_next(&mut screen, &self.shown(first), &self.inputs)?;
        }
        screen.finish()?;
        Ok(tally)
    }
}

impl Analyze {
    /// The arguments that show a thread.
    fn shown(&self, facts: &Facts) -> String {
        let key = facts.key.as_ref().map_or_else(String::new, |key| format!(" --thread {}", argument(key)));
        quoted(&facts.path) + &key
    }
}

impl Tables {
    fn task(&self) -> Result<Task<'_>, Error> {
        let tables = schema::tables(&self.names)?;
        match (self.out.as_deref(), &tables[..]) {
            (None, _) if self.names.is_empty() => Ok(Task::Summary),
            (None, _) => Err(Error::Usage("`--table` needs `-o DIR`, or `-o -` for standard output".to_owned())),
            (Some(out), &[table]) if out == Path::new("-") => Ok(Task::Stdout(table)),
            (Some(out), _) if out == Path::new("-") => {
                Err(Error::Usage("`-o -` writes one table: say which with one `--table NAME`".to_owned()))
            }
            (Some(folder), _) => Ok(Task::Folder(folder, tables)),
        }
    }

    fn options(&self) -> Result<AnalyzeOptions, Error> {
        let text = match () {
            () if self.raw => CsvText::Raw,
            () if self.excel => CsvText::Excel,
            () => CsvText::Guarded,
        };
        let writing = Writing { format: self.format.checked()?, text };
        if text != CsvText::Guarded && writing.format != report::Format::Csv {
            let name = writing.format.name();
            return Err(Error::Usage(format!("`--raw` and `--excel` are about CSV; {name} is always exact")));
        }
        if self.out.as_deref() == Some(Path::new("-")) && !writing.format.is_text() && is_for_people() {
            let name = writing.format.name();
            return Err(Error::Usage(format!("{name} is no text for a terminal: redirect it, `-o - > FILE`")));
        }
        Ok(AnalyzeOptions { no_text: self.no_text, writing, ..AnalyzeOptions::default() })
    }
}

/// The facts of all threads, and the page of the first, which is shown if it stays the only one.
#[derive(Debug)]
struct Summary {
    look: Look,
    all: Vec<Facts>,
    first: Vec<u8>,
}

impl Summary {
    fn add(&mut self, path: &str, thread: &Thread, stances: StanceFacts) -> io::Result<()> {
        let facts = Facts { path: path.to_owned(), stances, ..Facts::of(thread) };
        if self.all.is_empty() {
            let mut page = Screen::new(Vec::new(), self.look);
            summary::print(&mut page, thread, &facts)?;
            self.first = page.finish()?;
        }
        self.all.push(facts);
        Ok(())
    }

    fn print(&mut self, screen: &mut Screen<impl Write>) -> io::Result<()> {
        match self.all.len() {
            0 => Ok(()),
            1 => screen.made(&self.first),
            _ => thread_list::print(screen, &mut self.all),
        }
    }
}

/// Says where to go from here; `first` is the thread that the summary begins with.
fn print_next(screen: &mut Screen<impl Write>, first: &str, inputs: &Inputs) -> io::Result<()> {
    let Some(path) = inputs.paths.first().filter(|path| path.as_os_str() != "-") else { return Ok(()) };
    let path = quoted(&path.to_string_lossy());
    let options: String = inputs.table_arguments().map(|typed| format!(" {}", argument(&typed))).collect();
    let more = format!("{}{options}", if inputs.paths.len() > 1 { " …" } else { "" });
    let next = [
        (format!("rejoinder show {first}{options}"), "read a thread"),
        (format!("rejoinder check {path}{more}"), "what is missing, what was guessed"),
        (format!("rejoinder analyze {path}{more} -o DIR"), "every table as CSV"),
    ];
    let column = next.iter().map(|(command, _)| command.width()).max().unwrap_or(0) + 4;
    let is_beside = next.iter().all(|(_, what)| column + what.len() <= screen.look.width);
    screen.blank()?;
    next.iter().try_for_each(|(command, what)| {
        let mut line = screen.line();
        if is_beside {
            line.plain("  ").plain(command).pad_to(column).put(Style::Dim, what);
            return screen.print(&line);
        }
        line.plain("  ").put(Style::Dim, &format!("{what}:"));
        screen.print(&line)?;
        screen.text(Style::Plain, &format!("    {command}"))
    })
}

/// A path as a shell would take it, which is never taken for an option.
fn quoted(path: &str) -> String {
    if path.starts_with('-') { argument(&format!("./{path}")) } else { argument(path) }
}

/// An argument as a shell would take it.
fn argument(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./+,:@=".contains(c);
    let is_bare = !text.is_empty() && text.chars().all(is_plain);
    if is_bare { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(out: Option<&str>, names: &[&str]) -> Tables {
        Tables {
            out: out.map(PathBuf::from),
            names: names.iter().map(|&name| name.to_owned()).collect(),
            format: Format::Csv,
            no_text: false,
            raw: false,
            excel: false,
        }
    }

    #[test]
    fn what_is_typed_is_checked() {
        assert!(matches!(tables(None, &[]).task(), Ok(Task::Summary)));
        assert!(matches!(tables(Some("-"), &["comments"]).task(), Ok(Task::Stdout(Table::Comments))));
        assert!(matches!(tables(Some("t"), &[]).task(), Ok(Task::Folder(..))));
        for (out, names) in
            [(None, &["comments"][..]), (Some("-"), &[]), (Some("-"), &["comments", "threads"]), (Some("t"), &["x"])]
        {
            assert!(matches!(tables(out, names).task(), Err(Error::Usage(_))), "{out:?} {names:?}");
        }
    }

    #[test]
    fn paths_are_quoted_for_shells() {
        for (path, expected) in [("a/b.txt", "a/b.txt"), ("a b", "'a b'"), ("-x", "./-x"), ("it's", r"'it'\''s'")] {
            assert_eq!(quoted(path), expected);
        }
    }
}
