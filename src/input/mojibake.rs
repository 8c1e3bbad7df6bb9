//! UTF-8 that was read as windows-1252 once and written as UTF-8 again: `â€¢` for a bullet.

use memchr::memmem;

/// How much of a text is looked at: list marks come early.
const HEAD: usize = 256 * 1024;

/// The characters that windows-1252 has at 0x80 to 0x9F; U+0000 where it has none.
const HIGH_CONTROLS: [char; 32] = [
    '\u{20ac}', '\0', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}', '\u{2030}',
    '\u{160}', '\u{2039}', '\u{152}', '\0', '\u{17d}', '\0', '\0', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}',
    '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\0', '\u{17e}',
    '\u{178}',
];

/// The offset of the first list mark that was encoded twice, in a text whose list marks all are.
///
/// Only marks that begin a line count: people paste garbled words into their comments.
pub(crate) fn find_double_encoded(text: &str) -> Option<usize> {
    let head = text.as_bytes().get(..HEAD.min(text.len()))?;
    let mut starts = memmem::find_iter(head, "\u{e2}".as_bytes());
    let (offset, mark) = starts.find_map(|offset| Some((offset, mark_at(text, offset)?)))?;
    (!text.contains(mark)).then_some(offset)
}

/// The list mark that the three characters at `offset` stand for, where they begin a line.
fn mark_at(text: &str, offset: usize) -> Option<char> {
    let before = text.get(..offset)?.trim_end_matches([' ', '\t', '\u{a0}']);
    if !before.is_empty() && !before.ends_with(['\n', '\r']) {
        return None;
    }
    let garbled = text.get(offset..)?.chars().take(3);
    let bytes: Vec<u8> = garbled.map(byte_of).collect::<Option<_>>()?;
    let mark = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    // Punctuation, arrows, mathematical signs, boxes, geometric shapes and dingbats.
    matches!(mark, '\u{2010}'..='\u{27bf}').then_some(mark)
}

/// Undoes the second encoding. What does not come from it stays as it is.
pub(crate) fn undo(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match byte_of(c) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The byte that windows-1252 writes a character as. Bytes that it has no character for are C1 controls.
fn byte_of(c: char) -> Option<u8> {
    if u32::from(c) < 0x100 {
        return u8::try_from(u32::from(c)).ok();
    }
    let index = HIGH_CONTROLS.iter().position(|&known| known == c)?;
    u8::try_from(0x80 + index).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbled_list_marks_are_found_and_undone() {
        let garbled = "Caf\u{c3}\u{a9}\n  \u{e2}\u{20ac}\u{a2} A title";
        assert_eq!(find_double_encoded(garbled), Some(10));
        assert_eq!(undo(garbled), "Caf\u{e9}\n  \u{2022} A title");
    }

    #[test]
    fn garbled_words_in_a_good_page_are_left_alone() {
        assert_eq!(find_double_encoded("  \u{2022} It\u{e2}\u{20ac}\u{2122}s\n"), None);
        assert_eq!(find_double_encoded("  \u{2022} a\n  \u{e2}\u{20ac}\u{a2} quoted\n"), None);
        assert_eq!(find_double_encoded("\u{e2}ge"), None);
    }

    #[test]
    fn what_was_not_encoded_twice_stays() {
        assert_eq!(undo("\u{e2}\u{20ac}\u{fffd} \u{4e2d}"), "\u{fffd}\u{fffd} \u{4e2d}");
    }
}
