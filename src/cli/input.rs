//! The arguments that say what to read, and reading it.

use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::available_parallelism;

use clap::Args;

use super::messages::Messages;
use super::outcome::{Failure, Tally};
use super::terminal::data_stdout;
use super::thread_reader::{Opened, Progress};
#[cfg(feature = "xlsx")]
use crate::corpus::analyze_to_workbook;
use crate::corpus::{
    AnalyzeOptions, Corpus, People, Pseudonyms, ReadOptions, ThreadPlace, Threads, analyze_to_folder,
    analyze_to_writer, export_convokit, export_graph, export_graph_to_writer,
};
use crate::error::Error;
use crate::input::{InputFiles, InputOptions, ReadLimits, read_small};
use crate::model::Thread;
use crate::parse::DialectSet;
use crate::parse::table::{ColumnMap, TableOptions};
use crate::report::{GraphForm, GraphOf, Writing, is_output_folder};
use crate::table::Table;

/// What to read: files, folders, standard input.
#[derive(Args, Debug)]
#[command(next_help_heading = "Reading")]
pub(super) struct Inputs {
    /// Files, folders (walked), or `-` for standard input
    #[arg(value_name = "INPUT", required = true, help_heading = None::<&'static str>)]
    pub(super) paths: Vec<PathBuf>,
    /// Of folders, read only files whose name matches (`*.txt`), or path (`2014/**`), but not (`!*draft*`); repeatable
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    #[command(flatten)]
    reading: Reading,
    /// Read at most this many documents at a time [default: one a core]
    #[arg(long, short, value_name = "N", value_parser = whole::<usize>)]
    jobs: Option<usize>,
    /// Other documents whose authors have pseudonyms in these as well.
    #[arg(skip)]
    named_as_well: Vec<PathBuf>,
}

/// The grammar files that a user wrote.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct GrammarFiles {
    /// Add a grammar file; one of the same name replaces a built-in one; repeatable
    #[arg(long, value_name = "FILE")]
    grammar: Vec<PathBuf>,
}

impl GrammarFiles {
    /// The files.
    fn paths(&self) -> impl Iterator<Item = &Path> {
        self.grammar.iter().map(PathBuf::as_path)
    }

    /// The built-in dialects and those of the files.
    pub(super) fn dialects(&self) -> Result<DialectSet, Error> {
        let files = self.paths().map(read_grammar).collect::<Result<Vec<_>, _>>()?;
        DialectSet::with_files(&files).map_err(|error| Error::Grammar(Box::new(error)))
    }
}

/// How to read it.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Reading")]
pub(super) struct Reading {
    #[command(flatten)]
    grammars: GrammarFiles,
    #[command(flatten)]
    tables: TableArgs,
    /// Read in this dialect instead of the one that explains most lines (see `grammar list`)
    #[arg(long, value_name = "SITE/OUTLINE")]
    dialect: Option<String>,
    /// Put pseudonyms in place of authors' names and numbers, everywhere, by the key in this file; inputs are read twice;
    /// names of one or two letters are replaced only where something marks them as names
    #[arg(long, value_name = "KEYFILE")]
    pseudonymise: Option<PathBuf>,
    /// Read documents of up to so many bytes (`K`, `M` and `G` are powers of 1024), as far as to 1G
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = size)]
    max_bytes: Option<u64>,
    /// Say nothing on standard error but errors
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// How to read tables of comments.
#[derive(Args, Clone, Debug, Default)]
struct TableArgs {
    /// Of tables of comments, read the column THEIRS as OURS (such as `author=user`); repeatable
    #[arg(long, value_name = "OURS=THEIRS")]
    map: Vec<String>,
    /// Of tables of comments, take this author for nobody in particular; repeatable
    #[arg(long, value_name = "NAME")]
    anonymous_name: Vec<String>,
    /// Read each line as one thread: the numbers of the comments that its comments answer, 0 for the story
    #[arg(long)]
    parents: bool,
}

impl TableArgs {
    fn options(&self) -> Result<TableOptions, Error> {
        let map = ColumnMap::parse(&self.map).map_err(|message| Error::Usage(format!("`--map`: {message}")))?;
        Ok(TableOptions { map, anonymous_names: self.anonymous_name.clone(), parents: self.parents })
    }
}

impl Reading {
    /// The dialects that documents are tried in.
    pub(super) fn dialects(&self) -> Result<DialectSet, Error> {
        let dialects = self.grammars.dialects()?;
        match &self.dialect {
            Some(name) => dialects.only(name).map_err(Error::Usage),
            None => Ok(dialects),
        }
    }

    /// What is read beside the documents.
    fn other_files(&self) -> impl Iterator<Item = &Path> {
        self.pseudonymise.as_deref().into_iter().chain(self.grammars.paths())
    }

    /// The inputs of a subcommand that reads one document.
    pub(super) fn of_one(&self, path: &Path) -> Inputs {
        Inputs { reading: self.clone(), ..Inputs::of_one(path) }
    }

    /// The inputs of one that is held to others, whose authors are to be known as well.
    pub(super) fn of_one_among(&self, path: &Path, others: &[&Path]) -> Inputs {
        Inputs { named_as_well: others.iter().map(|&other| other.to_owned()).collect(), ..self.of_one(path) }
    }
}

impl Inputs {
    /// One document, read in whatever dialect.
    pub(super) fn of_one(path: &Path) -> Self {
        Self {
            paths: vec![path.to_owned()],
            include: Vec::new(),
            reading: Reading::default(),
            jobs: Some(1),
            named_as_well: Vec::new(),
        }
    }

    /// Finds the documents, to read their threads one after the other.
    pub(super) fn open(&self) -> Result<Opened, Failure> {
        self.open_in(Arc::new(self.reading.dialects()?))
    }

    /// The same, with these dialects.
    pub(super) fn open_in(&self, dialects: Arc<DialectSet>) -> Result<Opened, Failure> {
        self.open_with(dialects, None, (None, None), None)
    }

    /// The same, as a reader sees the threads who has the site hide comments below a score. The run reads the file `model`
    /// as well; a folder `out` that it writes into holds no documents.
    pub(super) fn open_for(
        &self,
        threshold: Option<i32>,
        (model, out): (Option<&Path>, Option<&Path>),
        stop: Option<Arc<AtomicBool>>,
    ) -> Result<Opened, Failure> {
        self.open_with(Arc::new(self.reading.dialects()?), threshold, (model, out), stop)
    }

    fn open_with(
        &self,
        dialects: Arc<DialectSet>,
        threshold: Option<i32>,
        (model, out): (Option<&Path>, Option<&Path>),
        stop: Option<Arc<AtomicBool>>,
    ) -> Result<Opened, Failure> {
        let mut corpus = self.corpus(out)?;
        model.into_iter().for_each(|model| corpus.inputs.add(model));
        let pseudonyms = self.pseudonyms(&corpus, &dialects)?;
        let progress = Progress::begin(self.messages(), &corpus);
        let read = ReadOptions { threshold, pseudonyms, ..self.read_options(stop)? };
        Ok(Opened { corpus, dialects, read, progress })
    }

    /// Reads every document and writes its rows: of the tables asked for into a folder, or of one table to
    /// standard output.
    ///
    /// `model` is the file of the model, which is an input as well.
    pub(super) fn write(
        &self,
        options: AnalyzeOptions,
        model: Option<&Path>,
        to: Destination<'_>,
    ) -> Result<Tally, Failure> {
        let opened = self.open_for(options.read.threshold, (model, to.folder()), to.stop())?;
        let Opened { corpus, dialects, read, mut progress } = opened;
        let options = AnalyzeOptions { read, ..options };
        let tell = &mut |place: &ThreadPlace, thread: Result<&Thread, &Error>| progress.tell(place, thread);
        let outcome = match &to {
            Destination::Folder(folder, _) => analyze_to_folder(&corpus, &dialects, &options, folder, tell),
            #[cfg(feature = "xlsx")]
            Destination::Workbook(path, _) => analyze_to_workbook(&corpus, &dialects, &options, path, tell),
            Destination::Convokit(folder, _) => export_convokit(&corpus, &dialects, &options, folder, tell),
            Destination::Graph(graph, path, _) => export_graph(&corpus, &dialects, &options, *graph, path, tell),
            Destination::GraphToStdout(graph) => {
                export_graph_to_writer(&corpus, &dialects, &options, *graph, data_stdout(), tell)
            }
            Destination::Stdout(table) => analyze_to_writer(&corpus, &dialects, &options, *table, data_stdout(), tell),
        };
        let (tally, outcome) = (progress.into_tally(), outcome?);
        let messages = self.messages();
        messages.removed(&outcome.removed);
        messages.limits(&outcome, |table| to.path(table, options.writing));
        Ok(tally)
    }

    /// What was typed of tables of comments, to be typed again.
    pub(super) fn table_arguments(&self) -> impl Iterator<Item = String> {
        let TableArgs { map, anonymous_name, parents } = &self.reading.tables;
        let maps = map.iter().flat_map(|pair| ["--map".to_owned(), pair.clone()]);
        let names = anonymous_name.iter().flat_map(|name| ["--anonymous-name".to_owned(), name.clone()]);
        maps.chain(names).chain(parents.then(|| "--parents".to_owned()))
    }

    /// The documents; what lies in the folder that the run writes into is none, if an earlier run wrote there as well. Pages in
    /// another folder are found, so that writing there is refused.
    fn corpus(&self, out: Option<&Path>) -> Result<Corpus, Error> {
        let options = InputOptions {
            include: self.include.clone(),
            left_out: out.filter(|dir| is_output_folder(dir)).map(Path::to_owned),
        };
        let mut corpus = Corpus::gather_with(&self.paths, &options, &self.reading.tables.options()?)?;
        self.reading.other_files().for_each(|path| corpus.inputs.add(path));
        corpus.inputs.check_file(Path::new(STDOUT))?;
        Ok(corpus)
    }

    /// Messages about the run as a whole.
    pub(super) fn messages(&self) -> Messages {
        Messages::new(self.reading.quiet)
    }

    /// Every file that is read, the model too.
    pub(super) fn files(&self, model: Option<&Path>) -> Result<InputFiles, Error> {
        let mut files = self.corpus(None)?.inputs;
        model.into_iter().for_each(|model| files.add(model));
        Ok(files)
    }

    /// The pseudonyms that were asked for, with the names of all threads; standard input cannot be read twice, so that its
    /// names are known only in itself.
    fn pseudonyms(&self, corpus: &Corpus, dialects: &Arc<DialectSet>) -> Result<Option<Arc<Pseudonyms>>, Error> {
        let Some(path) = &self.reading.pseudonymise else { return Ok(None) };
        let pseudonyms = Arc::new(Pseudonyms::from_file(path, dialects, &self.reading.tables.anonymous_name)?);
        let others = match self.named_as_well.as_slice() {
            [] => Corpus::default(),
            paths => Corpus::gather_with(paths, &InputOptions::default(), &self.reading.tables.options()?)?,
        };
        let items = corpus.documents().chain(others.documents()).filter(|item| item.source.identity().is_some());
        let (mut people, finder) = (People::default(), Arc::clone(&pseudonyms));
        for read in Threads::new(items, dialects, self.read_options(None)?, move |_, thread| finder.people_of(thread)) {
            if let Ok((_, own)) = read?.thread {
                people.extend(own);
            }
        }
        Ok(Some(Arc::new(pseudonyms.with_people(people))))
    }

    fn read_options(&self, stop: Option<Arc<AtomicBool>>) -> Result<ReadOptions, Error> {
        let cores = || available_parallelism().map_or(1, usize::from);
        let jobs = self.jobs.filter(|&jobs| jobs > 0).unwrap_or_else(cores);
        let limits = self.reading.max_bytes.map_or_else(ReadLimits::default, |max_bytes| ReadLimits { max_bytes });
        Ok(ReadOptions { jobs, limits, stop, tables: self.reading.tables.options()?, ..ReadOptions::default() })
    }
}

/// Where the system shows standard output as a file, if it does.
const STDOUT: &str = "/dev/stdout";

/// Where rows are written to.
#[derive(Debug)]
pub(super) enum Destination<'a> {
    /// One table to standard output.
    Stdout(Table),
    /// All tables asked for into a folder, until the run is asked to stop.
    Folder(&'a Path, Arc<AtomicBool>),
    /// The same into one workbook.
    #[cfg(feature = "xlsx")]
    Workbook(&'a Path, Arc<AtomicBool>),
    /// A graph of what kind into one file.
    Graph((GraphForm, GraphOf), &'a Path, Arc<AtomicBool>),
    /// The same to standard output.
    GraphToStdout((GraphForm, GraphOf)),
    /// Utterances, speakers and conversations into a folder for ConvoKit.
    Convokit(&'a Path, Arc<AtomicBool>),
}

impl Destination<'_> {
    fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder, _) | Self::Convokit(folder, _) => Some(folder),
            _ => None,
        }
    }

    fn stop(&self) -> Option<Arc<AtomicBool>> {
        match self {
            Self::Stdout(_) | Self::GraphToStdout(_) => None,
            Self::Folder(_, stop) | Self::Graph(_, _, stop) | Self::Convokit(_, stop) => Some(Arc::clone(stop)),
            #[cfg(feature = "xlsx")]
            Self::Workbook(_, stop) => Some(Arc::clone(stop)),
        }
    }

    /// The file that holds a table.
    fn path(&self, table: Table, how: Writing) -> PathBuf {
        match self {
            Self::Stdout(_) | Self::GraphToStdout(_) => PathBuf::from("<stdout>"),
            Self::Graph(_, path, _) | Self::Convokit(path, _) => path.to_path_buf(),
            Self::Folder(folder, _) => folder.join(how.format.file_name(table)),
            #[cfg(feature = "xlsx")]
            Self::Workbook(path, _) => path.to_path_buf(),
        }
    }
}

/// Reads a whole number that was typed.
pub(super) fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "expected a whole number".to_owned())
}

/// Reads a length in bytes that was typed, such as `512M`.
fn size(text: &str) -> Result<u64, String> {
    const MOST: u64 = 1 << 30;
    let units = [('K', 10), ('M', 20), ('G', 30)];
    let unit = units.iter().find(|(unit, _)| text.to_uppercase().ends_with(*unit));
    let (number, shift) = unit.map_or((text, 0), |&(_, shift)| (&text[..text.len() - 1], shift));
    let size = number.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift));
    size.filter(|size| (1..=MOST).contains(size))
        .ok_or_else(|| "expected a size such as 512M, of at most 1G".to_owned())
}

/// Reads a grammar file: its name and its text.
pub(super) fn read_grammar(path: &Path) -> Result<(String, String), Error> {
    /// A longer file describes no site, and a device never ends.
    const MOST: u64 = 16 << 20;
    let text = String::from_utf8(read_small(path, MOST, "a grammar file")?);
    let text = text.map_err(|_| Error::Read { path: path.to_owned(), source: io::ErrorKind::InvalidData.into() })?;
    Ok((path.to_string_lossy().into_owned(), text))
}
