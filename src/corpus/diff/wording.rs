//! The words of each comment, as numbers that are equal where the words are, whatever tool drew them.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Comment, Form, Segment, SegmentKind, Thread};

/// How many words make a run that says something.
const RUN: usize = 3;
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// The words of all comments of a thread.
#[derive(Debug, Default)]
pub(super) struct Wordings {
    words: Vec<u64>,
    of: Vec<Wording>,
}

/// The words of one comment.
#[derive(Clone, Debug, Default)]
struct Wording {
    words: Range<usize>,
    letters: u64,
    own_letters: u64,
}

impl Wordings {
    /// Reads the bodies of a thread, without signatures. Linear in their text.
    pub(super) fn of(thread: &Thread) -> Self {
        let mut all = Self::default();
        for comment in thread.comments() {
            let wording = all.read(thread, comment);
            all.of.push(wording);
        }
        all
    }

    fn read(&mut self, thread: &Thread, comment: &Comment) -> Wording {
        let start = self.words.len();
        let (mut letters, mut own_letters) = (0, 0);
        // A stub is one line of trace: what a reader of lists takes for its body is another comment's.
        let is_said = |segment: &&Segment| segment.kind != SegmentKind::Signature && comment.form != Form::Stub;
        for segment in thread.segments(comment).iter().filter(is_said) {
            let text = thread.text(segment.span);
            letters = push_words(text, letters, |word| self.words.push(word));
            if segment.kind == SegmentKind::Own {
                own_letters = push_words(text, own_letters, |_| ());
            }
        }
        Wording { words: start..self.words.len(), letters, own_letters }
    }

    /// The words of the comment at an index.
    pub(super) fn words(&self, index: usize) -> &[u64] {
        self.of.get(index).and_then(|wording| self.words.get(wording.words.clone())).unwrap_or_default()
    }

    /// A number that is equal where all letters and digits are, wherever blanks stand between them.
    pub(super) fn letters(&self, index: usize) -> u64 {
        self.of.get(index).map_or(0, |wording| wording.letters)
    }

    /// The same number of the author's own words.
    pub(super) fn own_letters(&self, index: usize) -> u64 {
        self.of.get(index).map_or(0, |wording| wording.own_letters)
    }

    /// Numbers of the runs of words of a comment; of fewer words, none.
    pub(super) fn runs(&self, index: usize) -> impl Iterator<Item = u64> {
        self.words(index).windows(RUN).map(|run| run.iter().fold(0, |state, word| mix(state, *word)))
    }
}

/// Shows the number of each word of a text, and goes on with the number of all its letters.
///
/// A word is a run of letters and digits, without case: punctuation, emphasis and curly quotes differ between tools.
fn push_words(text: &str, mut letters: u64, mut take: impl FnMut(u64)) -> u64 {
    for token in text.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty()) {
        let mut word = 0;
        for letter in token.chars().flat_map(char::to_lowercase) {
            word = mix(word, letter.into());
            letters = mix(letters, letter.into());
        }
        take(word);
    }
    letters
}

/// The number of a text's letters and digits, without case.
pub(super) fn letters_of(text: &str) -> u64 {
    push_words(text, 0, |_| ())
}

/// How many of the different words of the poorer text the other has too, in hundredths; of no words, none.
pub(super) fn overlap(one: &[u64], other: &[u64]) -> u64 {
    let one: FxHashSet<u64> = one.iter().copied().collect();
    let other: FxHashSet<u64> = other.iter().copied().collect();
    let shared = one.intersection(&other).count() as u64;
    (100 * shared).checked_div(one.len().min(other.len()) as u64).unwrap_or(0)
}

/// Tells whether each of two texts has words that the other has not, or not as often. Linear in both.
pub(super) fn say_otherwise(one: &[u64], other: &[u64]) -> bool {
    let mut surplus: FxHashMap<u64, i64> = FxHashMap::default();
    one.iter().for_each(|word| *surplus.entry(*word).or_default() += 1);
    other.iter().for_each(|word| *surplus.entry(*word).or_default() -= 1);
    surplus.values().any(|n| *n > 0) && surplus.values().any(|n| *n < 0)
}

fn mix(state: u64, value: u64) -> u64 {
    let mixed = (state.rotate_left(5) ^ value.wrapping_add(1)).wrapping_mul(MIX);
    mixed ^ (mixed >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_draw_differently_is_the_same() {
        assert_eq!(letters_of("*Don\u{2019}t* say “never”"), letters_of("don't say NEVER"));
        assert_eq!(letters_of("https://example.org/a long"), letters_of("https://exam ple.org/along"));
        assert_ne!(letters_of("one two"), letters_of("two one"));
    }

    #[test]
    fn the_poorer_text_decides() {
        assert_eq!(overlap(&[1, 2, 2], &[2, 1, 3, 4]), 100);
        assert_eq!(overlap(&[1, 2], &[2, 5]), 50);
        assert_eq!(overlap(&[], &[1]), 0);
    }

    #[test]
    fn to_say_more_is_not_to_say_otherwise() {
        assert!(say_otherwise(&[1, 2], &[1, 3]));
        assert!(!say_otherwise(&[1, 2], &[2, 3, 1]));
        assert!(!say_otherwise(&[1, 1], &[1]));
    }
}
