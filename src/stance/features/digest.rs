//! Texts read and counted, each once.

use std::ops::Range;

use super::overlap::push_distinct;
use super::profile::Profile;
use crate::stance::text::{Marks, Piece, Text, TextReader, Word};

/// A text as features are worked out from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digest<'a> {
    pub(crate) text: Text<'a>,
    pub(crate) profile: &'a Profile,
    /// Its words that say something by themselves, each once; the last bit tells whether one is negated.
    pub(crate) distinct: &'a [u64],
    /// The places of its words that are cues, positive or negative, ascending.
    pub(crate) telling: &'a [u32],
}

/// The digests of many texts, in a few long lists.
#[derive(Debug)]
pub(crate) struct Digests {
    reader: TextReader,
    words: Vec<Word>,
    distinct: Vec<u64>,
    telling: Vec<u32>,
    all: Vec<Entry>,
}

/// Where in the lists a text stands.
#[derive(Debug)]
struct Entry {
    words: Range<usize>,
    distinct: Range<usize>,
    telling: Range<usize>,
    marks: Marks,
    profile: Profile,
}

impl Digests {
    pub(crate) fn new() -> Self {
        Self {
            reader: TextReader::new(),
            words: Vec::new(),
            distinct: Vec::new(),
            telling: Vec::new(),
            all: Vec::new(),
        }
    }

    /// Makes room for so many texts of so many words altogether.
    pub(crate) fn make_room(&mut self, n_texts: usize, n_words: usize) {
        self.all.reserve(n_texts);
        self.words.reserve(n_words);
        self.distinct.reserve(n_words);
        self.telling.reserve(n_words);
    }

    /// Forgets all texts, and keeps their room.
    pub(crate) fn clear(&mut self) {
        self.words.clear();
        self.distinct.clear();
        self.telling.clear();
        self.all.clear();
    }

    /// Reads a text from its pieces; returns its number.
    pub(crate) fn add<'s>(&mut self, pieces: impl Iterator<Item = Piece<'s>>) -> usize {
        let (first, first_distinct, first_telling) = (self.words.len(), self.distinct.len(), self.telling.len());
        let marks = self.reader.read(pieces, &mut self.words);
        let words = first..self.words.len();
        push_distinct(&self.words[words.clone()], &mut self.distinct);
        let outline = self.reader.outline();
        self.telling.extend_from_slice(outline.telling);
        let profile = Profile::of(&self.words[words.clone()], outline);
        let (distinct, telling) = (first_distinct..self.distinct.len(), first_telling..self.telling.len());
        self.all.push(Entry { words, distinct, telling, marks, profile });
        self.all.len() - 1
    }

    /// The text of a number.
    pub(crate) fn get(&self, number: usize) -> Digest<'_> {
        let Entry { words, distinct, telling, marks, profile } = &self.all[number];
        Digest {
            text: Text { words: &self.words[words.clone()], marks: *marks },
            profile,
            distinct: &self.distinct[distinct.clone()],
            telling: &self.telling[telling.clone()],
        }
    }
}
