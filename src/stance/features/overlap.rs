//! Words that a reply shares with what it answers.

use super::dense::{Logarithms, Of, Sink};
use super::digest::Digest;
use crate::stance::text::{Flag, Word};

/// Words of fewer letters say little by themselves.
const MIN_LETTERS: u32 = 4;
/// So many words are the beginning of a reply.
const N_EARLY: usize = 6;

/// How many different words a reply and its parent have, and share.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Overlap {
    n_parent: u32,
    n_reply: u32,
    n_shared: u32,
    /// Those that one of the two negates.
    n_turned: u32,
    /// Whether one of the first six words of the reply is shared.
    is_early: bool,
}

impl Overlap {
    /// Compares two texts, linear in their words.
    pub(crate) fn of(parent: &Digest<'_>, reply: &Digest<'_>) -> Self {
        let (theirs, own) = (parent.distinct, reply.distinct);
        let mut overlap = Self { n_parent: theirs.len() as u32, n_reply: own.len() as u32, ..Self::default() };
        let mut early = [0; N_EARLY];
        for (packed, word) in early.iter_mut().zip(reply.text.words) {
            *packed = if is_content(word) { packed_word(word) | 1 } else { 0 };
        }
        with_slots(theirs.len(), |slots| {
            for (index, &packed) in theirs.iter().enumerate() {
                let slot = slot_of(packed, slots, theirs);
                slots[slot] = index as u32 + 1;
            }
            for &packed in own {
                let Some(other) = slots[slot_of(packed, slots, theirs)].checked_sub(1) else { continue };
                overlap.n_shared += 1;
                overlap.n_turned += (theirs[other as usize] ^ packed) as u32;
                overlap.is_early |= early.contains(&(packed | 1));
            }
        });
        overlap
    }

    pub(crate) fn put(&self, ln: Logarithms, sink: &mut impl Sink) {
        let Self { n_parent, n_reply, n_shared, n_turned, is_early } = *self;
        let share_of = |n: u32| n_shared as f32 / n.max(1) as f32;
        sink.put(Of::Shared, "ln_words", ln.ln1(n_shared));
        sink.put(Of::Shared, "of_reply", share_of(n_reply));
        sink.put(Of::Shared, "of_parent", share_of(n_parent));
        sink.put(Of::Shared, "of_both", share_of(n_parent + n_reply - n_shared));
        sink.put(Of::Shared, "any", f32::from(u8::from(n_shared > 0)));
        sink.put(Of::Shared, "ln_turned", ln.ln1(n_turned));
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

/// Puts the words that say something by themselves behind others, each once; a word that stands there both ways is not negated.
/// Linear in the words.
pub(super) fn push_distinct(words: &[Word], distinct: &mut Vec<u64>) {
    let from = distinct.len();
    distinct.resize(from + words.len(), 0);
    let distinct_here = &mut distinct[from..];
    let mut n = 0;
    for word in words {
        distinct_here[n] = packed_word(word);
        n += usize::from(is_content(word));
    }
    let mut to = 0;
    with_slots(n, |slots| {
        for at in 0..n {
            let packed = distinct_here[at];
            let slot = slot_of(packed, slots, distinct_here);
            match slots[slot].checked_sub(1) {
                Some(same) => distinct_here[same as usize] &= packed,
                None => {
                    distinct_here[to] = packed;
                    to += 1;
                    slots[slot] = to as u32;
                }
            }
        }
    });
    distinct.truncate(from + to);
}

/// Texts with no more different words need no memory of their own to find them.
const N_NEAR: usize = 256;

/// Does something with free slots, at least two for each of so many words.
#[inline]
fn with_slots(n_words: usize, then: impl FnOnce(&mut [u32])) {
    if n_words <= N_NEAR {
        then(&mut [0; 2 * N_NEAR]);
    } else {
        then(&mut vec![0; (2 * n_words).next_power_of_two()]);
    }
}

/// The slot of a word, or the free one where it would be. A slot holds the place of a word among others, from 1.
#[inline]
fn slot_of(packed: u64, slots: &[u32], words: &[u64]) -> usize {
    let mask = slots.len() - 1;
    let mut slot = (packed >> 32) as usize & mask;
    while slots[slot].checked_sub(1).is_some_and(|at| words[at as usize] | 1 != packed | 1) {
        slot = (slot + 1) & mask;
    }
    slot
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stance::text::TextReader;

    fn distinct(text: &str) -> Vec<u64> {
        let mut words = Vec::new();
        TextReader::new().read([(0, text, true)].into_iter(), &mut words);
        let mut distinct = vec![1];
        push_distinct(&words, &mut distinct);
        distinct.split_off(1)
    }

    #[test]
    fn words_are_distinct_whatever_their_number() {
        assert_eq!(distinct("tea kettle kettles kettle it").len(), 2);
        let [plain, negated] = ["kettle", "never kettle"].map(|text| *distinct(text).last().unwrap());
        assert_eq!((negated, plain & 1), (plain | 1, 0));
        assert_eq!(distinct("never kettle. Kettle").last(), Some(&plain));
        assert_eq!(distinct("kettle, never kettle").first(), Some(&plain));
        let many: String = (0..3000).map(|n| format!("word{} ", n % 1000)).collect();
        assert_eq!(distinct(&many).len(), 1000);
    }
}
