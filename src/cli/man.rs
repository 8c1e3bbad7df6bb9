//! `rejoinder man`: the manual pages.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

use super::outcome::{Failure, Outcome};
use super::schema::unknown;
use crate::error::Error;

/// Print a manual page, for `man -l -`
#[derive(Args, Debug)]
pub(super) struct Man {
    /// A subcommand; the page of `rejoinder` itself if not given
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

impl Man {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let mut page = Vec::new();
        Page::new(self.page_of()?).render(&mut page)?;
        io::stdout().lock().write_all(&page)?;
        Ok(Outcome::Done)
    }

    fn page_of(&self) -> Result<clap::Command, Error> {
        let mut root = super::Cli::command();
        root.build();
        let Some(name) = &self.command else { return Ok(root) };
        let names = root.get_subcommands().map(clap::Command::get_name);
        let unknown = || Error::Usage(unknown("subcommand", name, names));
        let page = root.find_subcommand(name).cloned().ok_or_else(unknown)?;
        // The page's foot says the program's version, as that of `rejoinder` itself does.
        Ok(page.version(env!("CARGO_PKG_VERSION")))
    }
}
