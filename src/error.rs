//! Trouble after which work on an input cannot go on.

use std::io;
use std::path::PathBuf;

/// A file, a folder or a flag that could not be used.
#[derive(Debug)]
pub enum Error {
    /// A file or folder could not be read.
    Read {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder could not be written.
    Write {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is of a kind that is not read.
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Where in the file that shows: a byte offset from 0.
        offset: u64,
        /// What was found.
        found: String,
        /// What to do.
        help: String,
    },
    /// A flag or an argument makes no sense.
    Usage(String),
}
