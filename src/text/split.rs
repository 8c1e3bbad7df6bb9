//! Where in a text its words stand.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use wide::u8x16;

use crate::text::{BLOCK, mask, within};

/// Finds words: those of a text by UAX #29 that have a letter or a digit.
///
/// ASCII is looked at 64 bytes at a time. Where other characters stand, from blank to blank, words are found one character
/// after the other. A property test holds both ways together.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    padded: Vec<u8>,
    /// Where words begin and end, in turn.
    edges: Vec<u32>,
}

/// The words of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Split<'a> {
    /// Where each begins and ends.
    pub(crate) words: &'a [[u32; 2]],
    /// The text, with more than a block of blanks behind it.
    pub(crate) padded: &'a [u8],
}

impl Splitter {
    /// Finds the words of a text; linear in its length.
    pub(crate) fn split(&mut self, text: &str) -> Split<'_> {
        self.edges.clear();
        self.padded.clear();
        self.padded.extend_from_slice(text.as_bytes());
        self.padded.extend_from_slice(&[b' '; 2 * BLOCK]);
        let mut from = 0;
        while let Some(others) = next_others(text.as_bytes(), from) {
            self.split_ascii(from..others.start);
            from = others.end;
            for (at, word) in text[others.clone()].unicode_word_indices() {
                let start = others.start + at;
                self.edges.extend([start, start + word.len()].map(|edge| edge as u32));
            }
        }
        self.split_ascii(from..text.len());
        Split { words: self.edges.as_chunks().0, padded: &self.padded }
    }

    /// Finds the words of a stretch of ASCII, behind which stands a blank or nothing.
    fn split_ascii(&mut self, stretch: Range<usize>) {
        let first = self.edges.len();
        let (mut before, mut has_bridges) = (Classes::default(), false);
        for from in stretch.clone().step_by(BLOCK) {
            let Some((block, behind)) = self.padded[from..].split_first_chunk() else { break };
            let classes = Classes::of(block, stretch.end - from, &before, behind[0]);
            has_bridges |= classes.bridges != 0;
            let words = classes.words();
            let mut edges = words ^ (words << 1 | before.words() >> (BLOCK - 1));
            while edges != 0 {
                self.edges.push(from as u32 + edges.trailing_zeros());
                edges &= edges - 1;
            }
            before = classes;
        }
        if before.words() >> (BLOCK - 1) != 0 {
            self.edges.push(stretch.end as u32);
        }
        if has_bridges {
            self.drop_bridges(first);
        }
    }

    /// Drops what has neither a letter nor a digit, from an edge on.
    fn drop_bridges(&mut self, first: usize) {
        let mut to = first;
        for at in (first..self.edges.len()).step_by(2) {
            let (start, end) = (self.edges[at], self.edges[at + 1]);
            if self.padded[start as usize..end as usize].iter().any(|&byte| byte != b'_') {
                (self.edges[to], self.edges[to + 1]) = (start, end);
                to += 2;
            }
        }
        self.edges.truncate(to);
    }
}

/// What the bytes of a block are within words (UAX #29), a bit of each mask for each byte.
#[derive(Clone, Copy, Debug, Default)]
struct Classes {
    letters: u64,
    digits: u64,
    /// `_`, which goes with letters and digits, but makes no word by itself.
    bridges: u64,
    /// `:` joins two letters, `,` and `;` two digits, `.` and `'` either.
    joints: u64,
}

impl Classes {
    /// The classes of the first `len` bytes of a block, between the block before it and the byte behind it.
    #[inline]
    fn of(block: &[u8; BLOCK], len: usize, before: &Self, behind: u8) -> Self {
        let kept = if len < BLOCK { (1 << len) - 1 } else { u64::MAX };
        let is = |byte: u8| move |bytes: u8x16| bytes.simd_eq(u8x16::splat(byte));
        let letters = kept & mask(block, |bytes| within(bytes | u8x16::splat(b' '), b'a', b'z'));
        let digits = kept & mask(block, |bytes| within(bytes, b'0', b'9'));
        let join_either = mask(block, |bytes| is(b'.')(bytes) | is(b'\'')(bytes));
        let join_letters = join_either | mask(block, is(b':'));
        let join_digits = join_either | mask(block, |bytes| is(b',')(bytes) | is(b';')(bytes));
        let joints = join_letters & between(letters, before.letters, behind.is_ascii_alphabetic())
            | join_digits & between(digits, before.digits, behind.is_ascii_digit());
        Self { letters, digits, bridges: kept & mask(block, is(b'_')), joints }
    }

    #[inline]
    fn words(&self) -> u64 {
        self.letters | self.digits | self.bridges | self.joints
    }
}

/// The bits that stand between two of a mask, whose last one in the block before is known, and the first one behind it.
#[inline]
fn between(ones: u64, before: u64, is_behind: bool) -> u64 {
    (ones << 1 | before >> (BLOCK - 1)) & (ones >> 1 | u64::from(is_behind) << (BLOCK - 1))
}

/// The next stretch of a text with other characters than ASCII, from blank to blank, with the blanks before it, which go with a
/// mark behind them.
fn next_others(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let first = from + first_other(&bytes[from..])?;
    let is_letter = |byte: &u8| *byte != b' ';
    let run = bytes[from..first].iter().rposition(|byte| *byte == b' ').map_or(from, |at| from + at);
    let start = bytes[from..run].iter().rposition(is_letter).map_or(from, |at| from + at + 1);
    let mut end = first;
    loop {
        end += bytes[end..].iter().position(|byte| *byte == b' ').unwrap_or(bytes.len() - end);
        let next = end + bytes[end..].iter().position(is_letter).unwrap_or_default();
        if bytes.get(next).is_none_or(u8::is_ascii) {
            return Some(start..end);
        }
        end = next;
    }
}

/// Where the first byte stands that is none of ASCII.
fn first_other(bytes: &[u8]) -> Option<usize> {
    let chunks = bytes.chunks(BLOCK).take_while(|chunk| chunk.is_ascii()).count();
    let from = (chunks * BLOCK).min(bytes.len());
    bytes[from..].iter().position(|byte| !byte.is_ascii()).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut splitter = Splitter::default();
        let split = splitter.split(text);
        assert_eq!(&split.padded[..text.len()], text.as_bytes());
        split.words.iter().map(|&[start, end]| &text[start as usize..end as usize]).collect()
    }

    #[test]
    fn words_are_those_of_unicode() {
        assert_eq!(
            words("don't 3.5 a_b e.g. x:y 1,000; _ __a \"q\""),
            ["don't", "3.5", "a_b", "e.g", "x:y", "1,000", "__a", "q"]
        );
        assert_eq!(words("naïve “yes”"), ["naïve", "yes"]);
        assert_eq!(words("tea  \u{93e}x naïve"), ["tea", "  \u{93e}", "x", "naïve"]);
    }

    #[test]
    fn words_go_on_from_block_to_block() {
        for (before, word) in (0..130).flat_map(|n| ["tea", "it's", "a.b", "1,5", "a_", "tea."].map(|word| (n, word))) {
            let text = format!("{}{word} tea", "-".repeat(before));
            assert_eq!(words(&text), text.unicode_words().collect::<Vec<_>>());
            let text = &text[..before + word.len()];
            assert_eq!(words(text), text.unicode_words().collect::<Vec<_>>());
        }
    }

    proptest! {
        #[test]
        fn the_short_cut_leads_to_the_same_words(text in "[ -~\n\t]{0,200}") {
            let expected: Vec<&str> = text.unicode_words().collect();
            prop_assert_eq!(words(&text), expected);
        }

        #[test]
        fn so_it_does_between_letters_digits_and_marks(text in "[ab1_:.,;']{0,150}") {
            let expected: Vec<&str> = text.unicode_words().collect();
            prop_assert_eq!(words(&text), expected);
        }

        #[test]
        fn so_it_does_around_other_characters(
            text in "([ ab1_.'\n]{0,9}[ é\u{301}\u{93e}\u{200d}\u{3000}\u{2003}\u{1f1e6}\u{5d0}\u{30a2}“’·]{0,2}){0,20}",
        ) {
            let expected: Vec<&str> = text.unicode_words().collect();
            prop_assert_eq!(words(&text), expected);
        }

        #[test]
        fn so_it_does_among_any_characters(text in "(\\PC| |a){0,40}") {
            let expected: Vec<&str> = text.unicode_words().collect();
            prop_assert_eq!(words(&text), expected);
        }
    }
}
