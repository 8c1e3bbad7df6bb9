//! Every thread of a corpus, read by several workers at once and handed over in order.

use std::collections::HashMap;
use std::sync::Arc;

use crate::corpus::gather::KeyedSource;
use crate::corpus::ordered::{InOrder, OrderedTask};
use crate::corpus::reader::{DocumentBytes, DocumentContent, DocumentReader, ReadOptions};
use crate::corpus::workers::Workers;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::model::Thread;
use crate::parse::DialectSet;
use crate::parse::table::CommentTable;

/// A document that was read.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    /// Where it was read from.
    pub item: KeyedSource,
    /// How many bytes were read.
    pub bytes: u64,
    /// The SHA-256 of the bytes, where it was wanted.
    pub sha256: Option<[u8; 32]>,
    /// The name of an earlier document with the same bytes. The comments of this one count no more.
    pub same_as: Option<String>,
    /// The diagnostic that says so.
    duplicate: Option<Diagnostic>,
}

/// Where a thread was read from.
#[derive(Clone, Debug)]
pub struct ThreadPlace {
    /// The document.
    pub document: Arc<ReadDocument>,
    /// Which of the document's threads it is, from 0, and how many those are. A page is one thread.
    pub nth: (usize, usize),
}

impl ThreadPlace {
    /// Tells whether it is the first thread of its document.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.nth.0 == 0
    }

    /// Tells whether no other thread of its document follows.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.nth.0 + 1 == self.nth.1
    }

    /// What says that an earlier document has the same bytes; of a document with several threads, it is the first one's.
    #[must_use]
    pub fn duplicate(&self) -> Option<&Diagnostic> {
        self.document.duplicate.as_ref().filter(|_| self.is_first())
    }
}

/// A thread in its turn, or a document in its turn that cannot be read.
#[derive(Debug)]
pub struct ReadThread<M> {
    /// Where it was read from.
    pub place: ThreadPlace,
    /// The thread with its result, or why the document could not be read.
    pub thread: Result<(Thread, M), Error>,
}

impl<M> ReadThread<M> {
    /// Shows it to one who sees every thread.
    pub(super) fn show(&self, observe: &mut Observe<'_>) {
        observe(&self.place, self.thread.as_ref().map(|(thread, _)| thread));
    }
}

/// The threads of documents, in the documents' order; those of a table in the table's order.
///
/// Workers read documents and make something of each thread, ahead of who asks for them: four documents a worker, and 64 MiB
/// of them, or one larger document. With one job all is done as it is asked for. What comes does not depend on the number
/// of jobs. A document that cannot be read comes as its error, and the others go on; the only error besides is
/// [`Error::Interrupted`], after which nothing comes. A panic of a worker goes on here.
///
/// Nothing need be known of a document before its turn to be read. Of all that were read, a few bytes and the name are kept,
/// by which the same bytes are known again.
pub struct Threads<'a, M> {
    maker: Arc<Maker<M>>,
    documents: InOrder<'a, Worked<M>>,
    /// The table whose turn it is.
    table: Option<TableTurn<M>>,
    known: KnownDocuments,
    n_documents: usize,
    is_over: bool,
    workers: Workers,
}

/// Sees threads and documents that cannot be read, in their turn.
pub type Observe<'a> = dyn FnMut(&ThreadPlace, Result<&Thread, &Error>) + 'a;

type Map<M> = dyn Fn(&KeyedSource, &Thread) -> M + Send + Sync;

/// Reads documents and makes something of threads.
struct Maker<M> {
    reader: DocumentReader,
    map: Box<Map<M>>,
}

/// A document that was worked on.
struct Worked<M> {
    item: KeyedSource,
    content: Result<(MadeContent<M>, DocumentBytes), Error>,
}

enum MadeContent<M> {
    Page(Box<Thread>, M),
    /// Its threads are worked on when it has its turn.
    Table(Box<CommentTable>),
}

struct TableTurn<M> {
    threads: InOrder<'static, (Thread, M)>,
    place: ThreadPlace,
}

impl<'a, M: Send + 'static> Threads<'a, M> {
    /// The threads of these documents, with what `map` makes of each.
    pub fn new(
        documents: impl Iterator<Item = KeyedSource> + 'a,
        dialects: &Arc<DialectSet>,
        options: ReadOptions,
        map: impl Fn(&KeyedSource, &Thread) -> M + Send + Sync + 'static,
    ) -> Self {
        let workers = Workers::new(options.jobs);
        let maker = Maker { reader: DocumentReader { dialects: Arc::clone(dialects), options }, map: Box::new(map) };
        let maker = Arc::new(maker);
        let tasks = {
            let maker = Arc::clone(&maker);
            documents.map(move |item| maker.document_task(item))
        };
        let documents = InOrder::new(tasks);
        Self {
            maker,
            documents,
            table: None,
            known: KnownDocuments::default(),
            n_documents: 0,
            is_over: false,
            workers,
        }
    }

    fn next_read(&mut self) -> Option<ReadThread<M>> {
        if let Some(read) = self.next_of_table() {
            return Some(read);
        }
        let Worked { item, content } = self.documents.next(&mut self.workers)?;
        self.n_documents += 1;
        let (document, thread) = match content {
            Err(error) => (ReadDocument::unread(item), Err(error)),
            Ok((MadeContent::Page(thread, made), bytes)) => (self.known.document(item, bytes), Ok((*thread, made))),
            Ok((MadeContent::Table(table), bytes)) => {
                let document = self.known.document(item, bytes);
                self.begin_table(table, document);
                return self.next_of_table();
            }
        };
        Some(ReadThread { place: ThreadPlace { document: Arc::new(document), nth: (0, 1) }, thread })
    }

    fn begin_table(&mut self, table: Box<CommentTable>, document: ReadDocument) {
        let is_only = self.n_documents == 1 && !self.documents.has_more();
        // Where other documents may have threads of the same keys, the document's stands before them.
        let prefix = (!is_only).then(|| document.item.key.clone());
        let place = ThreadPlace { nth: (0, table.n_threads()), document: Arc::new(document) };
        let (maker, document) = (Arc::clone(&self.maker), Arc::clone(&place.document));
        let turn = Arc::new((table, document, prefix));
        let tasks = (0..place.nth.1).map(move |index| {
            let (cost, maker, turn) = (turn.0.n_bytes(index), Arc::clone(&maker), Arc::clone(&turn));
            let work = move || {
                let (table, document, prefix) = &*turn;
                maker.made(&document.item, table.thread(index, prefix.as_deref()))
            };
            OrderedTask { cost, work: Box::new(work) }
        });
        self.table = Some(TableTurn { threads: InOrder::new(tasks), place });
    }

    fn next_of_table(&mut self) -> Option<ReadThread<M>> {
        let TableTurn { threads, place } = self.table.as_mut()?;
        match threads.next(&mut self.workers) {
            Some(made) => {
                let following = ThreadPlace { nth: (place.nth.0 + 1, place.nth.1), ..place.clone() };
                Some(ReadThread { place: std::mem::replace(place, following), thread: Ok(made) })
            }
            None => {
                self.table = None;
                None
            }
        }
    }
}

impl<M: Send + 'static> Iterator for Threads<'_, M> {
    type Item = Result<ReadThread<M>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = if self.is_over { None } else { self.next_read() }?;
        let is_stopped = matches!(read.thread, Err(Error::Interrupted)) || self.maker.reader.options.is_stopped();
        self.is_over = is_stopped;
        Some(if is_stopped { Err(Error::Interrupted) } else { Ok(read) })
    }
}

impl<M: Send + 'static> Maker<M> {
    fn document_task(self: &Arc<Self>, item: KeyedSource) -> OrderedTask<Worked<M>> {
        let maker = Arc::clone(self);
        OrderedTask { cost: item.source.len(), work: Box::new(move || maker.worked(item)) }
    }

    fn worked(&self, item: KeyedSource) -> Worked<M> {
        let content = self.reader.read(&item).map(|(content, bytes)| match content {
            DocumentContent::Page(thread) => {
                let made = (self.map)(&item, &thread);
                (MadeContent::Page(thread, made), bytes)
            }
            DocumentContent::Table(table) => (MadeContent::Table(table), bytes),
        });
        Worked { item, content }
    }

    /// A thread of a table as it is to be seen, with what is made of it.
    fn made(&self, item: &KeyedSource, thread: Thread) -> (Thread, M) {
        let thread = self.reader.visible(thread);
        let made = (self.map)(item, &thread);
        (thread, made)
    }
}

/// The documents that had their turn, by the length and the hash of their bytes.
#[derive(Default)]
struct KnownDocuments {
    names: HashMap<(u64, u128), String>,
}

impl KnownDocuments {
    /// What is known of a document, once all before it had their turn.
    fn document(&mut self, item: KeyedSource, bytes: DocumentBytes) -> ReadDocument {
        let DocumentBytes { n, xxh3, sha256 } = bytes;
        // Nothing is no document that was given twice.
        let same_as = (n > 0).then(|| self.first_of(&item, (n, xxh3))).flatten();
        let duplicate = same_as.as_deref().map(duplicate_of);
        ReadDocument { item, bytes: n, sha256, same_as, duplicate }
    }

    /// The name of the first document with these bytes, if that is another.
    fn first_of(&mut self, item: &KeyedSource, bytes: (u64, u128)) -> Option<String> {
        let first = self.names.entry(bytes).or_insert_with(|| item.source.name().to_owned());
        (first.as_str() != item.source.name()).then(|| first.clone())
    }
}

impl ReadDocument {
    fn unread(item: KeyedSource) -> Self {
        Self { item, bytes: 0, sha256: None, same_as: None, duplicate: None }
    }
}

fn duplicate_of(first: &str) -> Diagnostic {
    let message = format!("expected a new document, but found the bytes of `{first}` again");
    let help = "its comments are counted once over all documents";
    Diagnostic::new(Severity::Warning, (0, 0), "duplicate-document", message, help)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::corpus::Corpus;
    use crate::input::InputOptions;

    /// Each document's name, what it is the same as, and the number of its threads.
    type Seen = (String, Option<String>, usize);

    fn corpus(dir: &tempfile::TempDir) -> Corpus {
        let table = "thread,comment,parent\nx,1,0\nx,2,1\ny,1,0\n";
        let all =
            [("a.txt", "x\n"), ("b.csv", table), ("c.csv", table), ("d.txt", "x\n"), ("e.txt", ""), ("f.txt", "")];
        for (name, text) in all {
            fs::write(dir.path().join(name), text).expect("because the folder is ours");
        }
        fs::write(dir.path().join("g.txt"), b"\x7fELF").expect("because the folder is ours");
        Corpus::gather(&[dir.path().to_owned()], &InputOptions::default()).expect("because there are no patterns")
    }

    fn threads(corpus: &Corpus, jobs: usize, stop: Option<Arc<AtomicBool>>) -> Threads<'_, usize> {
        let dialects = DialectSet::builtin().expect("because the built-in files are proved by tests");
        let options = ReadOptions { jobs, stop, ..ReadOptions::default() };
        Threads::new(corpus.documents(), &Arc::new(dialects), options, |_, thread| thread.comments().len())
    }

    #[test]
    fn threads_come_in_order_and_the_same_bytes_are_told() {
        let dir = tempfile::tempdir().expect("because there is room for a folder");
        let corpus = corpus(&dir);
        let seen = |jobs| -> Vec<Seen> {
            let of = |read: ReadThread<usize>| {
                let document = &read.place.document;
                assert_eq!(read.thread.as_ref().ok().map(|(thread, made)| thread.comments().len() == *made), {
                    (document.item.source.name() != "g.txt").then_some(true)
                });
                assert_eq!(read.place.duplicate().is_some(), document.same_as.is_some() && read.place.is_first());
                (document.item.source.name().to_owned(), document.same_as.clone(), read.place.nth.1)
            };
            threads(&corpus, jobs, None).map(|read| of(read.expect("because nothing stops it"))).collect()
        };
        let expected = [
            ("a.txt", None, 1),
            ("b.csv", None, 2),
            ("b.csv", None, 2),
            ("c.csv", Some("b.csv"), 2),
            ("c.csv", Some("b.csv"), 2),
            ("d.txt", Some("a.txt"), 1),
            ("e.txt", None, 1),
            ("f.txt", None, 1),
            ("g.txt", None, 1),
        ];
        let expected = expected.map(|(name, same_as, n)| (name.to_owned(), same_as.map(str::to_owned), n));
        for jobs in [1, 2, 5] {
            assert_eq!(seen(jobs), expected);
        }
    }

    #[test]
    fn a_run_that_is_stopped_ends() {
        let dir = tempfile::tempdir().expect("because there is room for a folder");
        let corpus = corpus(&dir);
        for jobs in [1, 3] {
            let stop = Arc::new(AtomicBool::new(false));
            let mut threads = threads(&corpus, jobs, Some(Arc::clone(&stop)));
            assert!(threads.next().is_some_and(|read| read.is_ok()));
            stop.store(true, Ordering::Relaxed);
            assert!(matches!(threads.next(), Some(Err(Error::Interrupted))));
            assert!(threads.next().is_none());
        }
    }
}
