//! Words of a text, as numbers that are equal where the words are: without case and punctuation at their ends.

/// The number of a word; [`GAP`] stands for text left out of a quote.
pub(crate) type Word = u32;

/// What `...`, `[...]` and `[snip]` are read as.
pub(crate) const GAP: Word = 0;

/// Appends the words of a text to `words`; gives how many there are, without gaps.
///
/// Linear in the text. Words are runs without blanks that hold a letter or a digit.
pub(crate) fn push_words(text: &str, words: &mut Vec<Word>) -> u32 {
    let mut count = 0;
    for token in text.as_bytes().split(|byte| *byte == b' ') {
        let core = core(token);
        if !core.is_empty() {
            words.push(number(core));
            count += 1;
        } else if is_gap(token) {
            words.push(GAP);
        }
    }
    count
}

/// One past the byte of `text` where its word number `count` (from 1) ends, with the punctuation that follows it.
pub(crate) fn end_of_word(text: &str, count: usize) -> Option<usize> {
    let mut seen = 0;
    let mut start = 0;
    for token in text.split_inclusive(' ') {
        let end = start + token.trim_end_matches(' ').len();
        if !core(token.trim_end_matches(' ').as_bytes()).is_empty() {
            seen += 1;
            if seen == count {
                return Some(end);
            }
        }
        start += token.len();
    }
    None
}

/// A token without the punctuation at its ends.
fn core(token: &[u8]) -> &[u8] {
    match token {
        [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() => token,
        _ => trimmed(token),
    }
}

fn trimmed(token: &[u8]) -> &[u8] {
    let mut token = token;
    while let Some((&first, rest)) = token.split_first() {
        token = match (is_word_byte(first), punctuation_at_start(token)) {
            (true, None) => break,
            (true, Some(len)) => token.get(len..).unwrap_or_default(),
            (false, _) => rest,
        };
    }
    while let Some((&last, rest)) = token.split_last() {
        token = match (is_word_byte(last), punctuation_at_end(token)) {
            (true, None) => break,
            (true, Some(len)) => token.get(..token.len() - len).unwrap_or_default(),
            (false, _) => rest,
        };
    }
    token
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// General punctuation (U+2000 to U+206F: dashes, curly quotes, the ellipsis) is three bytes from E2 80 or E2 81.
fn punctuation_at_start(token: &[u8]) -> Option<usize> {
    matches!(token, [0xE2, 0x80 | 0x81, _, ..]).then_some(3)
}

fn punctuation_at_end(token: &[u8]) -> Option<usize> {
    matches!(token, [.., 0xE2, 0x80 | 0x81, _]).then_some(3)
}

/// Tells whether a token without letters stands for text that was left out.
fn is_gap(token: &[u8]) -> bool {
    let dots = token.iter().filter(|byte| **byte == b'.').count();
    dots >= 2 || matches!(token, [.., 0xE2, 0x80, 0xA6] | [0xE2, 0x80, 0xA6, ..])
}

const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// Mixes a word's bytes, in lower case, into a number that is never [`GAP`].
fn number(word: &[u8]) -> Word {
    let mut state = (word.len() as u64).wrapping_mul(MIX);
    let mut chunks = word.chunks_exact(8);
    for chunk in chunks.by_ref() {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        state = mix(state, u64::from_le_bytes(eight) | LOWER);
    }
    let rest = chunks.remainder();
    let mut eight = [0; 8];
    for (to, from) in eight.iter_mut().zip(rest) {
        *to = *from;
    }
    state = mix(state, u64::from_le_bytes(eight) | LOWER);
    u32::try_from(state >> 32).unwrap_or(1) | 1
}

/// The bit that tells a small ASCII letter from its capital.
const LOWER: u64 = 0x2020_2020_2020_2020;

fn mix(state: u64, value: u64) -> u64 {
    let mixed = (state ^ value).wrapping_mul(MIX);
    mixed ^ (mixed >> 29)
}

#[cfg(test)]
mod tests {
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
}
