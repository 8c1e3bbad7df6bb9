//! Pairs of texts that stand by themselves, without a thread.

use crate::stance::features::{Digests, Features};
use crate::stance::text::without_quote;

/// The features of a reply to a parent, and what was read of both.
///
/// Where the reply begins with words of the parent behind a `>`, those words are what it answers.
pub(crate) fn read_pair(parent: &str, reply: &str, texts: &mut Digests) -> (usize, usize) {
    let (quoted, own) = without_quote(parent, reply).unwrap_or((parent, reply));
    texts.clear();
    (texts.add([(0, quoted, true)].into_iter()), texts.add([(0, own, true)].into_iter()))
}

/// The features of a reply to a parent.
pub(crate) fn features_of(parent: &str, reply: &str, texts: &mut Digests) -> Features {
    let (parent, reply) = read_pair(parent, reply, texts);
    Features::of(&texts.get(parent), &texts.get(reply))
}
