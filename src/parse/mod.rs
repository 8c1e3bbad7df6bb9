//! From a document to a thread: nom, driven by the grammar of a dialect.
//!
//! A document goes through these rooms: `detect` chooses the dialect; `line` cuts the text into lines and sees
//! marks and columns; `engine` decides what each line is, with `header`, `body` and `frame` for the three things it
//! can be; `draft` is the arena that it builds; `rules`, `year`, `quote` and `certainty` recover what the dump lost
//! and say how sure all of it is; `finish` is the table of contents.
//!
//! Tables of comments are read by [`table`].

mod blocks;
mod body;
mod certainty;
mod clean;
mod detect;
mod dialects;
mod draft;
mod engine;
mod explain;
mod finish;
mod frame;
mod header;
mod heads;
mod kind;
mod line;
mod quote;
mod rules;
mod running;
mod said;
pub mod table;
mod tail;
mod unmarked;
mod words;
mod year;

pub(crate) use blocks::{BLOCK, mask, within};
pub use dialects::DialectSet;
pub use explain::{ExplainedLine, Explanation, MatchedPattern, NearMiss, explain};
pub use finish::parse;
