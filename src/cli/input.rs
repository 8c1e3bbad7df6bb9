//! The arguments that say what to read, and reading it.
//!
//! Everything that the subcommands know of input/, corpus/, grammar/ and parse/ is in this file.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use super::interrupt;
use super::messages::Messages;
use super::outcome::Tally;
use crate::error::Error;
use crate::grammar::DialectSet;
use crate::model::{Document, Thread};
use crate::parse;

/// What to read: files, folders, standard input.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub(super) struct Inputs {
    /// Files, folders (walked), or `-` for standard input
    #[arg(value_name = "INPUT", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// Of folders, read only files whose path matches (such as `*.txt`); repeatable
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Read at most this many documents at a time; 0 is one a core
    #[arg(long, short, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) jobs: usize,
}

/// A thread, and where it was read from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The path as messages show it: as it was given, so that editors find it.
    pub(super) path: &'a str,
    /// The thread.
    pub(super) thread: &'a Thread,
}

/// How to read it.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub(super) struct Reading {
    /// Add a grammar file; one of the same name replaces a built-in one; repeatable
    #[arg(long, value_name = "FILE")]
    pub(super) grammar: Vec<PathBuf>,
    /// Read in this dialect instead of the one that explains most lines (see `grammar list`)
    #[arg(long, value_name = "SITE/OUTLINE")]
    pub(super) dialect: Option<String>,
    /// Say nothing on standard error but errors
    #[arg(long, short)]
    pub(super) quiet: bool,
}

impl Reading {
    /// The dialects that documents are tried in.
    // SWAP: grammar files and a forced dialect, once grammar/ loads them.
    pub(super) fn dialects(&self) -> Result<DialectSet, Error> {
        if let Some(dialect) = self.dialect.as_deref().filter(|dialect| !dialect.contains('/')) {
            return Err(Error::Usage(format!("expected `SITE/OUTLINE`, but found `{dialect}`")));
        }
        Ok(DialectSet::builtin())
    }

    /// Reads one input as a thread.
    // SWAP: input/'s reading of one source.
    pub(super) fn thread(&self, path: &Path) -> Result<Thread, Error> {
        Ok(parse::parse(read_document(path)?, &self.dialects()?))
    }
}

impl Inputs {
    /// Reads every document in the order of paths and hands its thread over; says on standard error what could
    /// not be read.
    // SWAP: corpus/'s parallel run over sources in order.
    pub(super) fn for_each(
        &self,
        mut take: impl FnMut(Place<'_>, &Messages) -> std::io::Result<()>,
    ) -> Result<Tally, super::Failure> {
        let dialects = self.reading.dialects()?;
        let mut messages = Messages::new(self.reading.quiet);
        let mut tally = Tally::default();
        messages.expect(self.paths.len());
        for path in &self.paths {
            if interrupt::requested() {
                tally.interrupt();
                break;
            }
            match read_document(path) {
                Ok(document) => {
                    let thread = parse::parse(document, &dialects);
                    tally.add(&thread);
                    take(Place { path: &path.to_string_lossy(), thread: &thread }, &messages)?;
                }
                Err(error) => {
                    tally.add_unreadable();
                    messages.error(&error);
                }
            }
            messages.advance();
        }
        messages.done();
        Ok(tally)
    }
}

// SWAP: input/'s reading of one source.
fn read_document(path: &Path) -> Result<Document, Error> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
    } else {
        bytes = std::fs::read(path).map_err(failed)?;
    }
    let name = if path.as_os_str() == "-" { "stdin".into() } else { path.to_string_lossy() };
    Ok(Document::from_text(name, String::from_utf8_lossy(&bytes)))
}

/// Reads every document, and writes its rows of `tables` (all where none is named) into `folder`, or to standard
/// output.
// SWAP: corpus/'s `analyze_to_folder`, and the writer of one table.
pub(super) fn read_tables(
    inputs: &Inputs,
    options: &super::analyze::Tables,
    folder: Option<&Path>,
    tables: &[super::tables::Table],
) -> Result<Tally, super::Failure> {
    let _ = (options.no_text, options.raw, options.format, folder, tables);
    let _ = inputs.for_each(|place, messages| {
        messages.diagnostics(place);
        Ok(())
    })?;
    Err(Error::Usage("writing tables is not built in yet".to_owned()).into())
}
