//! Fitting a model to labelled pairs.

mod calibrate;
mod examples;
mod fit;
mod logistic;
mod question;
mod whole;

pub(crate) use calibrate::{Judged, temperature};
pub(crate) use examples::LabelledPair;
pub use fit::Recipe;
pub(crate) use fit::{TrainingSet, fit_model};
pub use whole::{TooFew, TrainOptions, Trained, train};
