//! Pseudonyms: authors' names and numbers replaced by others that only who holds the key can tell.
//!
//! The same name has the same pseudonym in every thread and every run with the same key (HMAC-SHA-256). A name is replaced
//! where it is an author's, and wherever it stands in a text as a word: mentioned, in a quoted header, in the address of a
//! profile. What else can lead back to a page stays: the site's numbers of comments, times, and the words themselves.

mod key;
mod names;
mod rewrite;

use std::collections::BTreeSet;
use std::path::Path;

pub use key::PseudonymKey;
use names::names_of;
use rewrite::{Edited, Finder};

use crate::corpus::gather::Item;
use crate::error::Error;
use crate::model::{Comment, Span, Story, Thread, ThreadParts};

/// What stands for the names and numbers of authors.
#[derive(Debug)]
pub struct Pseudonyms {
    key: PseudonymKey,
    /// Names of all threads, in small letters.
    names: BTreeSet<String>,
    finder: Finder,
}

impl Pseudonyms {
    /// Pseudonyms by a key that is read from a file, for names that are found in the threads themselves.
    ///
    /// # Errors
    ///
    /// What cannot be read, and [`Error::Key`] for a file that is too short to be a key.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        Ok(Self::new(PseudonymKey::from_file(path)?, BTreeSet::new()))
    }

    /// Pseudonyms by a key, also for these names, in small letters.
    #[must_use]
    pub fn new(key: PseudonymKey, names: BTreeSet<String>) -> Self {
        let finder = Finder::new(&names);
        Self { key, names, finder }
    }

    /// The same, also for the names of other threads.
    #[must_use]
    pub fn with_names(self, names: BTreeSet<String>) -> Self {
        Self::new(self.key, names)
    }

    /// The names that a thread of a document holds, in small letters.
    #[must_use]
    pub fn names_of(_item: &Item, thread: &Thread) -> BTreeSet<String> {
        names_of(thread)
    }

    /// The thread with pseudonyms in place of its authors' names and numbers, also in its text and messages.
    ///
    /// Linear in the text, if its names are known; else they are looked for first.
    #[must_use]
    pub fn applied(&self, thread: Thread) -> Thread {
        let mut own = names_of(&thread);
        if own.is_subset(&self.names) {
            return self.replaced(thread, &self.finder);
        }
        own.extend(self.names.iter().cloned());
        self.replaced(thread, &Finder::new(&own))
    }

    fn replaced(&self, thread: Thread, finder: &Finder) -> Thread {
        let table = thread.is_from_table().then(|| thread.diagnosed().to_owned());
        let mut parts = thread.into_parts();
        let authors = author_spans(&parts);
        let kept = kept_spans(&parts);
        let edited = finder.replace(&parts.text, &authors, &kept, &self.key);
        move_spans(&mut parts, &edited);
        for comment in &mut parts.comments {
            comment.uid = comment.uid.map(|uid| self.key.number(uid));
        }
        for diagnostic in &mut parts.diagnostics {
            for text in [&mut diagnostic.message, &mut diagnostic.help] {
                *text = finder.replace(text, &[], &[], &self.key).text.into();
            }
        }
        parts.text = edited.text;
        parts.has_pseudonyms = true;
        let thread = Thread::new(parts);
        match table {
            Some(table) => thread.read_from(table),
            None => thread,
        }
    }
}

/// Where the text says who wrote something, and means somebody.
fn author_spans(parts: &ThreadParts) -> Vec<Span> {
    let named = parts.comments.iter().filter(|comment| comment.anonymous != Some(true));
    let spans = named.filter_map(|comment| comment.author).chain(parts.story.author);
    let mut spans: Vec<Span> = spans.filter(|span| !span.is_empty()).collect();
    spans.sort_unstable_by_key(|span| span.start);
    spans.dedup();
    spans
}

/// What the site wrote, and nobody's name stands in: moderations and dates.
fn kept_spans(parts: &ThreadParts) -> Vec<Span> {
    let dates = parts.comments.iter().map(|comment| comment.posted).chain([parts.story.posted]).flatten();
    let moderations = parts.comments.iter().filter_map(|comment| comment.moderation);
    moderations.chain(dates.map(|posted| posted.raw)).collect()
}

/// Moves everything that points into the text to where that is now.
fn move_spans(parts: &mut ThreadParts, edited: &Edited) {
    parts.document_len = edited.end(parts.document_len);
    for part in &mut parts.owners {
        part.end = edited.end(part.end as usize) as u32;
    }
    for segment in parts.segments.iter_mut().chain(&mut parts.story.summary) {
        segment.span = edited.span(segment.span);
    }
    for comment in &mut parts.comments {
        move_comment(comment, edited);
    }
    let Story { title, host, author, posted, .. } = &mut parts.story;
    for span in [title, host, author].into_iter().flatten().chain(posted.as_mut().map(|posted| &mut posted.raw)) {
        *span = edited.span(*span);
    }
}

fn move_comment(comment: &mut Comment, edited: &Edited) {
    let Comment { author, subject, moderation, posted, .. } = comment;
    for span in [author, subject, moderation].into_iter().flatten().chain(posted.as_mut().map(|posted| &mut posted.raw))
    {
        *span = edited.span(*span);
    }
}
