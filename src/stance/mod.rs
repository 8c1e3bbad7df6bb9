//! Who agrees with whom: the stance of each reply toward what it answers, on what evidence, how sure.

mod features;
mod model;
mod text;
mod train;

pub use model::StanceModel;
