//! Who agrees with whom: the stance of each reply toward what it answers, on what evidence, how sure.

mod model;

pub use model::StanceModel;
