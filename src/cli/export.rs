//! `rejoinder export`: threads in the forms of other programs.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::analyze::Measures;
use super::input::{Destination, Inputs};
use super::interrupt;
use super::outcome::{Failure, Outcome};
use super::schema;
use super::stances::StanceArgs;
use crate::corpus::AnalyzeOptions;
use crate::error::Error;

/// Write threads in the form of another program
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  rejoinder export pages/ --to xlsx -o threads.xlsx   every table, a sheet each, in one workbook")]
pub(super) struct Export {
    #[command(flatten)]
    inputs: Inputs,
    /// The form
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    to: Form,
    /// The file to write
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    out: PathBuf,
    /// Of a workbook, write only this table (see `rejoinder schema`); repeatable, or several with commas between
    #[arg(long = "table", value_name = "NAME", value_delimiter = ',', help_heading = "Output")]
    names: Vec<String>,
    /// Leave out subjects, bodies and evidence
    #[arg(long, help_heading = "Output")]
    no_text: bool,
    #[command(flatten)]
    measures: Measures,
    #[command(flatten)]
    stance: StanceArgs,
}

/// What threads are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A workbook for spreadsheets, a sheet a table
    Xlsx,
}

impl Export {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let folder = self.out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let stop = interrupt::listen(folder);
        let tally = match self.to {
            Form::Xlsx => self.inputs.write(self.options()?, Destination::Workbook(&self.out, stop))?,
        };
        Ok(tally.outcome(false))
    }

    fn options(&self) -> Result<AnalyzeOptions, Error> {
        let tables = schema::tables(&self.names)?;
        let (read, measure) = (self.measures.reading(), self.measures.options());
        let (stance, no_text) = (self.stance.model()?, self.no_text);
        Ok(AnalyzeOptions { tables, no_text, read, measure, stance, ..AnalyzeOptions::default() })
    }
}
