//! Threads as they are read, with what is said meanwhile on standard error.

use std::sync::Arc;

use super::messages::Messages;
use super::outcome::{Failure, Tally};
use crate::corpus::{Corpus, ReadOptions, ReadThread, ThreadPlace, Threads};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::input::path_text;
use crate::model::Thread;
use crate::parse::DialectSet;

/// A thread, and where it was read from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The path as messages show it: as it was given, so that editors find it.
    pub(super) path: &'a str,
    /// The thread.
    pub(super) thread: &'a Thread,
    /// Which of the document's threads it is, from 0, and how many those are.
    pub(super) nth: (usize, usize),
    /// What says that an earlier document has the same bytes.
    pub(super) duplicate: Option<&'a Diagnostic>,
}

impl<'a> Place<'a> {
    fn of(path: &'a str, place: &'a ThreadPlace, thread: &'a Thread) -> Self {
        Self { path, thread, nth: place.nth, duplicate: place.duplicate() }
    }

    /// Tells whether the document holds other threads as well.
    pub(super) fn is_one_of_many(&self) -> bool {
        self.nth.1 > 1
    }

    /// What was met in the document, with what makes it a duplicate first.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = &'a Diagnostic> {
        self.duplicate.into_iter().chain(self.thread.diagnostics())
    }
}

/// What is said of a run while it goes on, and what it adds up to. Dropped, it takes the bar off the terminal.
pub(super) struct Progress {
    pub(super) messages: Messages,
    tally: Tally,
}

impl Progress {
    /// Says which inputs cannot be read, and begins to wait for the documents.
    pub(super) fn begin(mut messages: Messages, corpus: &Corpus) -> Self {
        let mut tally = Tally::default();
        for error in &corpus.errors {
            messages.error(error);
            tally.add_unreadable();
        }
        messages.passed_over(corpus);
        messages.expect(corpus.items.len());
        Self { messages, tally }
    }

    /// Counts a thread, and says what was met in it.
    pub(super) fn tell(&mut self, place: &ThreadPlace, thread: Result<&Thread, &Error>) {
        match thread {
            Ok(thread) => {
                let path = path_text(place.document.item.source.path());
                let told = Place::of(&path, place, thread);
                self.tally.add(&told);
                self.messages.diagnostics(told);
            }
            Err(error) => self.add_error(error),
        }
        self.advance(place);
    }

    /// What was met.
    pub(super) fn into_tally(mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    fn add_error(&mut self, error: &Error) {
        self.messages.error(error);
        self.tally.add_unreadable();
    }

    /// Counts a document whose last thread is done with.
    fn advance(&self, place: &ThreadPlace) {
        if place.is_last() {
            self.messages.advance();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.messages.done();
    }
}

/// What is to be read, and in which way.
pub(super) struct Opened {
    /// The documents.
    pub(super) corpus: Corpus,
    /// What they are tried in.
    pub(super) dialects: Arc<DialectSet>,
    /// How they are read.
    pub(super) read: ReadOptions,
    /// What is said of it.
    pub(super) progress: Progress,
}

impl Opened {
    /// The threads of all documents in the order of names, several read at a time, with what is made of each.
    pub(super) fn threads<M: Send + 'static>(
        self,
        make: impl Fn(&Thread) -> M + Send + Sync + 'static,
    ) -> ThreadReader<M> {
        let Self { corpus, dialects, read, progress } = self;
        let threads = Threads::new(corpus.items.into_iter(), &dialects, read, move |_, thread| make(thread));
        ThreadReader { threads, progress, last: None }
    }
}

/// Gives threads one after the other, and says on standard error what cannot be read.
pub(super) struct ThreadReader<M> {
    threads: Threads<'static, M>,
    progress: Progress,
    last: Option<ThreadPlace>,
}

/// A thread with its measures.
pub(super) struct PlacedThread<M> {
    place: ThreadPlace,
    path: String,
    pub(super) thread: Thread,
    pub(super) made: M,
}

impl<M> PlacedThread<M> {
    /// The thread, and where it was read from.
    pub(super) fn place(&self) -> Place<'_> {
        Place::of(&self.path, &self.place, &self.thread)
    }
}

impl<M: Send + 'static> ThreadReader<M> {
    /// The next thread; the one before it is done with.
    pub(super) fn next(&mut self) -> Result<Option<PlacedThread<M>>, Failure> {
        loop {
            if let Some(place) = self.last.take() {
                self.progress.advance(&place);
            }
            let Some(read) = self.threads.next() else { return Ok(None) };
            let ReadThread { place, thread } = read?;
            self.last = Some(place.clone());
            match thread {
                Ok((thread, made)) => {
                    let path = path_text(place.document.item.source.path());
                    let placed = PlacedThread { place, path, thread, made };
                    self.progress.tally.add(&placed.place());
                    return Ok(Some(placed));
                }
                Err(error) => self.progress.add_error(&error),
            }
        }
    }

    /// What is said meanwhile.
    pub(super) fn messages(&self) -> &Messages {
        &self.progress.messages
    }

    /// What was met in all threads.
    pub(super) fn finish(self) -> Tally {
        self.progress.into_tally()
    }
}
