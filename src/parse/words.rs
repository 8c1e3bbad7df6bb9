//! Words of a text, as numbers that are equal where the words are: without case and punctuation at their ends.
//!
//! Every word of every body is counted, so that this is the busiest part of reading a thread: eight bytes are looked at
//! as one number, 64 as masks of blanks and letters; a word's first letter is found by the carry of an addition.

/// The number of a word; [`GAP`] stands for text left out of a quote.
pub(crate) type Word = u32;

/// What `...`, `[...]` and `[snip]` are read as.
pub(crate) const GAP: Word = 0;

/// Counts the words of a text: runs without blanks that hold a letter or a digit. Linear in the text.
pub(crate) fn count_words(text: &str) -> u32 {
    if has_punctuation(text) {
        return scan_tokens(text.as_bytes(), |_, _| {});
    }
    let mut words = 0;
    each_block(text.as_bytes(), |_, starts| words += starts.count_ones());
    words
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
            let at = base + starts.trailing_zeros() as usize;
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

/// Bytes of a block: a bit of a mask each.
const BLOCK: usize = 64;

/// Shows where words begin, 64 bytes at a time: the first of them and a bit for each.
#[inline]
fn each_block(bytes: &[u8], mut show: impl FnMut(usize, u64)) {
    let mut seeking = 1;
    let mut blocks = bytes.chunks_exact(BLOCK);
    let mut base = 0;
    for block in blocks.by_ref() {
        show(base, word_starts(block, &mut seeking));
        base += BLOCK;
    }
    let rest = blocks.remainder();
    let mut last = [b' '; BLOCK];
    if let Some(to) = last.get_mut(..rest.len()).filter(|to| !to.is_empty()) {
        to.copy_from_slice(rest);
        show(base, word_starts(&last, &mut seeking));
    }
}

/// The first letters of the words of a block; `seeking` is 1 where the block begins before such a letter.
fn word_starts(block: &[u8], seeking: &mut u64) -> u64 {
    let (mut blanks, mut letters) = (0, 0);
    for (lane, eight) in block.chunks_exact(LANE).enumerate() {
        let eight = eight_at(eight, 0);
        blanks |= bits(zeros(eight ^ BLANKS)) << (lane * LANE);
        letters |= bits(alphanumeric(eight)) << (lane * LANE);
    }
    let begins = (blanks << 1) | *seeking;
    let rest = !(blanks | letters);
    // Where a token begins with punctuation, the addition's carry runs over it to what follows.
    let (run, passed) = (begins & rest).overflowing_add(rest);
    *seeking = (blanks >> (BLOCK - 1)) | u64::from(passed);
    (begins | (run & !rest)) & letters
}

/// The highest bit of each byte that is zero.
fn zeros(eight: u64) -> u64 {
    !((eight & LOW).wrapping_add(LOW) | eight) & HIGH
}

/// The highest bit of each byte that is a letter, a digit or no ASCII.
fn alphanumeric(eight: u64) -> u64 {
    let within = |bytes: u64, first: u8, last: u8| {
        let from = bytes.wrapping_add(ONES * u64::from(0x80 - first));
        from & !bytes.wrapping_add(ONES * u64::from(0x7F - last))
    };
    (within((eight | LOWER) & LOW, b'a', b'z') | within(eight & LOW, b'0', b'9') | eight) & HIGH
}

/// The highest bit of each byte, as one byte.
fn bits(eight: u64) -> u64 {
    (eight >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
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
const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
const HIGH: u64 = 0x8080_8080_8080_8080;
const ONES: u64 = 0x0101_0101_0101_0101;
const BLANKS: u64 = ONES * b' ' as u64;

/// How many bytes stand before the first that is zero: 8 where none is.
fn first_zero(eight: u64) -> u32 {
    (eight.wrapping_sub(ONES) & !eight & HIGH).trailing_zeros() / 8
}

/// The eight bytes from `at` on, if there are as many.
fn eight_of(bytes: &[u8], at: usize) -> Option<u64> {
    let eight: [u8; LANE] = bytes.get(at..at + LANE)?.try_into().ok()?;
    Some(u64::from_le_bytes(eight))
}

/// The eight bytes from `at` on; blanks stand for those that are missing.
#[inline]
fn eight_at(bytes: &[u8], at: usize) -> u64 {
    eight_of(bytes, at).unwrap_or_else(|| {
        let rest = bytes.get(at..).unwrap_or_default();
        let missing = BLANKS.checked_shl(8 * u32::try_from(rest.len()).unwrap_or(0)).unwrap_or(0);
        rest.iter().rev().fold(0, |eight, byte| (eight << 8) | u64::from(*byte)) | missing
    })
}

/// The words of a text in their order, and its gaps.
#[derive(Clone, Debug)]
pub(crate) struct Words<'t> {
    bytes: &'t [u8],
    at: usize,
    start: usize,
}

impl<'t> Words<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, start: 0 }
    }

    /// The first byte of the last word.
    pub(crate) fn start(&self) -> usize {
        self.start
    }
}

impl Words<'_> {
    /// A word of fewer than eight bytes with at most one mark behind it, as most are: read with one look. Gives how
    /// far the next token is.
    #[inline]
    fn short(&self) -> Option<(usize, Word)> {
        let eight = eight_at(self.bytes, self.at);
        let token = first_zero(eight ^ BLANKS);
        let byte = |at: u32| CLASSES[(eight.wrapping_shr(at.wrapping_mul(8)) & 0xFF) as usize];
        let len = token.wrapping_sub(u32::from(byte(token.wrapping_sub(1)) == Class::Mark));
        let whole = (1..8).contains(&token) && len > 0 && byte(0) == Class::Letter;
        let whole = whole && byte(len.wrapping_sub(1)) == Class::Letter;
        whole.then(|| (token as usize + 1, finished(mix(begun(len.into()), keep(eight, len) | LOWER))))
    }

    /// Any word, or a gap; `None` for punctuation alone.
    #[inline(never)]
    fn long(&mut self) -> Option<Word> {
        let (start, end) = (self.at, next_blank(self.bytes, self.at));
        self.at = end + 1;
        let (from, to) = core(self.bytes, start, end);
        self.start = from;
        if from < to {
            return Some(number(self.bytes, from, to));
        }
        is_gap(self.bytes.get(start..end).unwrap_or_default()).then_some(GAP)
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    #[inline]
    fn next(&mut self) -> Option<Word> {
        while self.at < self.bytes.len() {
            if let Some((len, word)) = self.short() {
                self.start = self.at;
                self.at += len;
                return Some(word);
            }
            if let Some(word) = self.long() {
                return Some(word);
            }
        }
        None
    }
}

/// Appends the words and gaps of a text to `words`.
pub(crate) fn push_words(text: &str, words: &mut Vec<Word>) {
    words.reserve(text.len() / 4);
    words.extend(Words::of(text));
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
fn number(bytes: &[u8], from: usize, to: usize) -> Word {
    let mut state = begun((to - from) as u64);
    for at in (from..to).step_by(LANE) {
        let eight = eight_at(bytes, at);
        let kept = u32::try_from(to - at).unwrap_or(u32::MAX);
        state = mix(state, keep(eight, kept) | LOWER);
    }
    finished(state)
}

/// The first bytes of eight.
fn keep(eight: u64, bytes: u32) -> u64 {
    if bytes < 8 { eight & !(u64::MAX << (8 * bytes)) } else { eight }
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
        Words::of(text).collect()
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
