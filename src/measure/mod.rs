//! Measures of threads and of corpora, one family a file. Each states its definition, its edge cases, what it costs and
//! where it comes from.

mod arrival;
mod author_index;
mod author_replies;
mod camp_measures;
mod chains;
pub mod corpus;
pub mod growth;
mod h_index;
mod inequality;
pub mod network;
mod options;
mod order;
mod participation;
mod reciprocity;
mod score_measures;
mod shape;
mod subthreads;
mod thread_measures;
mod timing;
mod view;
mod visible;

pub use arrival::{arrival_order, arrival_ranks, quintile};
pub use author_index::{AuthorIndex, Authors};
pub use author_replies::{AuthorReply, author_replies, n_self_replies};
pub use camp_measures::CampMeasures;
pub use chains::Chains;
pub use h_index::{g_index, h_index, h_index_of_levels};
pub use inequality::{entropy_bits, gini, normalised};
pub use options::{Anonymous, MeasureOptions};
pub use order::{median, order_statistic, spearman};
pub use participation::Participation;
pub use reciprocity::Reciprocity;
pub use score_measures::{HIGH_SCORE, LOW_SCORE, Scores};
pub use shape::{Moments, Shape};
pub use subthreads::{Subthreads, n_subthread_authors};
pub use thread_measures::ThreadMeasures;
pub use timing::Timing;
pub use view::View;
pub(crate) use view::ViewData;
pub use visible::visible_at;

/// One count over another; `None` where the latter is 0.
///
/// Counts stay far below 2^53 in practice, so that both are exact.
fn ratio(part: u128, whole: u128) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
