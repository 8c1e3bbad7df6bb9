//! Text that a spreadsheet would run as a formula, and the apostrophes that keep it text.
//!
//! A spreadsheet does not only split a file at the commas that stand in it. Where the decimal point is a comma, Excel splits
//! at semicolons, and LibreOffice splits at whatever was ticked last: semicolons, tabs, blanks, colons. A quote then
//! protects nothing, for it stands within a cell and not where one begins, and a line end within a text ends the row. So
//! a cell can begin at the beginning of a text, and behind each separator and line end in it.
//!
//! What is run there was found out with LibreOffice 7.4 and OWASP says it of Excel (CSV Injection): LibreOffice runs only what
//! begins with `=`, Excel also what begins with `+`, `-` or `@`. An apostrophe is put
//!
//! - before a text that begins with a sign, also behind blanks and characters that cannot be seen;
//! - before a sign behind `;`, `|`, a tab or a line end, with nothing between them but blanks, quotes and characters that
//!   cannot be seen. `;-)` is left alone: no formula begins with `-)`;
//! - before a `=` behind a blank, a colon or a comma, unless a blank or the end follows: a lone `=` is no formula. Nobody
//!   has Excel split at these without asking for it, and ` - `, `: -1`, `:-)` and ` @name` stand in every other text, so that
//!   the other signs stay as they are.
//!
//! Signs are `=`, `+`, `-`, `@` and their full-width forms, which East Asian versions run. The full-width forms and what is seen
//! through are additions of ours. Nothing takes the apostrophes off again; `--raw` writes none.

use wide::u8x16;

/// Tells whether a spreadsheet might run a text as a formula, from its beginning.
///
/// That is a text that begins with a sign, a tab, a carriage return or a line feed, with blanks and invisible characters
/// before it or not.
pub(crate) fn is_formula(text: &str) -> bool {
    match text.as_bytes().first() {
        None => false,
        Some(byte) if byte.is_ascii_alphanumeric() => false,
        Some(b'\t' | b'\r' | b'\n') => true,
        Some(_) => text.chars().find(|&c| !is_skipped(c)).is_some_and(|c| is_sign(c) || is_break(c)),
    }
}

/// Appends to `out` a text with an apostrophe before each sign within it that a spreadsheet might take for the beginning of a
/// formula; tells whether there is one, and appends nothing where there is none.
pub(crate) fn push_marked(out: &mut String, text: &str) -> bool {
    let mut done = 0;
    each_suspect(text.as_bytes(), |at| {
        if let Some(sign) = sign_at(text, at).filter(|&sign| sign > done) {
            out.push_str(&text[done..sign]);
            out.push('\'');
            done = sign;
        }
    });
    if done > 0 {
        out.push_str(&text[done..]);
    }
    done > 0
}

/// Where the sign stands that the suspect byte at `at` makes the beginning of a cell, or that it is itself.
fn sign_at(text: &str, at: usize) -> Option<usize> {
    let (before, from) = text.split_at(at);
    if from.starts_with(['=', '\u{ff1d}']) { after_weak(before, from).then_some(at) } else { after_strong(text, at) }
}

/// The sign behind a separator or a line end at which no program needs to be asked to split.
fn after_strong(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].strip_prefix([';', '|', '\t', '\n', '\r'])?;
    let start = rest.find(|c| !is_skipped(c) && c != '"')?;
    let cell = &rest[start..];
    (cell.starts_with(is_sign) && !cell.starts_with("-)")).then(|| text.len() - cell.len())
}

/// Tells whether an equals sign stands behind a blank, a colon or a comma, and is not alone between blanks.
fn after_weak(before: &str, from: &str) -> bool {
    let last = before.chars().rev().find(|&c| c != '"' && !is_invisible(c));
    let is_alone = || last == Some(' ') && from.chars().nth(1) == Some(' ');
    matches!(last, Some(' ' | ':' | ',')) && !is_alone()
}

/// Bytes that are looked at with one instruction.
const LANES: usize = 16;

/// Goes through the bytes at which [`sign_at`] looks: most texts have few of them.
fn each_suspect(text: &[u8], mut see: impl FnMut(usize)) {
    let (whole, rest) = text.as_chunks();
    for (n, chunk) in whole.iter().enumerate() {
        let mut left = suspects(chunk);
        while left != 0 {
            see(n * LANES + left.trailing_zeros() as usize);
            left &= left - 1;
        }
    }
    let begin = text.len() - rest.len();
    rest.iter().enumerate().filter(|(_, byte)| SUSPECTS.contains(byte)).for_each(|(at, _)| see(begin + at));
}

/// Separators, line ends, `=`, and the first byte of full-width forms.
const SUSPECTS: [u8; 7] = [b';', b'|', b'\t', b'\n', b'\r', b'=', 0xef];

fn suspects(text: &[u8; LANES]) -> u32 {
    let text = u8x16::new(*text);
    let [first, others @ ..] = SUSPECTS.map(|byte| text.simd_eq(u8x16::splat(byte)));
    others.into_iter().fold(first, |all, one| all | one).to_bitmask()
}

fn is_sign(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
}

/// Tabs and line ends, which begin a cell.
fn is_break(c: char) -> bool {
    matches!(c, '\t' | '\r' | '\n')
}

/// Blanks, and characters that take no room; not tabs and line ends.
fn is_skipped(c: char) -> bool {
    !is_break(c) && (c.is_whitespace() || c.is_control() || is_invisible(c))
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
    use super::*;

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

    fn marked(text: &str) -> String {
        let mut out = String::new();
        if push_marked(&mut out, text) { out } else { text.to_owned() }
    }

    #[test]
    fn cells_that_begin_within_a_text_are_marked() {
        for (text, expected) in [
            ("a;=1;b", "a;'=1;b"),
            ("a; =1", "a; '=1"),
            ("a;\u{200b}=1", "a;\u{200b}'=1"),
            ("a;\"=1", "a;\"'=1"),
            ("a;-1+2 and;+x;@y", "a;'-1+2 and;'+x;'@y"),
            ("a|=1\t-2", "a|'=1\t'-2"),
            ("a\n=1\n\n- b\r\n@c", "a\n'=1\n\n'- b\r\n'@c"),
            ("a;\u{ff1d}1;\u{ff0d}1", "a;'\u{ff1d}1;'\u{ff0d}1"),
            ("a =1, x:=2, y,=3", "a '=1, x:'=2, y,'=3"),
            (" =1", " '=1"),
            (";=1", ";'=1"),
            ("a == b", "a '== b"),
            ("a =", "a '="),
            ("a ;=1 which is told in the next sixteen bytes;=2", "a ;'=1 which is told in the next sixteen bytes;'=2"),
        ] {
            assert_eq!(marked(text), expected, "{text:?}");
            assert_eq!(marked(expected), expected, "twice changes nothing");
        }
    }

    #[test]
    fn what_stands_in_every_text_is_left_alone() {
        for text in [
            "see: -1, or - if you like - +1 to @name",
            "a = b, c : d; e",
            "so;-) and :-) and (-:",
            "a=1; b=2",
            "http://example.org/?a=1&b=2",
            "one\ntwo\n\nthree; four | five\tsix",
            "\u{ff01}\u{feff}\u{ff21}",
            "",
        ] {
            assert_eq!(marked(text), text);
        }
    }
}
