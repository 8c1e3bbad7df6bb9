//! A folder that ConvoKit reads: utterances, their speakers, their conversations.

mod files;
mod json;
mod speakers;
mod utterances;

pub use files::{Convokit, ConvokitSink};
pub(crate) use files::{MARK as CONVOKIT_MARK, NAMES as CONVOKIT_NAMES};
