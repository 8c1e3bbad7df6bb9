//! Every thread of a corpus, read in parallel and handed over in order.

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::corpus::gather::{Corpus, Item};
use crate::corpus::ordered::run_in_order;
use crate::corpus::pseudonyms::Pseudonyms;
use crate::diagnostic::{Diagnostic, Severity};
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
    /// Whether every document's hash is wanted, and not only those that finding duplicates takes.
    pub hash_all: bool,
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
        Self { jobs: 1, limits, stop: None, hash_all: false, threshold: None, tables, pseudonyms: None }
    }
}

/// What is known of a document besides its thread.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// How many bytes were read.
    pub bytes: u64,
    /// The SHA-256 of the bytes, where it was wanted.
    pub sha256: Option<[u8; 32]>,
    /// The name of an earlier document with the same bytes. The comments of this one count no more.
    pub same_as: Option<String>,
    /// The diagnostic that says so; of a document with several threads, it is the first one's.
    pub duplicate: Option<Diagnostic>,
}

/// A thread whose turn it is, or a document that cannot be read.
#[derive(Debug)]
pub struct Seen<'a, T> {
    /// The document.
    pub item: &'a Item,
    /// What is known of it besides its thread.
    pub outside: &'a Outside,
    /// Which of the document's threads it is, from 0, and how many those are. A page is one thread.
    pub nth: (usize, usize),
    /// Its thread with what was made of it, or why it could not be read.
    pub thread: Result<(&'a Thread, T), &'a Error>,
}

/// What was made of a thread. As all have this type, all runs share one copy of what follows.
type Made = Box<dyn Any + Send>;
type Make<'a> = dyn Fn(&Item, &Thread) -> Made + Sync + 'a;
type Take<'a> = dyn FnMut(Seen<'_, Made>) -> Result<(), Error> + 'a;

/// A document that was read, and worked on where it is one thread.
struct Worked {
    content: Content,
    bytes: u64,
    sha256: Option<[u8; 32]>,
}

enum Content {
    Page(Box<Thread>, Made),
    /// Its threads are worked on when it has its turn.
    Table(Box<CommentTable>),
}

/// Reads every document of a corpus, makes something of its threads with `map` on several threads at once, and
/// hands both to `each` in the corpus' order; the threads of a table in the table's order.
///
/// Memory holds a few documents for each job, whatever the corpus' size. A document that cannot be read is
/// handed over as its error, and the others go on.
///
/// # Errors
///
/// The first error of `each`, or [`Error::Interrupted`].
pub fn map_threads<T: Send + 'static>(
    corpus: &Corpus,
    dialects: &DialectSet,
    options: &ReadOptions,
    map: impl Fn(&Item, &Thread) -> T + Sync,
    mut each: impl FnMut(Seen<'_, T>) -> Result<(), Error>,
) -> Result<(), Error> {
    let make = |item: &Item, thread: &Thread| -> Made { Box::new(map(item, thread)) };
    let mut take = |Seen { item, outside, nth, thread }: Seen<'_, Made>| {
        let thread = match thread {
            Ok((thread, made)) => Ok((thread, *made.downcast().expect("because `map` made it"))),
            Err(error) => Err(error),
        };
        each(Seen { item, outside, nth, thread })
    };
    make_and_take(corpus, dialects, options, &make, &mut take)
}

fn make_and_take(
    corpus: &Corpus,
    dialects: &DialectSet,
    options: &ReadOptions,
    make: &Make<'_>,
    take: &mut Take<'_>,
) -> Result<(), Error> {
    let reader = Reader { dialects, options, wanted: HashWanted::new(corpus, options), buffers: Mutex::default() };
    let mut known = HashMap::new();
    let item_at = |index: usize| corpus.items.get(index);
    let work = |index: usize| item_at(index).map(|item| (item, reader.read(item, make)));
    let cost = |index: usize| item_at(index).map_or(0, |item| item.source.len());
    run_in_order(corpus.items.len(), options.jobs, cost, work, |_, worked| match worked {
        None => Ok(()),
        Some((_, Err(Error::Interrupted))) => Err(Error::Interrupted),
        Some((item, Err(error))) => take(Seen { item, outside: &Outside::default(), nth: (0, 1), thread: Err(&error) }),
        Some((item, Ok(worked))) => {
            let outside = outside(item, &worked, &mut known);
            match worked.content {
                Content::Page(thread, value) => {
                    take(Seen { item, outside: &outside, nth: (0, 1), thread: Ok((&thread, value)) })?;
                    reader.take_back(thread.into_text());
                }
                Content::Table(table) => {
                    let prefix = (corpus.items.len() > 1).then_some(item.key.as_str());
                    let of = TableOf { table: &table, item, outside, prefix };
                    reader.each_of_table(&of, make, take)?;
                    reader.take_back(table.into_text());
                }
            }
            Ok(())
        }
    })
}

/// A table whose turn it is.
struct TableOf<'a> {
    table: &'a CommentTable,
    item: &'a Item,
    outside: Outside,
    /// What stands before its threads' keys, where other documents may have threads of the same.
    prefix: Option<&'a str>,
}

/// What working threads share.
struct Reader<'a> {
    dialects: &'a DialectSet,
    options: &'a ReadOptions,
    wanted: HashWanted,
    /// The memory of documents that are done with.
    buffers: Mutex<Vec<Vec<u8>>>,
}

impl Reader<'_> {
    fn read(&self, item: &Item, make: &Make<'_>) -> Result<Worked, Error> {
        if self.is_stopped() {
            return Err(Error::Interrupted);
        }
        let bytes = item.source.read(self.options.limits, self.buffer())?;
        let n_bytes = bytes.len() as u64;
        let sha256 = self.wanted.is_for(n_bytes).then(|| Sha256::digest(&bytes).into());
        let decode = DecodeOptions { limits: self.options.limits, parents: self.options.tables.parents };
        let content = match decode_any(&item.source, bytes, decode)? {
            Decoding { form: TextForm::Page | TextForm::Html, document } => {
                let thread = self.visible(parse::parse(document, self.dialects));
                let value = make(item, &thread);
                Content::Page(Box::new(thread), value)
            }
            Decoding { form, document } => Content::Table(Box::new(self.table(item, document, form)?)),
        };
        Ok(Worked { content, bytes: n_bytes, sha256 })
    }

    fn table(&self, item: &Item, document: Document, form: TextForm) -> Result<CommentTable, Error> {
        CommentTable::new(document, form, &self.options.tables).map_err(|error| {
            let path = item.source.path().to_owned();
            Error::Columns { path, message: error.message, help: error.help }
        })
    }

    /// Works on the threads of a table and hands them over, as [`map_threads`] does with documents.
    fn each_of_table(&self, of: &TableOf<'_>, make: &Make<'_>, take: &mut Take<'_>) -> Result<(), Error> {
        let TableOf { table, item, outside, prefix } = of;
        let n_threads = table.n_threads();
        // The diagnostic of a duplicate is about the document, and told once.
        let later = Outside { duplicate: None, ..outside.clone() };
        let work = |index: usize| {
            let thread = self.visible(table.thread(index, *prefix));
            let value = make(item, &thread);
            (thread, value)
        };
        run_in_order(
            n_threads,
            self.options.jobs,
            |index| table.n_bytes(index),
            work,
            |index, (thread, value)| {
                let outside = if index == 0 { outside } else { &later };
                take(Seen { item, outside, nth: (index, n_threads), thread: Ok((&thread, value)) })?;
                if self.is_stopped() { Err(Error::Interrupted) } else { Ok(()) }
            },
        )
    }

    /// The thread as the reader sees it that was asked for.
    fn visible(&self, thread: Thread) -> Thread {
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

    fn is_stopped(&self) -> bool {
        self.options.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    fn buffer(&self) -> Vec<u8> {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn take_back(&self, text: String) {
        /// What one huge document needed is given back to the system.
        const MOST: usize = 16 << 20;
        let buffer = text.into_bytes();
        if buffer.capacity() <= MOST {
            self.buffers.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
        }
    }
}

/// Which documents' hashes are wanted.
enum HashWanted {
    All,
    /// Those of which another document has the length: only they can be the same.
    Lengths(HashMap<u64, u64>),
}

impl HashWanted {
    fn new(corpus: &Corpus, options: &ReadOptions) -> Self {
        // The length of standard input is not known before it is read.
        let has_unknown = corpus.items.len() > 1 && corpus.items.iter().any(|item| item.source.identity().is_none());
        if options.hash_all || has_unknown {
            return Self::All;
        }
        let mut lengths = HashMap::new();
        for item in &corpus.items {
            *lengths.entry(item.source.len()).or_insert(0) += 1;
        }
        Self::Lengths(lengths)
    }

    fn is_for(&self, n_bytes: u64) -> bool {
        match self {
            Self::All => true,
            Self::Lengths(lengths) => lengths.get(&n_bytes).is_some_and(|&n| n > 1),
        }
    }
}

/// What is known of a document, once all before it had their turn.
fn outside(item: &Item, worked: &Worked, known: &mut HashMap<[u8; 32], String>) -> Outside {
    let same_as = worked.sha256.filter(|_| worked.bytes > 0).and_then(|sha256| {
        let first = known.entry(sha256).or_insert_with(|| item.source.name().to_owned());
        (first.as_str() != item.source.name()).then(|| first.clone())
    });
    let duplicate = same_as.as_deref().map(duplicate_of);
    Outside { bytes: worked.bytes, sha256: worked.sha256, same_as, duplicate }
}

fn duplicate_of(first: &str) -> Diagnostic {
    let message = format!("expected a new document, but found the bytes of `{first}` again");
    let help = "its comments are counted once over all documents";
    Diagnostic::new(Severity::Warning, (0, 0), "duplicate-document", message, help)
}
