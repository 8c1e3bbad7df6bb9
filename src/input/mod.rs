//! From paths to documents: which files are read, and how their bytes become text.
//!
//! Folders are walked in the order of their names' bytes; hidden entries and links in them are passed over,
//! while a link that is named is followed. Bytes are UTF-8, UTF-16 with or without its mark, or else a guess
//! of windows-1252, and every guess leaves a diagnostic. What is no text is refused with its place and kind. Text is
//! a page, or a table of comments, which may be packed with gzip.

mod binary;
mod decode;
mod files;
mod form;
mod gzip;
mod mojibake;
mod place;
mod saved_by;
mod source;
mod walk;
mod wrapped;

pub use decode::{DecodeOptions, Decoding, decode, decode_any};
pub use files::InputFiles;
pub use form::{TextForm, peek_form};
pub use gzip::read_unpacked;
pub(crate) use source::kind_of;
pub use source::{Origin, ReadLimits, Source, read_small};
pub use walk::{DEFAULT_INCLUDE, DEFAULT_TABLES, Found, InputOptions, Skipped, find_sources, path_text};

#[cfg(test)]
pub(crate) use walk::tests;
