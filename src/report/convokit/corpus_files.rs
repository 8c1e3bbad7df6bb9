//! The files of a folder for ConvoKit, put in their places together.

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;

use crate::error::Error;
use crate::input::InputFiles;
use crate::report::convokit::ascii_json::{self, Object};
use crate::report::convokit::speakers::Speakers;
use crate::report::convokit::utterances::{BODY, OWN, ThreadUnderWay, with_speakers};
use crate::report::folder::{Contents, OutputFolder};
use crate::report::ids::comment_id;
use crate::report::output_file::OutputFile;
use crate::report::row::OneRow;
use crate::report::run_record::{FileRecord, TOOL};
use crate::report::sink::TableWriter;
use crate::table::{Cell, ColumnSet, Kind, RowSink, Table, ThreadRows};

/// The files.
pub(crate) const NAMES: [&str; 5] =
    ["utterances.jsonl", "speakers.json", "conversations.json", "index.json", CORPUS_NAME];
/// The file that says which program wrote the folder.
pub(crate) const CORPUS_NAME: &str = "corpus.json";
/// The file that never takes its place: utterances that wait for their speakers.
const WAITING: &str = "waiting.jsonl";

/// How `corpus.json` says that it is one of ours.
pub(crate) const CORPUS_MARK: &str = concat!("{\"tool\":\"", env!("CARGO_PKG_NAME"), "\",\"files\":[");

/// A folder for ConvoKit under way.
pub struct Convokit {
    columns: ColumnSet,
    waiting: OutputFile,
    speakers: Speakers,
    speaker_file: Entries,
    conversations: Entries,
    thread: ThreadUnderWay,
    /// Let go after the files in it, so that nothing stays of a folder that was made for nothing.
    folder: OutputFolder,
}

/// A file that is one object, with an entry for each of many things.
struct Entries {
    file: OutputFile,
    is_empty: bool,
}

/// Takes the rows of one of the tables that the folder is made of.
pub struct ConvokitSink<'g> {
    files: &'g RefCell<Convokit>,
    table: Table,
    row: OneRow,
}

impl Convokit {
    /// The tables whose rows it is made of.
    pub const TABLES: &'static [Table] = &[Table::Comments, Table::Threads, Table::Authors];

    /// Begins a folder.
    ///
    /// # Errors
    ///
    /// As [`OutputFolder::open`].
    pub fn begin(dir: &Path, columns: ColumnSet, inputs: &InputFiles) -> Result<Self, Error> {
        let folder = OutputFolder::open_for(dir, Contents::Convokit, inputs)?;
        NAMES.iter().try_for_each(|name| folder.check(name))?;
        let waiting = folder.create_scratch(WAITING)?;
        let speaker_file = Entries::begin(folder.create_file("speakers.json")?)?;
        let conversations = Entries::begin(folder.create_file("conversations.json")?)?;
        let (speakers, thread) = (Speakers::default(), ThreadUnderWay::default());
        Ok(Self { columns, waiting, speakers, speaker_file, conversations, thread, folder })
    }

    /// A sink for the rows of one of its tables.
    #[must_use]
    pub fn sink(files: &RefCell<Self>, table: Table) -> ConvokitSink<'_> {
        ConvokitSink { files, table, row: OneRow::new(table, files.borrow().columns) }
    }

    /// Gives the utterances their speakers, and puts all files in their places.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]; the folder is then as it was.
    pub fn publish(mut self) -> Result<(), Error> {
        let utterances = self.write_utterances()?;
        let index = write_whole(&self.folder, "index.json", index(self.columns))?;
        let (speakers, conversations) = (self.speaker_file, self.conversations);
        let mut files = vec![utterances, speakers.finish()?, conversations.finish()?, index];
        files.iter_mut().try_for_each(OutputFile::complete)?;
        files.push(write_whole(&self.folder, CORPUS_NAME, corpus(&files))?);
        drop(self.waiting);
        self.folder.publish_files(files).map(drop)
    }

    fn write_utterances(&mut self) -> Result<OutputFile, Error> {
        let mut file = self.folder.create_file("utterances.jsonl")?;
        for (id, (name, uid)) in self.speakers.without_row() {
            let meta = || Object::new().with("author", name.as_str().into())?.with("uid", (*uid).into());
            let meta = meta().and_then(|meta| meta.with("anonymous", Cell::Boolean(false)));
            let meta = meta.and_then(|meta| meta.with("unknown", Cell::Boolean(false))).map(Object::finish);
            self.speaker_file.named(&id, meta)?;
        }
        let (waiting, ids) = (self.waiting.reopen()?, self.speakers.ids_by_number());
        let entries = &mut self.speaker_file;
        let written = with_speakers(waiting, &ids, &mut file, |id, meta| entries.write(id, meta));
        written.map_err(Error::write(file.path()))?;
        Ok(file)
    }

    fn add(&mut self, table: Table, row: &OneRow) -> io::Result<()> {
        match table {
            Table::Comments => self.thread.add(row, &mut self.waiting),
            Table::Threads => {
                let id = comment_id(row.text("thread").unwrap_or_default(), 0);
                self.conversations.write(&ascii_json::text(&id)?, &meta(row)?.finish())
            }
            _ if row.is("anonymous") => Ok(()),
            _ => {
                let id = self.speakers.add(row.text("author").unwrap_or_default(), row.id("uid"));
                let meta = meta(row)?.with("unknown", Cell::Boolean(false))?;
                self.speaker_file.write(&ascii_json::text(&id)?, &meta.finish())
            }
        }
    }
}

impl Entries {
    fn begin(mut file: OutputFile) -> Result<Self, Error> {
        file.write_all(b"{").map_err(Error::write(file.path()))?;
        Ok(Self { file, is_empty: true })
    }

    /// Writes what is known of a thing, all of that JSON already.
    fn write(&mut self, id: &[u8], meta: &[u8]) -> io::Result<()> {
        let mark: &[u8] = if self.is_empty { b"\n" } else { b",\n" };
        self.is_empty = false;
        self.file.write_all(&[mark, id, b":{\"meta\":", meta, b",\"vectors\":[]}"].concat())
    }

    fn named(&mut self, id: &str, meta: io::Result<Vec<u8>>) -> Result<(), Error> {
        let written = meta.and_then(|meta| self.write(&ascii_json::text(id)?, &meta));
        written.map_err(Error::write(self.file.path()))
    }

    fn finish(mut self) -> Result<OutputFile, Error> {
        self.file.write_all(b"\n}\n").map_err(Error::write(self.file.path()))?;
        Ok(self.file)
    }
}

fn write_whole(folder: &OutputFolder, name: &str, json: io::Result<Vec<u8>>) -> Result<OutputFile, Error> {
    let mut file = folder.create_file(name)?;
    let written = json.and_then(|json| file.write_all(&json)).and_then(|()| file.write_all(b"\n"));
    written.map_err(Error::write(file.path()))?;
    Ok(file)
}

/// What is known of the corpus: which program wrote it, and which files, so that a later run knows what it may replace.
fn corpus(files: &[OutputFile]) -> io::Result<Vec<u8>> {
    let records: Vec<_> = files.iter().map(FileRecord::of).collect();
    let mut corpus = Object::new().with("tool", TOOL.into())?;
    corpus.put_json("files", &serde_json::to_vec(&records)?)?;
    Ok(corpus.finish())
}

/// All cells of a row.
fn meta(row: &OneRow) -> io::Result<Object> {
    let mut meta = Object::new();
    row.cells().try_for_each(|(column, cell)| meta.put(column.name, cell))?;
    Ok(meta)
}

/// What says which types the meta of utterances, speakers and conversations have.
fn index(columns: ColumnSet) -> io::Result<Vec<u8>> {
    let of = |table: Table| columns.of(table).map(|column| (column.name, column.kind));
    let unknown = [("unknown", Kind::Boolean)];
    let utterances = OWN.into_iter().chain(of(Table::Comments).filter(|(name, _)| *name != BODY));
    let mut index = Object::new();
    index.put_json("utterances-index", &types(utterances)?)?;
    index.put_json("speakers-index", &types(of(Table::Authors).chain(unknown))?)?;
    index.put_json("conversations-index", &types(of(Table::Threads))?)?;
    index.put_json("overall-index", br#"{"tool":["<class 'str'>"],"files":["<class 'list'>"]}"#)?;
    index.put("version", Cell::Natural(1))?;
    index.put_json("vectors", b"[]")?;
    Ok(index.finish())
}

fn types<'a>(all: impl IntoIterator<Item = (&'a str, Kind)>) -> io::Result<Vec<u8>> {
    let mut types = Object::new();
    for (name, kind) in all {
        let class = match kind {
            Kind::Text | Kind::Time => "str",
            Kind::Integer | Kind::Id => "int",
            Kind::Decimal => "float",
            Kind::Boolean => "bool",
        };
        types.put_json(name, format!("[\"<class '{class}'>\"]").as_bytes())?;
    }
    Ok(types.finish())
}

impl RowSink for ConvokitSink<'_> {
    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
        self.row.push(cell);
        Ok(())
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.files.borrow_mut().add(self.table, &self.row)?;
        self.row.clear();
        Ok(())
    }
}

impl TableWriter for ConvokitSink<'_> {
    type Out = ();

    fn begin_thread(&mut self, of: &ThreadRows<'_>) -> io::Result<()> {
        let Convokit { thread, speakers, waiting, .. } = &mut *self.files.borrow_mut();
        if self.table == Table::Comments { thread.begin(of, speakers, waiting) } else { Ok(()) }
    }

    fn finish(self) -> io::Result<()> {
        Ok(())
    }
}
