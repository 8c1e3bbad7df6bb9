//! Files that hold no text.

use crate::input::decode::Refusal;

/// How the files of some kinds begin, and what they are called.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x7fELF", "an ELF program"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "gzip data"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "a zip archive"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\0", "xz data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1\0\0", "an Arrow file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
];

/// Refuses bytes that begin as the files of a known kind do.
pub(crate) fn check_magic(bytes: &[u8]) -> Result<(), Refusal> {
    let known = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic));
    match known {
        Some(&(_, found)) => Err(Refusal::at_start(found, help_for(found))),
        None => Ok(()),
    }
}

fn help_for(found: &str) -> &'static str {
    if found.ends_with("data") || found.ends_with("archive") {
        "unpack it first"
    } else {
        "save the page as HTML or text and give that"
    }
}

/// Refuses bytes of which so many are NUL that they are no text.
///
/// Returns how many NULs there are.
pub(crate) fn check_nuls(bytes: &[u8]) -> Result<usize, Refusal> {
    let mut nuls = memchr::memchr_iter(0, bytes);
    let Some(first) = nuls.next() else {
        return Ok(0);
    };
    let n_nuls = 1 + nuls.count();
    if is_flood(n_nuls, bytes.len()) { Err(binary(first)) } else { Ok(n_nuls) }
}

/// Refuses bytes, already known not to be UTF-8, of which many are control codes that no text has.
pub(crate) fn check_controls(bytes: &[u8]) -> Result<(), Refusal> {
    let mut controls = (0..).zip(bytes).filter(|&(_, &byte)| is_control(byte)).map(|(offset, _)| offset);
    let Some(first) = controls.next() else {
        return Ok(());
    };
    if is_flood(1 + controls.count(), bytes.len()) { Err(binary(first)) } else { Ok(()) }
}

/// Whether so many of so many bytes are too many: more than eight, and more than one in fifty.
fn is_flood(n: usize, of: usize) -> bool {
    n > 8 && n.saturating_mul(50) > of
}

fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x08 | 0x0b | 0x0c | 0x1b)
}

fn binary(offset: usize) -> Refusal {
    Refusal::at(offset, "binary data", "save the page as HTML or text and give that")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named() {
        let found = |bytes| check_magic(bytes).err().map(|refusal| refusal.found);
        assert_eq!(found(b"\x7fELF\x02"), Some("an ELF program".to_owned()));
        assert_eq!(found(b"%PDF-1.7\n"), Some("a PDF document".to_owned()));
        assert_eq!(found(b"PK is a name"), None);
    }

    #[test]
    fn a_few_nuls_are_text_and_many_are_not() {
        assert!(matches!(check_nuls(b"ab\0c"), Ok(1)));
        assert!(matches!(check_nuls(&[0; 4096]), Err(Refusal { offset: 0, .. })));
        assert!(check_controls(&[0xff; 100]).is_ok());
        assert!(check_controls(&[b'a', 1, 2, 3, 4, 5, 6, 7, 14, 15]).is_err());
    }
}
