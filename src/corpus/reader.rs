//! One document read: its bytes, its text, and what that holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::xxh3_128;

use crate::corpus::gather::KeyedSource;
use crate::corpus::pseudonyms::Pseudonyms;
use crate::error::Error;
use crate::input::{DecodeOptions, Decoding, ReadLimits, TextForm, decode_any};
use crate::measure::visible_at;
use crate::model::{Document, Thread};
use crate::parse;
use crate::parse::DialectSet;
use crate::parse::table::{CommentTable, TableOptions};

/// How documents are read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// How many threads work at once; 0 is as 1.
    pub jobs: usize,
    /// How much is read.
    pub limits: ReadLimits,
    /// Set to true by another thread, it ends the run before the next document.
    pub stop: Option<Arc<AtomicBool>>,
    /// Whether the SHA-256 of documents is wanted.
    pub sha256: bool,
    /// Comments of a lower score are left out, as for a reader who has the site hide them.
    pub threshold: Option<i32>,
    /// How tables of comments are read.
    pub tables: TableOptions,
    /// What stands for the names of authors, if they are not to be told.
    pub pseudonyms: Option<Arc<Pseudonyms>>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        let (limits, tables) = (ReadLimits::default(), TableOptions::default());
        Self { jobs: 1, limits, stop: None, sha256: false, threshold: None, tables, pseudonyms: None }
    }
}

impl ReadOptions {
    /// Tells whether the run was asked to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// Reads documents.
pub(super) struct DocumentReader {
    pub(super) dialects: Arc<DialectSet>,
    pub(super) options: ReadOptions,
}

/// What a document holds.
pub(super) enum DocumentContent {
    Page(Box<Thread>),
    Table(Box<CommentTable>),
}

/// What is known of the bytes of a document.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DocumentBytes {
    pub(super) n: u64,
    pub(super) xxh3: u128,
    pub(super) sha256: Option<[u8; 32]>,
}

impl DocumentBytes {
    fn of(bytes: &[u8], sha256: bool) -> Self {
        let sha256 = sha256.then(|| Sha256::digest(bytes).into());
        Self { n: bytes.len() as u64, xxh3: xxh3_128(bytes), sha256 }
    }
}

impl DocumentReader {
    /// Reads a document; of a table only the index, as its threads are read one by one.
    pub(super) fn read(&self, item: &KeyedSource) -> Result<(DocumentContent, DocumentBytes), Error> {
        if self.options.is_stopped() {
            return Err(Error::Interrupted);
        }
        let read = item.source.read(self.options.limits)?;
        let bytes = DocumentBytes::of(&read, self.options.sha256);
        let decode = DecodeOptions { limits: self.options.limits, parents: self.options.tables.parents };
        let content = match decode_any(&item.source, read, decode)? {
            Decoding { form: TextForm::Page | TextForm::Html, document } => {
                DocumentContent::Page(Box::new(self.visible(parse::parse(document, &self.dialects))))
            }
            Decoding { form, document } => DocumentContent::Table(Box::new(self.table(item, document, form)?)),
        };
        Ok((content, bytes))
    }

    fn table(&self, item: &KeyedSource, document: Document, form: TextForm) -> Result<CommentTable, Error> {
        CommentTable::new(document, form, &self.options.tables).map_err(|error| {
            let path = item.source.path().to_owned();
            Error::Columns { path, message: error.message, help: error.help }
        })
    }

    /// The thread as the reader sees it that was asked for.
    pub(super) fn visible(&self, thread: Thread) -> Thread {
        // Who is hidden may be mentioned by who is not: names go first.
        let thread = match &self.options.pseudonyms {
            Some(pseudonyms) => pseudonyms.applied(thread),
            None => thread,
        };
        match self.options.threshold {
            Some(threshold) => visible_at(thread, threshold),
            None => thread,
        }
    }
}
