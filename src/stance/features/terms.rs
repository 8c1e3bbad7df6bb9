//! Features that are words: n-grams, hashed.

use crate::stance::text::{Flag, Text, Word, mix};

/// Terms are hashed to so many rows of weights (Weinberger et al. 2009).
pub(crate) const N_ROWS: usize = 1 << ROW_BITS;
const ROW_BITS: u32 = 16;

/// So many words are the very beginning of a reply.
const N_OPENING: usize = 6;
/// Terms of the beginning have up to so many.
const MAX_OPENING: usize = 3;

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

/// A term: its hash, and its family.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    hash: u64,
    pub(crate) family: Family,
}

impl Term {
    #[inline]
    fn new(family: Family, hash: u64) -> Self {
        Self { hash: mix(hash, family as u64 + 1), family }
    }

    /// The row of weights of the term.
    #[inline]
    pub(crate) fn row(&self) -> u32 {
        (self.hash >> (u64::BITS - ROW_BITS)) as u32
    }
}

/// Which words of a reply a term consists of, and what it is worth: one over the root of how many terms its family has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) first: usize,
    pub(crate) len: usize,
    pub(crate) worth: f32,
}

/// The places of the terms of a reply of so many words, in the order of [`for_each_term`].
pub(crate) fn places(n_words: usize) -> impl Iterator<Item = Place> {
    let n_opening = n_words.min(N_OPENING);
    let opening =
        (0..n_opening).flat_map(move |first| (1..=MAX_OPENING.min(n_opening - first)).map(move |len| (first, len)));
    let worth = |n: usize| 1.0 / (n.max(1) as f32).sqrt();
    let (of_word, of_pair, of_opening) =
        (worth(n_words), worth(n_words.saturating_sub(1)), worth(opening.clone().count()));
    let words = (0..n_words).map(move |first| Place { first, len: 1, worth: of_word });
    let pairs = (1..n_words).map(move |second| Place { first: second - 1, len: 2, worth: of_pair });
    words.chain(pairs).chain(opening.map(move |(first, len)| Place { first, len, worth: of_opening }))
}

/// Hands over every term of a reply. Linear in its words.
#[inline]
pub(crate) fn for_each_term(reply: &Text<'_>, mut take: impl FnMut(Term)) {
    let words = reply.words;
    for word in words {
        take(Term::new(Family::Words, marked(word)));
    }
    for pair in words.windows(2) {
        take(Term::new(Family::Pairs, mix(pair[0].hash, pair[1].hash)));
    }
    let opening = &words[..words.len().min(N_OPENING)];
    for at in 0..opening.len() {
        // The very first word is another than the same word behind it.
        let mut hash = u64::from(at == 0);
        for word in opening[at..].iter().take(MAX_OPENING) {
            hash = mix(hash, word.hash);
            take(Term::new(Family::Opening, hash));
        }
    }
}

fn marked(word: &Word) -> u64 {
    if word.has(Flag::Negated) { mix(word.hash, 1) } else { word.hash }
}
