//! Features that are words: n-grams, hashed.

use crate::stance::text::{Flag, Text, Word, mix};

/// Terms are hashed to so many rows of weights (Weinberger et al. 2009).
pub(crate) const N_ROWS: usize = 1 << ROW_BITS;
const ROW_BITS: u32 = 16;

/// So many words are the very beginning of a reply.
const N_OPENING: usize = 6;

/// A family of terms; the same words of two families are two terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Each word of the reply; a negated word is another than the same word by itself.
    Words,
    /// Each two words in a row.
    Pairs,
    /// One to three words in a row of the first six.
    Opening,
}

impl Family {
    pub(crate) const ALL: [Self; 3] = [Self::Words, Self::Pairs, Self::Opening];
}

/// A term: its hash, its family, and which words of the reply it consists of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    hash: u64,
    pub(crate) family: Family,
    pub(crate) first: usize,
    pub(crate) len: usize,
}

impl Term {
    fn new(family: Family, hash: u64, first: usize, len: usize) -> Self {
        Self { hash: mix(hash, family as u64 + 1), family, first, len }
    }

    /// The row of weights of the term.
    #[inline]
    pub(crate) fn row(&self) -> u32 {
        (self.hash >> (u64::BITS - ROW_BITS)) as u32
    }
}

/// Hands over every term of a reply. Linear in its words.
#[inline]
pub(crate) fn for_each_term(reply: &Text<'_>, mut take: impl FnMut(Term)) {
    let words = reply.words;
    for (at, word) in words.iter().enumerate() {
        take(Term::new(Family::Words, marked(word), at, 1));
    }
    for (at, pair) in words.windows(2).enumerate() {
        take(Term::new(Family::Pairs, mix(pair[0].hash, pair[1].hash), at, 2));
    }
    let opening = &words[..words.len().min(N_OPENING)];
    for at in 0..opening.len() {
        // The very first word is another than the same word behind it.
        let mut hash = u64::from(at == 0);
        for (len, word) in (1..=3).zip(&opening[at..]) {
            hash = mix(hash, word.hash);
            take(Term::new(Family::Opening, hash, at, len));
        }
    }
}

fn marked(word: &Word) -> u64 {
    if word.has(Flag::Negated) { mix(word.hash, 1) } else { word.hash }
}
