//! Where in a text its words stand.

use unicode_segmentation::UnicodeSegmentation;

// What a byte is within words (UAX #29), as sets of one.
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
/// `_`, which goes with letters and digits, but makes no word by itself.
const BRIDGE: u8 = 4;
/// `:` joins two letters, `,` and `;` two digits, `.` and `'` either.
const JOINS_LETTERS: u8 = 8;
const JOINS_DIGITS: u8 = 16;

const IN_WORDS: u8 = LETTER | DIGIT | BRIDGE;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'_' => BRIDGE,
            b':' => JOINS_LETTERS,
            b',' | b';' => JOINS_DIGITS,
            b'.' | b'\'' => JOINS_LETTERS | JOINS_DIGITS,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// Hands over where each word of a text begins and ends: its words by UAX #29 that have a letter or a digit.
///
/// Text of ASCII takes a short cut; a property test holds both ways together.
#[inline]
pub(super) fn for_each_word(text: &str, mut take: impl FnMut(usize, usize)) {
    if text.is_ascii() {
        split_ascii(text.as_bytes(), take);
    } else {
        text.unicode_word_indices().for_each(|(start, word)| take(start, start + word.len()));
    }
}

#[inline]
fn split_ascii(bytes: &[u8], mut take: impl FnMut(usize, usize)) {
    let class = |at: usize| bytes.get(at).map_or(0, |&byte| CLASSES[usize::from(byte)]);
    // How far it is to the next byte that is in a word, or is not.
    let run = |from: usize, is_in_word: bool| {
        let rest = bytes.get(from..).unwrap_or_default();
        let end = rest.iter().position(|&byte| (CLASSES[usize::from(byte)] & IN_WORDS != 0) != is_in_word);
        end.unwrap_or(rest.len())
    };
    let mut at = run(0, false);
    while at < bytes.len() {
        let start = at;
        at += run(at, true);
        // Most words end before a blank, which joins nothing.
        while class(at) != 0 && is_joint(class(at - 1), class(at), class(at + 1)) {
            at += 1;
            at += run(at, true);
        }
        if class(start) != BRIDGE || bytes[start..at].iter().any(|&byte| byte != b'_') {
            take(start, at);
        }
        at += 1;
        if class(at) & IN_WORDS == 0 {
            at += run(at, false);
        }
    }
}

/// Tells whether a byte joins the one before it and the one behind it to one word.
#[inline]
fn is_joint(before: u8, between: u8, behind: u8) -> bool {
    let joins = match before {
        LETTER => JOINS_LETTERS,
        DIGIT => JOINS_DIGITS,
        _ => return false,
    };
    between & joins != 0 && behind == before
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        for_each_word(text, |start, end| words.push(&text[start..end]));
        words
    }

    #[test]
    fn words_are_those_of_unicode() {
        assert_eq!(
            words("don't 3.5 a_b e.g. x:y 1,000; _ __a \"q\""),
            ["don't", "3.5", "a_b", "e.g", "x:y", "1,000", "__a", "q"]
        );
        assert_eq!(words("naïve “yes”"), ["naïve", "yes"]);
    }

    proptest! {
        #[test]
        fn the_short_cut_leads_to_the_same_words(text in "[ -~\n\t]{0,40}") {
            let expected: Vec<&str> = text.unicode_words().collect();
            prop_assert_eq!(words(&text), expected);
        }

        #[test]
        fn so_it_does_between_letters_digits_and_marks(text in "[ab1_:.,;']{0,12}") {
            let expected: Vec<&str> = text.unicode_words().collect();
            prop_assert_eq!(words(&text), expected);
        }
    }
}
