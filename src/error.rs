//! Trouble after which work on an input cannot go on.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::grammar::GrammarError;

/// A file, a folder or a flag that could not be used.
///
/// Its `Display` is one line, `path: message`, with control characters of the path made visible.
#[derive(Debug)]
#[non_exhaustive]
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
    /// A table lacks columns that are needed.
    Columns {
        /// The path.
        path: PathBuf,
        /// Which columns were expected, and which found.
        message: String,
        /// What to do.
        help: String,
    },
    /// A line of a file does not say what it should.
    Line {
        /// The path.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What was expected, and what found.
        message: String,
    },
    /// A file of labelled pairs or discussions holds too little to go on.
    TooFew {
        /// The path.
        path: PathBuf,
        /// What was expected, and what found.
        message: String,
    },
    /// A file holds no model of stances that can be used.
    Model {
        /// The path.
        path: PathBuf,
        /// What was expected, and what found.
        message: String,
    },
    /// A file is too short to be a key of pseudonyms.
    Key {
        /// The path.
        path: PathBuf,
        /// How many bytes it has.
        n_bytes: usize,
    },
    /// A path names something that is neither a file nor a folder.
    NotRegular {
        /// The path.
        path: PathBuf,
        /// What it should be, such as `a file or a folder`.
        expected: &'static str,
        /// What it is, such as `a pipe`.
        found: &'static str,
    },
    /// A file is larger than the limit for its kind.
    TooLarge {
        /// The path.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
        /// What the limit is for, such as `a document`.
        kind: &'static str,
    },
    /// A folder holds no file that would be read.
    NoDocuments {
        /// The folder.
        path: PathBuf,
        /// How many files it holds that are not read.
        n_skipped: usize,
        /// How many of these this program wrote itself.
        n_own: usize,
    },
    /// An output is, or holds, a file that the run reads.
    OutputIsInput {
        /// The output.
        path: PathBuf,
        /// The input.
        input: PathBuf,
    },
    /// A file in an output folder was not written by this program, or was changed since.
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What it is instead, such as `a link`.
        found: &'static str,
    },
    /// Another run writes into the same folder.
    InUse {
        /// The folder.
        path: PathBuf,
        /// The other run's process, where its lock file tells.
        pid: Option<u32>,
    },
    /// The run was asked to stop.
    Interrupted,
    /// A grammar file is wrong.
    Grammar(Box<GrammarError>),
    /// A flag or an argument makes no sense.
    Usage(String),
}

/// The kind of file whose limit can be raised.
pub(crate) const DOCUMENT: &str = "a document";

/// The most bytes that a document may ever have, so that a span can point anywhere in its text.
pub(crate) const MAX_DOCUMENT: u64 = 1 << 30;

impl Error {
    /// The path that the error is about.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Read { path, .. }
            | Self::Write { path, .. }
            | Self::Unreadable { path, .. }
            | Self::Columns { path, .. }
            | Self::Line { path, .. }
            | Self::TooFew { path, .. }
            | Self::Model { path, .. }
            | Self::Key { path, .. }
            | Self::NotRegular { path, .. }
            | Self::TooLarge { path, .. }
            | Self::NoDocuments { path, .. }
            | Self::OutputIsInput { path, .. }
            | Self::NotOurs { path, .. }
            | Self::InUse { path, .. } => Some(path),
            Self::Interrupted | Self::Grammar(_) | Self::Usage(_) => None,
        }
    }

    /// What went wrong, without the path: lower case, no full stop.
    #[must_use]
    pub fn message(&self) -> Cow<'_, str> {
        match self {
            Self::Read { source, .. } => format!("cannot be read: {}", system_text(source)).into(),
            Self::Write { source, .. } => format!("cannot be written: {}", system_text(source)).into(),
            Self::Unreadable { offset, found, .. } => {
                format!("byte {offset}: expected a page as text, but found {found}").into()
            }
            Self::Columns { message, .. } | Self::TooFew { message, .. } | Self::Model { message, .. } => {
                message.as_str().into()
            }
            Self::Line { line, message, .. } => format!("line {line}: {message}").into(),
            Self::Key { n_bytes, .. } => format!(
                "expected a key of at least 16 bytes, but found {n_bytes}; `head -c 32 /dev/urandom > FILE` makes one"
            )
            .into(),
            Self::NotRegular { expected, found, .. } => format!("expected {expected}, but found {found}").into(),
            Self::TooLarge { limit, kind, .. } => {
                format!("expected at most {limit} bytes, the limit for {kind}, but found more").into()
            }
            Self::NoDocuments { n_own: n @ 1.., .. } => {
                let files = if *n == 1 { "file" } else { "files" };
                format!("expected documents in this folder, but found none beside {n} {files} that rejoinder wrote")
                    .into()
            }
            Self::NoDocuments { .. } => "expected documents in this folder, but found none".into(),
            Self::OutputIsInput { path, input } if path.is_dir() && !input.is_dir() => {
                format!("expected an output folder without inputs, but it holds the input `{}`", input.display()).into()
            }
            Self::OutputIsInput { input, .. } => {
                format!("expected an output that this run does not read, but it is the input `{}`", input.display())
                    .into()
            }
            Self::NotOurs { found, .. } => format!("expected a file that rejoinder wrote, but found {found}").into(),
            Self::InUse { pid: Some(pid), .. } => format!("in use by pid {pid}").into(),
            Self::InUse { pid: None, .. } => "in use by another run".into(),
            Self::Interrupted => "interrupted".into(),
            Self::Grammar(error) => error.to_string().into(),
            Self::Usage(message) => message.as_str().into(),
        }
    }

    /// What to do about it, where there is advice.
    #[must_use]
    pub fn help(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Unreadable { help, .. } | Self::Columns { help, .. } if !help.is_empty() => {
                Some(help.as_str().into())
            }
            Self::NotRegular { found: "a pipe", .. } => Some("save what it gives to a file first".into()),
            Self::TooLarge { kind: DOCUMENT, limit: MAX_DOCUMENT.., .. } => Some("split the document".into()),
            Self::TooLarge { kind: DOCUMENT, .. } => {
                Some("raise the limit with `--max-bytes`, as far as to 1G, or split the document".into())
            }
            Self::NoDocuments { n_own: 1.., .. } => {
                Some("name the folder of the saved pages, or a table `comments` itself".into())
            }
            Self::NoDocuments { n_skipped: 1.., .. } => Some("`--include '*'` reads files of every name".into()),
            Self::OutputIsInput { path, .. } if path.is_dir() => {
                Some("name a new folder, which may lie inside it".into())
            }
            Self::OutputIsInput { .. } => Some("name another file".into()),
            Self::NotOurs { .. } => {
                Some("this run would replace or remove it: move it away, or name another output".into())
            }
            Self::InUse { .. } => Some("wait until that run has ended, or write to another folder".into()),
            _ => None,
        }
    }

    /// Tells whether the reader of what was written went away, which is no failure of the run.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Write { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Makes the error of a read that failed.
    pub(crate) fn read(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Read { path, source }
    }

    /// Makes the error of a write that failed.
    pub(crate) fn write(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Write { path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = self.path() {
            write!(out, "{}: ", visible(&path.to_string_lossy()))?;
        }
        out.write_str(&visible(&self.message()))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// What the system said, beginning in lower case as all messages do. Its number is left out where everybody knows what is
/// meant, and stays where it helps to find out more.
pub(crate) fn system_text(error: &io::Error) -> String {
    let text = error.to_string();
    let number = error.raw_os_error().filter(|_| error.kind() == io::ErrorKind::NotFound);
    let number = number.map_or_else(String::new, |number| format!(" (os error {number})"));
    let mut chars = text.strip_suffix(&number).unwrap_or(&text).chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The text with control characters and marks of writing direction as `\u{..}`.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if hidden(c) {
            out.extend(c.escape_unicode())
        } else {
            out.push(c)
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_visible_line() {
        let path = PathBuf::from("a\nb\u{1b}[31m\u{202e}");
        let error = Error::NotRegular { path, expected: "a key", found: "a pipe" };
        assert_eq!(error.to_string(), "a\\u{a}b\\u{1b}[31m\\u{202e}: expected a key, but found a pipe");
    }

    #[test]
    fn system_errors_keep_their_number_where_it_tells_something() {
        let error = |number| Error::read("x")(io::Error::from_raw_os_error(number)).to_string();
        assert_eq!(error(2), "x: cannot be read: no such file or directory");
        assert_eq!(error(5), "x: cannot be read: input/output error (os error 5)");
    }

    #[test]
    fn a_closed_pipe_is_known() {
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(Error::write("x")(closed).is_closed_pipe());
        assert!(!Error::Interrupted.is_closed_pipe());
    }
}
