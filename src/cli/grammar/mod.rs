//! `rejoinder grammar`: the dialects, and writing one.

mod explained_page;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::input::{GrammarFiles, Inputs, read_grammar};
use super::messages::Messages;
use super::outcome::{Failure, Outcome, Tally};
use super::schema::unknown;
use super::terminal::{Screen, Style};
use crate::error::Error;
use crate::grammar::{BuiltinFile, GrammarError, GrammarKind, Grammars, builtin_files};
use crate::parse::DialectSet;

/// List, show and check the files that say how pages are read
#[derive(Args, Debug)]
pub(super) struct Grammar {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// List the sites and outlines; each site with each outline is a dialect
    List {
        #[command(flatten)]
        files: GrammarFiles,
    },
    /// Print a built-in grammar file, as a start for one of your own
    Show {
        /// The file's name without its extension
        name: String,
    },
    Check(Check),
}

/// Check grammar files against their own samples, and say how they read a page
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  rejoinder grammar check pond.toml                   do all samples pass?
  rejoinder grammar check pond.toml arrows.toml       the second's samples are of the first's site
  rejoinder grammar check pond.toml --page ducks.txt  which line of the page matches which pattern")]
struct Check {
    /// The files; together with the built-in ones
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Print the lines of a page, with the patterns that they match and those that they nearly do
    #[arg(long)]
    page: Option<PathBuf>,
}

impl Grammar {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        match &self.task {
            Task::List { files } => list(&files.dialects()?)?,
            Task::Show { name } => show(name)?,
            Task::Check(check) => return check.run(),
        }
        Ok(Outcome::Done)
    }
}

fn wrong(error: GrammarError) -> Error {
    Error::Grammar(Box::new(error))
}

fn list(dialects: &DialectSet) -> Result<(), Failure> {
    let sites: Vec<_> = dialects.sites().iter().map(|site| (site.name(), site.title())).collect();
    let outlines: Vec<_> = dialects.outlines().iter().map(|outline| (outline.name(), outline.title())).collect();
    let mut screen = Screen::stdout(None);
    section(&mut screen, "sites", "what the lines of a site's pages say", &sites)?;
    screen.blank()?;
    section(&mut screen, "outlines", "how a tool draws lists as text", &outlines)?;
    screen.finish()?;
    Ok(())
}

fn section(screen: &mut Screen<impl Write>, name: &str, meaning: &str, files: &[(&str, &str)]) -> io::Result<()> {
    let mut line = screen.line();
    line.put(Style::Strong, name).put(Style::Dim, &format!("  {meaning}"));
    screen.print(&line)?;
    let width = files.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    files.iter().try_for_each(|(name, title)| {
        let mut line = screen.line();
        line.put(Style::Plain, &format!("  {name:width$}  ")).put(Style::Dim, title);
        screen.print(&line)
    })
}

fn show(name: &str) -> Result<(), Failure> {
    let find = |file: &&BuiltinFile| file.name == name;
    let names = builtin_files().iter().map(|file| file.name);
    let file = builtin_files().iter().find(find).ok_or_else(|| Error::Usage(unknown("grammar file", name, names)))?;
    io::stdout().lock().write_all(file.text.as_bytes())?;
    Ok(())
}

impl Check {
    fn run(&self) -> Result<Outcome, Failure> {
        let mut grammars = Grammars::builtin().map_err(wrong)?;
        let mut checked = Vec::new();
        for path in &self.files {
            checked.push(add(&mut grammars, path));
        }
        let added = all_or_last(checked)?;
        let dialects = DialectSet::new(grammars).map_err(wrong)?;
        let mut screen = Screen::stdout(None);
        for (file, kind) in &added {
            let text = format!("{file}: the {} file is well formed and all its samples pass", word(*kind));
            screen.text(Style::Plain, &text)?;
        }
        let tally = self.page.as_deref().map(|page| explain(&mut screen, page, dialects, &added)).transpose()?;
        screen.finish()?;
        Ok(tally.map_or(Outcome::Done, |tally| tally.outcome(false)))
    }
}

/// A file that was added: its path, and what it describes.
type Added = (String, GrammarKind);

fn add(grammars: &mut Grammars, path: &Path) -> Result<Added, Error> {
    let (name, text) = read_grammar(path)?;
    let kind = grammars.add_file(&name, &text).map_err(wrong)?;
    Ok((name, kind))
}

/// What was added; where some could not be, says why, and fails with the last of them.
fn all_or_last(checked: Vec<Result<Added, Error>>) -> Result<Vec<Added>, Error> {
    let (mut added, mut failed) = (Vec::new(), None);
    for result in checked {
        match result {
            Ok(file) => added.push(file),
            Err(error) => failed.replace(error).iter().for_each(|earlier| Messages::new(false).error(earlier)),
        }
    }
    failed.map_or(Ok(added), Err)
}

fn word(kind: GrammarKind) -> &'static str {
    match kind {
        GrammarKind::Site => "site",
        GrammarKind::Outline => "outline",
    }
}

/// Prints a page line by line, as the files that were added read it.
fn explain(
    screen: &mut Screen<impl Write>,
    page: &Path,
    dialects: DialectSet,
    added: &[Added],
) -> Result<Tally, Failure> {
    let stem = |(file, _): &Added| Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let names: Vec<String> = added.iter().filter_map(stem).collect();
    let dialects = Arc::new(dialects.keep(&names));
    let mut threads = Inputs::of_one(page).open_in(Arc::clone(&dialects))?.threads(|_| ());
    while let Some(thread) = threads.next()? {
        screen.blank()?;
        explained_page::print(screen, thread.place(), &dialects)?;
        threads.messages().diagnostics(thread.place());
    }
    Ok(threads.finish())
}
