//! Text that a spreadsheet would run as a formula.

/// Tells whether a spreadsheet might run a text as a formula.
///
/// That is a text that begins with `=`, `+`, `-`, `@`, their full-width forms, a tab, a carriage return or a
/// line feed. Blanks and invisible characters before the sign do not hide it (OWASP, CSV Injection; the
/// full-width forms and invisible characters are an addition of ours).
pub(crate) fn is_formula(text: &str) -> bool {
    match text.as_bytes().first() {
        None => false,
        Some(byte) if byte.is_ascii_alphanumeric() => false,
        Some(b'\t' | b'\r' | b'\n') => true,
        Some(_) => text.chars().find(|&c| !is_skipped(c)).is_some_and(is_sign),
    }
}

fn is_sign(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
}

/// Blanks, and characters that take no room; not those that are signs themselves.
fn is_skipped(c: char) -> bool {
    !is_sign(c) && (c.is_whitespace() || c.is_control() || is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::is_formula;

    #[test]
    fn formulas_are_seen_through_what_is_invisible() {
        for text in ["=1", "+1", "-1", "@a", "\tx", "\rx", "\nx", " =1", "\u{a0}=1", "\u{feff}\u{200b}=1", "\u{ff1d}1"]
        {
            assert!(is_formula(text), "{text:?}");
        }
    }

    #[test]
    fn other_text_is_left_alone() {
        for text in ["", "a=1", "1-1", "'=1", "\"=1\"", " a", "\u{2022} =", "   "] {
            assert!(!is_formula(text), "{text:?}");
        }
    }
}
