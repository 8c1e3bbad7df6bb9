//! Text that XML can hold.

use std::borrow::Cow;

/// A text with U+FFFD in place of each character that no document of XML 1.0 may hold, however it is written.
pub(crate) fn with_characters(text: &str) -> Cow<'_, str> {
    // Most texts are of plain characters.
    if text.bytes().all(|byte| (b' '..0xef).contains(&byte) || matches!(byte, b'\t' | b'\n'))
        || text.chars().all(is_character)
    {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_character(c) { c } else { char::REPLACEMENT_CHARACTER }).collect())
}

/// The same for what must stay different from others: each character that is replaced is told by its number behind the
/// U+FFFD, and so is a U+FFFD of the text itself.
pub(crate) fn id_with_characters(text: &str) -> Cow<'_, str> {
    let stays = |c: char| is_character(c) && c != char::REPLACEMENT_CHARACTER;
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let told = |c: char| if stays(c) { c.to_string() } else { format!("\u{fffd}{:x};", u32::from(c)) };
    Cow::Owned(text.chars().map(told).collect())
}

/// The production Char of XML 1.0 (fifth edition, section 2.2).
fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_document_may_hold_is_marked() {
        assert_eq!(with_characters("a\u{1}b\u{1b}\u{fffe}\u{ffff}\0"), "a\u{fffd}b\u{fffd}\u{fffd}\u{fffd}\u{fffd}");
        for text in ["", "tea\t\r\n", "é 日 \u{1f375}", "\u{85}\u{7f}\u{fffd}"] {
            assert!(matches!(with_characters(text), Cow::Borrowed(_)), "{text:?}");
        }
    }

    #[test]
    fn what_is_told_apart_stays_apart() {
        let ids =
            ["a\u{1}", "a\u{2}", "a\u{fffd}", "a\u{fffd}1;", "a"].map(|text| id_with_characters(text).into_owned());
        assert_eq!(ids, ["a\u{fffd}1;", "a\u{fffd}2;", "a\u{fffd}fffd;", "a\u{fffd}fffd;1;", "a"]);
    }
}
