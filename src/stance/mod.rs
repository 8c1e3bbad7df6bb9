//! Who agrees with whom: the stance of each reply toward what it answers, on what evidence, how sure.

mod camps;
pub mod eval;
mod features;
mod model;
mod text;
pub mod train;

pub use camps::{CampOptions, camps};
pub use model::StanceModel;
