//! From a document to a thread: nom, driven by the grammar of a site.
//!
//! A reader for each form of input says what a document holds to one `ThreadBuilder`: `lines` reads text dumps, `html` pages,
//! `table` tables of comments. `recover` works on what was built and knows no reader. `read` is the table of contents.

mod builder;
mod dialects;
mod html;
mod kind;
mod lines;
mod named;
mod order;
mod read;
mod recover;
mod said;
pub mod table;

pub use dialects::DialectSet;
pub use lines::{ExplainedLine, Explanation, MatchedPattern, NearMiss};
pub use read::{explain, parse};
