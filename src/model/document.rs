//! One saved page or dump, decoded.

use chrono::NaiveDateTime;

use crate::diagnostic::Diagnostic;

/// The character encoding that a document was read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, least significant byte first.
    Utf16Le,
    /// UTF-16, most significant byte first.
    Utf16Be,
    /// Windows-1252, the superset of Latin-1 that browsers read.
    Windows1252,
    /// Another that the page or its transport names.
    Other(&'static encoding_rs::Encoding),
}

impl TextEncoding {
    /// The encoding of an `Encoding` of the web.
    #[must_use]
    pub fn of(encoding: &'static encoding_rs::Encoding) -> Self {
        match encoding.name() {
            "UTF-8" => Self::Utf8,
            "UTF-16LE" => Self::Utf16Le,
            "UTF-16BE" => Self::Utf16Be,
            "windows-1252" => Self::Windows1252,
            _ => Self::Other(encoding),
        }
    }

    /// The encoding's name as the web writes it, such as `utf-8`, `utf-16le`, `windows-1252`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
            Self::Other(encoding) => encoding.name(),
        }
    }
}

/// How the encoding of a document was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingSource {
    /// A byte order mark said so.
    ByteOrderMark,
    /// Every byte was valid in it.
    Valid,
    /// The page says so, or what it was sent with.
    Declared,
    /// It is a guess: the bytes are not valid UTF-8.
    Guessed,
}

/// What form a document is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Media {
    /// A text dump.
    #[default]
    Text,
    /// A page as browsers read it.
    Html,
    /// A table of comments.
    Table,
}

/// One saved page or dump, whatever container it came in, as text.
///
/// `text` has no byte order mark and is at most 4 GiB long, so that a [`Span`](crate::model::Span) can point
/// anywhere in it. `diagnostics` tells what reading it met: bad bytes, a guessed encoding.
#[derive(Clone, Debug)]
pub struct Document {
    /// The name that rows and messages use: the path relative to the input given.
    pub name: String,
    /// The address that it was saved from, where it says so.
    pub url: Option<String>,
    /// When it was saved, in universal time, where it says so.
    pub saved_at: Option<NaiveDateTime>,
    /// What form it is in.
    pub media: Media,
    /// The text.
    pub text: String,
    /// The encoding it was read in.
    pub encoding: TextEncoding,
    /// How the encoding was found.
    pub encoding_source: EncodingSource,
    /// What reading it met.
    pub diagnostics: Vec<Diagnostic>,
}

impl Document {
    /// Makes a document of text that is at hand already, as if it had been read from valid UTF-8.
    #[must_use]
    pub fn from_text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            url: None,
            saved_at: None,
            media: Media::Text,
            text: text.into(),
            encoding: TextEncoding::Utf8,
            encoding_source: EncodingSource::Valid,
            diagnostics: Vec::new(),
        }
    }
}
