//! Features that are words, hashed.

use std::ops::Range;

use crate::stance::text::{Flag, Text, Word, mix};

/// Terms are hashed to so many rows of weights (Weinberger et al. 2009).
pub(crate) const N_ROWS: usize = 1 << ROW_BITS;
const ROW_BITS: u32 = 14;

/// So many words are the very beginning of a reply.
const N_OPENING: usize = 6;
/// Terms of the beginning have up to so many.
const MAX_OPENING: usize = 3;

/// A family of terms; the same words of two families are two terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Each word of the reply; a negated word is another than the same word by itself.
    Words,
    /// One to three words in a row of the first six.
    Opening,
}

impl Family {
    pub(crate) const ALL: [Self; 2] = [Self::Words, Self::Opening];
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

/// What each term of a family is worth, of so many.
#[inline]
pub(crate) fn share_of_each(n: usize) -> f32 {
    1.0 / (n.max(1) as f32).sqrt()
}

/// The rows of a reply's terms by family, each in the order of its words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TermRows<'a> {
    pub(crate) words: &'a [u32],
    pub(crate) opening: &'a [u32],
}

impl<'a> TermRows<'a> {
    /// Parts the rows of the terms of a reply of so many words, which are in the order of [`for_each_term`].
    pub(crate) fn of(rows: &'a [u32], n_words: usize) -> Self {
        let (words, opening) = rows.split_at(n_words.min(rows.len()));
        Self { words, opening }
    }
}

/// Which words the terms of the beginning consist of, in the order of [`for_each_term`].
pub(crate) fn opening_places(n_words: usize) -> impl Iterator<Item = Range<usize>> {
    let n = n_words.min(N_OPENING);
    (0..n).flat_map(move |first| (first + 1..=(first + MAX_OPENING).min(n)).map(move |end| first..end))
}

/// Hands over every term of a reply. Linear in its words.
#[inline]
pub(crate) fn for_each_term(reply: &Text<'_>, mut take: impl FnMut(Term)) {
    let words = reply.words;
    for word in words {
        take(Term::new(Family::Words, marked(word)));
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
