//! Words of a text, as numbers that are equal where the words are: without case and punctuation at their ends.
//!
//! Every word of every body is counted, so that this is the busiest part of reading a thread: 64 bytes are looked at as
//! masks of blanks and letters, and a word's first letter is found by the carry of an addition.

use crate::text::{BLOCK, Block};

/// The number of a word; [`GAP`] stands for text left out of a quote.
pub(crate) type Word = u32;

/// What `...`, `[...]` and `[snip]` are read as.
pub(crate) const GAP: Word = 0;

/// Counts the words of a text: runs without blanks that hold a letter or a digit. Linear in the text.
pub(crate) fn count_words(text: &str) -> u32 {
    count_from(text, Block::at(text.as_bytes(), 0))
}

/// The same where the text's first block is known.
pub(crate) fn count_from(text: &str, first: Block) -> u32 {
    let bytes = text.as_bytes();
    let (mut seeking, mut others) = (1, first.others);
    let mut words = word_starts(first, &mut seeking).count_ones();
    for base in (BLOCK..bytes.len()).step_by(BLOCK) {
        let block = Block::at(bytes, base);
        words += word_starts(block, &mut seeking).count_ones();
        others |= block.others;
    }
    if others != 0 && has_punctuation(text) { scan_tokens(bytes, |_, _| {}) } else { words }
}

/// Counts the words of a text, and shows each word's first byte and a number of the eight bytes from there on, without
/// case, to `visit`. Linear in the text.
#[inline]
pub(crate) fn scan(text: &str, mut visit: impl FnMut(usize, u32)) -> u32 {
    let bytes = text.as_bytes();
    if has_punctuation(text) {
        return scan_tokens(bytes, visit);
    }
    let mut words = 0;
    each_block(bytes, |base, mut starts| {
        words += starts.count_ones();
        while starts != 0 {
            let at = base.wrapping_add(starts.trailing_zeros() as usize);
            visit(at, mixed(eight_at(bytes, at) | LOWER));
            starts &= starts - 1;
        }
    });
    words
}

/// Tells whether a text may hold general punctuation, which is neither ASCII nor part of a word.
fn has_punctuation(text: &str) -> bool {
    memchr::memchr(0xE2, text.as_bytes()).is_some()
}

/// Shows where words begin, 64 bytes at a time: the first of them and a bit for each.
#[inline]
fn each_block(bytes: &[u8], mut show: impl FnMut(usize, u64)) {
    let mut seeking = 1;
    for base in (0..bytes.len()).step_by(BLOCK) {
        show(base, word_starts(Block::at(bytes, base), &mut seeking));
    }
}

/// The first letters of the words of a block; `seeking` is 1 where the block begins before such a letter.
#[inline]
fn word_starts(Block { blanks, letters, .. }: Block, seeking: &mut u64) -> u64 {
    let begins = (blanks << 1) | *seeking;
    let rest = !(blanks | letters);
    // Where a token begins with punctuation, the addition's carry runs over it to what follows.
    let (run, passed) = (begins & rest).overflowing_add(rest);
    *seeking = (blanks >> (BLOCK - 1)) | u64::from(passed);
    (begins | (run & !rest)) & letters
}

/// The same as [`scan`], token by token.
#[inline]
fn scan_tokens(bytes: &[u8], mut visit: impl FnMut(usize, u32)) -> u32 {
    let (mut at, mut words) = (0, 0);
    while at < bytes.len() {
        let eight = eight_at(bytes, at);
        if class(eight) == Class::Letter {
            words += 1;
            visit(at, mixed(eight | LOWER));
            let len = first_zero(eight ^ BLANKS) as usize;
            at = if len < LANE { at + len + 1 } else { next_blank(bytes, at + LANE) + 1 };
        } else {
            let (from, next) = other_word(bytes, at);
            if let Some(from) = from {
                words += 1;
                visit(from, mixed(eight_at(bytes, from) | LOWER));
            }
            at = next;
        }
    }
    words
}

/// Where the word of a token begins that does not begin with a letter, if it holds one; and where the next token does.
#[inline(never)]
fn other_word(bytes: &[u8], at: usize) -> (Option<usize>, usize) {
    let end = next_blank(bytes, at);
    let (from, to) = core(bytes, at, end);
    ((from < to).then_some(from), end + 1)
}

/// Numbers of the eight bytes of a text from `at` on, and of the sixteen where there are as many, without case.
pub(crate) fn beginnings(text: &str, at: usize) -> (u32, Option<u32>) {
    let bytes = text.as_bytes();
    let first = eight_at(bytes, at) | LOWER;
    (mixed(first), eight_of(bytes, at + LANE).map(|second| mixed(mix(first, second | LOWER))))
}

/// A number of eight bytes.
fn mixed(eight: u64) -> u32 {
    (eight.wrapping_mul(MIX) >> 32) as u32
}

/// What the first of eight bytes is.
fn class(eight: u64) -> Class {
    CLASSES[(eight & 0xFF) as usize]
}

/// Bytes that are looked at as one number.
const LANE: usize = 8;
const HIGH: u64 = 0x8080_8080_8080_8080;
const ONES: u64 = 0x0101_0101_0101_0101;
const BLANKS: u64 = ONES * b' ' as u64;

/// How many bytes stand before the first that is zero: 8 where none is.
fn first_zero(eight: u64) -> u32 {
    (eight.wrapping_sub(ONES) & !eight & HIGH).trailing_zeros() / 8
}

/// The eight bytes from `at` on, if there are as many.
fn eight_of(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The eight bytes from `at` on; blanks stand for those that are missing.
#[inline]
fn eight_at(bytes: &[u8], at: usize) -> u64 {
    eight_of(bytes, at).unwrap_or_else(|| last_at(bytes, at))
}

/// The same where fewer than eight bytes follow.
#[inline(never)]
fn last_at(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    let missing = 8 * u32::try_from(LANE - rest.len()).unwrap_or(0);
    let blanks = BLANKS.checked_shl(u64::BITS - missing).unwrap_or(0);
    match bytes.last_chunk() {
        Some(last) => u64::from_le_bytes(*last).checked_shr(missing).unwrap_or(0) | blanks,
        None => rest.iter().rev().fold(0, |eight, byte| (eight << 8) | u64::from(*byte)) | blanks,
    }
}

/// Shows the words of a text and its gaps in their order to `visit`, each with its first byte, until that wants no more.
/// `first` is the text's first block.
#[inline]
pub(crate) fn each_word(text: &str, first: Block, mut visit: impl FnMut(usize, Word) -> bool) {
    let (bytes, mut base, mut block) = (text.as_bytes(), 0, first);
    while base < bytes.len() {
        let mut unread = !block.blanks;
        while let Some(token) = token(&mut unread, block) {
            if word(bytes, base, token, block).is_some_and(|(from, word)| !visit(from, word)) {
                return;
            }
        }
        // What the block ends in the middle of is read in a block of its own, and alone where it is longer than one.
        let mut next = base + unread.trailing_zeros() as usize;
        if next == base {
            let end = next_blank(bytes, base);
            if any_word(bytes, base, end).is_some_and(|(from, word)| !visit(from, word)) {
                return;
            }
            next = end + 1;
        }
        (base, block) = (next, Block::at(bytes, next));
    }
}

/// The next token of a block, as its bytes' bits; `None` where the block does not hold the blank behind it.
#[inline]
fn token(unread: &mut u64, block: Block) -> Option<u64> {
    let end = lowest(block.blanks & lowest(*unread).wrapping_neg());
    if end == 0 {
        return None;
    }
    let token = *unread & (end - 1);
    *unread &= end.wrapping_neg();
    Some(token)
}

/// The word or gap of a token, which are bits of a block; and its first byte.
#[inline(always)]
fn word(bytes: &[u8], base: usize, token: u64, block: Block) -> Option<(usize, Word)> {
    let letters = token & block.letters;
    let at = |bit: u32| base.wrapping_add(bit as usize);
    let bounds = |mask: u64| (at(mask.trailing_zeros()), at(u64::BITS - mask.leading_zeros()));
    if letters == 0 || token & block.others != 0 {
        let (start, end) = bounds(token);
        return any_word(bytes, start, end);
    }
    let (from, to) = bounds(letters);
    Some((from, number(bytes, from, to)))
}

/// The word or gap of any token; `None` for punctuation alone.
#[inline(never)]
fn any_word(bytes: &[u8], start: usize, end: usize) -> Option<(usize, Word)> {
    let (from, to) = core(bytes, start, end);
    if from < to {
        return Some((from, number(bytes, from, to)));
    }
    is_gap(bytes.get(start..end).unwrap_or_default()).then_some((from, GAP))
}

/// The lowest bit that is set.
fn lowest(mask: u64) -> u64 {
    mask & mask.wrapping_neg()
}

/// Appends the words and gaps of a text to `words`.
pub(crate) fn push_words(text: &str, words: &mut Vec<Word>) {
    words.reserve(text.len() / 4);
    each_word(text, Block::at(text.as_bytes(), 0), |_, word| {
        words.push(word);
        true
    });
}

/// What a byte is in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// An ASCII letter or digit.
    Letter,
    /// Any other ASCII character.
    Mark,
    /// Part of another character.
    Other,
}

/// What each byte is.
static CLASSES: [Class; 256] = {
    let mut table = [Class::Other; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = if byte.is_ascii_alphanumeric() { Class::Letter } else { Class::Mark };
        byte += 1;
    }
    table
};

/// The place of the next blank from `at` on, or the end.
fn next_blank(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = eight_of(bytes, at) {
        let len = first_zero(eight ^ BLANKS) as usize;
        at += len;
        if len < LANE {
            return at;
        }
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| *byte == b' ').unwrap_or(rest.len())
}

/// One past the byte of `text` where its word number `count` (from 1) ends, with the punctuation that follows it.
pub(crate) fn end_of_word(text: &str, count: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut seen, mut start) = (0, 0);
    while start < bytes.len() {
        let end = next_blank(bytes, start);
        let (from, to) = core(bytes, start, end);
        seen += usize::from(from < to);
        if seen == count {
            return Some(end);
        }
        start = end + 1;
    }
    None
}

/// Where the token at `start..end` begins and ends without the punctuation around it.
fn core(bytes: &[u8], start: usize, end: usize) -> (usize, usize) {
    let token = bytes.get(start..end).unwrap_or_default();
    match token {
        [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() => (start, end),
        _ => {
            let (from, to) = trimmed(token);
            (start + from, start + to)
        }
    }
}

fn trimmed(token: &[u8]) -> (usize, usize) {
    let (mut from, mut to) = (0, token.len());
    while let Some(rest) = token.get(from..to).filter(|rest| !rest.is_empty()) {
        match rest {
            [0xE2, 0x80 | 0x81, _, ..] => from += PUNCTUATION,
            [first, ..] if !is_word_byte(*first) => from += 1,
            [.., 0xE2, 0x80 | 0x81, _] => to -= PUNCTUATION,
            [.., last] if !is_word_byte(*last) => to -= 1,
            _ => break,
        }
    }
    (from, to)
}

/// General punctuation (U+2000 to U+206F: dashes, curly quotes, the ellipsis) is three bytes from E2 80 or E2 81.
const PUNCTUATION: usize = 3;

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// Tells whether a token without letters stands for text that was left out.
fn is_gap(token: &[u8]) -> bool {
    let dots = token.iter().filter(|byte| **byte == b'.').count();
    dots >= 2 || matches!(token, [.., 0xE2, 0x80, 0xA6] | [0xE2, 0x80, 0xA6, ..])
}

const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// Mixes the word at `from..to`, in lower case, into a number that is never [`GAP`].
#[inline]
fn number(bytes: &[u8], from: usize, to: usize) -> Word {
    let len = to.wrapping_sub(from);
    if len < LANE {
        finished(short(eight_at(bytes, from), len).wrapping_mul(MIX))
    } else {
        long_number(bytes, from, to)
    }
}

#[inline(never)]
fn long_number(bytes: &[u8], from: usize, to: usize) -> Word {
    let mut state = begun((to - from) as u64);
    for at in (from..to).step_by(LANE) {
        let eight = eight_at(bytes, at);
        state = mix(state, if to - at < LANE { short(eight, to - at) } else { eight | LOWER });
    }
    finished(state)
}

/// The first of eight bytes, fewer than eight, in lower case; in place of the others are blanks, which no word has.
fn short(eight: u64, len: usize) -> u64 {
    static KEPT: [u64; LANE] =
        [0, 0xFF, 0xFFFF, 0xFF_FFFF, 0xFFFF_FFFF, 0xFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF, 0xFF_FFFF_FFFF_FFFF];
    (eight & KEPT[len % LANE]) | LOWER
}

fn begun(len: u64) -> u64 {
    len.wrapping_mul(MIX)
}

fn finished(state: u64) -> Word {
    (state >> 32) as u32 | 1
}

/// The bit that tells a small ASCII letter from its capital.
const LOWER: u64 = ONES * 0x20;

fn mix(state: u64, value: u64) -> u64 {
    let mixed = (state ^ value).wrapping_mul(MIX);
    mixed ^ (mixed >> 29)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        push_words(text, &mut words);
        words
    }

    #[test]
    fn words_are_equal_without_case_and_punctuation() {
        assert_eq!(words("\u{201c}Security services\u{201d}"), words("security SERVICES,"));
        assert_ne!(words("security"), words("securities"));
        assert_eq!(words("a [...] b").get(1), Some(&GAP));
        assert_eq!(words("- -- *"), Vec::<Word>::new());
    }

    #[test]
    fn a_word_ends_behind_its_punctuation() {
        assert_eq!(end_of_word("> \"one two\" three", 2), Some(11));
        assert_eq!(end_of_word("one", 2), None);
    }

    proptest! {
        #[test]
        fn the_count_is_that_of_the_words(text in "[ a-z0-9.\"(\u{e9}\u{2014}-]{0,200}") {
            let listed = words(&text).into_iter().filter(|word| *word != GAP).count();
            prop_assert_eq!(count_words(&text) as usize, listed);
            let (mut found, mut listed) = (Vec::new(), Vec::new());
            scan(&text, |at, eight| found.push((at, eight)));
            scan_tokens(text.as_bytes(), |at, eight| listed.push((at, eight)));
            prop_assert_eq!(found, listed);
        }

        #[test]
        fn a_word_is_the_same_wherever_it_stands(before in "[ .,a]{0,9}", word in "[a-z]{1,20}", after in "[ .,!]{0,9}") {
            let all = words(&format!("{before} {word}{after}"));
            prop_assert!(all.contains(&words(&word)[0]));
        }
    }
}
