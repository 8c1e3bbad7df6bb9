//! One input, and how its bytes are read.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::{DOCUMENT, Error, MAX_DOCUMENT};
use crate::input::gzip;

/// How much is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimits {
    /// The most bytes that a document may have; never more than 1 GiB, so that a span can point anywhere in
    /// its text.
    pub max_bytes: u64,
}

impl Default for ReadLimits {
    /// 256 MiB for a document.
    fn default() -> Self {
        Self { max_bytes: 256 << 20 }
    }
}

impl ReadLimits {
    /// The limit that holds.
    pub(crate) fn bytes(self) -> u64 {
        self.max_bytes.min(MAX_DOCUMENT)
    }
}

/// Where the bytes of a document come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// One document to be read.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    origin: Origin,
    len: u64,
    identity: Option<(u64, u64)>,
    may_be_other: bool,
}

impl Source {
    /// Standard input, under the name `stdin`.
    #[must_use]
    pub fn stdin() -> Self {
        Self { name: "stdin".to_owned(), origin: Origin::Stdin, len: 0, identity: None, may_be_other: false }
    }

    /// A file under a name; `found` is what the system says about it.
    pub(crate) fn file(name: String, path: PathBuf, found: &fs::Metadata) -> Self {
        Self { name, origin: Origin::File(path), len: found.len(), identity: identity(found), may_be_other: false }
    }

    /// Marks a file that was found by a name that files of other kinds have too.
    pub(crate) fn that_may_be_other(self) -> Self {
        Self { may_be_other: true, ..self }
    }

    /// Tells whether only its name, which files of other kinds have too, speaks for reading it.
    ///
    /// A folder of pages may hold a table of something else than comments. It is passed over, and no error.
    #[must_use]
    pub fn may_be_other(&self) -> bool {
        self.may_be_other
    }

    /// The beginning of the file as text, unpacked where it is gzip; `None` where it cannot be read or is no
    /// regular file.
    ///
    /// Bytes that are no UTF-8, such as those of a character that is cut off at the end, are U+FFFD in it.
    pub(crate) fn peek(&self, most: u64) -> Option<String> {
        let Origin::File(path) = &self.origin else { return None };
        // Since it was found, a pipe may have taken its place, which would keep us waiting.
        if !fs::metadata(path).ok()?.is_file() {
            return None;
        }
        let mut head = Vec::new();
        File::open(path).ok()?.take(most).read_to_end(&mut head).ok()?;
        let head = if gzip::is_gzip(&head) { gzip::unpack_head(&head, most) } else { head };
        Some(String::from_utf8_lossy(&head).trim_start_matches('\u{feff}').to_owned())
    }

    /// The name that rows use: the path relative to the input given, with `/` between its parts.
    ///
    /// Bytes that are not UTF-8 are `\xff` in it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Gives the document another name.
    #[must_use]
    pub fn with_name(self, name: String) -> Self {
        Self { name, ..self }
    }

    /// Where its bytes come from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The path that messages use: as given, or below a folder as given; `<stdin>` for standard input.
    #[must_use]
    pub fn path(&self) -> &Path {
        match &self.origin {
            Origin::Stdin => Path::new("<stdin>"),
            Origin::File(path) => path,
        }
    }

    /// Its length in bytes when it was found; 0 where that is not known.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Tells whether it had no bytes when it was found, or its length is not known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What is the same for two names of one file: device and number; `None` where the system does not tell.
    #[must_use]
    pub fn identity(&self) -> Option<(u64, u64)> {
        self.identity
    }

    /// Reads its bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], [`Error::NotRegular`] where it has become something else since it was found, and
    /// [`Error::TooLarge`], which is found out without reading a file.
    pub fn read(&self, limits: ReadLimits) -> Result<Vec<u8>, Error> {
        let mut buffer = Vec::new();
        match &self.origin {
            Origin::Stdin => self.fill(io::stdin().lock(), limits.bytes(), &mut buffer)?,
            Origin::File(path) => {
                let file = open(path, limits.bytes(), DOCUMENT)?;
                // One byte more, so that reading to the end does not make the buffer grow.
                buffer.reserve_exact(usize::try_from(self.len).unwrap_or(0).saturating_add(1));
                self.fill(file, limits.bytes(), &mut buffer)?;
            }
        }
        Ok(buffer)
    }

    fn fill(&self, from: impl Read, limit: u64, buffer: &mut Vec<u8>) -> Result<(), Error> {
        let n_read = from.take(limit + 1).read_to_end(buffer).map_err(Error::read(self.path()))?;
        if n_read as u64 > limit {
            return Err(Error::TooLarge { path: self.path().to_owned(), limit, kind: DOCUMENT });
        }
        Ok(())
    }
}

/// Opens a regular file. A pipe is never opened: that would wait for its other end.
fn open(path: &Path, limit: u64, kind: &'static str) -> Result<File, Error> {
    let found = fs::metadata(path).map_err(Error::read(path))?;
    if !found.is_file() {
        return Err(Error::NotRegular { path: path.to_owned(), expected: kind, found: kind_of(&found) });
    }
    if found.len() > limit {
        return Err(Error::TooLarge { path: path.to_owned(), limit, kind });
    }
    File::open(path).map_err(Error::read(path))
}

/// Reads a file that is no document, such as a key or a grammar file: a regular one, of up to so many bytes.
///
/// # Errors
///
/// [`Error::Read`], [`Error::NotRegular`] and [`Error::TooLarge`], which names the kind.
pub fn read_small(path: &Path, most: u64, kind: &'static str) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = open(path, most, kind)?.take(most + 1).read_to_end(&mut bytes);
    if read.map_err(Error::read(path))? as u64 > most {
        return Err(Error::TooLarge { path: path.to_owned(), limit: most, kind });
    }
    Ok(bytes)
}

/// What something is that is neither a file nor a folder.
#[cfg(unix)]
pub(crate) fn kind_of(found: &fs::Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    let kind = found.file_type();
    match () {
        () if kind.is_dir() => "a folder",
        () if kind.is_symlink() => "a link",
        () if kind.is_fifo() => "a pipe",
        () if kind.is_socket() => "a socket",
        () if kind.is_block_device() || kind.is_char_device() => "a device",
        () => "something else",
    }
}

/// What something is that is neither a file nor a folder.
#[cfg(not(unix))]
pub(crate) fn kind_of(found: &fs::Metadata) -> &'static str {
    if found.is_dir() {
        "a folder"
    } else if found.is_symlink() {
        "a link"
    } else {
        "something else"
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
pub(crate) fn identity(found: &fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((found.dev(), found.ino()))
}

#[cfg(not(unix))]
pub(crate) fn identity(_found: &fs::Metadata) -> Option<(u64, u64)> {
    None
}
