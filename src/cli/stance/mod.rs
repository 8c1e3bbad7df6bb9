//! `rejoinder stance`: label, measure, fit.

mod eval;
mod figures;
mod json;
mod sample;
mod train;

use std::path::Path;

use clap::{Args, Subcommand};

use super::outcome::{Failure, Outcome};
use crate::error::Error;
use crate::input::InputFiles;
use crate::report::OutputFile;

/// Measure how well stances are told, fit a model to your own labels, draw comments to label
#[derive(Args, Debug)]
pub(super) struct Stance {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Eval(eval::Eval),
    Train(train::Train),
    Sample(sample::Sample),
}

/// Finds out before long work whether its result can be written. `-` is no file: figures go to standard output.
fn writable(path: &Path, inputs: &InputFiles) -> Result<(), Error> {
    if path.as_os_str() == "-" {
        return Err(Error::Usage("expected a file to write to, but found `-`".to_owned()));
    }
    OutputFile::create(path, inputs).map(drop)
}

impl Stance {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        match &self.task {
            Task::Eval(eval) => eval.run(),
            Task::Train(train) => train.run(),
            Task::Sample(sample) => sample.run(),
        }
    }
}
