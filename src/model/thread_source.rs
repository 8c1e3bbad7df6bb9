//! One saved document that a thread was read from.

use chrono::NaiveDateTime;

use crate::model::{DialectChoice, EncodingSource, Media, TextEncoding};

/// One saved document that a thread was read from. Most threads have one; merged saves have one each.
#[derive(Clone, Debug)]
pub struct ThreadSource {
    /// The document's name.
    pub document: String,
    /// The address that the page was saved from, where the document says it.
    pub url: Option<String>,
    /// When it was saved, in universal time, where the document says it.
    pub saved_at: Option<NaiveDateTime>,
    /// What form it is in.
    pub media: Media,
    /// The encoding that it was read in.
    pub encoding: TextEncoding,
    /// How the encoding was found.
    pub encoding_source: EncodingSource,
    /// Which dialect it is in; `None` where no dialect explains a line.
    pub dialect: Option<DialectChoice>,
}

impl ThreadSource {
    /// A text of this name, read as UTF-8.
    #[must_use]
    pub fn text(document: impl Into<String>) -> Self {
        Self {
            document: document.into(),
            url: None,
            saved_at: None,
            media: Media::Text,
            encoding: TextEncoding::Utf8,
            encoding_source: EncodingSource::Valid,
            dialect: None,
        }
    }
}
