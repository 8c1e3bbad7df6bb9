//! The command line: what can be typed, and what is printed.
//!
//! This is the one module that prints, and the one that reads the environment. Data go to standard output,
//! everything else to standard error; every piece of text on its way to either goes through
//! [`terminal::safe`].

mod analyze;
mod chart;
mod check;
mod completions;
mod diff;
mod export;
mod facts;
mod fault;
mod grammar;
mod input;
mod interrupt;
mod man;
mod messages;
mod outcome;
mod report;
#[cfg(test)]
mod sample_thread;
mod schema;
mod show;
mod snippet;
mod stance;
mod stance_args;
mod summary;
pub mod terminal;
mod thread_list;
mod thread_reader;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::report::{codes, numbers};
use messages::Messages;
use outcome::Failure;
pub use outcome::Outcome;

/// Rebuilds comment trees from saved discussion pages, and says how complete and how certain they are.
#[derive(Debug, Parser)]
#[command(name = "rejoinder", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  rejoinder analyze page.txt            a summary of one thread
  rejoinder analyze pages/ -o tables/   every table of every thread, as CSV
  rejoinder show page.txt               read the thread
  rejoinder check page.txt              what is missing, what was guessed
  rejoinder report page.txt -o page.html
                                        a page for a browser: pictures, lists, the thread
  rejoinder diff old.txt new.txt        what changed from one save to the next
  rejoinder export pages/ --to gexf -o threads.gexf
                                        for other programs: a workbook, a graph, ConvoKit

Exit codes:
  0 done · 1 done, with diagnostics under --strict or differences under --exit-code
  2 some input could not be read · 3 no comment found · 64 wrong usage
  70 a fault of rejoinder itself · 130 interrupted";

#[derive(Debug, Subcommand)]
enum Command {
    Analyze(analyze::Analyze),
    Show(show::Show),
    Check(check::Check),
    Report(report::Report),
    Diff(diff::Diff),
    Export(export::Export),
    Grammar(grammar::Grammar),
    Stance(stance::Stance),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    fn run(&self) -> Result<Outcome, Failure> {
        match self {
            Self::Analyze(analyze) => analyze.run(),
            Self::Show(show) => show.run(),
            Self::Check(check) => check.run(),
            Self::Report(report) => report.run(),
            Self::Diff(diff) => diff.run(),
            Self::Export(export) => export.run(),
            Self::Grammar(grammar) => grammar.run(),
            Self::Stance(stance) => stance.run(),
            Self::Schema(schema) => schema.run(),
            Self::Completions(completions) => completions.run(),
            Self::Man(man) => man.run(),
        }
    }
}

/// Does the run of a process whose arguments these are, as [`run`] does; a panic is reported in one line, by a hook
/// that is set for the whole process.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Outcome {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let typed: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    fault::listen();
    interrupt::survive_full_files();
    fault::caught(&typed.join(" "), || run(arguments.iter().cloned()))
}

/// Does what the arguments say; the first of them is the program's name.
///
/// Arguments need not be valid UTF-8. A reader that has seen enough and closes the pipe is no failure.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Outcome {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return answer(&told(&arguments).unwrap_or(error)),
    };
    match cli.command.run() {
        Ok(outcome) => outcome,
        Err(failure) => Messages::new(false).failure(&failure),
    }
}

/// What is wrong with the same arguments, told without characters that would steer a terminal or begin a line of their own:
/// the error quotes what was typed, in lines that cannot be told apart from those around it.
fn told(arguments: &[OsString]) -> Option<clap::Error> {
    Cli::try_parse_from(arguments.iter().map(|typed| terminal::safe(&typed.to_string_lossy()).into_owned())).err()
}

/// Prints the help or the version that was asked for, or says what is wrong with the arguments.
fn answer(error: &clap::Error) -> Outcome {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match error.print() {
            Ok(()) => Outcome::Done,
            Err(error) => Messages::new(false).failure(&error.into()),
        },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Messages::new(false).help(&error.to_string());
            Outcome::Usage
        }
        _ => {
            let text = error.to_string();
            Messages::new(false).arguments(text.strip_prefix("error: ").unwrap_or(&text).trim_end());
            Outcome::Usage
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn wrong_usage_is_64_and_help_is_0() {
        let run = |line: &str| run(line.split(' ').map(OsString::from));
        assert_eq!(run("rejoinder --help"), Outcome::Done);
        assert_eq!(run("rejoinder --version"), Outcome::Done);
        assert_eq!(run("rejoinder"), Outcome::Usage);
        assert_eq!(run("rejoinder analyze"), Outcome::Usage);
        assert_eq!(run("rejoinder show x --frobnicate"), Outcome::Usage);
    }
}
