//! Fitting a model to labelled pairs.

mod calibrate;
mod examples;
mod fit;
mod logistic;

pub(crate) use calibrate::{Judged, least_confidence, temperature};
pub(crate) use examples::LabelledPair;
pub use fit::Recipe;
pub(crate) use fit::{TrainingSet, fit_model};
