//! How good stances are: held to what people said of the same pairs and discussions.

mod baseline;
mod camps;
mod discussion;
mod evaluate;
mod folds;
mod gold;
mod metrics;

pub use camps::{Accuracy, CampScores, evaluate_camps};
pub use discussion::{Discussion, Post, Side, read_discussions};
pub(crate) use evaluate::labelled;
pub use evaluate::{EvalOptions, Evaluation, Figures, TooFew, evaluate};
pub use folds::Folds;
#[cfg(test)]
pub(crate) use gold::pair_of;
pub use gold::{Gold, GoldPair, Label, Scheme};
pub use metrics::{Confusion, Coverage, Prediction, bootstrap, calibration_error, risk_coverage};
