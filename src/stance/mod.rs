//! Who agrees with whom: the stance of each reply toward what it answers, on what evidence, how sure.
//!
//! A reply's own words and the words that it answers become a few hundred numbers ([features](crate::stance#features));
//! a linear model makes probabilities of them, and says nothing where the likeliest stance is not likely enough. The same
//! code works features out for training and for serving.
//!
//! # Features
//!
//! Cues, lengths, marks, valences and shared words, each a number; and hashes of the words themselves, with a row of
//! weights each. What they are, what they help and what did not help is in `data/models/README.md`.

mod camps;
pub mod eval;
mod evidence;
mod features;
mod model;
mod pairs;
mod read;
mod sample;
mod target;
mod text;
pub mod train;

pub use camps::{CampOptions, camps};
pub(crate) use model::FORMAT as MODEL_FORMAT;
pub use model::{Explained, StanceModel};
pub use sample::{ReplySample, SampledReply};
pub use target::Target;
