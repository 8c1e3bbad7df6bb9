//! Many documents: in which order, under which keys, in parallel, and into which files.

mod analyze;
mod gather;
mod ordered;
mod threads;

pub use analyze::{AnalyzeOptions, Outcome, analyze_to_folder, analyze_to_writer};
pub use gather::{Corpus, Item};
pub use ordered::run_in_order;
pub use threads::{Outside, ReadOptions, Seen, map_threads};
