//! Words of texts: where they stand, how many there are, and numbers that are equal where they are.
//!
//! Two units are in use, and both are needed. A *run* has no blanks and holds a letter or a digit: what sites and readers
//! count as words, and what quotes are compared by (`runs`). A *word* is one by UAX #29 that holds a letter or a digit: what
//! lexicons list, so that `it's` is one word and `and/or` two (`split`). Both look at the same masks of 64 bytes (`blocks`).

mod blocks;
mod runs;
mod split;

pub(crate) use blocks::{BLOCK, Block, mask, within};
pub(crate) use runs::{GAP, Word, beginnings, count_from, count_words, each_word, end_of_word, push_words, scan};
pub(crate) use split::{Split, Splitter};
