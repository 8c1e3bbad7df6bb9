//! Texts as the words that they consist of, with what a lexicon knows of each.

mod lexicon;
mod places;
mod quote;
mod read;
mod word;

pub(crate) use lexicon::{Cue, Cues};
pub(crate) use quote::without_quote;
pub(crate) use read::{Outline, Piece, Text, TextReader};
pub(crate) use word::{Flag, Marks, Word, mix, squashed};
