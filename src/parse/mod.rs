//! From a document to a thread.

use crate::grammar::DialectSet;
use crate::model::{Document, Story, Thread, ThreadParts};

/// Reads a document as a thread.
#[must_use]
pub fn parse(document: Document, _dialects: &DialectSet) -> Thread {
    Thread::new(ThreadParts {
        document: document.name,
        document_len: document.text.len(),
        text: document.text,
        encoding: document.encoding,
        encoding_source: document.encoding_source,
        dialect: None,
        has_tree: false,
        story: Story::default(),
        comments: Vec::new(),
        segments: Vec::new(),
        stated_hidden: 0,
        owners: Vec::new(),
        diagnostics: document.diagnostics,
    })
}
