//! Pseudonyms: authors' names and numbers replaced by others that only who holds the key can tell.
//!
//! The same name has the same pseudonym in every thread and every run with the same key (HMAC-SHA-256). A name is replaced
//! where it is an author's, and wherever it stands in a text as a word: mentioned, in a quoted header, in the address of a
//! profile; in whatever case, with whatever blanks, however its signs are written. What else can lead back to a page stays:
//! the site's numbers of comments, times, and the words themselves.

mod escapes;
mod find;
mod fold;
mod key;
mod names;
mod places;
mod rewrite;
mod site_words;
#[cfg(test)]
mod tests;

use std::path::Path;

use find::{Finder, Found, Place};
pub use key::PseudonymKey;
pub use names::People;
use rewrite::Edited;
use site_words::SiteWords;

use crate::error::Error;
use crate::model::{Span, Thread};
use crate::parse::DialectSet;

/// What stands for the names and numbers of authors.
#[derive(Debug)]
pub struct Pseudonyms {
    key: PseudonymKey,
    words: SiteWords,
    finder: Finder,
}

impl Pseudonyms {
    /// Pseudonyms by a key that is read from a file, for people that are found in the threads themselves.
    ///
    /// The words for nobody, of the sites of `dialects` and in `anonymous_names`, stay.
    ///
    /// # Errors
    ///
    /// What cannot be read, and [`Error::Key`] for a file that is too short to be a key.
    pub fn from_file(path: &Path, dialects: &DialectSet, anonymous_names: &[String]) -> Result<Self, Error> {
        Ok(Self::new(PseudonymKey::from_file(path)?, dialects, anonymous_names))
    }

    /// The same by a key that was read before.
    #[must_use]
    pub fn new(key: PseudonymKey, dialects: &DialectSet, anonymous_names: &[String]) -> Self {
        let finder = Finder::new(People::default(), key.clone());
        Self { key, words: SiteWords::new(dialects, anonymous_names), finder }
    }

    /// The same, also for the people of other threads.
    #[must_use]
    pub fn with_people(&self, people: People) -> Self {
        let (key, words) = (self.key.clone(), self.words.clone());
        Self { finder: Finder::new(people, key.clone()), key, words }
    }

    /// The people that a thread names.
    #[must_use]
    pub fn people_of(&self, thread: &Thread) -> People {
        People::of(thread, &self.words)
    }

    /// The thread with pseudonyms in place of its authors' names and numbers, also in its text, key and messages.
    ///
    /// Linear in the text, if its people are known; else they are looked for first.
    #[must_use]
    pub fn applied(&self, thread: Thread) -> Thread {
        let mut own = self.people_of(&thread);
        if own.is_among(self.finder.people()) {
            return self.replaced(thread, &self.finder);
        }
        own.extend(self.finder.people().clone());
        self.replaced(thread, &Finder::new(own, self.key.clone()))
    }

    fn replaced(&self, thread: Thread, finder: &Finder) -> Thread {
        let edited = self.edited(&thread, finder);
        let mut parts = thread.into_parts();
        parts.move_spans(|span| edited.span(span), |at| edited.end(at));
        for comment in &mut parts.comments {
            comment.uid = comment.uid.map(|uid| self.key.number(uid));
        }
        for diagnostic in &mut parts.diagnostics {
            for text in [&mut diagnostic.message, &mut diagnostic.help] {
                *text = without_names(text, finder).into();
            }
        }
        parts.key = parts.key.map(|key| self.thread_key(&key, finder));
        parts.text = edited.text;
        parts.has_pseudonyms = true;
        Thread::new(parts)
    }

    /// The text of a thread with pseudonyms.
    fn edited(&self, thread: &Thread, finder: &Finder) -> Edited {
        let text = thread.whole_text();
        let edges = places::edges_of(thread);
        let authors = places::authors_of(thread, &self.words);
        let mut found = Vec::new();
        for pieces in places::texts_of(thread) {
            finder.find(Place { text, pieces: &pieces, edges: &edges }, &mut found);
        }
        let document = thread.document_text();
        for author in authors.iter().filter(|author| author.end as usize <= document.len()) {
            finder.find_number_behind(document, *author, &mut found);
        }
        let named = authors.iter().map(|&span| (span, finder.pseudonym(thread.text(span)))).collect();
        Edited::of(text, named, &places::kept_spans(thread, &self.words), found)
    }

    /// A key of a thread without names; different keys stay different, however the same names are written in them.
    fn thread_key(&self, key: &str, finder: &Finder) -> String {
        let found = found_in(key, finder);
        let is_exact = found.iter().all(|found| found.is_exact);
        let told = Edited::of(key, Vec::new(), &[], found).text;
        if is_exact { told } else { format!("{told}~{}", self.key.suffix(key)) }
    }
}

/// A text that stands by itself, with pseudonyms.
fn without_names(text: &str, finder: &Finder) -> String {
    Edited::of(text, Vec::new(), &[], found_in(text, finder)).text
}

fn found_in(text: &str, finder: &Finder) -> Vec<Found> {
    let mut found = Vec::new();
    let pieces = [Span::new(0, text.len())];
    finder.find(Place { text, pieces: &pieces, edges: &[] }, &mut found);
    found
}
