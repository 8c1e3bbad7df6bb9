//! Tables that were packed with gzip.

use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use crate::error::Error;
use crate::input::decode::Refusal;
use crate::input::source::{ReadLimits, read_small};

/// What may be unpacked before its share of the packed bytes is looked at.
const FREE: u64 = 1 << 20;
/// How many times its length packed data may unpack to: tables pack to a tenth, traps to a thousandth.
const MAX_RATIO: u64 = 100;

/// Tells whether bytes begin as gzip does.
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b")
}

/// The name that a packed file has when it is unpacked.
pub(crate) fn inner_path(path: &Path) -> PathBuf {
    let is_packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    if is_packed { path.with_extension("") } else { path.to_owned() }
}

/// Unpacks gzip, also such as consists of several parts.
///
/// Refuses what is damaged, and what unpacks to more than the limit or to a hundred times its length.
pub(crate) fn unpack(bytes: &[u8], limits: ReadLimits) -> Result<Vec<u8>, Refusal> {
    let most = (bytes.len() as u64).saturating_mul(MAX_RATIO).max(FREE);
    let limit = limits.bytes();
    let mut unpacked = Vec::new();
    let result = MultiGzDecoder::new(bytes).take(limit.min(most) + 1).read_to_end(&mut unpacked);
    let n_unpacked = unpacked.len() as u64;
    match result {
        Ok(_) if n_unpacked > limit => Err(Refusal { limit: Some(limit), ..Refusal::at_start("", "") }),
        Ok(_) if n_unpacked > most => {
            let found = format!("gzip data that unpacks to more than {MAX_RATIO} times its length");
            Err(Refusal::at_start(&found, "unpack it first, if it is what it should be"))
        }
        Ok(_) => Ok(unpacked),
        Err(error) => {
            let found = format!("damaged gzip data, of which {n_unpacked} bytes could be unpacked: {error}");
            Err(Refusal::at_start(&found, "pack or download it anew"))
        }
    }
}

/// Reads a file that is no document, as [`read_small`] does, and unpacks it where it is packed with gzip.
///
/// # Errors
///
/// What cannot be read, what is longer than the limit, and gzip data that is damaged or unpacks to far more than it should.
pub fn read_unpacked(path: &Path, limits: ReadLimits, kind: &'static str) -> Result<Vec<u8>, Error> {
    let bytes = read_small(path, limits.bytes(), kind)?;
    if is_gzip(&bytes) {
        unpack(&bytes, limits).map_err(|refusal| refusal.into_error_of(path, kind))
    } else {
        Ok(bytes)
    }
}

/// The first bytes of packed data unpacked, as far as they go.
pub(crate) fn unpack_head(bytes: &[u8], most: u64) -> Vec<u8> {
    let mut unpacked = Vec::new();
    // What could be unpacked before an error is there.
    let _ = MultiGzDecoder::new(bytes).take(most).read_to_end(&mut unpacked);
    unpacked
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).expect("because a vector takes everything");
        encoder.finish().expect("because a vector takes everything")
    }

    #[test]
    fn parts_are_unpacked_one_after_the_other() {
        let two = [packed(b"a,b\n"), packed(b"c,d\n")].concat();
        assert_eq!(unpack(&two, ReadLimits::default()).ok(), Some(b"a,b\nc,d\n".to_vec()));
        assert_eq!(unpack_head(&two, 2), b"a,");
    }

    #[test]
    fn damage_and_traps_are_refused() {
        let whole = packed(&b"0123456789abcdef".repeat(99));
        let found = |bytes: &[u8]| unpack(bytes, ReadLimits::default()).err().map(|refusal| refusal.found);
        assert!(found(&whole[..whole.len() - 9]).is_some_and(|found| found.contains("could be unpacked")));
        assert!(found(&packed(&vec![0; 8 << 20])).is_some_and(|found| found.contains("100 times")));
        let small = ReadLimits { max_bytes: 100 };
        assert!(unpack(&whole, small).is_err_and(|refusal| refusal.limit == Some(100)));
    }

    #[test]
    fn only_the_last_extension_says_that_a_file_is_packed() {
        assert_eq!(inner_path(Path::new("a/b.csv.GZ")), Path::new("a/b.csv"));
        assert_eq!(inner_path(Path::new("a/b.csv")), Path::new("a/b.csv"));
    }
}
