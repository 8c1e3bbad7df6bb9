//! Where in a text its words stand.

use unicode_segmentation::UnicodeSegmentation;

/// What a byte is within words (UAX #29).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Letter,
    Digit,
    /// `_`, which goes with letters and digits, but makes no word by itself.
    Bridge,
    /// Joins two letters: `:`.
    MidLetter,
    /// Joins two digits: `,` and `;`.
    MidDigit,
    /// Joins two letters or two digits: `.` and `'`.
    Mid,
}

const CLASSES: [Class; 128] = {
    let mut classes = [Class::Other; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Bridge,
            b':' => Class::MidLetter,
            b',' | b';' => Class::MidDigit,
            b'.' | b'\'' => Class::Mid,
            _ => Class::Other,
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
    let class = |at: usize| bytes.get(at).map_or(Class::Other, |&byte| CLASSES[usize::from(byte & 127)]);
    let mut at = 0;
    while at < bytes.len() {
        let mut last = class(at);
        if !matches!(last, Class::Letter | Class::Digit | Class::Bridge) {
            at += 1;
            continue;
        }
        let start = at;
        let mut is_word = last != Class::Bridge;
        at += 1;
        loop {
            let next = class(at);
            let step = match next {
                Class::Letter | Class::Digit | Class::Bridge => 1,
                Class::MidLetter | Class::Mid if last == Class::Letter && class(at + 1) == Class::Letter => 2,
                Class::MidDigit | Class::Mid if last == Class::Digit && class(at + 1) == Class::Digit => 2,
                _ => break,
            };
            if step == 1 {
                last = next;
            }
            is_word |= next != Class::Bridge;
            at += step;
        }
        if is_word {
            take(start, at);
        }
    }
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
