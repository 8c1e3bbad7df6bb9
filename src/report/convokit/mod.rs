//! A folder that ConvoKit reads: utterances, their speakers, their conversations.

mod files;
mod json;
mod speakers;
mod utterances;

pub(crate) use files::{CORPUS_MARK, CORPUS_NAME, NAMES};
pub use files::{Convokit, ConvokitSink};
