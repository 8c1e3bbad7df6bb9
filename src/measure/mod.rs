//! Measures of threads and of corpora, one family a file. Each states its definition, its edge cases, what it costs and
//! where it comes from.

mod h_index;
mod inequality;
mod options;
mod order;
mod shape;
mod subthreads;

pub use h_index::{g_index, h_index, h_index_of_levels};
pub use inequality::{entropy_bits, gini, normalised};
pub use options::{Anonymous, MeasureOptions};
pub use order::{median, order_statistic, spearman};
pub use shape::{Moments, Shape};
pub use subthreads::{Subthreads, n_subthread_authors};
