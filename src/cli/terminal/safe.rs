//! Text that cannot steer a terminal.

use std::borrow::Cow;

/// Returns `text` with every character shown that would steer a terminal or turn the direction of writing:
/// C0 and C1 controls (line ends and tabs too), DEL, bidi controls, line separators and tag characters become
/// visible escapes such as `\u{1b}`. Clean text is returned as it is, without a copy.
///
/// Doing so twice changes nothing more.
///
/// ```
/// assert_eq!(rejoinder::cli::terminal::safe("\u{1b}[31mred"), r"\u{1b}[31mred");
/// ```
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(steers) else { return Cow::Borrowed(text) };
    let (clean, rest) = text.split_at(first);
    let mut shown = String::with_capacity(text.len() + 16);
    shown.push_str(clean);
    for character in rest.chars() {
        push_safe(&mut shown, character);
    }
    Cow::Owned(shown)
}

/// As [`safe`], but line ends stay: for texts of several lines that the program wrote around what was given.
pub(crate) fn safe_lines(text: &str) -> String {
    text.split('\n').map(safe).collect::<Vec<_>>().join("\n")
}

fn push_safe(shown: &mut String, character: char) {
    if steers(character) {
        shown.extend(character.escape_unicode());
    } else {
        shown.push(character);
    }
}

/// Tells whether a character would steer a terminal.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_is_not_copied() {
        for text in ["", "plain", "naïve – 日本 👍🏽 e\u{301}", "\u{a0}\u{feff}"] {
            assert!(matches!(safe(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn what_steers_is_shown() {
        let cases = [
            ("a\u{1b}]0;x\u{7}b", r"a\u{1b}]0;x\u{7}b"),
            ("a\r\nb\tc\0", r"a\u{d}\u{a}b\u{9}c\u{0}"),
            ("\u{7f}\u{9b}31m", r"\u{7f}\u{9b}31m"),
            ("\u{202e}\u{2066}\u{200f}\u{61c}", r"\u{202e}\u{2066}\u{200f}\u{61c}"),
            ("\u{e0041}", r"\u{e0041}"),
        ];
        for (text, expected) in cases {
            assert_eq!(safe(text), expected);
            assert_eq!(safe(expected), expected, "twice changes nothing");
        }
        assert_eq!(safe_lines("a\u{8}\nb"), "a\\u{8}\nb");
    }
}
