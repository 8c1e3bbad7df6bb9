//! Texts read and counted, each once.

use std::ops::Range;

use super::overlap::push_distinct;
use super::profile::Profile;
use crate::stance::text::{Marks, Text, TextReader, Word};

/// A text as features are worked out from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digest<'a> {
    pub(crate) text: Text<'a>,
    pub(crate) profile: &'a Profile,
    /// Its words that say something by themselves, ascending.
    pub(crate) distinct: &'a [(u64, bool)],
}

/// The digests of many texts, in a few long lists.
#[derive(Debug)]
pub(crate) struct Digests {
    reader: TextReader,
    words: Vec<Word>,
    distinct: Vec<(u64, bool)>,
    all: Vec<Entry>,
}

/// Where in the lists a text stands.
#[derive(Debug)]
struct Entry {
    words: Range<usize>,
    distinct: Range<usize>,
    marks: Marks,
    profile: Profile,
}

impl Digests {
    pub(crate) fn new() -> Self {
        Self { reader: TextReader::new(), words: Vec::new(), distinct: Vec::new(), all: Vec::new() }
    }

    /// Forgets all texts, and keeps their room.
    pub(crate) fn clear(&mut self) {
        self.words.clear();
        self.distinct.clear();
        self.all.clear();
    }

    /// Reads a text from its segments, each given with the place where it begins; returns its number.
    pub(crate) fn add<'s>(&mut self, segments: impl Iterator<Item = (usize, &'s str)>) -> usize {
        let (first, first_distinct) = (self.words.len(), self.distinct.len());
        let marks = self.reader.read(segments, &mut self.words);
        let words = first..self.words.len();
        push_distinct(&self.words[words.clone()], &mut self.distinct);
        let profile = Profile::of(&Text { words: &self.words[words.clone()], marks });
        self.all.push(Entry { words, distinct: first_distinct..self.distinct.len(), marks, profile });
        self.all.len() - 1
    }

    /// The text of a number.
    pub(crate) fn get(&self, number: usize) -> Digest<'_> {
        let Entry { words, distinct, marks, profile } = &self.all[number];
        Digest {
            text: Text { words: &self.words[words.clone()], marks: *marks },
            profile,
            distinct: &self.distinct[distinct.clone()],
        }
    }
}
