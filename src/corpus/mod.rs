//! Many documents: in which order, under which keys, in parallel, and into which files; and two saves of one thread,
//! compared.

mod ahead;
mod analyze;
mod diff;
mod export;
mod gather;
mod ordered;
mod own;
mod pages;
mod pseudonyms;
mod reader;
mod record;
mod table_run;
mod thread_iter;
mod workers;

#[cfg(feature = "xlsx")]
pub use analyze::analyze_to_workbook;
pub use analyze::{AnalyzeOptions, Outcome, analyze_to_folder, analyze_to_writer};
pub use diff::{Change, Diff, Difference, Match, MatchedBy, diff};
pub use export::{export_convokit, export_graph, export_graph_to_writer};
pub use gather::{Corpus, KeyedSource};
pub use pages::{PageOptions, page_of_one, pages_to_folder, write_page};
pub use pseudonyms::{People, PseudonymKey, Pseudonyms};
pub use reader::ReadOptions;
pub use thread_iter::{Observe, ReadDocument, ReadThread, ThreadPlace, Threads};
