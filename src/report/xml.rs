//! Text that XML can hold.

use std::borrow::Cow;

/// A text with U+FFFD in place of each character that no document of XML 1.0 may hold, however it is written.
pub(crate) fn with_characters(text: &str) -> Cow<'_, str> {
    // Most texts are of plain characters.
    if text.bytes().all(|byte| byte >= b' ' && byte < 0xef || matches!(byte, b'\t' | b'\n'))
        || text.chars().all(is_character)
    {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_character(c) { c } else { char::REPLACEMENT_CHARACTER }).collect())
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
}
