//! `rejoinder stance train`: a model fitted to your own labels.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::eval::SchemeName;
use super::writable;
use crate::cli::numbers::grouped;
use crate::cli::outcome::{Failure, Outcome};
use crate::cli::terminal::{Screen, Style, shorten};
use crate::error::Error;
use crate::input::InputFiles;
use crate::report::OutputFile;
use crate::stance::StanceModel;
use crate::stance::eval::{Confusion, Gold, Prediction, Scheme, calibration_error};
use crate::stance::train::{Recipe, TooFew, TrainOptions, Trained, train};

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
        let questions: Vec<Gold> =
            self.questions.iter().map(|path| Gold::read(path, None)).collect::<Result<_, _>>()?;
        let files = InputFiles::of(self.pairs.iter().chain(&self.questions).map(PathBuf::as_path));
        writable(&self.out, &files)?;
        let name = self
            .name
            .clone()
            .unwrap_or_else(|| self.out.file_stem().unwrap_or_default().to_string_lossy().into_owned());
        let options = TrainOptions { name, recipe: Recipe::default(), n_folds: N_FOLDS, seed: self.seed };
        let trained = train(&pairs, &questions, StanceModel::builtin, &options).map_err(|few| self.too_few(few))?;
        let model = trained.model.clone().with_sources(self.sources(&pairs, &questions));
        let mut file = OutputFile::create(&self.out, &files)?;
        file.write_all(&model.to_bytes()).map_err(Error::write(&self.out))?;
        file.complete()?;
        file.publish()?;
        self.print(&trained)?;
        Ok(Outcome::Done)
    }

    /// Says what there is too little of; the first file stands for all.
    fn too_few(&self, few: TooFew) -> Error {
        let message = match few {
            TooFew::Pairs(n, least) => format!("expected at least {least} pairs with a stance, but found {n}"),
            TooFew::Labels => "expected pairs of at least two stances, but found one".to_owned(),
            TooFew::Groups => "expected pairs of at least two threads or parents, but found one".to_owned(),
        };
        Error::TooFew { path: self.pairs.first().cloned().unwrap_or_default(), message }
    }

    /// Says how good the model is where it was not fitted, by file.
    fn print(&self, trained: &Trained) -> io::Result<()> {
        let mut screen = Screen::stdout(None);
        let least = 100.0 * trained.model.least_confidence();
        screen.text(
            Style::Strong,
            &format!("{}: tells a stance where it is at least {least:.0} % sure", trained.model.name()),
        )?;
        screen.blank()?;
        screen.text(
            Style::Dim,
            "on parts that it was not fitted to   pairs  macro F1  accuracy  calibration error   told  right of them",
        )?;
        let names = self.pairs.iter().map(|path| path.file_name().unwrap_or_default().to_string_lossy());
        for (name, told) in names.zip(&trained.by_file) {
            screen.text(Style::Plain, &row(&name, told, trained.model.least_confidence()))?;
        }
        screen.text(Style::Plain, &row("all", &trained.all, trained.model.least_confidence()))?;
        screen.finish().map(drop)
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

fn row(name: &str, all: &[Prediction], least: f32) -> String {
    let figures = Confusion::of(all.iter().copied(), 3);
    let told = Confusion::of(all.iter().copied().filter(|it| it.confidence >= least), 3);
    let error = calibration_error(all).map_or_else(String::new, |error| format!("{error:.3}"));
    let share = told.n() as f64 / figures.n().max(1) as f64;
    let (name, n) = (shorten(name, 34), grouped(figures.n()));
    let (f1, accuracy) = (figures.macro_f1(), figures.accuracy());
    let right = if told.n() > 0 { format!("{:.3}", told.accuracy()) } else { String::new() };
    format!("{name:<34} {n:>7}     {f1:.3}     {accuracy:.3}              {error}   {share:.2}           {right}")
}
