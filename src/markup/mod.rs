//! HTML documents as flat trees, and selectors over them.
//!
//! `tokens` takes html5gum's tokens, `build` says which tag opens or closes what, `tag_names` what the standard says of names;
//! `tree` is what comes of it. `selector_text` reads selectors, `select` matches them.

mod build;
mod select;
mod selector_text;
mod tag_names;
mod tokens;
mod tree;

pub(crate) use select::{Selector, find_each};
pub(crate) use tree::{NodeId, NodeKind, Tree, build_tree};
