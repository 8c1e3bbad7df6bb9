//! The key, and what it makes of a name.

use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::error::Error;
use crate::input::read_small;

/// A key of fewer bytes could be found by trying.
const MIN_BYTES: usize = 16;
/// A longer file is no key, and a device never ends.
const MAX_BYTES: u64 = 1 << 20;
/// Digits and small letters without those that look alike (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// So many letters of five bits: among a million names two have the same with a chance of one in two thousand.
const N_LETTERS: usize = 10;
/// Numbers have fewer digits than spreadsheets round.
const MAX_NUMBER: u64 = 1_000_000_000_000_000;

/// A key by which names become pseudonyms.
#[derive(Clone)]
pub struct PseudonymKey {
    mac: Hmac<Sha256>,
}

impl std::fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PseudonymKey")
    }
}

impl PseudonymKey {
    /// Reads a key: all bytes of a file.
    ///
    /// # Errors
    ///
    /// What cannot be read, and [`Error::Key`] for a file of fewer than 16 bytes.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        let bytes = read_small(path, MAX_BYTES, "a key")?;
        Self::from_bytes(&bytes).ok_or_else(|| Error::Key { path: path.to_owned(), n_bytes: bytes.len() })
    }

    /// A key of these bytes; `None` of fewer than 16.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mac = Hmac::new_from_slice(bytes).ok()?;
        (bytes.len() >= MIN_BYTES).then_some(Self { mac })
    }

    /// What stands for a name: `user-` and ten letters, the same for capitals and small letters.
    #[must_use]
    pub fn name(&self, name: &str) -> String {
        format!("user-{}", self.letters("name", &name.trim().to_lowercase()))
    }

    /// What keeps apart texts that are the same but for the way in which names are written in them.
    pub(super) fn suffix(&self, text: &str) -> String {
        self.letters("text", text)
    }

    fn letters(&self, kind: &str, text: &str) -> String {
        let bits = self.bits(kind, text);
        let letter = |nth: usize| char::from(LETTERS[(bits >> (5 * nth)) as usize % LETTERS.len()]);
        (0..N_LETTERS).map(letter).collect()
    }

    /// What stands for the site's number for an author, of up to 15 digits.
    #[must_use]
    pub fn number(&self, number: u64) -> u64 {
        self.bits("number", &number.to_string()) % MAX_NUMBER
    }

    fn bits(&self, kind: &str, text: &str) -> u64 {
        let mut mac = self.mac.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        let hash = mac.finalize().into_bytes();
        hash.first_chunk().copied().map_or(0, u64::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_with_the_same_key_and_another_with_another() {
        let [one, other] = [b"0123456789abcdef", b"0123456789abcdeg"]
            .map(|key| PseudonymKey::from_bytes(key).expect("because that is long enough"));
        assert_eq!(one.name("Mole"), one.name(" mole"));
        assert_ne!(one.name("mole"), other.name("mole"));
        assert_ne!(one.name("mole"), one.name("mole2"));
        assert!(one.name("mole").len() == 15 && !one.name("mole").contains("mole"));
        assert!(one.number(44) < MAX_NUMBER && one.number(44) != one.number(45));
        assert!(PseudonymKey::from_bytes(b"too short").is_none());
        assert_eq!(format!("{one:?}"), "PseudonymKey");
    }
}
