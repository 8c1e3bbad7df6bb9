//! `rejoinder grammar`: the dialects, and writing one.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::input::read_grammar;
use super::outcome::{Failure, Outcome};
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
    /// List the built-in sites and outlines; each site with each outline is a dialect
    List,
    /// Print a built-in grammar file, as a start for one of your own
    Show {
        /// The file's name without its extension
        name: String,
    },
    /// Check a grammar file against its own samples and against the built-in files
    Check {
        /// The file
        file: PathBuf,
    },
}

impl Grammar {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        match &self.task {
            Task::List => list(&DialectSet::builtin().map_err(wrong)?)?,
            Task::Show { name } => show(name)?,
            Task::Check { file } => check(file)?,
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

fn check(path: &Path) -> Result<(), Failure> {
    let (name, text) = read_grammar(path)?;
    let mut grammars = Grammars::builtin().map_err(wrong)?;
    let kind = grammars.add_file(&name, &text).map_err(wrong)?;
    DialectSet::new(grammars).map_err(wrong)?;
    let kind = match kind {
        GrammarKind::Site => "site",
        GrammarKind::Outline => "outline",
    };
    let mut screen = Screen::stdout(None);
    let mut line = screen.line();
    line.put(Style::Plain, &format!("{name}: the {kind} file is well formed and all its samples pass"));
    screen.print(&line)?;
    screen.finish()?;
    Ok(())
}
