//! `rejoinder stance train`: a model fitted to your own labels.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::eval::SchemeName;
use crate::cli::messages::Messages;
use crate::cli::numbers::grouped;
use crate::cli::outcome::{Failure, Outcome};
use crate::error::Error;
use crate::report::OutputFile;
use crate::stance::StanceModel;
use crate::stance::eval::{Gold, Scheme};
use crate::stance::train::{Recipe, TrainOptions, train};

/// Fit a model to labelled pairs, to be used with `--model`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  rejoinder stance train ours.csv -o ours.model
  rejoinder analyze pages/ --model ours.model -o tables/

Files are as for `rejoinder stance eval`. Without `--questions`, and without a column question, the built-in
model tells what is a question.")]
pub(super) struct Train {
    /// The labelled pairs
    #[arg(value_name = "PAIRS.csv", required = true)]
    pairs: Vec<PathBuf>,
    /// More pairs, from which only questions are learned
    #[arg(long, value_name = "PAIRS.csv")]
    questions: Vec<PathBuf>,
    /// Where the model goes
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// What the model is called; else as the file
    #[arg(long)]
    name: Option<String>,
    /// What the labels are: agree, neutral, disagree; or support, deny, query, comment; told by the first one
    #[arg(long, value_enum)]
    scheme: Option<SchemeName>,
    /// Where chance starts from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

const N_FOLDS: usize = 5;

impl Train {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let read = |path: &PathBuf| Gold::read(path, self.scheme.map(Scheme::from));
        let pairs: Vec<Gold> = self.pairs.iter().map(read).collect::<Result<_, _>>()?;
        let questions: Vec<Gold> = self.questions.iter().map(|path| Gold::read(path, None)).collect::<Result<_, _>>()?;
        let n: usize = pairs.iter().map(|gold| gold.pairs.len()).sum();
        if n < 2 * N_FOLDS {
            return Err(Error::Usage(format!("expected at least {} labelled pairs, but found {n}", 2 * N_FOLDS)).into());
        }
        let name = self.name.clone().unwrap_or_else(|| self.out.file_stem().unwrap_or_default().to_string_lossy().into_owned());
        let options = TrainOptions { name, recipe: Recipe::default(), n_folds: N_FOLDS, seed: self.seed };
        let model = train(&pairs, &questions, StanceModel::builtin, &options).with_sources(self.sources(&pairs, &questions));
        let mut file = OutputFile::create(&self.out)?;
        file.write_all(&model.to_bytes()).map_err(Error::write(&self.out))?;
        file.complete()?;
        file.publish()?;
        Messages::new(false).hint(&format!(
            "fitted to {} pairs; tells a stance where it is at least {:.0} % sure",
            grouped(n),
            100.0 * model.least_confidence()
        ));
        Ok(Outcome::Done)
    }

    /// What the model was fitted to, by the names of the files.
    fn sources(&self, pairs: &[Gold], questions: &[Gold]) -> Vec<String> {
        let files = self.pairs.iter().zip(pairs).map(|file| (file, ""));
        let more = self.questions.iter().zip(questions).map(|file| (file, ", questions only"));
        let source = |((path, gold), what): ((&PathBuf, &Gold), &str)| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            format!("{name}, {} pairs{what}", gold.pairs.len())
        };
        files.chain(more).map(source).collect()
    }
}
