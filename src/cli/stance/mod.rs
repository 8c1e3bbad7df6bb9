//! `rejoinder stance`: label, measure, fit.

mod eval;
mod figures;
mod json;
mod sample;
mod train;

use clap::{Args, Subcommand};

use super::outcome::{Failure, Outcome};

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

impl Stance {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        match &self.task {
            Task::Eval(eval) => eval.run(),
            Task::Train(train) => train.run(),
            Task::Sample(sample) => sample.run(),
        }
    }
}
