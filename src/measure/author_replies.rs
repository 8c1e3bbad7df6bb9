//! Replies as ties between authors.

use crate::graph::ReplyTree;
use crate::measure::author_index::Authors;
use crate::measure::options::MeasureOptions;

/// A reply that ties two authors: who answered, whom, and with which comment (its node).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthorReply {
    /// Who answered.
    pub source: u32,
    /// Whom.
    pub target: u32,
    /// The node of the reply.
    pub node: usize,
}

/// The replies of a thread that tie two authors, in the order of its rows.
///
/// Replies to oneself and to the story are among them where the options say so; those of authors who are unknown, or
/// anonymous and left out, never.
pub fn author_replies<'a>(
    tree: &'a ReplyTree,
    authors: &'a Authors,
    options: MeasureOptions,
) -> impl Iterator<Item = AuthorReply> + 'a {
    let answers = tree.edges().filter(move |(_, parent)| *parent != 0 || options.story_replies);
    let ties = answers.filter_map(|(node, parent)| {
        Some(AuthorReply { source: authors.of_node(node)?, target: authors.of_node(parent)?, node })
    });
    ties.filter(move |tie| tie.source != tie.target || options.self_replies)
}

/// Comments that answer a comment of the same author, one with a name.
#[must_use]
pub fn n_self_replies(tree: &ReplyTree, authors: &Authors) -> u64 {
    let is_own = |&(node, parent): &(usize, usize)| {
        parent != 0 && authors.named_of_node(node).is_some_and(|author| authors.named_of_node(parent) == Some(author))
    };
    tree.edges().filter(is_own).count() as u64
}
