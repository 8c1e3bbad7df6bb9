//! `rejoinder completions`: scripts that complete the command line.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::outcome::{Failure, Outcome};

/// Print a script that completes the command line in a shell
#[derive(Args, Debug)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::Cli::command(), "rejoinder", &mut script);
        io::stdout().lock().write_all(&script)?;
        Ok(Outcome::Done)
    }
}
