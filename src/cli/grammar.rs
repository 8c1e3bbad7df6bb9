//! `rejoinder grammar`: the dialects, and writing one.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::outcome::{Failure, Outcome};
use crate::error::Error;

/// List, show and check the files that say how pages are read
#[derive(Args, Debug)]
pub(super) struct Grammar {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// List the built-in sites and outlines, and the dialects they make
    List,
    /// Print a built-in grammar file, as a start for one of your own
    Show {
        /// The file's name without its extension
        name: String,
    },
    /// Check a grammar file against its own samples
    Check {
        /// The file
        file: PathBuf,
    },
}

impl Grammar {
    // SWAP: calls into grammar/, which lists, prints and proves its files.
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let missing = match &self.task {
            Task::List => "the dialects cannot be listed yet".to_owned(),
            Task::Show { name } => format!("the grammar file `{name}` cannot be shown yet"),
            Task::Check { file } => format!("the grammar file `{}` cannot be checked yet", file.display()),
        };
        Err(Error::Usage(missing).into())
    }
}
