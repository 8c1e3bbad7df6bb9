//! What spreadsheets make of text and numbers, and what they hold.

use crate::grammar::MONTHS;

/// A spreadsheet's cell holds so many units of UTF-16 (Microsoft's specifications and limits of Excel).
pub(crate) const MAX_UNITS: usize = 32_767;
/// A sheet holds so many rows, its header among them (as above).
pub const MAX_ROWS: u64 = 1_048_576;
/// Numbers of more digits lose some (as above).
pub(crate) const MAX_DIGITS: u32 = 15;
/// What a text ends with that was cut at the limit.
pub(crate) const CUT: &str = "… [cut]";

/// The beginning of a text that a cell of so many units holds, with room for the mark; `None` of a text that it holds whole.
pub(crate) fn cut(text: &str, max_units: usize) -> Option<&str> {
    // No character has more units than bytes.
    if text.len() <= max_units || text.encode_utf16().count() <= max_units {
        return None;
    }
    let room = max_units.saturating_sub(CUT.encode_utf16().count());
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > room
    });
    Some(end.map_or(text, |(end, _)| &text[..end]))
}

/// Tells whether a number loses digits.
pub(crate) fn loses_digits(number: u64) -> bool {
    number >= 10_u64.pow(MAX_DIGITS)
}

/// Longer texts are no numbers and no dates.
const MAX_VALUE: usize = 40;
/// The letters that stand in numbers, dates and times, besides names of months: exponents, morning and evening, the T and Z of
/// ISO 8601.
const LETTERS: [&str; 7] = ["e", "am", "pm", "a", "p", "t", "z"];

/// Tells whether a spreadsheet would take a text for a number, a date, a time or a truth.
///
/// That is a short text with a digit in which all letters belong to months, exponents and times, such as `1/2`, `SEPT1`,
/// `1E5` or `1.3.2`; and `true` and `false`.
pub(crate) fn is_value(text: &str) -> bool {
    if text.len() > MAX_VALUE {
        return false;
    }
    let text = text.trim();
    if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") {
        return true;
    }
    let is_letter = |c: char| c.is_alphabetic();
    let mut words = text.split(|c| !is_letter(c)).filter(|word| !word.is_empty());
    text.contains(char::is_numeric) && words.all(stands_in_values)
}

fn stands_in_values(word: &str) -> bool {
    let word = word.to_lowercase();
    let is_month = |month: &&str| word.len() >= 3 && month.starts_with(&word);
    LETTERS.contains(&word.as_str()) || word == "sept" || MONTHS.iter().any(is_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_value_is_seen() {
        for text in [
            "3-1",
            "1/2",
            "SEPT1",
            "1E5",
            "00123",
            "TRUE",
            "false",
            "1.3.2",
            "12:30 pm",
            "2023-10-06T02:08",
            "$5",
            "5 %",
            "(3)",
            " 7 ",
            "Mar 3, 2020",
            "１２",
        ] {
            assert!(is_value(text), "{text}");
        }
    }

    #[test]
    fn other_text_is_left_alone() {
        for text in ["", "tea", "5 cups", "version 2", "mayor 3", "a", "…", "truer", "e", "1 and 2"] {
            assert!(!is_value(text), "{text}");
        }
        assert!(!is_value(&"1".repeat(41)));
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(cut(&"a".repeat(MAX_UNITS), MAX_UNITS), None);
        for letter in ["a", "é", "\u{1f375}"] {
            let text = letter.repeat(MAX_UNITS + 1);
            let whole = cut(&text, MAX_UNITS).map(|kept| format!("{kept}{CUT}")).unwrap_or_default();
            let units = whole.encode_utf16().count();
            assert!(units <= MAX_UNITS && units + letter.encode_utf16().count() > MAX_UNITS, "{units}");
        }
        assert!(loses_digits(1_000_000_000_000_000) && !loses_digits(999_999_999_999_999));
    }
}
