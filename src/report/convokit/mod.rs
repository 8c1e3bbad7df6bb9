//! A folder that ConvoKit reads: utterances, their speakers, their conversations.

mod ascii_json;
mod corpus_files;
mod speakers;
mod utterances;

pub(crate) use corpus_files::{CORPUS_MARK, CORPUS_NAME, NAMES};
pub use corpus_files::{Convokit, ConvokitSink};
