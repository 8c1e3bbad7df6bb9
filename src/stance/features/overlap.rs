//! Words that a reply shares with what it answers.

use super::dense::{Of, Sink};
use super::digest::Digest;
use crate::stance::text::{Flag, Word};

/// Words of fewer letters say little by themselves.
const MIN_LETTERS: u32 = 4;
/// So many words are the beginning of a reply.
const N_EARLY: usize = 6;

/// How many different words a reply and its parent have, and share.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Overlap {
    n_parent: f32,
    n_reply: f32,
    n_shared: f32,
    /// Those that one of the two negates.
    n_turned: f32,
    /// Whether one of the first six words of the reply is shared.
    is_early: bool,
}

impl Overlap {
    /// Compares two texts, linear in their words.
    pub(crate) fn of(parent: &Digest<'_>, reply: &Digest<'_>) -> Self {
        let (theirs, own) = (parent.distinct, reply.distinct);
        let mut overlap = Self { n_parent: theirs.len() as f32, n_reply: own.len() as f32, ..Self::default() };
        let mut early = [0; N_EARLY];
        for (packed, word) in early.iter_mut().zip(reply.text.words) {
            *packed = if is_content(word) { packed_word(word) | 1 } else { 0 };
        }
        let mut rest = theirs.iter().copied().peekable();
        for &packed in own {
            while rest.next_if(|&other| other | 1 < packed | 1).is_some() {}
            let Some(&other) = rest.peek() else { break };
            if other | 1 == packed | 1 {
                overlap.n_shared += 1.0;
                overlap.n_turned += (other ^ packed) as f32;
                overlap.is_early |= early.contains(&(packed | 1));
            }
        }
        overlap
    }

    pub(crate) fn put(&self, sink: &mut impl Sink) {
        let Self { n_parent, n_reply, n_shared, n_turned, is_early } = *self;
        sink.put(Of::Shared, "ln_words", n_shared.ln_1p());
        sink.put(Of::Shared, "of_reply", n_shared / n_reply.max(1.0));
        sink.put(Of::Shared, "of_parent", n_shared / n_parent.max(1.0));
        sink.put(Of::Shared, "of_both", n_shared / (n_parent + n_reply - n_shared).max(1.0));
        sink.put(Of::Shared, "any", f32::from(u8::from(n_shared > 0.0)));
        sink.put(Of::Shared, "ln_turned", n_turned.ln_1p());
        sink.put(Of::Shared, "early", f32::from(u8::from(is_early)));
    }
}

fn is_content(word: &Word) -> bool {
    word.end - word.start >= MIN_LETTERS && word.cues.bits() == 0
}

/// A word as a number whose last bit tells whether it is negated.
fn packed_word(word: &Word) -> u64 {
    word.hash & !1 | u64::from(word.has(Flag::Negated))
}

/// Puts the words that say something by themselves behind others, ascending and each once; a word that stands there both ways is
/// not negated.
pub(super) fn push_distinct(words: &[Word], distinct: &mut Vec<u64>) {
    let from = distinct.len();
    distinct.extend(words.iter().filter(|word| is_content(word)).map(packed_word));
    distinct[from..].sort_unstable();
    let mut to = from;
    for at in from..distinct.len() {
        if at == from || distinct[at] | 1 != distinct[to - 1] | 1 {
            distinct[to] = distinct[at];
            to += 1;
        }
    }
    distinct.truncate(to);
}
