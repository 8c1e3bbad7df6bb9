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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reply_quotes_at_its_beginning_is_what_it_answers() {
        let mut texts = Digests::new();
        let features = features_of("Tea is a drink. Coffee is not.", "> Tea is a drink. It is not!", &mut texts);
        assert_eq!(features, features_of(" Tea is a drink.", " It is not!", &mut texts));
        assert_ne!(features, features_of("Tea is a drink. Coffee is not.", "It is not!", &mut texts));
    }
}
