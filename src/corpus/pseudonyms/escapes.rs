//! Characters that a text writes otherwise: as references of HTML, in percents, behind a backslash.

use encoding_rs::WINDOWS_1252;
use quick_xml::escape::resolve_html5_entity;

/// The longest name of a reference of HTML.
const MAX_NAME: usize = 32;
/// The most digits of a reference by number.
const MAX_DIGITS: usize = 8;

/// What stands at the beginning of a text in another way of writing: the characters, and how many bytes write them.
pub(super) fn escaped(text: &str) -> Option<(String, usize)> {
    match text.as_bytes().first()? {
        b'&' => entity(text),
        b'%' => percents(text),
        b'\\' => {
            let mark = text.get(1..2).filter(|mark| mark.bytes().all(|byte| byte.is_ascii_punctuation()))?;
            Some((mark.to_owned(), 2))
        }
        _ => None,
    }
}

/// `&amp;`, `&#39;`, `&#x27;`, also where the ampersand is written so itself (`&amp;#39;`).
fn entity(text: &str) -> Option<(String, usize)> {
    let mut body = text.strip_prefix('&')?;
    while let Some(rest) = body.strip_prefix("amp;") {
        body = rest;
    }
    let n_before = text.len() - body.len();
    match numbered(body).or_else(|| named(body)) {
        Some((written, len)) => Some((written, n_before + len)),
        None => (n_before > 1).then(|| ("&".to_owned(), n_before)),
    }
}

fn named(body: &str) -> Option<(String, usize)> {
    let len = body.bytes().take(MAX_NAME).take_while(u8::is_ascii_alphanumeric).count();
    let name = body.get(..len).filter(|_| body[len..].starts_with(';'))?;
    Some((resolve_html5_entity(name)?.to_owned(), len + 1))
}

fn numbered(body: &str) -> Option<(String, usize)> {
    let number = body.strip_prefix('#')?;
    let digits = number.strip_prefix(['x', 'X']);
    let (digits, radix) = digits.map_or((number, 10), |digits| (digits, 16));
    let len = digits.chars().take(MAX_DIGITS).take_while(|digit| digit.is_digit(radix)).count();
    let code = u32::from_str_radix(&digits[..len], radix).ok()?;
    let behind = &digits[len..];
    let end = body.len() - behind.len() + usize::from(behind.starts_with(';'));
    // Browsers take these for bytes of windows-1252.
    let written = match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9f) => of_byte(byte),
        _ => char::from_u32(code)?.to_string(),
    };
    Some((written, end))
}

/// `%27`, `%C3%AB`, also where the percent is written so itself (`%2527`); what is no UTF-8 is windows-1252.
fn percents(text: &str) -> Option<(String, usize)> {
    let (first, mut len) = percent(text)?;
    if first.is_ascii() {
        return Some((char::from(first).to_string(), len));
    }
    let mut bytes = vec![first];
    let end_of_first = len;
    while bytes.len() < 4 {
        let Some((byte, more)) = percent(&text[len..]).filter(|(byte, _)| !byte.is_ascii()) else { break };
        bytes.push(byte);
        len += more;
        if let Ok(written) = std::str::from_utf8(&bytes) {
            return Some((written.to_owned(), len));
        }
    }
    Some((of_byte(first), end_of_first))
}

/// A byte in percents, and how many bytes write it.
fn percent(text: &str) -> Option<(u8, usize)> {
    let mut body = text.strip_prefix('%')?;
    let hex = |body: &str| body.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let is_double = |body: &str| body.starts_with("25") && hex(&body[2..]).is_some();
    while is_double(body) {
        body = &body[2..];
    }
    let byte = hex(body).filter(|_| !body.starts_with('+'))?;
    Some((byte, text.len() - body.len() + 2))
}

fn of_byte(byte: u8) -> String {
    WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_read_in_whatever_way_they_are_written() {
        for (text, written, len) in [
            ("&amp; x", "&", 5),
            ("&amp;#39;s", "'", 9),
            ("&#x27;s", "'", 6),
            ("&#39s", "'", 4),
            ("&#146;s", "\u{2019}", 6),
            ("&euml;", "ë", 6),
            ("%27s", "'", 3),
            ("%2527s", "'", 5),
            ("%C3%ABx", "ë", 6),
            ("%EBx", "ë", 3),
            ("%E2%98%83", "☃", 9),
            ("\\_x", "_", 2),
        ] {
            assert_eq!(escaped(text), Some((written.to_owned(), len)), "{text}");
        }
        for text in ["& x", "&nothing;", "&#;", "100%", "%zz", "%+1", "\\x", "x", ""] {
            assert_eq!(escaped(text), None, "{text}");
        }
    }
}
