//! Pages for a browser: one of one thread, or one of each thread of a corpus with an overview.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::corpus::gather::{Corpus, KeyedSource};
use crate::corpus::reader::ReadOptions;
use crate::corpus::thread_iter::{Observe, ThreadPlace, Threads};
use crate::error::Error;
use crate::measure::{MeasureOptions, View};
use crate::model::Thread;
use crate::parse::DialectSet;
use crate::report::html::{OVERVIEW, ThreadEntry, ThreadPage, file_name, overview};
use crate::report::{Contents, OutputFile, OutputFolder};
use crate::stance::StanceModel;

/// What pages show, and how documents are read for them.
#[derive(Clone, Debug, Default)]
pub struct PageOptions {
    /// How documents are read.
    pub read: ReadOptions,
    /// How threads are measured.
    pub measure: MeasureOptions,
    /// The model that tells who agrees with whom; without one that is unknown.
    pub stance: Option<Arc<StanceModel>>,
}

/// A page, and what an overview says of its thread.
struct MadePage {
    file: String,
    page: String,
    entry: ThreadEntry,
}

impl PageOptions {
    fn make(&self, item: &KeyedSource, thread: &Thread, is_one_of_many: bool) -> MadePage {
        let view = View::of(thread, self.measure);
        let view = match &self.stance {
            Some(model) => model.told(view),
            None => view,
        };
        let (page, file) = (ThreadPage::new(&view), file_name(item.key_of(thread)));
        MadePage { page: page.render(is_one_of_many), entry: page.entry(file.clone()), file }
    }
}

/// The page of the only thread of a corpus; `None` where no document can be read.
///
/// A document that was given before with the same bytes does not count.
///
/// # Errors
///
/// [`Error::Usage`] where there are several threads, and [`Error::Interrupted`].
pub fn page_of_one(
    corpus: &Corpus,
    dialects: &Arc<DialectSet>,
    options: &PageOptions,
    observe: &mut Observe<'_>,
) -> Result<Option<String>, Error> {
    let mut found = None;
    for page in pages(corpus, dialects, options, false, observe) {
        let Some((place, made)) = page? else { continue };
        if place.document.same_as.is_none() && found.replace(made.page).is_some() {
            let wording =
                "expected one thread for one page, but found several: name a folder (`-o DIR`) for a page of each";
            return Err(Error::Usage(wording.to_owned()));
        }
    }
    Ok(found)
}

/// Writes the page of each thread of a corpus and an overview into a folder, which changes only when all are complete.
///
/// Gives the names of the pages of the run before that were removed. Where no document can be read, nothing is written.
///
/// # Errors
///
/// Those of [`OutputFolder::open`] and [`Error::Interrupted`]; the folder is then as it was.
pub fn pages_to_folder(
    corpus: &Corpus,
    dialects: &Arc<DialectSet>,
    options: &PageOptions,
    dir: &Path,
    observe: &mut Observe<'_>,
) -> Result<Vec<String>, Error> {
    let folder = OutputFolder::open_for(dir, Contents::Pages, &corpus.inputs)?;
    let (mut entries, mut files, mut n_left_out) = (Vec::new(), Vec::new(), 0);
    for page in pages(corpus, dialects, options, true, observe) {
        let Some((place, made)) = page? else { continue };
        if place.document.same_as.is_some() {
            n_left_out += u64::from(place.is_first());
            continue;
        }
        let mut file = folder.create_file(&made.file)?;
        fill(&mut file, &made.page)?;
        file.close()?;
        entries.push(made.entry);
        files.push(file);
    }
    if !entries.is_empty() {
        let mut file = folder.create_file(OVERVIEW)?;
        fill(&mut file, &overview(&entries, n_left_out))?;
        files.push(file);
        return folder.publish_files(files);
    }
    Ok(Vec::new())
}

/// Writes a page into a file, which takes its place only when it is complete.
///
/// # Errors
///
/// [`Error::Write`]; what stood at the path is then as it was.
pub fn write_page(mut file: OutputFile, page: &str) -> Result<(), Error> {
    fill(&mut file, page)?;
    file.publish()
}

fn fill(file: &mut OutputFile, page: &str) -> Result<(), Error> {
    let written = file.write_all(page.as_bytes());
    written.map_err(Error::write(file.path()))
}

/// A page and its thread's place, or `None` for a document that cannot be read, which was observed.
type NextPage = Result<Option<(ThreadPlace, MadePage)>, Error>;

/// Makes pages, several at a time, and gives them in order.
fn pages<'a>(
    corpus: &'a Corpus,
    dialects: &Arc<DialectSet>,
    options: &PageOptions,
    is_one_of_many: bool,
    observe: &'a mut Observe<'_>,
) -> impl Iterator<Item = NextPage> + 'a {
    let own = options.clone();
    let make = move |item: &KeyedSource, thread: &Thread| own.make(item, thread, is_one_of_many);
    Threads::new(corpus.documents(), dialects, options.read.clone(), make).map(|read| {
        let read = read?;
        read.show(observe);
        Ok(read.thread.ok().map(|(_, made)| (read.place, made)))
    })
}
