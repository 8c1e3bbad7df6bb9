//! How good stances are: held to what people said of the same discussions.

mod camps;
mod discussion;

pub use camps::{Accuracy, CampScores, evaluate_camps};
pub use discussion::{Discussion, Post, Side, read_discussions};
