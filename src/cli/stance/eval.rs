//! `rejoinder stance eval`: a model held to labels.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::Value;

use super::{figures, json, writable};
use crate::cli::outcome::{Failure, Outcome};
use crate::cli::stance_args::ModelFile;
use crate::cli::terminal::Screen;
use crate::error::Error;
use crate::input::{InputFiles, ReadLimits, read_unpacked};
use crate::stance::StanceModel;
use crate::stance::eval::{
    EvalOptions, Evaluation, Folds, Gold, Label, Scheme, TooFew, evaluate, evaluate_camps, read_discussions,
};
use crate::stance::train::Recipe;

/// Hold a model to labelled pairs, beside the most frequent label and a count of keywords
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  rejoinder stance eval gold.csv                          the built-in model
  rejoinder stance eval gold.csv --cv 5 --by thread       models fitted to four fifths each
  rejoinder stance eval gold.csv --leave-out group        models fitted to all groups but one
  rejoinder stance eval gold.csv --labels agree,disagree --balance 20 --leave-out group
  rejoinder stance eval --camps discussions.jsonl         sides of authors

The file has the columns parent, reply and label, and perhaps label_2, group, thread, agreement
(the share of annotators who chose the label) and question (yes or no). It may be packed with gzip.")]
pub(super) struct Eval {
    /// The labelled pairs
    #[arg(value_name = "GOLD.csv", required_unless_present = "camps")]
    gold: Option<PathBuf>,
    #[command(flatten)]
    model: ModelFile,
    /// Fit models to all parts but one, so many times, instead of using a model
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(2..=1000), conflicts_with = "model")]
    cv: Option<u16>,
    /// Keep pairs with the same value of this column in one part; else of `thread`, or of the same parent
    #[arg(long, value_name = "COLUMN", requires = "cv")]
    by: Option<String>,
    /// Fit models to all values of this column but one
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["cv", "model"])]
    leave_out: Option<String>,
    /// Look at pairs with these labels only
    #[arg(long, value_name = "LABELS", value_delimiter = ',', value_enum)]
    labels: Vec<LabelName>,
    /// Draw as many pairs of each label as the rarest has, so often, and give the means
    #[arg(long, value_name = "DRAWS", default_value_t = 0, hide_default_value = true)]
    balance: u16,
    /// What the labels are: agree, neutral, disagree; or support, deny, query, comment; told by the first one
    #[arg(long, value_enum)]
    scheme: Option<SchemeName>,
    /// Hold camps to known sides: discussions as JSON, one a line
    #[arg(
        long,
        value_name = "FILE.jsonl",
        conflicts_with_all = ["gold", "cv", "leave_out", "labels", "balance", "scheme"]
    )]
    camps: Option<PathBuf>,
    /// Where chance starts from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write the features, scores and probabilities of each pair to this file, as JSON, one a line
    #[arg(long, value_name = "FILE", conflicts_with_all = ["cv", "leave_out", "camps"])]
    features: Option<PathBuf>,
}

/// A scheme of labels.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum SchemeName {
    Three,
    Sdqc,
}

impl From<SchemeName> for Scheme {
    fn from(name: SchemeName) -> Self {
        match name {
            SchemeName::Three => Self::Three,
            SchemeName::Sdqc => Self::Sdqc,
        }
    }
}

/// A label.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LabelName {
    Agree,
    Neutral,
    Disagree,
    Question,
}

impl From<LabelName> for Label {
    fn from(name: LabelName) -> Self {
        Self::of_scheme(Scheme::Sdqc)[name as usize]
    }
}

impl Eval {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let model = self.model.read()?;
        match (&self.camps, &self.gold) {
            (Some(path), _) => self.run_camps(path, &model),
            (None, Some(path)) => self.run_pairs(path, &model),
            (None, None) => Err(Error::Usage("expected a file of labelled pairs, or `--camps`".to_owned()).into()),
        }
    }

    fn run_pairs(&self, path: &Path, model: &StanceModel) -> Result<Outcome, Failure> {
        let gold = Gold::read(path, self.scheme.map(Scheme::from))?;
        let folds = self.folds();
        self.check_column(path, &gold)?;
        if let Some(to) = &self.features {
            let files = InputFiles::of([path].into_iter().chain(self.model.file()));
            writable(to, &files)?;
            json::write_features(to, &files, model, &gold)?;
        }
        let options = EvalOptions {
            folds,
            labels: self.labels.iter().copied().map(Label::from).collect(),
            n_balanced_draws: self.balance.into(),
            seed: self.seed,
            recipe: Recipe::default(),
        };
        let evaluation = evaluate(&gold, model, &options).map_err(|few| self.too_few(path, few))?;
        self.print(&json::of_pairs(&evaluation), |screen| {
            figures::print(screen, &evaluation, &self.way(model, &evaluation))
        })
    }

    fn run_camps(&self, path: &Path, model: &StanceModel) -> Result<Outcome, Failure> {
        let bytes = read_unpacked(path, ReadLimits::default(), "discussions")?;
        let discussions = read_discussions(path, &bytes[..])?;
        if discussions.is_empty() {
            return Err(too_few(path, "expected discussions, but found none").into());
        }
        let scores = evaluate_camps(&discussions, |parent, reply| model.stance_of(parent, reply));
        self.print(&json::of_camps(&scores), |screen| figures::print_camps(screen, &scores))
    }

    fn print(
        &self,
        json: &Value,
        print: impl FnOnce(&mut Screen<io::BufWriter<io::StdoutLock<'static>>>) -> io::Result<()>,
    ) -> Result<Outcome, Failure> {
        if self.json {
            let mut out = io::stdout().lock();
            writeln!(out, "{json:#}")?;
            out.flush()?;
        } else {
            let mut screen = Screen::stdout(None);
            print(&mut screen)?;
            screen.finish()?;
        }
        Ok(Outcome::Done)
    }

    fn folds(&self) -> Option<Folds> {
        let equal = self.cv.map(|n| Folds::Equal { n: n.into(), by: self.by.clone() });
        equal.or_else(|| self.leave_out.clone().map(Folds::LeaveOut))
    }

    /// A column that is named must be there.
    fn check_column(&self, path: &Path, gold: &Gold) -> Result<(), Error> {
        let Some(column) = self.by.as_ref().or(self.leave_out.as_ref()) else { return Ok(()) };
        let Some(pair) = gold.pairs.first().filter(|pair| pair.value(column).is_none()) else { return Ok(()) };
        let known = ["parent", "reply"].into_iter().chain(pair.columns.keys().map(String::as_str));
        let names = known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let message = format!("expected a column `{column}`, but found {names}");
        Err(Error::Columns { path: path.to_owned(), message, help: String::new() })
    }

    /// Says what there is too little of.
    fn too_few(&self, path: &Path, few: TooFew) -> Error {
        let of = self.by.as_ref().or(self.leave_out.as_ref());
        let of = of.map_or_else(|| "threads or parents".to_owned(), |column| format!("values of `{column}`"));
        match few {
            TooFew::Pairs if self.labels.is_empty() => too_few(path, "expected pairs with a label, but found none"),
            TooFew::Pairs => too_few(path, "expected pairs with one of these labels, but found none"),
            TooFew::Groups => too_few(path, &format!("expected pairs of at least two {of}, but found one")),
        }
    }

    /// How the figures came about, in a few words.
    fn way(&self, model: &StanceModel, evaluation: &Evaluation) -> String {
        let n = evaluation.n_fitted;
        match (&self.cv, &self.leave_out) {
            (Some(_), _) => {
                let by = self.by.as_deref().unwrap_or("thread or parent");
                format!("{n} models, each fitted to the other parts, by {by}")
            }
            (None, Some(column)) => format!("{n} models, each fitted to the other values of {column}"),
            (None, None) => format!("the model {}", model.name()),
        }
    }
}

fn too_few(path: &Path, message: &str) -> Error {
    Error::TooFew { path: path.to_owned(), message: message.to_owned() }
}
