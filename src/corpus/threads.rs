//! Every thread of a corpus, read in parallel and handed over in order.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::corpus::gather::{Corpus, Item};
use crate::corpus::ordered::run_in_order;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::input::{ReadLimits, decode};
use crate::measure::visible_at;
use crate::model::Thread;
use crate::parse;
use crate::parse::DialectSet;

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
    pub threshold: Option<i8>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { jobs: 1, limits: ReadLimits::default(), stop: None, hash_all: false, threshold: None }
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
    /// The diagnostic that says so.
    pub duplicate: Option<Diagnostic>,
}

/// A document whose turn it is.
#[derive(Debug)]
pub struct Seen<'a, T> {
    /// The document.
    pub item: &'a Item,
    /// What is known of it besides its thread.
    pub outside: &'a Outside,
    /// Its thread with what was made of it, or why it could not be read.
    pub thread: Result<(&'a Thread, T), &'a Error>,
}

/// A document that was read and worked on.
struct Worked<T> {
    thread: Thread,
    value: T,
    bytes: u64,
    sha256: Option<[u8; 32]>,
}

/// Reads every document of a corpus, makes something of its thread with `map` on several threads at once, and
/// hands both to `each` in the corpus' order.
///
/// Memory holds a few documents for each job, whatever the corpus' size. A document that cannot be read is
/// handed over as its error, and the others go on.
///
/// # Errors
///
/// The first error of `each`, or [`Error::Interrupted`].
pub fn map_threads<T: Send>(
    corpus: &Corpus,
    dialects: &DialectSet,
    options: &ReadOptions,
    map: impl Fn(&Item, &Thread) -> T + Sync,
    mut each: impl FnMut(Seen<'_, T>) -> Result<(), Error>,
) -> Result<(), Error> {
    let reader = Reader { dialects, options, wanted: HashWanted::new(corpus, options), buffers: Mutex::default() };
    let mut known = HashMap::new();
    let item_at = |index: usize| corpus.items.get(index);
    let work = |index: usize| item_at(index).map(|item| (item, reader.read(item, &map)));
    let cost = |index: usize| item_at(index).map_or(0, |item| item.source.len());
    run_in_order(corpus.items.len(), options.jobs, cost, work, |_, worked| match worked {
        None => Ok(()),
        Some((_, Err(Error::Interrupted))) => Err(Error::Interrupted),
        Some((item, Err(error))) => each(Seen { item, outside: &Outside::default(), thread: Err(&error) }),
        Some((item, Ok(worked))) => {
            let outside = outside(item, &worked, &mut known);
            each(Seen { item, outside: &outside, thread: Ok((&worked.thread, worked.value)) })?;
            reader.take_back(worked.thread);
            Ok(())
        }
    })
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
    fn read<T>(&self, item: &Item, map: impl Fn(&Item, &Thread) -> T) -> Result<Worked<T>, Error> {
        if self.options.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Err(Error::Interrupted);
        }
        let bytes = item.source.read(self.options.limits, self.buffer())?;
        let n_bytes = bytes.len() as u64;
        let sha256 = self.wanted.is_for(n_bytes).then(|| Sha256::digest(&bytes).into());
        let thread = parse::parse(decode(&item.source, bytes)?, self.dialects);
        let thread = match self.options.threshold {
            Some(threshold) => visible_at(thread, threshold),
            None => thread,
        };
        let value = map(item, &thread);
        Ok(Worked { thread, value, bytes: n_bytes, sha256 })
    }

    fn buffer(&self) -> Vec<u8> {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn take_back(&self, thread: Thread) {
        /// What one huge document needed is given back to the system.
        const MOST: usize = 16 << 20;
        let buffer = thread.into_text().into_bytes();
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
fn outside<T>(item: &Item, worked: &Worked<T>, known: &mut HashMap<[u8; 32], String>) -> Outside {
    let same_as = worked.sha256.filter(|_| worked.bytes > 0).and_then(|sha256| {
        let first = known.entry(sha256).or_insert_with(|| item.source.name().to_owned());
        (first.as_str() != item.source.name()).then(|| first.clone())
    });
    let duplicate = same_as.as_deref().map(duplicate_of);
    Outside { bytes: worked.bytes, sha256: worked.sha256, same_as, duplicate }
}

fn duplicate_of(first: &str) -> Diagnostic {
    Diagnostic {
        line: 0,
        column: 0,
        severity: Severity::Warning,
        code: "duplicate-document",
        message: format!("expected a new document, but found the bytes of `{first}` again").into(),
        help: "its comments are counted once over all documents".into(),
    }
}
