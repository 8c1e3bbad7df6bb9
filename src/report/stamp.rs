//! What tells whether a file is still as it was written: its length and its CRC-32.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use crc32fast::Hasher;
use serde::{Deserialize, Serialize};

/// The length and the CRC-32 (ISO 3309, as in gzip) of a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// How many bytes it has.
    pub bytes: u64,
    /// Their checksum.
    pub crc32: u32,
}

impl Stamp {
    /// The stamp of a file.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let mut stamper = Stamper::new(io::sink());
        io::copy(&mut File::open(path)?, &mut stamper)?;
        Ok(stamper.stamp())
    }

    /// Tells whether a regular file has these bytes. One of another length is not read.
    pub(crate) fn is_of(self, path: &Path) -> io::Result<bool> {
        let found = fs::symlink_metadata(path)?;
        if !found.is_file() || found.len() != self.bytes {
            return Ok(false);
        }
        let mut stamper = Stamper::new(io::sink());
        io::copy(&mut File::open(path)?.take(self.bytes + 1), &mut stamper)?;
        Ok(stamper.stamp() == self)
    }
}

/// What the last line of a page begins with, before its checksum.
const SEAL: &str = "<!-- crc32 ";

/// A page with a last line by which [`is_sealed`] knows that nobody has changed it.
pub(crate) fn sealed(page: String) -> String {
    let crc32 = crc32fast::hash(page.as_bytes());
    format!("{page}\n{SEAL}{crc32:08x} -->\n")
}

/// Tells whether a page is as it was sealed.
pub(crate) fn is_sealed(page: &[u8]) -> bool {
    let Some(at) = memchr::memmem::rfind(page, format!("\n{SEAL}").as_bytes()) else { return false };
    let (page, seal) = page.split_at(at);
    seal == format!("\n{SEAL}{:08x} -->\n", crc32fast::hash(page)).as_bytes()
}

/// Hands bytes on and takes their stamp.
#[derive(Debug)]
pub(crate) struct Stamper<W> {
    out: W,
    hasher: Hasher,
    bytes: u64,
}

impl<W> Stamper<W> {
    /// Begins without bytes.
    pub(crate) fn new(out: W) -> Self {
        Self { out, hasher: Hasher::new(), bytes: 0 }
    }

    /// What bytes are handed on to.
    pub(crate) fn out(&self) -> &W {
        &self.out
    }

    /// The stamp of the bytes so far.
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp { bytes: self.bytes, crc32: self.hasher.clone().finalize() }
    }
}

impl<W: Write> Write for Stamper<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hasher.update(bytes.get(..n).unwrap_or_default());
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_was_changed_has_lost_its_seal() {
        let page = sealed("<p>a".to_owned());
        assert!(is_sealed(page.as_bytes()));
        for changed in [page.replace('a', "b"), page.clone() + "x", page.replace("crc32", "crc"), String::new()] {
            assert!(!is_sealed(changed.as_bytes()), "{changed}");
        }
    }

    #[test]
    fn a_file_that_was_changed_is_another() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("a.csv");
        let mut stamper = Stamper::new(File::create(&path)?);
        stamper.write_all(b"123456789")?;
        // The check value of the CRC-32 in ISO 3309.
        assert_eq!(stamper.stamp(), Stamp { bytes: 9, crc32: 0xcbf4_3926 });
        assert!(stamper.stamp().is_of(&path)?);
        for other in ["12345678", "123456780", "1234567890"] {
            fs::write(&path, other)?;
            assert!(!stamper.stamp().is_of(&path)?);
        }
        Ok(())
    }
}
